"""The courier is killed at every stage of sending and receiving: no code goes twice, nothing is lost in silence,
and each message of which nobody knows is listed."""

import asyncio
import json
import signal
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.abc import TaskGroup
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables.centre.call_tables import SmsOrder
from core.db.tables.messages.matter_tables import InboxMailRow
from core.db.tables.messages.outbox_tables import OutboxRow
from core.keys.secret_box import locker, new_identity
from messaging.outbox_store import uncertain_messages
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.centres import forked
from tests.support.database.offices import put_offices
from tests.support.database.postgres import FACT_KEY
from tests.support.messages.bringing import bring
from tests.support.messages.killed_courier import STAGES
from tests.support.messages.mail_sink import MailSink, mail_sink_at
from tests.support.messages.matters import KOLNO, PEPPER, PostRoom, letter
from tests.support.messages.smsc import HOST, NAME, PASSWORD, Smsc, smsc_at
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]

KEY = new_identity()
PROGRAM = "tests.support.messages.killed_courier"


@dataclass
class Office:
    """Everybody around the courier: callers who order, people who write, the operator, the mail server."""

    engine: AsyncEngine
    smsc: Smsc
    sink: MailSink
    lmtp: int
    environment: dict[str, str]
    log: Path
    people: TaskGroup
    orders: int = 0
    mails: int = 0
    texts: int = 0

    async def round(self, each: int, stage: str, after: int) -> None:
        """So many codes and other orders, text messages and mails more. `stage`: where the courier dies; empty:
        nowhere, and all is settled when this returns."""
        at = {"KILL_AT": stage, "KILL_AFTER": str(after)} if stage else {}
        process = forked.start(PROGRAM, self.environment | at, self.log)
        try:
            await self._order(2 * each)
            for _ in range(each):
                self.mails += 1
                self.texts += 1
                self.people.start_soon(self._bring, self.mails)
                self.people.start_soon(self._write, self.texts)
            if stage:
                status = await asyncio.to_thread(process.wait, 60)
                assert status == -signal.SIGKILL, f"to be killed at „{stage}”, it ended with {status}"
            else:
                await eventually(self.is_quiet, timeout=120)
        finally:
            process.kill()
            await asyncio.to_thread(process.wait)

    async def _order(self, count: int) -> None:
        """Half of them codes, each with another number as its code, so that a double is seen."""
        now, lock = SystemClock().now(), locker(KEY)
        rows: list[dict[str, Any]] = []
        for number in range(self.orders, self.orders + count):
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
        self.orders += count
        async with self.engine.begin() as connection:
            await connection.execute(insert(SmsOrder), rows)

    async def _bring(self, number: int) -> None:
        """As a mail server does: again until it is told that the mail is ours."""
        sender = f"osoba{number:04d}@example.pl"
        raw = letter(f"treść {number}", sender=sender, subject=f"Nr {number:04d}")
        await eventually(partial(asyncio.to_thread, bring, self.lmtp, sender, raw), timeout=120, interval=0.5)

    async def _write(self, number: int) -> None:
        """As an operator does: again until it is acknowledged."""
        await self.smsc.deliver(f"4870{number:07d}", f"Pytanie {number:04d}".encode())

    async def states(self) -> Counter[str]:
        query = select(OutboxRow.state, func.count()).group_by(OutboxRow.state)
        async with self.engine.connect() as connection:
            return Counter({row[0]: row[1] for row in await connection.execute(query)})

    async def is_quiet(self) -> bool:
        async with self.engine.connect() as connection:
            new = select(func.count()).where(InboxMailRow.state == "new")
            unread = (await connection.execute(new)).scalar_one()
        now = await self.states()
        is_whole = now.total() == self.orders + self.mails and not unread and not self.smsc.receipts_due
        return is_whole and not now["queued"] and not now["sending"]


@pytest.mark.parametrize(
    ("each", "rounds"),
    [
        (1, STAGES[1::3]),
        pytest.param(
            7,
            (*STAGES, "text claimed", "part given"),
            marks=pytest.mark.more(
                "600 messages, and every stage",
                "tests/database/messaging/test_killed_courier.py::test_killed_at_every_stage",
            ),
        ),
    ],
    ids=["few", "all"],
)
async def test_killed_at_every_stage(
    engine: AsyncEngine, dsn: str, tmp_path: Path, each: int, rounds: tuple[str, ...]
) -> None:
    await put_offices(engine, "20060", seat="Kolno")
    made_up = {"ari_password": "-", "pin_pepper": PEPPER, "fact_key": FACT_KEY, "sms_key": KEY}
    (tmp_path / "secrets.json").write_text(json.dumps(made_up))
    (tmp_path / "smpp-password").write_text(PASSWORD)
    ports = [await asyncio.to_thread(free_port) for _ in range(3)]
    async with smsc_at(ports[0]) as smsc, mail_sink_at(ports[1]) as sink, anyio.create_task_group() as people:
        environment = {
            "S724_STATE_DIR": str(tmp_path),
            "S724_DATABASE_URL": dsn,
            "S724_DEMONSTRATION": "false",
            "S724_SMS": "smpp",
            "S724_SMPP": f"{NAME}@{HOST}:{smsc.port}",
            "S724_SMPP_PASSWORD_FILE": str(tmp_path / "smpp-password"),
            "S724_SMS_SENDER": "PUP",
            "S724_MAILBOXES": f"{KOLNO}=20060",
            "S724_LMTP": f"127.0.0.1:{ports[2]}",
            "S724_SMTP": f"127.0.0.1:{sink.port}",
            "S724_LOG_LEVEL": "ERROR",
        }
        office = Office(engine, smsc, sink, ports[2], environment, tmp_path / "courier.log", people)
        smsc.sends_receipts = True
        for number, stage in enumerate(rounds):
            await office.round(each, stage, 1 + number % min(each, 3))
        await office.round(each, "", 0)

        gone = Counter(taken.number for taken in smsc.taken)
        assert {number: count for number, count in gone.items() if count > 1} == {}, "a text message went twice"
        found = await office.states()
        assert found["uncertain"] == sum((await uncertain_messages(engine)).values())
        assert set(found) <= {"sent", "delivered", "uncertain"}
        assert found["delivered"] == len(smsc.taken), f"{found}, and {len(smsc.taken)} receipts"
        assert office.orders - len(smsc.taken) <= found["uncertain"], "a text message was lost in silence"
        for address, mails in sink.taken.items():
            assert len(mails) <= 2 and len(set(mails)) == 1, f"{address} got different mails"
        assert len(sink.taken) + found["uncertain"] >= office.mails, "a mail was lost in silence"

        titles = Counter(matter.title for matter in await PostRoom(engine).matters())
        expected = Counter({f"Nr {number:04d}": 1 for number in range(1, office.mails + 1)})
        assert titles == expected + Counter({"Wiadomość SMS": office.texts}), "what came is a matter, and once"
        messages = office.orders + office.mails * 2 + office.texts
        print(f"{messages} messages, {len(rounds)} kills: {dict(found)}, {len(smsc.taken)} at the operator")
