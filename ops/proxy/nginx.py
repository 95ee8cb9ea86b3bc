"""nginx: this machine's own, else Debian's, unpacked without root into a folder of its own."""

import json
import shutil
from pathlib import Path

from ops.console import Failed, say
from ops.install import debian
from ops.install.tools import loader, locked, tools_dir

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
    folder = tools_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / "nginx.lock"):
            if not (_root() / _PROGRAM).exists():
                _bring(folder)
    except OSError as error:
        raise Failed(
            f"{error.filename or folder}: {error.strerror}; set S724_TOOLS_DIR to a folder of yours"
        ) from error


def _bring(folder: Path) -> None:
    say(f"Bringing nginx into {folder} ...")
    log, unpacked = folder / "nginx.log", _root().with_name("nginx.new")
    log.write_text("")
    versions = debian.install(_PACKAGES, unpacked, folder / "nginx-apt", log, lambda text: say(f"  {text}"))
    (unpacked / "manifest.json").write_text(json.dumps(versions, indent=1, sort_keys=True) + "\n")
    unpacked.rename(_root())


def _root() -> Path:
    return tools_dir() / "nginx"
