"""Drawing conversations in the database, and who may assess them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import and_, cast, func, insert, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import DATE
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from assessments.form import FormRefused, chosen
from assessments.form_store import forms_of
from assessments.sampling import LONGEST_DAYS, SHORTEST_DAYS, SHORTEST_TALK, Conversation, Sample, draw
from assessments.sheet import COUNTED, TO_ASSESS
from core.db.tables.assessment_tables import AssessmentRow, AssessmentSampleRow
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.recording_tables import RecordingRow
from core.db.tables.staff_tables import Account, AccountOffice, Agent
from core.ids import new_id
from core.retention.retention import midnight
from core.rights import Right, roles_with

_DAY = timedelta(days=1)
_SAMPLE = AssessmentSampleRow.__table__.c
MAY_BE_HEARD = ("closed", "packed")
"""States of a recording: its sound is there, and nobody has taken the consent back."""

Place: TypeAlias = tuple[datetime, str]


class SampleRefused(FormRefused):
    """Nothing was drawn; `fields` has Polish sentences."""

    message_pl = "Nie wylosowano rozmów."


@dataclass(frozen=True, slots=True)
class WantedSample:
    """What is to be drawn; `last_day` is included."""

    office: str
    first_day: date
    last_day: date
    per_consultant: int
    assessors: tuple[str, ...]

    def check(self, today: date) -> None:
        """Raises SampleRefused."""
        if self.last_day < self.first_day:
            raise SampleRefused(("last_day", "Ostatni dzień nie może być przed pierwszym."))
        if self.last_day - self.first_day >= timedelta(days=LONGEST_DAYS):
            raise SampleRefused(("last_day", f"Okres może mieć najwyżej {LONGEST_DAYS} dni."))
        if self.first_day > today:
            raise SampleRefused(("first_day", "Z tych dni nie ma jeszcze rozmów."))
        if self.last_day > today:
            raise SampleRefused(("last_day", "Ostatnim dniem może być najpóźniej dzisiejszy."))
        if self.last_day - self.first_day < timedelta(days=SHORTEST_DAYS - 1):
            sentence = f"Okres musi mieć co najmniej {SHORTEST_DAYS} dni: z krótszego rozmowy można by wybrać."
            raise SampleRefused(("first_day", sentence))


@dataclass(frozen=True, slots=True)
class StoredSample:
    """A drawing, as its row has it; `with_recording`: how many of those that were drawn may be heard. What became
    of them: `to_assess` nobody has given yet, `given`, `set_aside`."""

    row: Mapping[str, Any]
    with_recording: int
    to_assess: int
    given: int = 0
    set_aside: int = 0


async def draw_sample(
    engine: AsyncEngine, wanted: WantedSample, seed: str, account: str, now: datetime, today: date
) -> StoredSample:
    """Draw and assign, in one transaction. Who draws at the same moment waits, and gets what is left.

    Raises SampleRefused: days that cannot be, an assessor who may not assess in the office, or nothing to draw.
    """
    wanted.check(today)
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE assessment_sample IN SHARE ROW EXCLUSIVE MODE"))
        strangers = set(wanted.assessors) - await _assessors(connection, wanted.office)
        if strangers:
            raise SampleRefused(("assessors", f"Nie ocenia rozmów tego urzędu: {', '.join(sorted(strangers))}."))
        consultants = await _consultants(connection, wanted.office)
        pool = await _conversations(connection, wanted)
        sample = draw(pool, consultants, wanted.per_consultant, seed, wanted.assessors)
        if not sample.assignments:
            raise SampleRefused(("first_day", "W tych dniach nie ma rozmów, których jeszcze nie wylosowano."))
        values = {
            "id": new_id("sample"),
            "office": wanted.office,
            "first_day": wanted.first_day,
            "last_day": wanted.last_day,
            "per_consultant": wanted.per_consultant,
            "seed": seed,
            "counts": {agent: asdict(count) for agent, count in sample.counts.items()},
            "drawn_by": account,
            "drawn_at": now,
        }
        added = await connection.execute(insert(AssessmentSampleRow).values(values).returning(*_SAMPLE))
        row = dict(added.one()._mapping)
        await _assign(connection, wanted.office, row["id"], sample, now)
    heard = sum(each.conversation.recording is not None for each in sample.assignments)
    return StoredSample(row, heard, len(sample.assignments))


async def list_samples(
    engine: AsyncEngine, offices: frozenset[str] | None, *, limit: int, after: Place | None
) -> tuple[list[StoredSample], Place | None]:
    """Those of the offices (None: of all), newest first, and where the next page begins."""
    counted = {
        "with_recording": AssessmentRow.basis == "recording",
        "to_assess": AssessmentRow.state.in_(TO_ASSESS),
        "given": AssessmentRow.state.in_(COUNTED),
        "set_aside": AssessmentRow.state == "set_aside",
    }
    of_sample = AssessmentRow.sample_id == AssessmentSampleRow.id
    counts = [
        select(func.count()).where(of_sample, which).scalar_subquery().label(name)
        for name, which in counted.items()
    ]
    query = select(*_SAMPLE, *counts)
    if offices is not None:
        query = query.where(_SAMPLE.office.in_(offices))
    if after is not None:
        query = query.where(tuple_(_SAMPLE.drawn_at, _SAMPLE.id) < after)
    query = query.order_by(_SAMPLE.drawn_at.desc(), _SAMPLE.id.desc()).limit(limit + 1)
    async with engine.connect() as connection:
        found = [dict(row._mapping) for row in await connection.execute(query)]
    page = [StoredSample(row, **{name: row.pop(name) for name in counted}) for row in found[:limit]]
    return page, (page[-1].row["drawn_at"], page[-1].row["id"]) if len(found) > limit else None


async def list_assessors(engine: AsyncEngine, office: str) -> list[tuple[str, str]]:
    """Account and name of those who may assess in an office, by name."""
    async with engine.connect() as connection:
        query = _entitled(office).order_by(Account.display_name, Account.username)
        return [(row.username, row.display_name) for row in await connection.execute(query)]


async def may_assess(connection: AsyncConnection, office: str, account: str) -> bool:
    """Is that account one of somebody who assesses in the office?"""
    return account in await _assessors(connection, office)


async def _assessors(connection: AsyncConnection, office: str) -> set[str]:
    return {row.username for row in await connection.execute(_entitled(office))}


def _entitled(office: str) -> Any:
    """Those whom `core.rights` lets assess within an office; closed accounts do not."""
    also = select(AccountOffice.username).where(AccountOffice.office == office)
    return select(Account.username, Account.display_name).where(
        Account.role.in_(roles_with(Right.ASSESS_CONVERSATIONS)),
        Account.deactivated_at.is_(None),
        or_(Account.office == office, Account.username.in_(also)),
    )


async def _consultants(connection: AsyncConnection, office: str) -> list[str]:
    query = select(Agent.id).where(Agent.office == office, Agent.deactivated_at.is_(None))
    return list(await connection.scalars(query))


async def _conversations(connection: AsyncConnection, wanted: WantedSample) -> list[Conversation]:
    """Those of the office's own consultants that are over and were never drawn.

    A recording counts only of a call of that office: what is another office's client's is not heard here.
    """
    call, recording = CallRow.__table__.c, RecordingRow.__table__.c
    newest = (
        select(recording.id)
        .where(
            recording.call_id == call.id,
            recording.state.in_(MAY_BE_HEARD),
            func.coalesce(recording.office, call.office) == wanted.office,
        )
        .order_by(recording.started_at.desc(), recording.id.desc())
        .limit(1)
        .correlate(CallRow.__table__)
        .scalar_subquery()
    )
    day = cast(func.timezone("Europe/Warsaw", call.connected_at), DATE)
    query = (
        select(call.id, call.agent, day.label("day"), call.topic, newest.label("recording"))
        .select_from(CallRow.__table__)
        .join(Agent, and_(Agent.id == call.agent, Agent.office == wanted.office))
        .where(
            call.connected_at >= midnight(wanted.first_day),
            call.connected_at < midnight(wanted.last_day + _DAY),
            call.ended_at.is_not(None),
            call.talk_time >= SHORTEST_TALK,
            ~select(AssessmentRow.id).where(AssessmentRow.call_id == call.id).exists(),
        )
    )
    rows = await connection.execute(query)
    return [Conversation(row.id, row.agent, row.day, row.topic, row.recording) for row in rows]


async def _assign(connection: AsyncConnection, office: str, sample_id: str, sample: Sample, now: datetime) -> None:
    forms = await forms_of(connection, office)
    rows: list[dict[str, Any]] = []
    for each in sample.assignments:
        one = each.conversation
        form_id, content = chosen(forms, office, one.topic, one.day)
        rows.append(
            {
                "id": new_id("assessment"),
                "sample_id": sample_id,
                "office": office,
                "agent": one.agent,
                "call_id": one.call_id,
                "recording_id": one.recording,
                "basis": "timeline" if one.recording is None else "recording",
                "topic": one.topic,
                "talked_on": one.day,
                "assessor": each.assessor,
                "form_id": form_id,
                "form": msgspec.to_builtins(content),
                "state": "assigned",
                "assigned_at": now,
                "version": 1,
            }
        )
    await connection.execute(insert(AssessmentRow), rows)
