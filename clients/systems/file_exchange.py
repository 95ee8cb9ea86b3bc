"""Takes files of inquiries that other systems leave, and leaves the answers: `<id of the key>/in` and `/out`.

The answers are written under a hidden name within the transaction that writes down the looks, and get their own
name after it; then the inquiries go. Whoever dies in between is put right by the next look at the folders, and
nobody is looked at twice.
"""

import os
import stat
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog
from anyio import to_thread

from clients.pesel import PeselSafe
from clients.systems.file_store import SignedFile, answer_file, was_answered
from clients.systems.inquiry_file import (
    ANSWERS,
    INQUIRIES,
    MOST_BYTES,
    REFUSAL,
    SIGNATURE,
    FileRefused,
    is_name,
    refusal,
)
from core.clock import Clock
from core.db.engine import Engine

log = structlog.get_logger()

KEEP_TIME = timedelta(days=7)
"""Answers that nobody fetches are let go after it: they say who is registered."""
SIGN_TIME = timedelta(days=1)
"""For so long inquiries may lie there without their signature, for it is written last."""
_PART, _READABLE, _FOR_OUR_OWN = ".part", 0o640, 0o600
_KEY_BEGINS = "systemkey-"


@dataclass(frozen=True, slots=True)
class _Box:
    """The folder of one system."""

    key_id: str
    folder: Path

    def inquiries(self, name: str) -> Path:
        return self.folder / "in" / f"{name}{INQUIRIES}"

    def signature(self, name: str) -> Path:
        return self.folder / "in" / f"{name}{INQUIRIES}{SIGNATURE}"

    def part(self, name: str) -> Path:
        return self.folder / "out" / f".{name}{_PART}"

    def answers(self, name: str) -> Path:
        return self.folder / "out" / f"{name}{ANSWERS}"

    def refusal(self, name: str) -> Path:
        return self.folder / "out" / f"{name}{REFUSAL}"

    def waiting(self) -> list[str]:
        """Names without ending, in their order. What has another name is not for us."""
        found = sorted((self.folder / "in").glob(f"*{INQUIRIES}"))
        names = [file.name.removesuffix(INQUIRIES) for file in found]
        return [name for name in names if is_name(name)]


class SystemFiles:
    """`root`: `S724_SYSTEMS_DIR`; None: none are taken."""

    def __init__(self, engine: Engine, clock: Clock, root: Path | None, safe: PeselSafe) -> None:
        self._engine = engine
        self._clock = clock
        self._root = root
        self._safe = safe

    async def look(self) -> None:
        """To be called every minute: answer what lies there. Raises what the database raises; nothing is lost,
        and the next look goes on. What is wrong with one folder keeps no other from its answers."""
        if self._root is None:
            return
        for box in await to_thread.run_sync(_boxes, self._root):
            try:
                await self._look_into(box)
            except OSError as error:
                log.error("files of another system have to wait", key=box.key_id, error=type(error).__name__)

    async def _look_into(self, box: _Box) -> None:
        for name in await to_thread.run_sync(self._sweep, box):
            if await was_answered(self._engine, box.key_id, f"{name}{INQUIRIES}"):
                await to_thread.run_sync(_finish, box, name)
            else:
                await to_thread.run_sync(partial(box.part(name).unlink, missing_ok=True))
        for name in await to_thread.run_sync(box.waiting):
            await self._take(box, name)

    async def _take(self, box: _Box, name: str) -> None:
        try:
            file = await to_thread.run_sync(self._read, box, name)
            if file is None:
                return

            async def keep(answers: bytes) -> None:
                await to_thread.run_sync(_write, box.part(name), answers)

            is_new = await answer_file(self._engine, file, self._safe.hash, keep, self._clock.now())
        except FileRefused as refused:
            log.warning("a file of another system was refused", key=box.key_id, why=refused.reason_pl)
            if await was_answered(self._engine, box.key_id, f"{name}{INQUIRIES}"):
                # Another file has taken the place of one whose answers have no name yet.
                await to_thread.run_sync(_publish, box, name)
            await to_thread.run_sync(_refuse, box, name, refused.reason_pl)
            return
        await to_thread.run_sync(_finish, box, name)
        log.info("a file of another system was answered", key=box.key_id, is_new=is_new)

    def _read(self, box: _Box, name: str) -> SignedFile | None:
        """None while its signature is not there yet, or when it was taken back. Raises FileRefused."""
        try:
            laid = box.inquiries(name).lstat().st_mtime
            if box.signature(name).exists():
                content, signature = _read_plain(box.inquiries(name)), _read_plain(box.signature(name))
                return SignedFile(box.key_id, f"{name}{INQUIRIES}", content, signature)
        except FileNotFoundError:
            return None
        if self._clock.now().timestamp() - laid < SIGN_TIME.total_seconds():
            return None
        raise FileRefused("w ciągu doby nie nadszedł podpis")

    def _sweep(self, box: _Box) -> list[str]:
        """Let answers go that nobody has fetched; the names of what was written for inquiries that are gone."""
        oldest = self._clock.now().timestamp() - KEEP_TIME.total_seconds()
        out = box.folder / "out"
        out.mkdir(exist_ok=True)
        left = []
        for file in filter(Path.is_file, out.iterdir()):
            name = file.name[1 : -len(_PART)]
            if file.name.endswith(_PART):
                left += [] if box.inquiries(name).exists() else [name]
            elif file.lstat().st_mtime < oldest:
                file.unlink()
        return left


def _boxes(root: Path) -> list[_Box]:
    if not root.is_dir():
        return []
    folders = sorted(folder for folder in root.iterdir() if folder.name.startswith(_KEY_BEGINS))
    return [
        _Box(folder.name, folder)
        for folder in folders
        if not any((folder / part).is_symlink() for part in (".", "in", "out")) and (folder / "in").is_dir()
    ]


def _read_plain(file: Path) -> bytes:
    """Of a stranger's folder: a link or a pipe is no file. Raises FileNotFoundError, and FileRefused."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError:
        raise FileRefused("pliku nie można odczytać") from None
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FileRefused("to nie jest zwykły plik")
        return opened.read(MOST_BYTES + 1)  # a byte too many is refused by who reads it


def _write(file: Path, content: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, _FOR_OUR_OWN)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(descriptor)


def _publish(box: _Box, name: str) -> None:
    """The looks are written down: the answers get their name, if they have not yet."""
    if box.part(name).exists():
        box.part(name).chmod(_READABLE)
        box.part(name).replace(box.answers(name))


def _finish(box: _Box, name: str) -> None:
    """And the inquiries go; first themselves, since a signature without them is nothing."""
    _publish(box, name)
    box.inquiries(name).unlink(missing_ok=True)
    box.signature(name).unlink(missing_ok=True)


def _refuse(box: _Box, name: str, reason_pl: str) -> None:
    """Under a name of its own: answers to an earlier file of that name may still wait there to be fetched."""
    part = box.part(f"{name}.refused")
    _write(part, refusal(f"{name}{INQUIRIES}", reason_pl))
    part.chmod(_READABLE)
    part.replace(box.refusal(name))
    box.inquiries(name).unlink(missing_ok=True)
    box.signature(name).unlink(missing_ok=True)
