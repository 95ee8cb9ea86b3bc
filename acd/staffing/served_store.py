"""What consultants serve besides the own office's queue, from which day to which, and how well topics are known.

Only what is another is written, so that the audit log says from what to what. Whoever changes a consultant locks
the row of the consultant: of two at once the second one sees what the first has done.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.revocation_store import AGENTS_NEWS
from acd.store import day_of, is_served, offices_of
from core.db.tables.staff_tables import Agent as AgentRow
from core.db.tables.staff_tables import AgentQueue, AgentSkill
from core.errors import NotFound, SettingsRefused
from core.fact_log.event_log import write_facts
from core.facts.kinds.consultants import ServedQueuesChanged
from core.ids import new_id
from core.lists.last_change_store import check_unchanged
from core.lists.topics import TOPICS
from core.relay.relay import tell_on_commit

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Serving:
    """For how long a consultant serves the queue of another office. Days of Warsaw, both included."""

    agent: Annotated[str, Field(examples=["k20060-1"])]
    display_name: Annotated[str, Field(examples=["Anna Nowak"])]
    home: Annotated[str, Field(description="The consultant's own office", examples=["20060"])]
    office: Annotated[str, Field(description="Whose queue it is", examples=["20000"])]
    first_day: Annotated[date, Field(description="2000-01-01: nobody knows since when")]
    last_day: Annotated[date | None, Field(description="Null: until somebody ends it")]
    set_by: Annotated[str | None, Field(description="Null: the installation itself")]
    set_at: datetime | None


async def set_served(
    engine: AsyncEngine,
    agent_id: str,
    queues: Collection[str],
    skills: Mapping[Any, int],
    account: str,
    now: datetime,
    read_version: int | None = None,
) -> None:
    """Which queues besides the own office's a consultant serves from today on, and how well the topics are known;
    who set it is written down in the same transaction. What is planned stays.

    Raises NotFound for somebody who is no consultant, SettingsRefused for an office or a topic that is none,
    StaleVersion if the consultant is not as was read.
    """
    async with engine.begin() as connection:
        home = await _home_of(connection, agent_id)
        await check_unchanged(connection, "agent", agent_id, read_version)
        await served_by(connection, agent_id, home, queues, skills, account, now)
        await _told(connection, agent_id, account, now)


async def served_by(
    connection: AsyncConnection,
    agent_id: str,
    home: str,
    queues: Collection[str],
    skills: Mapping[Any, int],
    account: str,
    now: datetime,
) -> None:
    """Write what a consultant of the office `home` serves from today on.

    Raises SettingsRefused for an office or a topic that is none.
    """
    offices = await offices_of(connection)
    if problems := [
        *(f"Nie ma urzędu {office}." for office in sorted(set(queues) - offices.keys())),
        *(f"Nie ma tematu „{topic}”." for topic in sorted(set(skills) - TOPICS.keys())),
    ]:
        raise SettingsRefused(problems)
    today = day_of(now)
    wanted, served = set(queues) - {home}, await _served_now(connection, agent_id, today)
    for office in sorted(served.keys() - wanted):
        await _end(connection, agent_id, office, served[office], today - _DAY)
    for office in sorted(wanted - served.keys()):
        planned = select(AgentQueue.first_day).where(_of(agent_id, office), AgentQueue.first_day > today)
        begins = await connection.scalar(planned.order_by(AgentQueue.first_day).limit(1))
        last_day = None if begins is None else begins - _DAY
        await _begin(connection, agent_id, office, today, last_day, account, now)
    await _set_skills(connection, agent_id, {topic: level for topic, level in skills.items() if level > 0})


async def list_servings(engine: AsyncEngine, office: str, homes: Collection[str] | None = None) -> list[Serving]:
    """Who serves the queue of an office that is not their own, did so, or is to; by name, the latest first.

    Those of the offices `homes`, if any are given. Nobody who was dismissed.
    """
    query = (
        select(AgentQueue.__table__, AgentRow.display_name, AgentRow.office.label("home"))
        .join(AgentRow, AgentRow.id == AgentQueue.agent)
        .where(AgentQueue.office == office, AgentRow.deactivated_at.is_(None))
        .order_by(AgentRow.display_name, AgentRow.id, AgentQueue.first_day.desc())
    )
    if homes is not None:
        query = query.where(AgentRow.office.in_(sorted(homes)))
    async with engine.connect() as connection:
        return [
            Serving(
                agent=row.agent,
                display_name=row.display_name,
                home=row.home,
                office=row.office,
                first_day=row.first_day,
                last_day=row.last_day,
                set_by=row.set_by,
                set_at=row.set_at,
            )
            for row in await connection.execute(query)
        ]


async def plan_serving(
    engine: AsyncEngine,
    agent_id: str,
    office: str,
    first_day: date,
    last_day: date | None,
    account: str,
    now: datetime,
) -> None:
    """From that day on a consultant serves another queue; today is at once. The same once more changes nothing.

    Raises NotFound for somebody who is no consultant; SettingsRefused for an office that is none or the own one,
    for the past, and where it overlaps with what is there.
    """
    async with engine.begin() as connection:
        home = await _home_of(connection, agent_id)
        _refuse_days(first_day, last_day, day_of(now))
        if office == home or office not in await offices_of(connection):
            raise SettingsRefused([f"Nie ma urzędu {office} poza własnym."])
        spans = select(AgentQueue.first_day, AgentQueue.last_day).where(_of(agent_id, office))
        for span in (await connection.execute(spans)).all():
            if (span.first_day, span.last_day) == (first_day, last_day):
                return
            ends_before = span.last_day is not None and span.last_day < first_day
            begins_after = last_day is not None and last_day < span.first_day
            if not ends_before and not begins_after:
                raise SettingsRefused(["Ta osoba odbiera już te rozmowy w części tych dni."])
        await _begin(connection, agent_id, office, first_day, last_day, account, now)
        await _told(connection, agent_id, account, now)


async def end_serving(
    engine: AsyncEngine,
    agent_id: str,
    office: str,
    first_day: date,
    last_day: date | None,
    account: str,
    now: datetime,
) -> None:
    """It ends with that day; null: not before somebody ends it. Yesterday is at once.

    Raises NotFound where there is no such span; SettingsRefused for an earlier day, for one that is over already,
    and where it would overlap with the next one.
    """
    async with engine.begin() as connection:
        await _home_of(connection, agent_id)
        today = day_of(now)
        span = _of(agent_id, office) & (AgentQueue.first_day == first_day)
        found = (await connection.execute(select(AgentQueue.last_day).where(span))).one_or_none()
        if found is None:
            raise NotFound
        if found.last_day is not None and found.last_day < today:
            raise SettingsRefused(["To już się skończyło. Nowy okres dodaje się osobno."])
        if last_day is not None and last_day < max(first_day, today) - _DAY:
            raise SettingsRefused(["Koniec nie może leżeć w przeszłości."])
        later = select(AgentQueue.first_day).where(_of(agent_id, office), AgentQueue.first_day > first_day)
        begins = await connection.scalar(later.order_by(AgentQueue.first_day).limit(1))
        if begins is not None and (last_day is None or last_day >= begins):
            raise SettingsRefused(["Ta osoba odbiera już te rozmowy w części tych dni."])
        if last_day is not None and last_day < first_day:
            await connection.execute(delete(AgentQueue).where(span))
        else:
            await connection.execute(
                update(AgentQueue).where(span).values(last_day=last_day, set_by=account, set_at=now)
            )
        await _told(connection, agent_id, account, now)


def _refuse_days(first_day: date, last_day: date | None, today: date) -> None:
    problems = []
    if first_day < today:
        problems.append("Początek nie może leżeć w przeszłości.")
    if last_day is not None and last_day < first_day:
        problems.append("Koniec nie może być wcześniej niż początek.")
    if problems:
        raise SettingsRefused(problems)


async def _home_of(connection: AsyncConnection, agent_id: str) -> str:
    """The consultant's office; nobody else changes the consultant until the end of the transaction.

    Raises NotFound.
    """
    there = AgentRow.id == agent_id, AgentRow.deactivated_at.is_(None)
    home: str | None = await connection.scalar(select(AgentRow.office).where(*there).with_for_update())
    if home is None:
        raise NotFound
    return home


async def _served_now(connection: AsyncConnection, agent_id: str, today: date) -> dict[str, date]:
    """The queues of today, with the first day of each."""
    query = select(AgentQueue.office, AgentQueue.first_day).where(AgentQueue.agent == agent_id, is_served(today))
    return {row.office: row.first_day for row in await connection.execute(query)}


async def _begin(
    connection: AsyncConnection,
    agent_id: str,
    office: str,
    first_day: date,
    last_day: date | None,
    account: str,
    now: datetime,
) -> None:
    """A new span."""
    span = {"agent": agent_id, "office": office, "first_day": first_day, "last_day": last_day}
    await connection.execute(insert(AgentQueue).values(**span, set_by=account, set_at=now))


async def _end(connection: AsyncConnection, agent_id: str, office: str, first_day: date, last_day: date) -> None:
    """The span ends with that day; what has begun after it was never."""
    span = _of(agent_id, office) & (AgentQueue.first_day == first_day)
    if last_day < first_day:
        await connection.execute(delete(AgentQueue).where(span))
    else:
        await connection.execute(update(AgentQueue).where(span).values(last_day=last_day))


async def _set_skills(connection: AsyncConnection, agent_id: str, wanted: Mapping[str, int]) -> None:
    of_agent = AgentSkill.agent == agent_id
    query = select(AgentSkill.topic, AgentSkill.level).where(of_agent)
    known = {row.topic: row.level for row in await connection.execute(query)}
    if gone := known.keys() - wanted.keys():
        await connection.execute(delete(AgentSkill).where(of_agent, AgentSkill.topic.in_(gone)))
    changed = sorted((topic, level) for topic, level in wanted.items() if known.get(topic) != level)
    if changed:
        put = pg_insert(AgentSkill)
        put = put.on_conflict_do_update(index_elements=["agent", "topic"], set_={"level": put.excluded.level})
        await connection.execute(put, [{"agent": agent_id, "topic": t, "level": level} for t, level in changed])


async def _told(connection: AsyncConnection, agent_id: str, account: str, now: datetime) -> None:
    """What is served today, as a fact, and to the running processes."""
    query = select(AgentSkill.topic, AgentSkill.level).where(AgentSkill.agent == agent_id)
    levels = {row.topic: row.level for row in await connection.execute(query.order_by(AgentSkill.topic))}
    queues = sorted(await _served_now(connection, agent_id, day_of(now)))
    changed = ServedQueuesChanged(
        id=new_id("event"), at=now, agent=agent_id, queues=queues, skills=levels, account=account
    )
    await write_facts(connection, [changed])
    await tell_on_commit(connection, AGENTS_NEWS)


def _of(agent_id: str, office: str) -> ColumnElement[bool]:
    return (AgentQueue.agent == agent_id) & (AgentQueue.office == office)
