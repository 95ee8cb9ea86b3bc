"""The programs that are not Python: Asterisk, SIPp, espeak-ng, openssl; of this machine or brought into `.tools`.

`python -m ops.install.tools` brings what is missing. The commands returned here are the beginning of an argument
list; an extracted program is started by its own loader, so that it does not depend on the machine's libraries.
"""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from ops.console import Failed, complain, say
from ops.install import debian
from ops.paths import PROJECT

_PACKAGES = {
    "asterisk": ["asterisk", "asterisk-modules", "asterisk-core-sounds-en"],
    "sipp": ["sip-tester"],
    "espeak-ng": ["espeak-ng"],
    "openssl": ["openssl"],
}
_PLACES = {
    "asterisk": "usr/sbin/asterisk",
    "sipp": "usr/bin/sipp",
    "espeak-ng": "usr/bin/espeak-ng",
    "openssl": "usr/bin/openssl",
}
_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def tools_dir() -> Path:
    """The folder of the brought programs (S724_TOOLS_DIR, else `.tools` in the project)."""
    return Path(os.environ.get("S724_TOOLS_DIR") or PROJECT / ".tools").absolute()


def asterisk_command() -> list[str]:
    """Start of a command line that runs Asterisk. Raises Failed when there is none yet."""
    return _command("asterisk")


def sipp_command() -> list[str]:
    """Start of a command line that runs SIPp. Raises Failed when there is none yet."""
    return _command("sipp")


def espeak_command() -> list[str]:
    """Start of a command line that runs espeak-ng. Raises Failed when there is none yet."""
    if own := _own("espeak-ng"):
        return [own]
    return [*_command("espeak-ng"), f"--path={_libraries()}"]


def openssl_command() -> list[str]:
    """Start of a command line that runs openssl. Raises Failed when there is none yet."""
    return _command("openssl")


def asterisk_modules_dir() -> Path:
    """The folder of Asterisk's modules. Raises Failed when there is none."""
    if _own("asterisk"):
        return _own_folders()[0]
    return _libraries() / "asterisk/modules"


def asterisk_data_dir() -> Path:
    """The folder of Asterisk's own sounds, documentation and interface descriptions."""
    if _own("asterisk"):
        return _own_folders()[1]
    return _root() / "usr/share/asterisk"


def asterisk_version() -> str:
    """What `asterisk -V` says, e.g. `Asterisk 22.10.1`."""
    return _run([*asterisk_command(), "-V"]).strip()


def ensure() -> None:
    """Bring what is missing; a second call takes milliseconds and no network.

    Two starts at once do not disturb each other: the second waits. Raises Failed with what to do.
    """
    if not _missing():
        return
    folder = tools_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = locked(folder / "lock")
        with lock:
            _bring(folder)
    except OSError as error:
        raise Failed(
            f"{error.filename or folder}: {error.strerror}; set S724_TOOLS_DIR to a folder of yours"
        ) from error


def _bring(folder: Path) -> None:
    missing = _missing()  # again: who held the lock before may have brought them
    if not missing:
        return
    # All that is not the machine's own comes together: the packages are unpacked into one folder at once.
    wanted = [name for name in _PACKAGES if not _own(name)]
    packages = [package for name in wanted for package in _PACKAGES[name]]
    say(f"Bringing {', '.join(wanted)} into {folder} ...")
    log = folder / "install.log"
    log.write_text("")
    versions = debian.install([*packages, "libc6"], _root(), folder / "apt", log, lambda text: say(f"  {text}"))
    manifest = {"programs": wanted, "packages": versions}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    for name in wanted:
        if told := _broken(name):
            raise Failed(f"{name} was brought but does not run: {told}", log)
    say(f"  {asterisk_version()} is ready")


def _missing() -> list[str]:
    brought = _manifest().get("programs", [])
    return [n for n in _PACKAGES if not _own(n) and (n not in brought or not (_root() / _PLACES[n]).exists())]


