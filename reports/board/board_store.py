# ruff: noqa: S608 - put together of names that stand in core.metrics.counters, never of what anybody has given
"""The day's figures read from the database: the sums of reports, and the facts that are not in them yet.

Each look is one snapshot (REPEATABLE READ). In it, the sums of reports and what each call has added to them agree,
whatever the projector does meanwhile; a call with facts that the projector has not read is folded from all of its
facts up to one number, and the difference is added. So the figures are always exactly those of the facts up to
that number, and those that the reports show once they have them. Nothing is written here.

What is fetched is decoded and folded in a thread: the event loop only receives it.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from anyio import CapacityLimiter, to_thread
from sqlalchemy import ARRAY, BigInteger, DateTime, Text, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import Clock
from core.db.engine import Engine
from core.db.tables.centre.office_tables import Office
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.consultants import AgentStateChanged
from core.metrics.call_figures import fold, is_end_of_wrap_up
from core.metrics.call_parts import Beside
from core.proof.chain_store import settled_number_of
from reports.board.board_metrics import BOARD_COUNTERS, BOARD_FAMILIES
from reports.board.day_figures import (
    NOTHING,
    WINDOWS,
    BaseRow,
    DayFigures,
    Places,
    Windows,
    difference,
    last_helped,
    places_of,
    places_of_adds,
)
from reports.figures.figure_facts_store import fact_of, offices_of_agents
from reports.figures.figure_rows import Numbers, unpacked
from reports.figures.figure_writing_store import known_numbers

REBASE_TIME = 60.0
"""Seconds after which the sums are read anew at the latest."""

_REST = 20
"""So many times as long as reading them took, they are not read anew without a reason."""

MOST_KEPT = 1000
"""Calls in progress whose facts are kept in memory, so that they need not be read again with each new one."""

_ROWS, _CALLS = 1000, 25  # that are read at a time

_TEXTS = ARRAY(Text)
_MOMENTS = ARRAY(DateTime(timezone=True))
_MOMENT = DateTime(timezone=True)

# A row that is written anew is another one, also where its values stay the same.
_BASE = text("SELECT xmin::text, event_number, kept_from FROM report_progress").columns(
    mark=Text, event_number=BigInteger, kept_from=_MOMENT
)

_OF_WINDOWS = ", ".join(f"t.quarter >= :{name} AS in_{name}" for name in WINDOWS)
_SINCE = [bindparam(name, type_=_MOMENT) for name in ("first", *WINDOWS)]

_COUNTER_SUMS = ", ".join(f"sum(t.{name})::bigint" for name in BOARD_COUNTERS)

_PLAIN_SUMS = text(
    f"SELECT k.office, {_OF_WINDOWS}, {_COUNTER_SUMS} "
    "FROM report_quarter AS t JOIN report_key AS k ON k.id = t.key WHERE t.quarter >= :first GROUP BY 1, 2, 3, 4"
).bindparams(*_SINCE)

_FAMILY_SUMS = text(
    "SELECT office, in_now, in_hour, in_day, json_object_agg(name, count)::text FROM ("
    f"SELECT k.office, {_OF_WINDOWS}, f.key AS name, sum(f.value::bigint) AS count "
    "FROM report_quarter AS t JOIN report_key AS k ON k.id = t.key, jsonb_each_text(t.families) AS f "
    "WHERE t.quarter >= :first AND t.families IS NOT NULL AND split_part(f.key, '|', 1) = ANY(:families) "
    "GROUP BY 1, 2, 3, 4, 5) AS one GROUP BY 1, 2, 3, 4"
).bindparams(*_SINCE, bindparam("families", type_=_TEXTS))

# A call lasts a day at most, so nobody who joined since midnight called before the midnight before.
_LAST_HELPED = text(
    "SELECT office || '>' || served_office, max(left_at) FROM report_passage "
    "WHERE started_at >= :begin AND entered_at >= :day AND reason = 'connected' AND served_office <> office "
    "GROUP BY 1"
).bindparams(bindparam("begin", type_=_MOMENT), bindparam("day", type_=_MOMENT))

_STANDING = text("SELECT id, started_at, adds FROM report_call WHERE id = ANY(:calls)").bindparams(
    bindparam("calls", type_=_TEXTS)
)

_FACT = "number, id, type, at, call_id, data::text, key_number"
_NEWS = text(f"SELECT {_FACT} FROM event WHERE number > :after ORDER BY number LIMIT :limit")
_FACTS = text(f"SELECT {_FACT} FROM event WHERE call_id = ANY(:calls) AND number <= :number").bindparams(
    bindparam("calls", type_=_TEXTS)
)
_OVER = text(
    f"SELECT done.* FROM unnest(:agents, :moments) AS begun (agent, at), LATERAL (SELECT {_FACT} FROM event"
    " WHERE event.agent = begun.agent AND event.at >= begun.at AND event.type = 'AgentStateChanged'"
    " AND event.number <= :number AND event.data->>'old' = 'wrap_up' AND event.data->>'new' <> 'wrap_up'"
    " ORDER BY event.at LIMIT 1) AS done"
).bindparams(bindparam("agents", type_=_TEXTS), bindparam("moments", type_=_MOMENTS))
_CALL_BEFORE = text(
    "SELECT DISTINCT before.call_id FROM unnest(:agents, :moments) AS over (agent, at), LATERAL ("
    " SELECT call_id FROM event WHERE event.agent = over.agent AND event.at <= over.at AND event.number <= :number"
    " AND event.type = 'AgentStateChanged' AND event.call_id IS NOT NULL ORDER BY event.at DESC LIMIT 1) AS before"
).bindparams(bindparam("agents", type_=_TEXTS), bindparam("moments", type_=_MOMENTS))


class _Row(NamedTuple):
    """A fact as it stands; `data` is JSON until it is looked at."""

    number: int
    id: str
    type: str
    at: datetime
    call_id: str | None
    data: Any
    key_number: int | None

    def fact(self) -> AnyEvent | None:
        return fact_of(self._replace(data=msgspec.json.decode(self.data)))


@dataclass(frozen=True, slots=True)
class _Base:
    """At which state of the tables the sums were read."""

    mark: str
    event_number: int
    kept_from: datetime | None


Facts = dict[str, AnyEvent]
"""Of a call, by id."""


@dataclass(frozen=True, slots=True)
class _Folded:
    """A call's newest state. `facts`: to be kept; None if the call is over."""

    moves: Places
    last: Mapping[str, datetime]
    facts: Facts | None


