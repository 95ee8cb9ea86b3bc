"""The courier is killed while mail comes: what it has answered for is there once, what it has not comes again."""

import asyncio
import json
import os
import smtplib
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.messages.matter_tables import InboxMailRow
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.database.offices import put_offices
from tests.support.database.postgres import FACT_KEY
from tests.support.messages.matters import KOLNO, PEPPER, PostRoom, letter
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

MAILS, KILLS = 120, 6


def courier(dsn: str, state: Path, port: int) -> "subprocess.Popen[bytes]":
    settings = {
        "S724_STATE_DIR": str(state),
        "S724_DATABASE_URL": dsn,
        "S724_MAILBOXES": f"{KOLNO}=20060",
        "S724_LMTP": f"127.0.0.1:{port}",
        "S724_LOG_LEVEL": "ERROR",
    }
    return subprocess.Popen([sys.executable, "-m", "courier"], env={**os.environ, **settings})


def bring(port: int, raw: bytes) -> bool:
    """As a mail server tries once. True: it is told that the mail is ours."""
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=20) as lmtp:
            lmtp.sendmail("anna@example.pl", [KOLNO], raw)
    except (OSError, smtplib.SMTPException):
        return False
    return True


@pytest.mark.more(
    "six starts of a process",
    "tests/database/messaging/test_matters.py::test_brought_again_it_is_the_same_and_to_two_offices_it_is_two",
)
async def test_killed_at_any_moment_no_mail_is_lost_and_none_is_there_twice(
    engine: AsyncEngine, dsn: str, tmp_path: Path
) -> None:
    await put_offices(engine, "20060", seat="Kolno")
    made_up = {"ari_password": "-", "pin_pepper": PEPPER, "fact_key": FACT_KEY}
    (tmp_path / "secrets.json").write_text(json.dumps(made_up))
    port = await asyncio.to_thread(free_port)
    running, killed = courier(dsn, tmp_path, port), 0

    async def is_taken(raw: bytes) -> bool:
        return await asyncio.to_thread(bring, port, raw)

    try:
        for number in range(MAILS):
            raw = letter(f"treść {number}", subject=f"Nr {number:04d}")
            if killed < KILLS and number and number % (MAILS // KILLS) == 0:
                first = asyncio.to_thread(bring, port, raw)
                second = asyncio.to_thread(running.kill)  # while it takes this one, or reads the one before
                await asyncio.gather(first, second)
                await asyncio.to_thread(running.wait)
                running, killed = courier(dsn, tmp_path, port), killed + 1
            await eventually(partial(is_taken, raw), timeout=60)
        room = PostRoom(engine)

        async def all_filed() -> bool:
            async with engine.connect() as connection:
                new = select(func.count()).where(InboxMailRow.state == "new")
                return (await connection.execute(new)).scalar_one() == 0

        await eventually(all_filed, timeout=60)
        titles = [matter.title for matter in await room.matters()]
    finally:
        running.kill()
        await asyncio.to_thread(running.wait)
    assert killed == KILLS - 1
    assert sorted(titles) == [f"Nr {number:04d}" for number in range(MAILS)]
