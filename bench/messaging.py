"""How fast a mail is at the desk, and how many text messages a second go out, with nobody calling: the courier as
it is, and an SMSC of the tests.

Mail: from the moment at which the office's mail server is told that a mail is ours until its matter is in the
database, one mail after the other. Text messages: from the first that the SMSC has until the last.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import anyio
from anyio import to_thread

from bench.courier import LOOK_TIME, OFFICE, Courier, in_time, running_courier
from bench.failures import one_failure
from bench.figures import ms, table
from core.clock import SystemClock
from core.keys.secret_box import new_identity
from ops.paths import make_private
from tests.support.database.offices import put_offices
from tests.support.database.postgres import FACT_KEY, engine_for, fresh_database
from tests.support.messages.matters import PEPPER

MAILS: Final = 100
TEXTS: Final = 300
_WARM_UP: Final = 3
_LEAST_TEXTS: Final = 30
"""The bar: text messages a second."""

_CLOCK = SystemClock()


@dataclass(frozen=True, slots=True)
class MessagingTimes:
    """Seconds of each mail; text messages a second."""

    mails: list[float]
    texts_per_s: float

    def figures(self) -> dict[str, float]:
        return {
            "mail_in_alone_ms_p50": ms(self.mails, 0.5),
            "mail_in_alone_ms_p95": ms(self.mails, 0.95),
            "sms_per_s": self.texts_per_s,
        }

    def table(self) -> str:
        rows = [
            [f"mail accepted → in its matter, {len(self.mails)} mails, median", f"{ms(self.mails, 0.5):.0f} ms"],
            ["95 %", f"{ms(self.mails, 0.95):.0f} ms"],
            [f"text messages a second, of {TEXTS}", f"{self.texts_per_s:.0f} (bar {_LEAST_TEXTS})"],
        ]
        return table(["messages alone", ""], rows)


def measure_messaging(folder: Path) -> MessagingTimes:
    """Raises Failed when the courier does not start, or something does not arrive."""
    with one_failure():
        return anyio.run(_measure, make_private(folder))


async def _measure(folder: Path) -> MessagingTimes:
    made_up = {"ari_password": "-", "pin_pepper": PEPPER, "fact_key": FACT_KEY, "sms_key": new_identity()}
    await to_thread.run_sync((folder / "secrets.json").write_text, json.dumps(made_up))
    async with fresh_database() as dsn, engine_for(dsn) as engine:
        await put_offices(engine, OFFICE, seat="Kolno")
        async with running_courier(folder, folder, dsn, engine) as courier:
            times = [await courier.mail_time("anna@example.pl", number) for number in range(_WARM_UP + MAILS)]
            return MessagingTimes(times[_WARM_UP:], await _texts(courier))


async def _texts(courier: Courier) -> float:
    taken = courier.smsc.taken
    await courier.order(range(TEXTS))
    first = None
    with in_time("text messages did not arrive"):
        while len(taken) < TEXTS:
            if taken and first is None:
                first = _CLOCK.monotonic(), len(taken)
            await anyio.sleep(LOOK_TIME)
    assert first is not None
    begun, there = first
    return (TEXTS - there) / (_CLOCK.monotonic() - begun)
