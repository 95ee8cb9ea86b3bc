"""Brings Debian packages into a folder, without root and without touching the machine.

An own apt state folder, the mirror that the machine's own apt sources already name, and `dpkg-deb -x`.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ops.console import Failed

OLDEST = (22, 4)  # the first Asterisk that carries REST over the event WebSocket
_KEYRINGS = ("debian-archive-keyring.pgp", "debian-archive-keyring.gpg")
# Read by nobody here, and a third of the folder.
_NOT_NEEDED = ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "usr/share/perl")


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the machine's apt sources."""

    uris: tuple[str, ...]
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""  # a path, or the key itself

    @property
    def is_main_archive(self) -> bool:
        """Is it a distribution's own archive, not its security updates, a flat folder or a disc?"""
        side = ("-security", "-updates", "-backports", "-proposed", "/")
        plain = any(not suite.endswith(side) and "/" not in suite for suite in self.suites)
        reachable = not any(uri.startswith(("cdrom:", "file:", "copy:")) for uri in self.uris)
        return plain and "main" in self.components and reachable


def read_sources(apt: Path = Path("/etc/apt")) -> list[Source]:
    """Every enabled binary source of the machine, in both of apt's formats."""
    lists = [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*.list"))]
    found = [s for file in lists for s in _one_line_sources(_text(file))]
    for file in sorted((apt / "sources.list.d").glob("*.sources")):
        found.extend(_stanza_sources(_text(file)))
    return found


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _one_line_sources(text: str) -> Iterator[Source]:
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)", line)
        if match:
            options = dict(part.split("=", 1) for part in (match[1] or "").split() if "=" in part)
            yield Source((match[2],), (match[3],), tuple(match[4].split()), options.get("signed-by", ""))


def _stanza_sources(text: str) -> Iterator[Source]:
    for stanza in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in stanza.splitlines():
            if line.startswith("#"):
                continue
            if line[:1] in {" ", "\t"} and name:
                fields[name] += "\n" + line.strip()
            elif ":" in line:
                name, value = line.split(":", 1)
                name = name.strip().lower()
                fields[name] = value.strip()
        if "deb" in fields.get("types", "").split() and fields.get("enabled", "yes").lower() != "no":
            yield Source(
                tuple(fields.get("uris", "").split()),
                tuple(fields.get("suites", "").split()),
                tuple(fields.get("components", "").split()),
                fields.get("signed-by", "").strip(),
            )


def debian_source(sources: list[Source], *, is_debian: bool) -> Source | None:
    """The entry that names a Debian mirror. On another distribution only one that is plainly Debian's."""
    for source in sources:
        if not source.is_main_archive:
            continue
        paths = [re.sub(r"^[a-z+]+:/*[^/]*", "", uri).rstrip("/") for uri in source.uris]
        if is_debian or any(path.endswith("/debian") for path in paths):
            return source
    return None


def runs_debian(release: Path = Path("/etc/os-release")) -> bool:
    """Is this machine Debian itself, and not a relative of it with an own archive?"""
    return bool(re.search(r'^ID="?debian"?$', _text(release), re.MULTILINE))