def _manifest() -> dict[str, Any]:
    try:
        found = json.loads((tools_dir() / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _root() -> Path:
    return tools_dir() / "root"


def _libraries() -> Path:
    """The folder of the extracted libraries, e.g. `usr/lib/aarch64-linux-gnu`, whatever the machine is."""
    found = sorted(_root().glob("usr/lib/*/libc.so.6"))
    if not found:
        raise Failed("Asterisk is not installed yet: run 'make run' or 'make test'")
    return found[0].parent


def _command(name: str) -> list[str]:
    if own := _own(name):
        return [own]
    program = _root() / _PLACES[name]
    if not program.exists():
        raise Failed(f"{name} is not installed yet: run 'make run' or 'make test'")
    libraries = _libraries()
    return [*loader(libraries), f"{libraries}:{libraries}/pulseaudio", str(program)]


def loader(libraries: Path) -> list[str]:
    """Start of a command line that runs an extracted program: the folders of its libraries and itself follow."""
    found = sorted(p for p in libraries.glob("ld*.so.[0-9]") if "linux" in p.name or p.name.startswith("ld64"))
    if not found:
        raise Failed(f"{libraries} holds no loader; remove {tools_dir()} and run 'make run' again")
    return [str(found[0]), "--library-path"]


@cache
def _own(name: str) -> str:
    """The machine's own program when it is there and good enough, else an empty text."""
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{_SYSTEM_PATH}")
    if path is None:
        return ""
    if name == "asterisk":
        new_enough = debian.version_of(_run([path, "-V"])) >= debian.OLDEST
        modules, data = _own_folders() if new_enough else (Path(), Path())
        good = (modules / "chan_pjsip.so").exists() and (data / "rest-api").is_dir()
    elif name == "sipp":
        good = re.search(r"SIPp v3\.[6-9]|SIPp v[4-9]", _run([path, "-v"])) is not None
    elif name == "openssl":
        good = re.search(r"OpenSSL ([3-9]|[1-9]\d)\.", _run([path, "version"])) is not None
    else:
        good = " pl " in _run([path, "--voices=pl"])
    return path if good else ""


@cache
def _own_folders() -> tuple[Path, Path]:
    """Modules and data of the machine's own Asterisk: as its configuration says, else where they mostly lie."""
    try:
        configuration = Path("/etc/asterisk/asterisk.conf").read_text(encoding="utf-8", errors="replace")
    except OSError:
        configuration = ""
    said = dict(re.findall(r"^\s*(astmoddir|astdatadir)\s*=>?\s*(\S+)", configuration, re.MULTILINE))
    modules = [Path("/usr/lib/asterisk/modules"), Path("/usr/lib64/asterisk/modules")]
    modules += sorted(Path("/usr/lib").glob("*-linux-gnu*/asterisk/modules"))
    data = [Path("/usr/share/asterisk"), Path("/var/lib/asterisk")]
    if "astmoddir" in said:
        modules.insert(0, Path(said["astmoddir"]))
    if "astdatadir" in said:
        data.insert(0, Path(said["astdatadir"]))
    return (
        next((folder for folder in modules if (folder / "chan_pjsip.so").exists()), modules[0]),
        next((folder for folder in data if (folder / "rest-api").is_dir()), data[0]),
    )


def _broken(name: str) -> str:
    """Why an extracted program does not run; empty when it does."""
    if name == "asterisk":
        told = _run([*_command(name), "-V"])
        return "" if debian.version_of(told) >= debian.OLDEST else told
    if name == "sipp":
        told = _run([*_command(name), "-v"])
        return "" if "SIPp v" in told else told
    if name == "openssl":
        told = _run([*_command(name), "version"])
        return "" if told.startswith("OpenSSL") else told
    told = _run([*espeak_command(), "--voices=pl"])
    return "" if " pl " in told else told


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=30, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return done.stdout + done.stderr


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Alone with what the file stands for; who comes second waits, and says so."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is bringing the programs; waiting for it ...")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def bring_once(name: str, is_there: Callable[[], bool], bring: Callable[[Path], None]) -> None:
    """Let `bring` put a program into the folder of the tools, unless it is there; of two at once the second waits.

    Raises what `bring` raises, and Failed where nothing can be written.
    """
    folder = tools_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / f"{name}.lock"):
            if not is_there():
                bring(folder)
    except OSError as error:
        raise Failed(
            f"{error.filename or folder}: {error.strerror}; set S724_TOOLS_DIR to a folder of yours"
        ) from error


def unpack_own(name: str, packages: list[str], folder: Path) -> Path:
    """Debian's packages of a program that has a folder of its own; the log of it. Raises Failed."""
    say(f"Bringing {name} into {folder} ...")
    log, unpacked = folder / f"{name}.log", folder / f"{name}.new"
    log.write_text("")
    versions = debian.install(packages, unpacked, folder / f"{name}-apt", log, lambda text: say(f"  {text}"))
    (unpacked / "manifest.json").write_text(json.dumps(versions, indent=1, sort_keys=True) + "\n")
    unpacked.rename(folder / name)
    return log


def main() -> int:
    """Bring what is missing and say where it is."""
    try:
        ensure()
        say(f"{asterisk_version()}: {' '.join(asterisk_command())}")
    except Failed as failure:
        complain(failure)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
