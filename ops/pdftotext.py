"""pdftotext, by which tests read PDFs as other people's programs do: this machine's, else Debian's.

`python -m ops.pdftotext` brings it where there is none, without root. It runs with its own loader and C library.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ops import debian
from ops.console import Failed, complain, say
from ops.tools import loader, locked, tools_dir

_PACKAGES = ["poppler-utils", "libc6"]
_PLACE = "usr/bin/pdftotext"
_ELSE = "install poppler-utils as root (apt-get install poppler-utils)"


def pdftotext_command() -> list[str]:
    """Start of a command line that runs pdftotext. Raises Failed when there is none yet."""
    if own := shutil.which("pdftotext"):
        return [own]
    program = _root() / _PLACE
    if not program.exists():
        raise Failed("there is no pdftotext yet: run 'make test', or 'python -m ops.pdftotext'")
    [libraries, *_] = sorted(file.parent for file in _root().glob("usr/lib/*/libc.so.6"))
    return [*loader(libraries), str(libraries), str(program)]


def ensure() -> None:
    """Bring what is missing; a second call takes milliseconds and no network.

    Of two starts at once the second waits. Raises Failed with what to do.
    """
    if shutil.which("pdftotext") or (_root() / _PLACE).exists():
        return
    folder = tools_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / "poppler.lock"):
            if not (_root() / _PLACE).exists():
                _bring(folder)
    except OSError as error:
        raise Failed(
            f"{error.filename or folder}: {error.strerror}; set S724_TOOLS_DIR to a folder of yours"
        ) from error


def _bring(folder: Path) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise Failed(f"there is no apt-get to bring pdftotext with: {_ELSE}")
    log = folder / "poppler.log"
    log.write_text("")
    say(f"Bringing pdftotext into {folder} ...")
    apt_folder = folder / "poppler-apt"
    apt = debian.Apt(apt_folder, log)
    apt.use_own_sources()
    apt.run("apt-get", "update")
    unpacked = _root().with_name("poppler.new")
    apt.extract(_PACKAGES, unpacked, lambda text: say(f"  {text}"))
    shutil.rmtree(apt_folder, ignore_errors=True)
    unpacked.rename(_root())
    if "pdftotext version" not in (told := _version()):
        shutil.rmtree(_root())
        raise Failed(f"pdftotext was brought but does not run ({told}): {_ELSE}", log)
    say(f"  {told} is ready")


def _version() -> str:
    """Its first line of `-v`, or why it does not run."""
    try:
        done = subprocess.run(
            [*pdftotext_command(), "-v"], env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True,
            errors="replace", timeout=30, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return (done.stderr or done.stdout).strip().partition("\n")[0]


def _root() -> Path:
    return tools_dir() / "poppler"


def main() -> int:
    """Bring what is missing and say where it is."""
    try:
        ensure()
        say(f"{_version()}: {' '.join(pdftotext_command())}")
    except Failed as failure:
        complain(failure)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
