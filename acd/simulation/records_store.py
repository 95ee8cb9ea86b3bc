"""Some days of the centre out of the tables of reports, for a simulation. Nothing of a caller is read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import add
from typing import Any, Literal

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.simulation.attendance import QUARTER, QuarterTimes
from acd.simulation.records import Passage, PassageEnd, Person, Records
from acd.store import is_served, offices_of
from core.db.tables.report_tables import (
    REPORT_AGENT_QUARTER,
    REPORT_CALL,
    REPORT_CONVERSATION,
    REPORT_OFFER,
    REPORT_PASSAGE,
    REPORT_PROGRESS,
)
from core.db.tables.staff_tables import Agent as AgentRow
from core.db.tables.staff_tables import AgentQueue, AgentSkill
from core.errors import S724Error
from core.zone import WARSAW

Period = Literal["day", "week"]
"""`day`: the last one of the week before today on which anybody stood in the office's queue; `week`: all of it."""

_LONGEST_CALL = timedelta(days=1)
_ENDS: Mapping[str, PassageEnd] = {
    "connected": "answered",
    "dropped": "answered",
    "abandoned": "abandoned",
    "callback": "called_back",
}
"""Whatever else ends a standing in a queue leaves the caller unserved."""
_AWAY = ("paused", "no_answer", "unreachable", "dialling")
"""States in which somebody is logged in, and not there for callers."""


class RecordsNotReady(S724Error):
    """The reports have not got all facts of these days yet. Nothing was reckoned."""

    code = "records_not_ready"
    message_pl = "Dane z tych dni nie są jeszcze policzone. Prosimy spróbować ponownie za kilka minut."


async def days_of(connection: AsyncConnection, office: str, period: Period, today: date) -> tuple[date, date]:
    """The first and the last day of a period before today, in Warsaw."""
    first, last = today - timedelta(days=7), today - timedelta(days=1)
    if period == "day":
        p = REPORT_PASSAGE.c
        begin, end = _midnight(first), _midnight(today)
        latest = await connection.scalar(
            select(func.max(p.entered_at)).where(
                p.office == office, _began(p.started_at, begin, end), p.entered_at < end
            )
        )
        first = last = last if latest is None else max(first, latest.astimezone(WARSAW).date())
    return first, last


async def read_records(connection: AsyncConnection, first: date, last: date) -> Records:
    """Everything of the days from `first` to `last`. Raises RecordsNotReady."""
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    complete_until = await connection.scalar(select(REPORT_PROGRESS.c.complete_until))
    if complete_until is None or complete_until < end:
        raise RecordsNotReady
    offices = await offices_of(connection)
    people = await _people(connection, last)
    return Records(
        first=first,
        last=last,
        offices=offices,
        people=people,
        passages=await _passages(connection, begin, end),
        quarters=await _quarters(connection, begin, end),
        busy=await _busy(connection, begin, end),
        answer_time=await _answer_time(connection, begin, end),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WARSAW)


def _began(column: Any, begin: datetime, end: datetime) -> Any:
    """Calls in which anything of that time may be; keeps to the months of the tables."""
    return and_(column >= begin - _LONGEST_CALL, column < end)


async def _people(connection: AsyncConnection, last: date) -> dict[str, Person]:
    """As of today, also those who were dismissed since; queues of other offices as of the last day."""
    queues, skills = defaultdict[str, set[str]](set), defaultdict[str, dict[str, int]](dict)
    for row in await connection.execute(select(AgentQueue.agent, AgentQueue.office).where(is_served(last))):
        queues[row.agent].add(row.office)
    for skill in await connection.execute(select(AgentSkill.agent, AgentSkill.topic, AgentSkill.level)):
        skills[skill.agent][skill.topic] = skill.level
    rows = await connection.execute(select(AgentRow.id, AgentRow.display_name, AgentRow.office))
    return {
        row.id: Person(
            row.display_name, row.office, frozenset(queues[row.id]), tuple(sorted(skills[row.id].items()))
        )
        for row in rows
    }


