"""The projection of facts into the tables of reports: follows the log of facts, one batch a transaction.

It runs in the process `jobs`, never where calls are. A call is folded anew from all of its facts whenever one of
them is new; what it had added is taken away from the summaries and what it adds now is added, in the transaction
that also remembers how far the log was read. So facts may be late, doubled or out of order, and whoever is killed
goes on where the last transaction ended.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import structlog

from core.clock import Clock
from core.db.engine import Connection, Engine
from core.facts.kinds.consultants import AgentStateChanged
from core.metrics.agent_time import spells_of
from core.metrics.call_figures import CallFigures, fold
from core.metrics.call_parts import Beside
from core.metrics.contributions import spell_contributions
from core.metrics.intervals import slot_of
from core.metrics.sums import Sums
from core.proof.chain_store import settled_number_of
from core.report_columns import STATES
from reports.figures.figure_facts_store import (
    News,
    besides,
    facts_of,
    later_of_the_same,
    news,
    offices_of_agents,
    states_since,
    working_agents,
)
from reports.figures.figure_rows import AgentQuarterKey, Counted, Moves, Numbers, wanted
from reports.figures.figure_writing_store import (
    Standing,
    forget_calls,
    is_any_due,
    known_numbers,
    number_all,
    progress,
    put_calls,
    put_due,
    put_moves,
    put_states,
    set_progress,
    standing,
    take_due,
)
from reports.figures.partition_store import lock_reports, make_months

log = structlog.get_logger()

BATCH = 10_000
"""Facts that are read in one transaction: those of twenty seconds at ten calls a second. Each transaction folds
anew every call that it meets, and writes the time of every consultant."""

PUT_BACK = timedelta(days=1)
"""By how much a clock may be put back without anybody having to do something."""

BATCH_CALLS = 200
"""Calls of the list of those that are due, in one transaction."""

MOST_DUE = 20
"""Such transactions in one go: after an update a month of calls may be due, and new facts want their turn."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was done: how many facts were read, calls folded, and rows written."""

    facts: int = 0
    calls: int = 0
    rows: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(self.facts + other.facts, self.calls + other.calls, self.rows + other.rows)


class FiguresProjection:
    """`catch_up()`, again and again. Two of them at once wait for each other."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def catch_up(self, batch: int = BATCH) -> Written:
        """Bring every fact that stands now into the tables, and the calls that are due, up to `MOST_DUE` times
        `BATCH_CALLS`. Raises what the database raises: what was written by then stands, and the rest is done by
        the next call."""
        whole = Written()
        now = self._clock.now()
        settled = await settled_number_of(self._engine, "event")
        if settled is None:
            log.warning("somebody has been writing facts for long: the figures wait")
            return whole
        is_behind, only_due = True, 0
        while is_behind and only_due < MOST_DUE:
            written, is_behind = await self._step(settled, now, batch)
            whole += written
            only_due += written.facts < batch
        return whole

    async def _step(self, settled: int, now: datetime, batch: int) -> tuple[Written, bool]:
        async with self._engine.begin() as connection:
            await lock_reports(connection)
            before = await progress(connection)
            found = await news(connection, before.event_number, settled, batch)
            due = await take_due(connection, BATCH_CALLS)
            rows = await project(connection, found.calls | due, before.kept_from)
            is_behind = found.facts == batch
            # While it is behind, later states are not looked at: each batch would read them all again.
            until = min(now, _latest(found.until, before.agents_until) or now) if is_behind else now
            agents_until = await _project_agents(connection, found, before.agents_until, until)
            complete = min(now, _latest(found.until, before.complete_until) or now) if is_behind else now
            await set_progress(
                connection, event_number=found.number, complete_until=complete, agents_until=agents_until
            )
            is_behind = is_behind or await is_any_due(connection)
        return Written(found.facts, len(found.calls | due), rows), is_behind


def _latest(*moments: datetime | None) -> datetime | None:
    return max((one for one in moments if one is not None), default=None)


async def project(connection: Connection, calls: Collection[str], kept_from: datetime | None) -> int:
    """Fold these calls anew, in the caller's transaction, which has locked the tables; returns rows written."""
    if not calls:
        return 0
    facts = await facts_of(connection, calls)
    before = await standing(connection, calls)
    offices = await offices_of_agents(connection)
    beside = await besides(connection, calls, offices)
    numbers = await known_numbers(connection)
    metres = numbers.counters.get("visits_avoided_metres")
    counted, passed_over = [], 0
    for call in sorted(calls):
        figures = fold(facts.get(call, ()), _kept(beside[call], before.get(call), metres))
        if figures.started_at is None:
            continue
        if kept_from is not None and figures.started_at < kept_from:
            passed_over += 1
            continue
        counted.append(Counted.of(named_for_reports(figures)))
    if passed_over:
        log.info("facts of calls that were taken away from the reports were passed over", calls=passed_over)
    rows = await write(connection, counted, before, numbers)
    if new := [one.call.id for one in counted if one.call.id not in before]:
        await put_due(connection, await later_of_the_same(connection, new))
    return rows


