"""The browser of tests and measurements: this machine's Chromium, else Debian's, unpacked without root.

`python -m ops.install.chromium` brings it where there is none. Unlike the other programs (`ops.install.tools`) it
starts itself again for each page, so no loader can be put before it: it runs with the machine's own C library, and
so it has to come from the sources of the machine's own release.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ops.console import Failed, complain, say
from ops.install import debian
from ops.install.tools import bring_once, tools_dir

_PACKAGES = ["chromium", "fonts-dejavu-core"]
_OWN_NAMES = ("chromium", "chromium-browser", "google-chrome")
_SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
_PLACE = "usr/lib/chromium/chromium"
# The machine's own loader goes with the machine's own C library only.
_C_LIBRARY = ("c", "m", "dl", "rt", "pthread", "resolv", "util", "mvec", "anl", "nsl", "thread_db", "BrokenLocale")
_ELSE = "install chromium as root (apt-get install chromium), or put chromium or google-chrome on the PATH"


@dataclass(frozen=True, slots=True)
class Chromium:
    """A program and what its environment needs besides."""

    program: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """What `--version` says, or why it does not run."""
        try:
            done = subprocess.run(
                [self.program, "--version"], env={**os.environ, **self.environment}, capture_output=True,
                text=True, errors="replace", timeout=30, check=False, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        return (done.stdout or done.stderr).strip()


def chromium() -> Chromium:
    """The browser that is there. Raises Failed when there is none yet."""
    if own := _own():
        return Chromium(own)
    if not (_root() / _PLACE).exists():
        raise Failed("there is no chromium yet: run 'make test', or 'python -m ops.install.chromium'")
    return _brought()


def ensure() -> None:
    """Bring what is missing; a second call takes milliseconds and no network.

    Of two starts at once the second waits. Raises Failed with what to do.
    """
    if _own() or (_root() / _PLACE).exists():
        return
    bring_once("chromium", (_root() / _PLACE).exists, _bring)


def _bring(folder: Path) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise Failed(f"there is no apt-get to bring chromium with: {_ELSE}")
    log = folder / "chromium.log"
    log.write_text("")
    say(f"Bringing chromium into {folder} (230 MB) ...")
    apt_folder = folder / "chromium-apt"
    apt = debian.Apt(apt_folder, log)
    apt.use_own_sources()
    apt.run("apt-get", "update")
    version = apt.candidate("chromium")
    if not version or "snap" in version:
        raise Failed(f"no package source of this machine has chromium: {_ELSE}", log)
    unpacked = _root().with_name("chromium.new")
    apt.extract(_PACKAGES, unpacked, lambda text: say(f"  {text}"))
    shutil.rmtree(apt_folder, ignore_errors=True)
    _leave_c_library_out(unpacked)
    unpacked.rename(_root())
    if not (told := _brought().version).startswith("Chromium"):
        shutil.rmtree(_root())
        raise Failed(f"chromium was brought but does not run ({told}): {_ELSE}", log)
    say(f"  {told} is ready")


def _leave_c_library_out(root: Path) -> None:
    patterns = ["ld-linux*", "libnss_*", *(f"lib{name}.so*" for name in _C_LIBRARY)]
    for libraries in root.glob("usr/lib/*-linux-gnu*"):
        for pattern in patterns:
            for file in libraries.glob(pattern):
                file.unlink()


def _brought() -> Chromium:
    root = _root()
    folders = [str(libraries) for libraries in sorted(root.glob("usr/lib/*-linux-gnu*"))]
    paths = [*folders, *(f"{folder}/pulseaudio" for folder in folders)]
    fonts = {"FONTCONFIG_SYSROOT": str(root), "FONTCONFIG_PATH": "/etc/fonts"}
    return Chromium(root / _PLACE, {"LD_LIBRARY_PATH": ":".join(paths), **fonts})


def _root() -> Path:
    return tools_dir() / "chromium"


def _own() -> Path | None:
    """The machine's own browser. Ubuntu's is a snap, which reads no file of ours: not that one."""
    path = f"{os.environ.get('PATH', '')}:{_SYSTEM_PATH}"
    for name in _OWN_NAMES:
        found = shutil.which(name, path=path)
        if found and not Path(found).resolve().is_relative_to("/snap") and not _is_snap(Path(found)):
            return Path(found)
    return None


def _is_snap(program: Path) -> bool:
    """A small script that leads to a snap, or asks to install one."""
    with program.open("rb") as file:
        return b"snap" in file.read(4096)


def main() -> int:
    """Bring what is missing and say where it is."""
    try:
        ensure()
        found = chromium()
        say(f"{found.version}: {found.program}")
    except Failed as failure:
        complain(failure)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
