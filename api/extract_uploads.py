"""Extracts that somebody sends from a browser: into a file of the folder of imports, one at a time."""

import os
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import anyio.to_thread

from clients.importing.delivery import UPLOADS
from core.errors import S724Error
from core.ids import new_id

MOST_BYTES = 200 * 1024 * 1024
"""Of one ZIP: ten times what the largest office sends."""

_ONE = anyio.Lock()


class UploadsBusy(S724Error):
    """Another extract is being sent. Nothing of this one was kept."""

    code = "uploads_busy"
    message_pl = "Trwa już przesyłanie innego wyciągu. Prosimy spróbować ponownie za chwilę."
    retry_after = 10  # seconds


@dataclass(slots=True)
class Upload:
    """A file that came. It stays if it `is_wanted` at the end of the block and nothing was raised."""

    source: str
    is_wanted: bool = True


@asynccontextmanager
async def kept_upload(root: Path, body: AsyncIterable[bytes]) -> AsyncIterator[Upload]:
    """The body in a file that only we may read. Raises UploadsBusy, and what the body does.

    How much may come is limited where requests are (`api.middleware`).
    """
    if _ONE.locked():
        raise UploadsBusy
    async with _ONE:
        upload = Upload(f"{UPLOADS}/{new_id('upload')}.zip")
        path = root / upload.source
        is_kept = False
        await anyio.to_thread.run_sync(_make_folder, path.parent)
        try:
            async with await anyio.open_file(path, "xb", opener=_private) as file:
                async for piece in body:
                    await file.write(piece)
            yield upload
            is_kept = upload.is_wanted
        finally:
            if not is_kept:
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(lambda: path.unlink(missing_ok=True))


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
