"""Programs that tests run for real."""

import os
import shutil
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]


def espeak_command() -> list[str]:
    """The machine's espeak-ng, else the one among the project's own tools; without either the test fails."""
    on_path = shutil.which("espeak-ng")
    if on_path:
        return [on_path]
    root = Path(os.environ.get("S724_TOOLS_DIR") or PROJECT / ".tools").resolve() / "root"
    program = root / "usr/bin/espeak-ng"
    data = next(iter(sorted(root.glob("usr/lib/*/espeak-ng-data"))), None)
    if data is None or not program.exists():
        pytest.fail(f"espeak-ng is neither on the PATH nor in {root}: run `make test`, which installs it.")
    libraries = data.parent
    loader = next(iter(sorted(libraries.glob("ld-linux*.so.*"))), None)
    if loader is None:
        pytest.fail(f"no dynamic loader in {libraries}: the tools were not unpacked completely.")
    return [
        str(loader),
        "--library-path",
        f"{libraries}:{libraries / 'pulseaudio'}",
        str(program),
        f"--path={libraries}",
    ]