async def write(
    connection: Connection, counted: Collection[Counted], before: dict[str, Standing], numbers: Numbers
) -> int:
    """Write calls as they are now in the place of what stands, and move the difference into the summaries."""
    await number_all(connection, numbers, *wanted(counted))
    moves = Moves()
    written = []
    for one in counted:
        assert one.call.started_at is not None
        adds = one.adds(numbers)
        if (old := before.get(one.call.id)) is not None:
            moves.move(old.started_at, old.adds, numbers, -1)
        moves.move(one.call.started_at, adds, numbers)
        written.append((one, adds))
    quarters = [*(key.quarter for key in moves.quarters), *(key.quarter for key in moves.agents)]
    await make_months(connection, [*quarters, *(one.call.started_at for one in counted if one.call.started_at)])
    await forget_calls(connection, {one.call.id: before[one.call.id] for one in counted if one.call.id in before})
    rows = await put_calls(connection, written, numbers)
    return rows + await put_moves(connection, moves)


def _kept(beside: Beside, before: Standing | None, metres: int | None) -> Beside:
    """Who is forgotten takes nothing away from the figures: a caller's number, an entry, or a home that is gone
    meanwhile leaves what was known. `metres`: the number of the counter of kilometres, None before the first."""
    if before is None:
        return beside
    known = (
        next((add.counts[metres] for add in before.adds.calls if metres in add.counts), None) if metres else None
    )
    is_repeat = before.is_repeat if beside.is_repeat is None or before.is_repeat else beside.is_repeat
    return msgspec.structs.replace(
        beside,
        is_repeat=is_repeat,
        entries=beside.entries or before.entries,
        distance_metres=known if beside.distance_metres is None else beside.distance_metres,
    )


def named_for_reports(figures: CallFigures) -> CallFigures:
    """Nobody's number cannot be asked for by thousands of wrong ones: such calls are all of one."""
    return msgspec.structs.replace(figures, number="") if figures.path == "refused" else figures


async def _project_agents(
    connection: Connection, found: News, before: datetime | None, until: datetime
) -> datetime:
    """Write consultants' time in states as far as it is known now; returns how far it is now. `before`: how far it
    was. What has come since is added. Of whoever has changed before that, which nobody knew then, the quarters of
    an hour since the change are written anew.

    A clock that was put back took time ahead: that is taken back. By more than `PUT_BACK` it is not said which
    time is the right one, and everything might have to be written anew: then nothing is done.
    """
    if before is not None and before - until > PUT_BACK:
        log.error("the clock was put back by more than a day: once it is right, give make recompute-reports")
        return before
    agents = set(await working_agents(connection)) | found.changed.keys()
    begins: dict[str, datetime] = {}
    anew: dict[str, datetime] = {}
    for agent in sorted(agents):
        change = found.changed.get(agent)
        if before is None or until < before or (change is not None and change < before):
            moments = [moment for moment in (before and min(before, until), change) if moment is not None]
            if moments:
                anew[agent] = slot_of(min(moments))
        else:
            begins[agent] = before
    states = await states_of(connection, begins | anew, until, found.number)
    await make_months(connection, {key.quarter for key in states})
    await put_states(connection, anew, states)
    return until


async def forget_the_future(engine: Engine, now: datetime) -> None:
    """Take back what a clock that was ahead has written of consultants' time after `now`."""
    async with engine.begin() as connection:
        await lock_reports(connection)
        before = await progress(connection)
        if before.agents_until is not None and before.agents_until > now:
            agents = dict.fromkeys(await working_agents(connection), slot_of(now))
            states = await states_of(connection, agents, now, before.event_number)
            await put_states(connection, agents, states)
            await set_progress(connection, agents_until=now, complete_until=now)


async def states_of(
    connection: Connection, begins: dict[str, datetime], until: datetime, number: int
) -> dict[AgentQuarterKey, dict[str, int]]:
    """Consultants' milliseconds in states, as columns, from each one's moment on; of facts up to `number`, so that
    a recomputation finds the same."""
    if not begins:
        return {}
    facts = await states_since(connection, begins, until, number)
    offices = await offices_of_agents(connection)
    own: dict[str, list[AgentStateChanged]] = {}
    for fact in facts:
        own.setdefault(fact.agent, []).append(fact)
    found: dict[AgentQuarterKey, dict[str, int]] = {}
    for agent, begin in begins.items():
        for key, sums in spell_contributions(spells_of(own.get(agent, ()), offices, begin, until)).items():
            if columns := _state_columns(key.agent, sums):
                found[AgentQuarterKey(key.quarter_utc, key.agent, key.office)] = columns
    return found


def _state_columns(agent: str, sums: Sums) -> dict[str, int]:
    columns = {f"state_{state}_ms": sums[f"state_ms|{state}"] for state in STATES}
    for name in ("agent_ready_ms", "agent_handled_ms"):
        columns[name] = sums[f"{name}|{agent}"]
    return {name: time for name, time in columns.items() if time}