class DayReader:
    """`look()`, again and again, never two at a time. What is known stands in the attributes."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.day: DayFigures | None = None
        self.facts_to = 0
        """The number of the last fact that is in `day`."""
        self.complete_until: datetime | None = None
        """Everything that stood in the database then is in `day`."""
        self.offices: frozenset[str] = frozenset()
        """Every office of the network."""
        self.rebased = 0
        """How often the sums were read."""
        self._engine = engine
        self._clock = clock
        self._base: _Base | None = None
        self._rebase_at = 0.0
        self._before: dict[str, Places] = {}  # what calls have added to the sums that were read
        self._numbers = Numbers()
        self._agents: Mapping[str, str] = {}
        self._kept: OrderedDict[str, Facts] = OrderedDict()
        self._thread = CapacityLimiter(1)

    async def look(self) -> bool:
        """Take in everything that stands now; False if somebody has been writing facts for long, so that this
        cannot be known. Raises what the database raises: the next look begins with the sums."""
        now = self._clock.now()
        settled = await settled_number_of(self._engine, "event")
        if settled is None:
            return False
        windows = Windows.at(now)
        try:
            async with self._engine.connect() as connection:
                snapshot = await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
                base = _Base(*(await snapshot.execute(_BASE)).one())
                facts_to = max(settled, base.event_number)
                if self._is_current(base, windows):
                    await self._go_on(snapshot, base, facts_to)
                else:
                    await self._begin(snapshot, base, windows, facts_to)
        except BaseException:
            self.forget()
            raise
        self.facts_to, self.complete_until = facts_to, now
        return True

    def _is_current(self, base: _Base, windows: Windows) -> bool:
        return (
            self.day is not None
            and self._base == base
            and self.day.windows == windows
            and self._clock.monotonic() < self._rebase_at
        )

    def forget(self) -> None:
        """The next look begins with the sums: one that was broken off has taken in one call and not another."""
        self._base = None
        self._kept.clear()

    # -- the sums

    async def _begin(self, connection: AsyncConnection, base: _Base, windows: Windows, facts_to: int) -> None:
        began = self._clock.monotonic()
        self._numbers = await known_numbers(connection)
        self._agents = await offices_of_agents(connection)
        self.offices = frozenset((await connection.scalars(select(Office.code))).all())
        day = DayFigures(windows, await self._sums(connection, windows), await _last(connection, windows))
        self._before.clear()
        after = min(base.event_number, self.facts_to) if self._kept else base.event_number
        touched = await self._take_news(connection, after, base.event_number, facts_to)
        await self._fold(connection, day, touched, base, facts_to)
        self.day, self._base = day, base
        self.rebased += 1
        took = self._clock.monotonic() - began
        self._rebase_at = self._clock.monotonic() + max(REBASE_TIME, _REST * took)

    async def _sums(self, connection: AsyncConnection, windows: Windows) -> list[BaseRow]:
        since: dict[str, Any] = {"first": windows.first}
        since |= {name: windows.since(name) for name in WINDOWS}
        plain = (await connection.execute(_PLAIN_SUMS, since)).all()
        values = {**since, "families": list(BOARD_FAMILIES)}
        families = (await connection.execute(_FAMILY_SUMS, values)).all()
        rows: list[BaseRow] = await self._apart(_base_rows, plain, families)
        return rows

    # -- what is newer

    async def _go_on(self, connection: AsyncConnection, base: _Base, facts_to: int) -> None:
        assert self.day is not None
        if facts_to > self.facts_to:
            touched = await self._take_news(connection, self.facts_to, self.facts_to, facts_to)
            await self._fold(connection, self.day, touched, base, facts_to)

    async def _take_news(
        self, connection: AsyncConnection, after: int, counts_from: int, facts_to: int
    ) -> set[str]:
        """Calls of the facts with numbers above `counts_from`, also of those that are not to be taken in yet: the
        projector may have. Facts of calls that are kept, from above `after` on, are kept, too."""
        touched: set[str] = set()
        while True:
            found = (await connection.execute(_NEWS, {"after": after, "limit": _ROWS})).all()
            rows = [_Row(*row) for row in found]
            ended = await self._apart(self._keep, rows, counts_from, facts_to, touched)
            if ended:
                agents, moments = zip(*ended, strict=True)
                values = {"agents": list(agents), "moments": list(moments), "number": facts_to}
                calls = set((await connection.scalars(_CALL_BEFORE, values)).all())
                touched |= calls
                for call in calls:
                    self._kept.pop(call, None)  # the end of its wrap-up is read with it
            if len(rows) < _ROWS:
                return touched
            after = rows[-1].number

    def _keep(
        self, rows: Sequence[_Row], counts_from: int, facts_to: int, touched: set[str]
    ) -> list[tuple[str, datetime]]:
        """Returns who ended a wrap-up when, in facts of no call."""
        ended = []
        for row in rows:
            if row.call_id is not None:
                if row.number > counts_from:
                    touched.add(row.call_id)
                known = self._kept.get(row.call_id)
                if known is not None and row.number <= facts_to and (fact := row.fact()) is not None:
                    known[row.id] = fact
            elif row.type == AgentStateChanged.__name__:  # also of before: what is kept of the call lacks it
                fact = row.fact()
                if isinstance(fact, AgentStateChanged) and is_end_of_wrap_up(fact):
                    ended.append((fact.agent, row.at))
        return ended

    async def _fold(
        self, connection: AsyncConnection, day: DayFigures, touched: Collection[str], base: _Base, facts_to: int
    ) -> None:
        ordered = sorted(touched)
        for at in range(0, len(ordered), _CALLS):
            calls = ordered[at : at + _CALLS]
            unknown = [call for call in calls if call not in self._kept]
            rows = await _rows_of(connection, unknown, facts_to)
            over = await self._ends(connection, rows, facts_to)
            await self._read_standing(connection, [call for call in calls if call not in self._before])
            folded = await self._apart(self._folded, calls, rows, over, base.kept_from)
            for call, one in folded.items():
                day.put(call, one.moves, one.last)
                self._kept.pop(call, None)
                if one.facts is not None:
                    self._kept[call] = one.facts
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    async def _ends(
        self, connection: AsyncConnection, rows: Sequence[_Row], facts_to: int
    ) -> list[tuple[str, list[_Row]]]:
        """The facts of no call that end wrap-ups of these calls."""
        begun = await self._apart(_wrap_ups, rows)
        found = []
        for call, pairs in begun.items():
            agents, moments = zip(*pairs, strict=True)
            values = {"agents": list(agents), "moments": list(moments), "number": facts_to}
            over = (await connection.execute(_OVER, values)).all()
            found.append((call, [_Row(*row) for row in over]))
        return found

    async def _read_standing(self, connection: AsyncConnection, calls: Sequence[str]) -> None:
        if not calls:
            return
        for call in calls:
            self._before[call] = NOTHING
        for call, started_at, adds in await connection.execute(_STANDING, {"calls": calls}):
            self._before[call] = places_of_adds(started_at, unpacked(adds), self._numbers)

    def _folded(
        self,
        calls: Sequence[str],
        rows: Sequence[_Row],
        over: Sequence[tuple[str, list[_Row]]],
        kept_from: datetime | None,
    ) -> dict[str, _Folded]:
        facts: dict[str, Facts] = {call: dict(self._kept.get(call, {})) for call in calls}
        pairs = [(row.call_id, row) for row in rows] + [(call, row) for call, ends in over for row in ends]
        for call, row in pairs:
            if call is not None and (fact := row.fact()) is not None:
                facts[call][row.id] = fact
        return {call: self._one(call, facts[call], kept_from) for call in calls}

    def _one(self, call: str, facts: Facts, kept_from: datetime | None) -> _Folded:
        figures = fold(facts.values(), Beside(agent_offices=self._agents))
        is_over = any(isinstance(fact, CallEnded) for fact in facts.values())
        kept = None if is_over else facts
        if figures.started_at is None or (kept_from is not None and figures.started_at < kept_from):
            return _Folded(NOTHING, {}, kept)  # the projector leaves such a call as it stands
        moves = difference(places_of(figures), self._before[call])
        return _Folded(moves, last_helped(figures), kept)

    async def _apart(self, work: Any, *args: Any) -> Any:
        """In the thread: nothing of it may stop the event loop."""
        return await to_thread.run_sync(work, *args, limiter=self._thread)


def _base_rows(plain: Iterable[Any], families: Iterable[Any]) -> list[BaseRow]:
    found = []
    for office, *rest in plain:
        windows, counts = rest[: len(WINDOWS)], rest[len(WINDOWS) :]
        named = {name: int(n) for name, n in zip(BOARD_COUNTERS, counts, strict=True) if n}
        found.append(BaseRow(office, _those(windows), named))
    for office, *windows, counted in families:
        named = {name: int(n) for name, n in msgspec.json.decode(counted).items() if n}
        found.append(BaseRow(office, _those(windows), named))
    return found


def _those(are_in: Sequence[bool]) -> tuple[Any, ...]:
    return tuple(name for name, is_in in zip(WINDOWS, are_in, strict=True) if is_in)


async def _last(connection: AsyncConnection, windows: Windows) -> dict[str, datetime]:
    values = {"begin": windows.day - timedelta(days=1), "day": windows.day}
    return {key: moment for key, moment in await connection.execute(_LAST_HELPED, values) if moment is not None}


async def _rows_of(connection: AsyncConnection, calls: Sequence[str], facts_to: int) -> list[_Row]:
    if not calls:
        return []
    found = await connection.execute(_FACTS, {"calls": list(calls), "number": facts_to})
    return [_Row(*row) for row in found.all()]


def _wrap_ups(rows: Sequence[_Row]) -> dict[str, list[tuple[str, datetime]]]:
    """Who began a wrap-up when, by call."""
    found: dict[str, list[tuple[str, datetime]]] = {}
    for row in rows:
        if row.type == AgentStateChanged.__name__ and row.call_id is not None:
            fact = row.fact()
            if isinstance(fact, AgentStateChanged) and fact.new == "wrap_up":
                found.setdefault(row.call_id, []).append((fact.agent, row.at))
    return found
