"""The courier's own process, with an operator and a mail server of the tests around it."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import anyio
from anyio import to_thread
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables.centre.call_tables import SmsOrder
from core.db.tables.messages.matter_tables import InboxMailRow
from ops import ports
from ops.console import Failed
from ops.paths import make_private
from tests.support.messages.bringing import bring, is_there
from tests.support.messages.mail_sink import MailSink, mail_sink_at
from tests.support.messages.matters import KOLNO, letter
from tests.support.messages.smsc import HOST, NAME, PASSWORD, Smsc, smsc_at

LOOK_TIME: Final = 0.002
OFFICE: Final = "20060"
_LONGEST: Final = 60.0
_CLOCK = SystemClock()


@contextmanager
def in_time(what_has_not: str) -> Iterator[None]:
    """Raises Failed with these words when the block takes longer than a minute."""
    try:
        with anyio.fail_after(_LONGEST):
            yield
    except TimeoutError:
        raise Failed(f"{what_has_not} within {_LONGEST:.0f} s") from None


@dataclass(frozen=True, slots=True)
class Courier:
    """It works on the database of `engine`, and takes mail at the port `lmtp`."""

    engine: AsyncEngine
    smsc: Smsc
    sink: MailSink
    lmtp: int

    async def mail_time(self, sender: str, number: int) -> float:
        """Seconds from the moment at which a mail was taken until its matter is in the database; `number` were
        there before. Raises Failed."""
        raw = letter(f"treść {number}", sender=sender, subject=f"Nr {number}")
        if not await to_thread.run_sync(bring, self.lmtp, sender, raw):
            raise Failed("the courier did not take a mail")
        begun = _CLOCK.monotonic()
        query = select(func.count()).where(InboxMailRow.message_id.is_not(None))
        with in_time("a mail did not come to its matter"):
            while True:
                async with self.engine.connect() as connection:
                    if (await connection.execute(query)).scalar_one() > number:
                        return _CLOCK.monotonic() - begun
                await anyio.sleep(LOOK_TIME)

    async def order(self, numbers: Sequence[int]) -> None:
        """Text messages, as calls do; each to a number of its own."""
        now = _CLOCK.now()
        orders: list[dict[str, Any]] = [
            {
                "id": f"bench-{number:04d}",
                "office": OFFICE,
                "sms_number": f"600{number:06d}",
                "template": "prosba-o-kontakt",
                "sms_values": {"urzad": f"Nr {number:04d}"},
                "segments": 1,
                "state": "queued",
                "ordered_at": now,
            }
            for number in numbers
        ]
        async with self.engine.begin() as connection:
            await connection.execute(insert(SmsOrder), orders)


@asynccontextmanager
async def running_courier(folder: Path, state: Path, dsn: str, engine: AsyncEngine) -> AsyncIterator[Courier]:
    """One that sends and takes already; `state`: where the secrets of its installation are. What it needs besides
    goes into `folder`. Raises Failed when it does not start."""
    password = make_private(folder) / "smpp-password"
    await to_thread.run_sync(password.write_text, PASSWORD)
    smpp, smtp, lmtp = await to_thread.run_sync(ports.free, 3)
    async with smsc_at(smpp) as smsc, mail_sink_at(smtp) as sink:
        settings = {
            "S724_STATE_DIR": str(state),
            "S724_DATABASE_URL": dsn,
            "S724_DEMONSTRATION": "false",
            "S724_SMS": "smpp",
            "S724_SMPP": f"{NAME}@{HOST}:{smpp}",
            "S724_SMPP_PASSWORD_FILE": str(password),
            "S724_SMS_SENDER": "PUP",
            "S724_MAILBOXES": f"{KOLNO}={OFFICE}",
            "S724_LMTP": f"{HOST}:{lmtp}",
            "S724_SMTP": f"{HOST}:{smtp}",
            "S724_LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "courier"]
        process = await to_thread.run_sync(lambda: subprocess.Popen(command, env={**os.environ, **settings}))
        try:
            with in_time("the courier did not start"):
                while not (len(smsc.bound) > 0 and await to_thread.run_sync(is_there, lmtp)):  # noqa: ASYNC110 - starts
                    await anyio.sleep(0.1)
            yield Courier(engine, smsc, sink, lmtp)
        finally:
            process.kill()
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(process.wait)
