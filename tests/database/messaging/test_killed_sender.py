"""The sender is killed at every stage: nothing goes twice or is lost in silence, what is uncertain is listed."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables.centre_tables import SmsOrder
from core.db.tables.messages.outbox_tables import OutboxRow
from core.keys.secret_box import locker, new_identity
from messaging.outbox_store import uncertain_messages
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.centres import forked
from tests.support.database.offices import put_offices
from tests.support.messages.killed_sender import STAGES
from tests.support.messages.smsc import Smsc, smsc_at
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]

KEY = new_identity()
PROGRAM = "tests.support.messages.killed_sender"


async def order(engine: AsyncEngine, count: int) -> None:
    """Half of them codes, each with another number as its code, so that a double is seen."""
    now, lock = SystemClock().now(), locker(KEY)
    rows: list[dict[str, Any]] = []
    for number in range(count):
        row: dict[str, Any] = {
            "id": f"sms-{number:04d}",
            "office": "20060",
            "sms_number": f"600{number:06d}",
            "template": "prosba-o-kontakt",
            "sms_values": {"urzad": f"Nr {number:04d}"},
            "secret": None,
            "segments": 1,
            "state": "queued",
            "ordered_at": now,
        }
        if number % 2:
            row |= {"template": "kod-jednorazowy", "sms_values": {}, "secret": lock(f"{number:06d}".encode())}
        rows.append(row)
    async with engine.begin() as connection:
        await connection.execute(insert(SmsOrder), rows)


async def states(engine: AsyncEngine) -> Counter[str]:
    query = select(OutboxRow.state, func.count()).group_by(OutboxRow.state)
    async with engine.connect() as connection:
        return Counter({row[0]: row[1] for row in await connection.execute(query)})


async def kill_again_and_again(
    engine: AsyncEngine, dsn: str, tmp_path: Path, smsc: Smsc, messages: int, kills: int
) -> Counter[str]:
    await order(engine, messages)
    for kill in range(kills + 1):
        is_last = kill == kills
        environment = {"DSN": dsn, "PORT": str(smsc.port), "KEY": KEY}
        if not is_last:
            environment |= {"KILL_AT": STAGES[kill % len(STAGES)], "KILL_AFTER": str(1 + 3 * kill % 7)}
        process = forked.start(PROGRAM, environment, tmp_path / "sender.log")
        try:
            if is_last:

                async def is_quiet() -> bool:
                    now = await states(engine)
                    return now.total() == messages and not now["queued"] and not now["sending"]

                await eventually(is_quiet, timeout=300)
            else:
                await asyncio.to_thread(process.wait, 120)
        finally:
            process.kill()
            process.wait()
    return await states(engine)


@pytest.mark.parametrize(
    ("messages", "kills"),
    [
        (60, 6),
        pytest.param(
            600,
            20,
            marks=pytest.mark.more(
                "ten times as many messages and every stage three times",
                "tests/database/messaging/test_killed_sender.py::test_killed_at_every_stage",
            ),
        ),
    ],
)
async def test_killed_at_every_stage(
    engine: AsyncEngine, dsn: str, tmp_path: Path, messages: int, kills: int
) -> None:
    await put_offices(engine, "20060")
    async with smsc_at(await asyncio.to_thread(free_port)) as smsc:
        found = await kill_again_and_again(engine, dsn, tmp_path, smsc, messages, kills)
        gone = Counter(taken.number for taken in smsc.taken)
        assert {number: count for number, count in gone.items() if count > 1} == {}, "one went twice"
        assert found.total() == messages
        assert set(found) <= {"sent", "uncertain"}
        assert found["uncertain"] == sum((await uncertain_messages(engine)).values())
        assert found["sent"] <= len(smsc.taken) <= found["sent"] + found["uncertain"], "lost in silence"
        print(f"{messages} messages, {kills} kills: {dict(found)}, at the operator {len(smsc.taken)}")
