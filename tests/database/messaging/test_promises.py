"""Who was promised to be rung back later is told once, by a number that can have text messages."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import CallbackRow
from core.db.tables.messages.outbox_tables import OutboxRow
from core.zone import WARSAW
from messaging.outbox_store import Outbox
from messaging.promise_store import tell_promises
from tests.support.database.offices import put_offices
from tests.support.messages.matters import HASHES

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 12, 7, 16, tzinfo=WARSAW)
TOMORROW = datetime(2026, 12, 8, 8, tzinfo=WARSAW)


async def put_callback(engine: AsyncEngine, name: str, **more: Any) -> None:
    row = {
        "id": f"callback-{name}",
        "call_id": f"call-{name}",
        "office": "20060",
        "callback_number": "600100200",
        "ordered_at": NOW,
        "due_at": NOW,
        "not_before": TOMORROW,
        "state": "waiting",
        "attempts": 0,
    }
    async with engine.begin() as connection:
        await connection.execute(insert(CallbackRow).values({**row, **more}))


async def test_once_and_only_what_is_promised_for_later_to_a_mobile_number(engine: AsyncEngine) -> None:
    await put_offices(engine, "20060", seat="Kolno")
    await put_callback(engine, "later")
    await put_callback(engine, "at-once", not_before=None)
    await put_callback(engine, "fixed", callback_number="862780000")
    await put_callback(engine, "withdrawn", state="withdrawn")
    await put_callback(engine, "long-ago", ordered_at=NOW - timedelta(hours=2))
    await put_callback(engine, "of-another-language", language="uk")
    assert await tell_promises(engine, HASHES, NOW) == 1
    assert await tell_promises(engine, HASHES, NOW + timedelta(minutes=5)) == 0
    async with engine.connect() as connection:
        assert list(await connection.scalars(select(OutboxRow.about))) == ["callback-later"]
    claimed = await Outbox(engine, HASHES, "line").claim(NOW)
    assert claimed is not None
    assert (claimed.values["dzien"], claimed.values["godzina"]) == ("8 grudnia 2026", "8:00")
