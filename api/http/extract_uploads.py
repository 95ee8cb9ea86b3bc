"""Extracts that somebody sends from a browser: each into a file of its own in the folder of imports, one of
an office at a time."""

import os
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import anyio.to_thread

from clients.importing.files.delivery import UPLOADS
from core.errors import S724Error
from core.ids import new_id

MOST_BYTES = 200 * 1024 * 1024
"""Of one ZIP: ten times what the largest office sends."""

LONGEST = 20 * 60.0
"""Seconds that one may take to come: 170 KB a second. A connection that is slower is cut
(`api.http.connections`)."""

_sending: set[str] = set()
"""The offices whose extract is coming now."""


class UploadsBusy(S724Error):
    """Another extract of this office is being sent. Nothing of this one was kept."""

    code = "uploads_busy"
    message_pl = "Trwa już przesyłanie innego wyciągu tego urzędu. Prosimy spróbować ponownie za chwilę."
    retry_after = 10  # seconds


class UploadTooSlow(S724Error):
    """It did not come within `LONGEST`. Nothing of it was kept."""

    code = "upload_too_slow"
    message_pl = "Przesyłanie wyciągu trwało zbyt długo. Prosimy spróbować ponownie z szybszego łącza."


@dataclass(slots=True)
class Upload:
    """A file that came. It stays if it `is_wanted` at the end of the block and nothing was raised."""

    source: str
    is_wanted: bool = True


@asynccontextmanager
async def kept_upload(root: Path, office: str, body: AsyncIterable[bytes]) -> AsyncIterator[Upload]:
    """The body in a file that only we may read; one of an office at a time. Raises UploadsBusy, UploadTooSlow, and
    what the body does.

    How much may come is limited where requests are (`api.middleware`).
    """
    if office in _sending:
        raise UploadsBusy
    _sending.add(office)
    upload = Upload(f"{UPLOADS}/{new_id('upload')}.zip")
    path = root / upload.source
    is_kept = False
    try:
        await anyio.to_thread.run_sync(_make_folder, path.parent)
        await _take_in(path, body)
        yield upload
        is_kept = upload.is_wanted
    finally:
        _sending.discard(office)
        if not is_kept:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(lambda: path.unlink(missing_ok=True))


async def _take_in(path: Path, body: AsyncIterable[bytes]) -> None:
    try:
        with anyio.fail_after(LONGEST):
            async with await anyio.open_file(path, "xb", opener=_private) as file:
                async for piece in body:
                    await file.write(piece)
    except TimeoutError:
        raise UploadTooSlow from None


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
