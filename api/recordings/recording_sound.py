"""The sound of a recording on its way out: piece by piece, so that no file is ever whole in memory."""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

from anyio import to_thread
from fastapi.responses import StreamingResponse

from api.ranges import wanted_range
from api.request_user import User
from api.services import Services
from core.clock import WARSAW
from core.errors import S724Error
from core.proof.signing import SigningKey
from core.secrets import read_secrets
from recordings.vault.watermark import NotFlac, bytes_of_metadata, marked

PIECE = 256 * 1024
"""Bytes that are opened at a time: four chunks of the sealed file."""
_MOST_METADATA = 16 * PIECE

_HEADERS = {"Accept-Ranges": "bytes", "Cache-Control": "no-store"}


class Sound(Protocol):
    """What can be read of an opened recording (`recordings.vault.reader`)."""

    @property
    def clear_size(self) -> int: ...

    async def read(self, start: int, end: int) -> bytes: ...


class NoDownload(S724Error):
    """The sound cannot be marked with who takes it, so it is not handed out."""

    code = "recording_not_marked"
    message_pl = "Nagrania nie można oznaczyć, więc nie można go pobrać. Prosimy zawiadomić obsługę techniczną."


async def sound_answer(opened: Sound, media_type: str, header: str | None) -> StreamingResponse:
    """The whole (200), or the range that the header asks for (206).

    The first piece is opened before anything is said, so that what is wrong with it is told in words.
    Raises RangeNotThere, and what the reader raises.
    """
    wanted = wanted_range(header, opened.clear_size)
    start, end = (0, opened.clear_size) if wanted is None else (wanted.start, wanted.end)
    headers = {**_HEADERS, "Content-Length": str(end - start)}
    if wanted is not None:
        headers["Content-Range"] = wanted.header
    first = await opened.read(start, min(start + PIECE, end))
    return StreamingResponse(
        _pieces(opened, first, start, end), 200 if wanted is None else 206, headers, media_type=media_type
    )


async def marked_answer(opened: Sound, tags: dict[str, str], name: str) -> StreamingResponse:
    """A FLAC file to keep, with these tags. Raises NoDownload, and what the reader raises."""
    size, pieces = await marked_pieces(opened, tags)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.flac"',
        "Cache-Control": "no-store",
        "Content-Length": str(size),
    }
    return StreamingResponse(pieces, 200, headers, media_type="audio/flac")


async def marked_pieces(opened: Sound, tags: dict[str, str]) -> tuple[int, AsyncIterator[bytes]]:
    """How many bytes the marked file has, and these. As `marked_answer`."""
    beginning = await _metadata(opened)
    try:
        found = marked(beginning, tags)
    except NotFlac:
        raise NoDownload from None
    size = len(found.head) + opened.clear_size - found.replaces
    return size, _pieces(opened, found.head, found.replaces - len(found.head), opened.clear_size)


async def tags_of_download(
    shared: Services, user: User, recording_id: str, office: str | None, reason: str, now: datetime
) -> dict[str, str]:
    """Who takes it, when, why and from where: in words for people, and each by itself for programs."""
    when = now.astimezone(WARSAW)
    installation = await installation_of(shared)
    told = (
        f"Pobrał(a): {user.display_name} ({user.username}), {user.office_name}, "
        f"{when:%d.%m.%Y %H:%M:%S}. Powód: {reason}. Instalacja: {installation}."
    )
    return {
        "TITLE": f"Nagranie rozmowy {recording_id}",
        "COPYRIGHT": "Dane osobowe. Tylko do celu, dla którego plik został pobrany.",
        "COMMENT": told,
        "DATE": when.isoformat(timespec="seconds"),
        "DOWNLOADED_BY": user.username,
        "DOWNLOADED_AT": now.isoformat(timespec="seconds"),
        "REASON": reason,
        "INSTALLATION": installation,
        "RECORDING": recording_id,
        "OFFICE": office or "",
    }


async def installation_of(shared: Services) -> str:
    """What tells this installation from others, and is no secret: the fingerprint of its key for anchors."""
    secrets = await to_thread.run_sync(read_secrets, shared.settings.home)
    if not secrets.anchor_key:
        return "bez klucza podpisu"
    return hashlib.sha256(SigningKey(secrets.anchor_key).public_key.encode()).hexdigest()[:16]


async def _metadata(opened: Sound) -> bytes:
    """The beginning of the file, up to its sound. Raises NoDownload."""
    size = opened.clear_size
    found = await opened.read(0, min(PIECE, size))
    try:
        while (needed := bytes_of_metadata(found)) is None or needed > len(found):
            if len(found) >= min(size, _MOST_METADATA):
                raise NoDownload
            found += await opened.read(len(found), min(len(found) + PIECE, size))
    except NotFlac:
        raise NoDownload from None
    return found


async def _pieces(opened: Sound, first: bytes, start: int, end: int) -> AsyncIterator[bytes]:
    """`first`, which stands for what begins at `start`, and what comes after it up to `end`."""
    yield first
    at = start + len(first)
    while at < end:
        piece = await opened.read(at, min(at + PIECE, end))
        at += len(piece)
        yield piece
