"""What the access log costs an access: 20 readers of clients a second beside 5 calls a second.

An access is the product's own: a transaction that reads all of a client's card and writes its entry. Its cost is
the time of the entry and of the commit, less what a commit takes that has nothing to write; meanwhile `jobs`
chains what was written. Then it is waited until the last entry is in a block.

Accesses of this process are measured one after the other: otherwise the log would be charged with the time in
which one waits for Python to be done with another.
"""

import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import anyio
from sqlalchemy import select

from bench.centre import MeasuredCentre
from bench.figures import ms, table
from clients.access import FIELD_GROUPS, Groups
from clients.access_store import AccessEntry, note_access
from clients.persons.groups_store import read_groups
from core.clock import SystemClock
from core.db.engine import Engine, make_engine
from core.db.tables.person_tables import Client
from core.proof.proof_store import chain_states
from ops.console import Failed

RATE = 5.0  # calls a second
READERS = 20  # each of them looks once a second
_WARM_UP = 8.0  # seconds until the first calls talk
_BAR = 2.0  # ms an access
_LONGEST_CHAIN = 90.0  # seconds until the measurement gives up
_GROUPS: Groups = frozenset(FIELD_GROUPS) - {"pesel"}
_CLOCK = SystemClock()


@dataclass(frozen=True, slots=True)
class AccessTimes:
    """Seconds: of whole accesses, of entry and commit in them, of commits that had nothing to write; `chained`:
    from the last entry until it was in a block."""

    chained: float
    failed: int
    placed: int
    accesses: list[float] = field(default_factory=list)
    entries: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def costs(self) -> list[float]:
        bare = statistics.median(self.bare)
        return [entry - bare for entry in self.entries]

    def figures(self) -> dict[str, float]:
        return {
            "access_log_ms_p50": ms(self.costs, 0.5),
            "access_log_ms_p95": ms(self.costs, 0.95),
            "access_log_look_ms_p95": ms(self.accesses, 0.95),
            "access_log_chained_s": self.chained,
            "access_log_failed_calls": self.failed,
        }

    def table(self) -> str:
        rows = [
            [f"accesses, {READERS} a second", f"{len(self.accesses)}"],
            ["the log in it, median", f"{ms(self.costs, 0.5):.2f} ms"],
            ["the log in it, 95 %", f"{ms(self.costs, 0.95):.2f} ms (bar {_BAR:g})"],
            ["the whole access, 95 %", f"{ms(self.accesses, 0.95):.1f} ms"],
            ["last entry in a block after", f"{self.chained:.1f} s (bar 60)"],
            [f"calls beside, {RATE:g} a second", f"{self.placed}, failed {self.failed}"],
        ]
        return table(["access log beside calls", ""], rows)


def access_calls(seconds: float) -> int:
    """How many calls are placed beside the accesses of so many seconds."""
    return round(RATE * (seconds + _WARM_UP + 5))


def measure_access_log(centre: MeasuredCentre, seconds: float, folder: Path) -> AccessTimes:
    """Raises Failed if there is nobody to look at, or if what was written is in no block after 90 s."""
    return anyio.run(_measure, centre, seconds, folder)


async def _measure(centre: MeasuredCentre, seconds: float, folder: Path) -> AccessTimes:
    engine = make_engine(centre.settings.dsn)  # as the web service has it
    calls = access_calls(seconds)
    failed: list[int] = []
    measured: list[tuple[float, float, float]] = []

    async def load() -> None:
        failed.append((await centre.place_calls(folder, RATE, calls)).failed)

    try:
        async with engine.connect() as connection:
            people = (await connection.execute(select(Client.id, Client.office))).tuples().all()
        if not people:
            raise Failed("there is no client to look at")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(load)
            await anyio.sleep(_WARM_UP)
            turn = anyio.Lock()
            async with anyio.create_task_group() as readers:
                for number in range(READERS):
                    readers.start_soon(_read, engine, f"bench-{number}", people, seconds, turn, measured)
            chained = await _until_chained(engine)
    finally:
        await engine.dispose()
    accesses, entries, bare = (list(times) for times in zip(*measured, strict=True))
    return AccessTimes(chained, sum(failed), calls, accesses, entries, bare)


async def _read(
    engine: Engine,
    account: str,
    people: Sequence[tuple[str, str]],
    seconds: float,
    turn: anyio.Lock,
    measured: list[tuple[float, float, float]],
) -> None:
    """An access a second, at no moment of anybody else's; behind each one a commit that has nothing to write."""
    end = anyio.current_time() + seconds
    await anyio.sleep(random.random())
    while (began := anyio.current_time()) < end:
        client, office = random.choice(people)
        async with turn:
            measured.append((*await _access(engine, client, account, office), await _bare(engine, client)))
        await anyio.sleep(max(0.0, began + random.uniform(0.9, 1.1) - anyio.current_time()))


async def _access(engine: Engine, client: str, account: str, office: str) -> tuple[float, float]:
    """Seconds of the whole, and of its end: the entry and the commit."""
    async with engine.connect() as connection:
        began = time.perf_counter()
        transaction = await connection.begin()
        now = _CLOCK.now()
        await read_groups(connection, client, _GROUPS, now)
        read = time.perf_counter()
        entry = AccessEntry(
            at=now,
            who=account,
            client_id=client,
            office=office,
            topic="person",
            purpose="client_view",
            outcome="found",
            groups=_GROUPS,
        )
        await note_access(connection, entry)
        await transaction.commit()
        done = time.perf_counter()
    return done - began, done - read


async def _bare(engine: Engine, client: str) -> float:
    """Seconds of the commit of a reading that leaves no entry."""
    async with engine.connect() as connection:
        transaction = await connection.begin()
        await connection.execute(select(Client.id).where(Client.id == client))
        read = time.perf_counter()
        await transaction.commit()
        return time.perf_counter() - read


async def _until_chained(engine: Engine) -> float:
    began = anyio.current_time()
    last = _CLOCK.now()
    with anyio.move_on_after(_LONGEST_CHAIN):
        while True:
            log = next(state for state in await chain_states(engine) if state.log == "access_log")
            if log.tail_since is None or log.tail_since > last:
                return anyio.current_time() - began
            await anyio.sleep(0.2)
    raise Failed(f"{_LONGEST_CHAIN:.0f} s after the last access it is in no block: does `jobs` run?")
