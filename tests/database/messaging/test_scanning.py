"""A real clamd looks at files that came by mail: nothing is handed out that it has not found clean."""

import pytest
from aioclamd import ClamdError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.messages.sealing_store import destroy
from messaging.mail.scanner import Scanner
from messaging.matters.matter import may_be_fetched
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.database.offices import put_offices
from tests.support.messages.matters import PostRoom, letter
from tests.support.messages.scanner import EICAR, clamd

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ZIP, LARGE = b"PK\x03\x04 dokument", b"%PDF-" + b"x" * 1_200_000


async def test_files_are_clean_infected_or_cannot_be_scanned(engine: AsyncEngine) -> None:
    await put_offices(engine, "20060", seat="Kolno")
    room = PostRoom(engine)
    files = [("a.docx", ZIP), ("b.pdf", EICAR), ("c.pdf", LARGE)]
    await room.bring(letter(files=files))
    away = Scanner(engine, "127.0.0.1", free_port())
    with pytest.raises(ClamdError):
        await away.scan_one()
    async with clamd() as port:
        scanner = Scanner(engine, "127.0.0.1", port)
        while await scanner.scan_one():
            pass
        _, [message] = await room.only()
        assert {file.name: file.scan for file in message.files} == {
            "a.docx": "clean",
            "b.pdf": "infected",
            "c.pdf": "unscannable",
        }
        await room.bring(letter("bez klucza", subject="2", files=[("d.pdf", b"%PDF-")]))
        _, second = await room.matters()
        async with engine.begin() as connection:
            await destroy(connection, [second.id])
        assert await scanner.scan_one()
        assert not await scanner.scan_one()


@pytest.mark.parametrize(
    ("kind", "scan", "has_scanner", "expected"),
    [
        ("application/pdf", None, False, True),
        ("application/zip", None, False, False),
        ("application/pdf", None, True, False),
        ("application/zip", "clean", True, True),
        ("application/pdf", "infected", False, False),
        ("application/pdf", "unscannable", True, False),
    ],
)
def test_what_may_be_fetched(kind: str, scan: str | None, has_scanner: bool, expected: bool) -> None:
    assert may_be_fetched(kind, scan, has_scanner=has_scanner) is expected  # type: ignore[arg-type]
