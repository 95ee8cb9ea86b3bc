"""No process waits at its start for libraries that it may need later, or never."""

import subprocess
import sys

import pytest

NOBODY_S = {
    "rich",
    "pygments",
    "typer",
    "holidays",
    "openpyxl",
    "authlib",
    "joserfc",
    "httpx",
    "xlsxwriter",
    "typst",
}
"""Of consoles, of tests, of files that somebody may ask for, of what few installations have connected."""
SOUND = {"soundfile", "soxr"}
MARKDOWN = {"markdown_it", "nh3"}
DICTIONARIES = {"morfeusz2", "pymorphy3"}
ALL = NOBODY_S | SOUND | MARKDOWN | DICTIONARIES | {"numpy"}

NOT_LOADED = {
    "agi_scripts": ALL,
    "agi_scripts.watchdog": ALL,
    "ari_app": ALL,
    "jobs": ALL,
    "courier": ALL,
    "api": ALL - {"numpy"},  # the index of the knowledge base is made of it, with the first seconds
}


@pytest.mark.parametrize("process", NOT_LOADED)
def test_a_process_starts_without_libraries_that_it_does_not_need_yet(process: str) -> None:
    # As its `__main__` does, but for running it.
    entry = "ari_app.main" if process == "ari_app" else f"{process}.__main__"
    code = f"import core.loading, {entry}, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert NOT_LOADED[process] & set(done.stdout.split()) == set()
