"""How fast a mail is at the desk beside calls: 50 mails and 50 text messages a minute come in, as many go out, and
10 calls a second are placed meanwhile.

The courier is a process of its own on the centre's database. Each mail that comes opens a matter, whose number
goes out to who has written it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import anyio

from bench.centre import MeasuredCentre
from bench.courier import Courier, in_time, running_courier
from bench.failures import one_failure
from bench.figures import ms, table
from core.db.engine import make_engine

RATE = 10.0  # calls a second
EACH: Final = 50
"""Messages of each kind, in a minute."""

_EVERY = 1.2  # seconds
_WARM_UP = 8.0  # seconds until the first calls talk
_BAR = 500  # milliseconds


@dataclass(slots=True)
class MessagesBeside:
    """Seconds of each mail; `placed` and `failed` are the calls beside."""

    placed: int = 0
    failed: int = 0
    mails: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        return {
            "mail_in_ms_p50": ms(self.mails, 0.5),
            "mail_in_ms_p95": ms(self.mails, 0.95),
            "messaging_failed_calls": self.failed,
        }

    def table(self) -> str:
        rows = [
            [f"mail accepted → in its matter, {len(self.mails)} mails, median", f"{ms(self.mails, 0.5):.0f} ms"],
            ["95 %", f"{ms(self.mails, 0.95):.0f} ms (bar {_BAR})"],
            [f"calls beside, {RATE:g} a second", f"{self.placed}, failed {self.failed}"],
        ]
        return table([f"messages beside calls, {EACH} a minute of each kind, in and out", ""], rows)


def beside_calls() -> int:
    """How many calls are placed."""
    return round(RATE * (EACH * _EVERY + _WARM_UP))


def measure_messages_beside(centre: MeasuredCentre, folder: Path) -> MessagesBeside:
    """Raises Failed when the courier does not start, or something does not arrive in a minute."""
    with one_failure():
        return anyio.run(_measure, centre, folder)


async def _measure(centre: MeasuredCentre, folder: Path) -> MessagesBeside:
    found, settings = MessagesBeside(placed=beside_calls()), centre.settings
    engine = make_engine(settings.dsn, pool_size=4)

    async def load() -> None:
        found.failed = (await centre.place_calls(folder / "calls", RATE, found.placed)).failed

    try:
        async with running_courier(folder, settings.home, settings.dsn, engine) as courier:

            async def bring(number: int) -> None:
                found.mails.append(await courier.mail_time(f"osoba{number}@example.pl", number))

            async def order(number: int) -> None:
                await courier.order([number])

            async def write(number: int) -> None:
                await courier.smsc.deliver(f"4870{number:07d}", f"Pytanie {number}".encode())

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(load)
                await anyio.sleep(_WARM_UP)
                for act in (bring, order, write):
                    tasks.start_soon(_steadily, act)
            await _all_have_gone(courier)
    finally:
        await engine.dispose()
    return found


async def _steadily(act: Callable[[int], Awaitable[None]]) -> None:
    """One after the other, for a minute."""
    begun = anyio.current_time()
    for number in range(EACH):
        await anyio.sleep(max(0.0, begun + number * _EVERY - anyio.current_time()))
        await act(number)


async def _all_have_gone(courier: Courier) -> None:
    """Text messages and mails. Raises Failed."""
    with in_time("messages did not go out"):
        while True:
            texts = sum(taken.words.startswith("Nr ") for taken in courier.smsc.taken)
            mails = sum(len(taken) for taken in courier.sink.taken.values())
            if texts >= EACH and mails >= EACH:
                return
            await anyio.sleep(0.1)
