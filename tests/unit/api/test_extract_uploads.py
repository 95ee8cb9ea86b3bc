"""Extracts that are sent: one slow sender keeps nobody else's from coming."""

from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest

from api.http import extract_uploads
from api.http.extract_uploads import UploadsBusy, UploadTooSlow, kept_upload

pytestmark = pytest.mark.anyio


async def _pieces(*pieces: bytes, then: anyio.Event | None = None) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
    if then is not None:
        await then.wait()


async def test_a_slow_upload_of_one_office_blocks_no_other(tmp_path: Path) -> None:
    slow, has_begun = anyio.Event(), anyio.Event()

    async def dripping() -> AsyncIterator[bytes]:
        has_begun.set()
        yield b"a"
        await slow.wait()

    async def send_slowly() -> None:
        async with kept_upload(tmp_path, "20060", dripping()):
            pass

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(send_slowly)
        await has_begun.wait()
        async with kept_upload(tmp_path, "20610", _pieces(b"b", b"c")) as upload:
            assert (tmp_path / upload.source).read_bytes() == b"bc"
        with pytest.raises(UploadsBusy):
            async with kept_upload(tmp_path, "20060", _pieces(b"d")):
                pass
        slow.set()
    async with kept_upload(tmp_path, "20060", _pieces(b"e")):
        pass


async def test_an_upload_that_does_not_end_is_given_up_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract_uploads, "LONGEST", 0.05)
    with pytest.raises(UploadTooSlow):
        async with kept_upload(tmp_path, "20060", _pieces(b"a", then=anyio.Event())):
            pass
    assert not any((tmp_path / "uploads").iterdir())
    async with kept_upload(tmp_path, "20060", _pieces(b"b")):
        pass
