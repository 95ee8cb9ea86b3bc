"""Kamailio, the edge before several Asterisks: this machine's own, else Debian's, unpacked without root.

`python -m ops.install.kamailio` brings it where there is none, into a folder of its own: a centre on one machine
has no edge and needs nothing of it.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from ops.console import Failed, complain, say
from ops.install import debian
from ops.install.tools import bring_once, loader, tools_dir, unpack_own

OLDEST = (6, 0)
_PACKAGES = ["kamailio", "kamailio-tls-modules", "kamailio-websocket-modules", "libc6"]
_PROGRAM = "usr/sbin/kamailio"
_SYSTEM_PATH = "/usr/local/sbin:/usr/sbin:/usr/bin"
_MODULES = ("tls.so", "websocket.so", "dispatcher.so", "dmq.so")


def kamailio_command() -> list[str]:
    """Start of a command line that runs Kamailio, with the folder of its modules. Raises Failed without one."""
    if own := _own():
        return [own[0], "-L", str(own[1])]
    if not (_root() / _PROGRAM).exists():
        raise Failed("there is no kamailio yet: run 'make test-tools', or 'python -m ops.install.kamailio'")
    libraries = _libraries()
    modules = libraries / "kamailio/modules"
    return [*loader(libraries), str(libraries), str(_root() / _PROGRAM), "-L", str(modules)]


def kamailio_version() -> str:
    """What it says of itself, e.g. `6.1.5`; empty when it does not run."""
    told = re.search(r"version: kamailio (\S+)", _output([*kamailio_command(), "-v"]))
    return told[1] if told else ""


def ensure() -> None:
    """Bring what is missing; a second call takes milliseconds and no network.

    Of two starts at once the second waits. Raises Failed with what to do.
    """
    if _own() or (_root() / _PROGRAM).exists():
        return
    bring_once("kamailio", (_root() / _PROGRAM).exists, _bring)


def _bring(folder: Path) -> None:
    log = unpack_own("kamailio", _PACKAGES, folder)
    if debian.version_of(kamailio_version()) < OLDEST:
        shutil.rmtree(_root())
        raise Failed("kamailio was brought but does not run: put kamailio >= 6.0 on the PATH", log)
    say(f"  kamailio {kamailio_version()} is ready")


def _own() -> tuple[str, Path] | None:
    """The machine's own and its modules, if it is new enough and has those that the edge needs."""
    path = shutil.which("kamailio", path=_SYSTEM_PATH)
    if path is None:
        return None
    told = re.search(r"version: kamailio (\S+)", _output([path, "-v"]))
    if told is None or debian.version_of(told[1]) < OLDEST:
        return None
    for modules in (*Path("/usr/lib").glob("*/kamailio/modules"), Path("/usr/lib64/kamailio/modules")):
        if all((modules / name).exists() for name in _MODULES):
            return path, modules
    return None


def _root() -> Path:
    return tools_dir() / "kamailio"


def _libraries() -> Path:
    found = sorted(_root().glob("usr/lib/*/libc.so.6"))
    if not found:
        raise Failed(f"{_root()} holds no C library; remove it and run 'make test-tools' again")
    return found[0].parent


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=30, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return done.stdout + done.stderr


def main() -> int:
    """Bring what is missing and say where it is."""
    try:
        ensure()
        say(f"kamailio {kamailio_version()}: {' '.join(kamailio_command())}")
    except Failed as failure:
        complain(failure)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
