"""Reminders of visits: once for each time, by the channel that is wanted, and never to who has said no."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.consents.consent import Channel, What
from core.consents.register_store import Said, note_said
from core.db.tables.client_tables import VisitRow
from core.db.tables.messages.outbox_tables import OutboxRow
from core.db.tables.person_tables import Client
from core.zone import WARSAW
from messaging.mail.mail_outbox_store import MailOutbox
from messaging.outbox_store import Outbox
from messaging.reminder_store import remind
from tests.support.database.offices import put_offices
from tests.support.messages.matters import HASHES, KOLNO, MARKS

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 12, 7, 10, tzinfo=WARSAW)
VISIT = datetime(2026, 12, 8, 9, 30, tzinfo=WARSAW)
BOTH: list[Channel] = ["sms", "email"]


async def person(engine: AsyncEngine, name: str, **more: Any) -> None:
    row = {"id": f"client-{name}", "office": "20060", "first_name": name, "last_name": "N"}
    visit = {"id": f"visit-{name}", "client_id": f"client-{name}", "at": VISIT, "room": "12", "adviser": "A"}
    async with engine.begin() as connection:
        await connection.execute(insert(Client).values({**row, **more}))
        await connection.execute(insert(VisitRow).values(visit))


async def said(engine: AsyncEngine, name: str, channel: Channel, what: What) -> None:
    word = Said(
        client_id=f"client-{name}",
        purpose="contact",
        channel=channel,
        what=what,
        source="consultant",
        at=NOW,
        evidence={"words": "Czy przypominać?"},
    )
    async with engine.begin() as connection:
        await note_said(connection, word, HASHES)


async def messages(engine: AsyncEngine) -> list[tuple[str, str, str]]:
    query = select(OutboxRow.about, OutboxRow.channel, OutboxRow.state).order_by(
        OutboxRow.queued_at, OutboxRow.about
    )
    async with engine.connect() as connection:
        return [(row[0], row[1], row[2]) for row in await connection.execute(query)]


@pytest.fixture(autouse=True)
async def there(engine: AsyncEngine) -> None:
    await put_offices(engine, "20060", seat="Kolno")


async def test_each_is_reminded_once_by_what_is_wanted_and_who_said_no_is_not(engine: AsyncEngine) -> None:
    await person(engine, "anna", sms_number="600100200", email="anna@example.pl")
    await person(engine, "beata", sms_number="600100201", email="beata@example.pl")
    await person(engine, "cezary", sms_number="600100202")
    await person(engine, "daria")
    await said(engine, "beata", "email", "given")
    await said(engine, "cezary", "sms", "refused")
    assert await remind(engine, HASHES, BOTH, NOW - timedelta(hours=1)) == 0
    assert await remind(engine, HASHES, BOTH, NOW) == 2
    assert await remind(engine, HASHES, BOTH, NOW + timedelta(hours=1)) == 0
    assert await messages(engine) == [
        ("visit-anna", "sms", "queued"),
        ("visit-beata", "email", "queued"),
        ("visit-cezary", "sms", "refused"),
    ]
    claimed = await Outbox(engine, HASHES, "line").claim(NOW)
    assert claimed is not None
    assert claimed.values["dzien"] == "8 grudnia 2026"
    mail = await MailOutbox(engine, HASHES, MARKS, {KOLNO: "20060"}).claim(NOW)
    assert mail is not None
    assert "8 grudnia 2026, godz. 9:30" in mail.letter.text
    assert mail.envelope.startswith("kolno+z."), "a report of it comes back"


async def test_moved_it_is_told_again_and_called_off_it_is_not(engine: AsyncEngine) -> None:
    await person(engine, "anna", sms_number="600100200")
    assert await remind(engine, HASHES, BOTH, NOW) == 1
    moved = update(VisitRow).values(at=VISIT + timedelta(hours=3))
    async with engine.begin() as connection:
        await connection.execute(moved)
    assert await remind(engine, HASHES, BOTH, NOW) == 1
    async with engine.begin() as connection:
        await connection.execute(update(VisitRow).values(at=VISIT + timedelta(hours=4), state="cancelled"))
    assert await remind(engine, HASHES, BOTH, NOW) == 0


async def test_who_says_no_after_it_was_queued_is_not_reminded(engine: AsyncEngine) -> None:
    await person(engine, "anna", sms_number="600100200")
    assert await remind(engine, HASHES, BOTH, NOW) == 1
    await said(engine, "anna", "sms", "withdrawn")
    assert await Outbox(engine, HASHES, "line").claim(NOW) is None
    assert await messages(engine) == [("visit-anna", "sms", "refused")]
