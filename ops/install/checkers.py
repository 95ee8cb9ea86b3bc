"""The programs for which something is shipped, to check it: systemd-analyze, logrotate, promtool, nginx, nft.

And perf, which looks into processes. Of this machine, or brought from Debian into `.tools/checkers` when one is
asked for. Nobody who only runs the centre needs them.
"""

import fcntl
import json
import os
import shutil
from pathlib import Path

from ops.console import Failed, say
from ops.install import debian, tools

_PACKAGES = {
    "systemd-analyze": "systemd",
    "logrotate": "logrotate",
    "promtool": "prometheus",
    "nginx": "nginx",
    "nft": "nftables",
    "perf": "linux-perf",
}
_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def command(name: str) -> list[str]:
    """Start of a command line that runs the checker `name`. Blocks for about a minute if it must be brought.

    Raises Failed with what to do.
    """
    own = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{_SYSTEM_PATH}")
    return [own] if own else brought(name)


def brought(name: str) -> list[str]:
    """The same, whatever this machine has of its own. Two that ask at once do not disturb each other."""
    folder = tools.tools_dir() / "checkers"
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return _extracted(folder, name)
    finally:
        os.close(descriptor)


def _extracted(folder: Path, name: str) -> list[str]:
    root = folder / name
    manifest = folder / f"{name}.json"
    if not manifest.exists():
        package = _PACKAGES[name]
        say(f"Bringing {package} into {root} ...")
        log = folder / "install.log"
        versions = debian.install([package, "libc6"], root, folder / "apt", log, lambda text: say(f"  {text}"))
        manifest.write_text(json.dumps(versions, indent=1, sort_keys=True) + "\n")
    program = next((p for p in (root / "usr/bin" / name, root / "usr/sbin" / name) if p.exists()), None)
    libraries = next(iter(sorted(root.glob("usr/lib/*/libc.so.6"))), None)
    if program is None or libraries is None:
        manifest.unlink(missing_ok=True)
        raise Failed(f"{name} was brought but is not whole: remove {folder} and try again")
    return [*tools.loader(libraries.parent), f"{libraries.parent}:{libraries.parent}/systemd", str(program)]
