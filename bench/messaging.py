"""How fast a mail is at the desk, and how many text messages a second go out: the courier as it is, and an SMSC of
the tests.

Mail: from the moment at which the office's mail server is told that a mail is ours until its matter is in the
database, one mail after the other. Text messages: from the first that the SMSC has until the last.
"""

import json
import os
import smtplib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import anyio
from anyio import to_thread
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.figures import ms, table
from core.clock import SystemClock
from core.db.tables.centre_tables import SmsOrder
from core.db.tables.messages.matter_tables import MatterMessageRow
from core.keys.secret_box import new_identity
from ops.console import Failed
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.database.offices import put_offices
from tests.support.database.postgres import FACT_KEY, engine_for, fresh_database
from tests.support.messages.matters import KOLNO, PEPPER, letter
from tests.support.messages.smsc import HOST, NAME, PASSWORD, Smsc, smsc_at

MAILS: Final = 100
TEXTS: Final = 300
_WARM_UP: Final = 3
_MOST_MAIL, _LEAST_TEXTS = 500, 30
"""The bars: milliseconds, and text messages a second."""

_LONGEST: Final = 60.0
_LOOK_TIME: Final = 0.002
_CLOCK = SystemClock()


@dataclass(frozen=True, slots=True)
class MessagingTimes:
    """Seconds of each mail; text messages a second."""

    mails: list[float]
    texts_per_s: float

    def figures(self) -> dict[str, float]:
        return {
            "mail_in_ms_p50": ms(self.mails, 0.5),
            "mail_in_ms_p95": ms(self.mails, 0.95),
            "sms_per_s": self.texts_per_s,
        }

    def table(self) -> str:
        rows = [
            [f"mail accepted → in its matter, {len(self.mails)} mails, median", f"{ms(self.mails, 0.5):.0f} ms"],
            ["95 %", f"{ms(self.mails, 0.95):.0f} ms (bar {_MOST_MAIL})"],
            [f"text messages a second, of {TEXTS}", f"{self.texts_per_s:.0f} (bar {_LEAST_TEXTS})"],
        ]
        return table(["messages", ""], rows)


def measure_messaging(folder: Path) -> MessagingTimes:
    """Raises Failed when the courier does not start, or something does not arrive."""
    folder.mkdir(mode=0o700, parents=True)
    return anyio.run(_measure, folder)


async def _measure(folder: Path) -> MessagingTimes:
    made_up = {"ari_password": "-", "pin_pepper": PEPPER, "fact_key": FACT_KEY, "sms_key": new_identity()}
    await to_thread.run_sync((folder / "secrets.json").write_text, json.dumps(made_up))
    await to_thread.run_sync((folder / "smpp-password").write_text, PASSWORD)
    lmtp, smpp = [await to_thread.run_sync(free_port) for _ in range(2)]
    async with fresh_database() as dsn, engine_for(dsn) as engine, smsc_at(smpp) as smsc:
        await put_offices(engine, "20060", seat="Kolno")
        settings = {
            "S724_STATE_DIR": str(folder),
            "S724_DATABASE_URL": dsn,
            "S724_DEMONSTRATION": "false",
            "S724_SMS": "smpp",
            "S724_SMPP": f"{NAME}@{HOST}:{smpp}",
            "S724_SMPP_PASSWORD_FILE": str(folder / "smpp-password"),
            "S724_SMS_SENDER": "PUP",
            "S724_MAILBOXES": f"{KOLNO}=20060",
            "S724_LMTP": f"127.0.0.1:{lmtp}",
            "S724_LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "courier"]
        courier = await to_thread.run_sync(lambda: subprocess.Popen(command, env={**os.environ, **settings}))
        try:
            with anyio.fail_after(_LONGEST):
                while not (len(smsc.bound) > 0 and await to_thread.run_sync(_answers, lmtp)):  # noqa: ASYNC110
                    await anyio.sleep(0.1)
            times = [await _mail(engine, lmtp, number) for number in range(_WARM_UP + MAILS)]
            return MessagingTimes(times[_WARM_UP:], await _texts(engine, smsc))
        except TimeoutError:
            raise Failed("the courier did not start, or a message did not arrive in a minute") from None
        finally:
            courier.kill()
            await to_thread.run_sync(courier.wait)


async def _mail(engine: AsyncEngine, lmtp: int, number: int) -> float:
    await to_thread.run_sync(_bring, lmtp, letter(f"treść {number}", subject=f"Nr {number}"))
    begun = _CLOCK.monotonic()
    query = select(func.count()).where(MatterMessageRow.direction == "in")
    with anyio.fail_after(_LONGEST):
        while True:
            async with engine.connect() as connection:
                if (await connection.execute(query)).scalar_one() > number:
                    return _CLOCK.monotonic() - begun
            await anyio.sleep(_LOOK_TIME)


async def _texts(engine: AsyncEngine, smsc: Smsc) -> float:
    now = _CLOCK.now()
    orders: list[dict[str, Any]] = [
        {
            "id": f"sms-{number:04d}",
            "office": "20060",
            "sms_number": f"600{number:06d}",
            "template": "prosba-o-kontakt",
            "sms_values": {"urzad": f"Nr {number:04d}"},
            "segments": 1,
            "state": "queued",
            "ordered_at": now,
        }
        for number in range(TEXTS)
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(SmsOrder), orders)
    first = None
    with anyio.fail_after(_LONGEST):
        while len(smsc.taken) < TEXTS:
            if smsc.taken and first is None:
                first = _CLOCK.monotonic(), len(smsc.taken)
            await anyio.sleep(_LOOK_TIME)
    assert first is not None
    begun, there = first
    return (TEXTS - there) / (_CLOCK.monotonic() - begun)


def _bring(port: int, raw: bytes) -> None:
    with smtplib.LMTP("127.0.0.1", port, timeout=_LONGEST) as lmtp:
        lmtp.sendmail("anna@example.pl", [KOLNO], raw)


def _answers(port: int) -> bool:
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=2):
            return True
    except (OSError, smtplib.SMTPException):
        return False