async def _passages(connection: AsyncConnection, begin: datetime, end: datetime) -> list[Passage]:
    p, t = REPORT_PASSAGE.c, REPORT_CONVERSATION.c
    stood = await connection.execute(
        select(
            p.call_id, p.office, p.topic, p.kind, p.entered_at, p.left_at, p.reason, p.wait_time, p.served_office
        )
        .where(_began(p.started_at, begin, end), p.entered_at < end)
        .order_by(p.call_id, p.place)
    )
    talked = await connection.execute(
        select(t.call_id, t.agent, t.begun_at, t.talk_time, t.hold_time, t.wrap_up_time)
        .where(_began(t.started_at, begin, end))
        .order_by(t.call_id, t.place)
    )
    return list(_joined(stood.all(), talked.all(), begin))


def _joined(stood: Iterable[Any], talked: Iterable[Any], begin: datetime) -> Iterable[Passage]:
    """Each passage with the conversation that followed it in the same call."""
    talks, stays = defaultdict[str, list[Any]](list), defaultdict[str, list[Any]](list)
    for talk in talked:
        talks[talk.call_id].append(talk)
    for stay in stood:
        stays[stay.call_id].append(stay)
    for call, passages in stays.items():
        for n, one in enumerate(passages):
            # An order to ring back is the caller's passage; its own is nobody's on the line.
            if one.left_at is None or one.kind == "callback" or one.entered_at < begin:
                continue
            until = passages[n + 1].entered_at if n + 1 < len(passages) else None
            after = (
                talk
                for talk in talks[call]
                if talk.begun_at >= one.left_at and (until is None or talk.begun_at <= until)
            )
            end = _ENDS.get(one.reason, "unserved")
            talk_of = next(after, None) if end == "answered" else None
            yield Passage(
                at=(one.entered_at - begin).total_seconds(),
                office=one.office,
                topic=one.topic,
                wait=one.wait_time,
                end=end,
                agent=None if talk_of is None else talk_of.agent,
                served_by=one.served_office,
                talk_time=None if talk_of is None else talk_of.talk_time + talk_of.hold_time,
                wrap_up_time=None if talk_of is None else talk_of.wrap_up_time,
            )


async def _quarters(
    connection: AsyncConnection, begin: datetime, end: datetime
) -> dict[str, dict[int, QuarterTimes]]:
    q = REPORT_AGENT_QUARTER.c
    away = reduce(add, (func.coalesce(q[f"state_{state}_ms"], 0) for state in _AWAY))
    rows = await connection.execute(
        select(
            q.agent,
            q.quarter,
            func.sum(func.coalesce(q.agent_ready_ms, 0)).label("ready"),
            func.sum(away).label("away"),
        )
        .where(q.quarter >= begin, q.quarter < end)
        .group_by(q.agent, q.quarter)
    )
    found: dict[str, dict[int, QuarterTimes]] = {}
    for row in rows:
        number = int((row.quarter - begin).total_seconds() // QUARTER)
        found.setdefault(row.agent, {})[number] = QuarterTimes(float(row.ready) / 1000, float(row.away) / 1000)
    return found


async def _busy(
    connection: AsyncConnection, begin: datetime, end: datetime
) -> dict[str, list[tuple[float, float]]]:
    """Clients whom consultants have rung themselves."""
    t, c = REPORT_CONVERSATION.c, REPORT_CALL.c
    rows = await connection.execute(
        select(t.agent, t.begun_at, t.ended_at, t.wrap_up_time)
        .join(REPORT_CALL, and_(c.started_at == t.started_at, c.id == t.call_id))
        .where(_began(t.started_at, begin, end), c.direction == "outbound", t.ended_at.is_not(None))
        .where(t.begun_at >= begin, t.begun_at < end)
        .order_by(t.agent, t.begun_at)
    )
    found = defaultdict[str, list[tuple[float, float]]](list)
    for row in rows:
        until = (row.ended_at - begin).total_seconds() + (row.wrap_up_time or 0.0)
        found[row.agent].append(((row.begun_at - begin).total_seconds(), until))
    return dict(found)


async def _answer_time(connection: AsyncConnection, begin: datetime, end: datetime) -> float | None:
    o = REPORT_OFFER.c
    found = await connection.scalar(
        select(func.avg(o.ring_time)).where(_began(o.started_at, begin, end), o.outcome == "accepted")
    )
    return None if found is None else float(found)