class Apt:
    """apt with a state folder of its own under `folder`; the machine's proxies and mirrors stay in force."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder = folder
        self.log = log
        self._options: list[str] = []
        for name in ("state/lists/partial", "cache/archives/partial", "empty"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "status").write_text("")
        self.architecture = _output(["dpkg", "--print-architecture"]).strip()

    def use_sid(self, source: Source) -> None:
        """Read Debian unstable, and only it, on the mirror of `source`."""
        trust = [f"arch={self.architecture}"]
        if keyring := self._keyring(source):
            trust.append(f"signed-by={keyring}")
        lines = [f"deb [{' '.join(trust)}] {uri} sid main\n" for uri in source.uris]
        (self.folder / "sources.list").write_text("".join(lines))
        self._options = [f"Dir::Etc::sourcelist={self.folder}/sources.list", "Dir::Etc::sourceparts=/dev/null"]

    def use_own_sources(self) -> None:
        """Read the sources of the machine as they are."""
        self._options = []

    def _keyring(self, source: Source) -> str:
        if source.signed_by.startswith("/"):
            return source.signed_by
        if "BEGIN PGP" in source.signed_by:
            # A key inside the entry: blank lines are written as a dot there.
            lines = ["" if line == "." else line for line in source.signed_by.splitlines()]
            file = self.folder / "keyring.asc"
            file.write_text("\n".join(lines) + "\n")
            return str(file)
        folder = Path("/usr/share/keyrings")
        return next((str(folder / name) for name in _KEYRINGS if (folder / name).exists()), "")

    def run(self, program: str, *arguments: str) -> str:
        """Run apt-get or apt-cache. Raises Failed, with the log's path, when it does not succeed."""
        options = [
            f"Dir::State={self.folder}/state",
            f"Dir::State::status={self.folder}/status",
            f"Dir::Cache={self.folder}/cache",
            "Dir::Etc::preferencesparts=/dev/null",
            "Dir::Etc::preferences=/dev/null",
            "APT::Install-Recommends=false",
            f"APT::Architecture={self.architecture}",
            "Acquire::Check-Valid-Until=false",
            "Acquire::Languages=none",
            "Acquire::Retries=3",
            "APT::Sandbox::User=",
            "Debug::NoLocking=1",
            *self._options,
        ]
        command = [program, *(part for option in options for part in ("-o", option)), *arguments]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"},
        )
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {program} {' '.join(arguments)}\n{done.stdout}{done.stderr}\n")
        if done.returncode:
            raise Failed(
                f"{program} {arguments[0]} failed: check that the machine's package mirror can be reached "
                f"('{program} {arguments[0]}' as root shows it), then try again",
                self.log,
            )
        return done.stdout

    def candidate(self, package: str) -> str:
        """The version that would be installed; empty when there is none."""
        told = re.search(r"Candidate: (\S+)", self.run("apt-cache", "policy", package))
        return "" if told is None or told[1] == "(none)" else told[1]

    def extract(self, packages: list[str], root: Path, progress: Callable[[str], None]) -> dict[str, str]:
        """Download packages with all they need and unpack them into `root`, which appears complete or not.

        Returns the version of each unpacked package.
        """
        self.run("apt-get", "install", "-y", "--download-only", *packages)
        archives = sorted((self.folder / "cache/archives").glob("*.deb"))
        progress(f"unpacking {len(archives)} packages")
        fresh = root.with_name(root.name + ".tmp")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for archive in archives:
            done = subprocess.run(
                ["dpkg-deb", "-x", str(archive), str(fresh)], capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise Failed(f"{archive.name} cannot be unpacked: {done.stderr.strip()}", self.log)
        for name in _NOT_NEEDED:
            shutil.rmtree(fresh / name, ignore_errors=True)
        old = root.with_name(root.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        if root.exists():
            root.rename(old)
        fresh.rename(root)
        shutil.rmtree(old, ignore_errors=True)
        return dict(_name_and_version(archive) for archive in archives)


def _name_and_version(archive: Path) -> tuple[str, str]:
    name, version, _ = archive.name.rsplit("_", 2)
    return name, version.replace("%3a", ":")


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failed(f"{command[0]} is missing or broken: Debian or Ubuntu is needed") from error


def version_of(text: str) -> tuple[int, int]:
    """Major and minor of an Asterisk version, with or without Debian's epoch; (0, 0) when there is none."""
    match = re.search(r"(?:^|[ :])(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def install(
    packages: list[str], root: Path, apt_folder: Path, log: Path, progress: Callable[[str], None]
) -> dict[str, str]:
    """Bring `packages` into `root`: from Debian unstable if the machine knows a Debian mirror, else from
    the machine's own sources when they have a new enough Asterisk. Returns the versions unpacked.

    Raises Failed with what to do.
    """
    for program in ("apt-get", "apt-cache", "dpkg", "dpkg-deb"):
        if shutil.which(program) is None:
            raise Failed(f"{program} is missing: Debian or Ubuntu is needed, or asterisk >= 22.4 on the PATH")
    apt = Apt(apt_folder, log)
    source = debian_source(read_sources(), is_debian=runs_debian())
    if source:
        apt.use_sid(source)
    else:
        apt.use_own_sources()
    progress("reading the list of packages")
    apt.run("apt-get", "update")
    if "asterisk" in packages and version_of(apt.candidate("asterisk")) < OLDEST:
        raise Failed(
            "no package source of this machine has Asterisk 22.4 or newer: add a source of Debian 'sid' to "
            "/etc/apt/sources.list.d, or put asterisk >= 22.4 on the PATH",
            log,
        )
    progress("downloading the packages")
    versions = apt.extract(packages, root, progress)
    shutil.rmtree(apt_folder, ignore_errors=True)
    return versions
