"""nginx: this machine's own, else Debian's, unpacked without root into a folder of its own."""

import shutil
from pathlib import Path

from ops.console import Failed
from ops.install.tools import bring_once, loader, tools_dir, unpack_own

_PACKAGES = ["nginx", "libc6"]
_PROGRAM = "usr/sbin/nginx"
_SYSTEM_PATH = "/usr/local/sbin:/usr/sbin:/usr/bin"


def nginx_command() -> list[str]:
    """Start of a command line that runs nginx. Raises Failed without one."""
    if own := shutil.which("nginx", path=_SYSTEM_PATH):
        return [own]
    found = sorted(_root().glob("usr/lib/*/libc.so.6"))
    if not found or not (_root() / _PROGRAM).exists():
        raise Failed("there is no nginx yet: 'make run-two' brings one")
    libraries = found[0].parent
    return [*loader(libraries), str(libraries), str(_root() / _PROGRAM)]


def ensure() -> None:
    """Bring what is missing; a second call takes milliseconds and no network. Raises Failed with what to do."""
    if shutil.which("nginx", path=_SYSTEM_PATH) or (_root() / _PROGRAM).exists():
        return
    bring_once("nginx", (_root() / _PROGRAM).exists, _bring)


def _bring(folder: Path) -> None:
    unpack_own("nginx", _PACKAGES, folder)


def _root() -> Path:
    return tools_dir() / "nginx"
