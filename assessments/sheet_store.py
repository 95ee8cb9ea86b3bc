"""Assessments and their sheets in the database. Every change is on the version that was read, in one transaction
that locks the assessment: of two who act at once the second is told to read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import Row, Select, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from assessments.form import Criteria
from assessments.sample_store import MAY_BE_HEARD, may_assess
from assessments.scoring import Scores, check_scores, result
from assessments.sheet import (
    SEEN_BY_CONSULTANT,
    Act,
    AnswerKind,
    OwnConversation,
    SetAsideFor,
    State,
    StepRefused,
    check_answerer,
    check_assessor,
    check_close,
    check_step,
)
from core.db.tables.assessment_tables import AssessmentRow, AssessmentSheetRow
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.recording_tables import RecordingRow
from core.db.tables.staff_tables import Agent
from core.errors import NotFound, StaleVersion

Place: TypeAlias = tuple[datetime, str]
_ONE = AssessmentRow.__table__.c
_SHEET = AssessmentSheetRow.__table__.c


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose assessments an account sees: of these offices (None: of all), else the own ones that were given."""

    account: str
    offices: frozenset[str] | None = frozenset()

    def sees(self, row: Row[Any]) -> bool:
        if row.agent == self.account:
            return row.state in SEEN_BY_CONSULTANT  # one's own, also a supervisor's: not before it is given
        return self.offices is None or row.office in self.offices

    def limit(self, query: Any) -> Any:
        own = (_ONE.agent == self.account) & _ONE.state.in_(SEEN_BY_CONSULTANT)
        others = _ONE.agent != self.account
        if self.offices is not None:
            others &= _ONE.office.in_(self.offices)
        return query.where(own | others)


@dataclass(frozen=True, slots=True)
class Filled:
    """What an assessor has filled in."""

    scores: Scores
    notes: Mapping[str, str]
    remark: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which assessments are listed; None does not restrict."""

    state: State | None = None
    office: str | None = None
    agent: str | None = None
    assessor: str | None = None
    sample: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment with its sheets, the newest last, and what the record says of the conversation.

    `is_heard`: the recording that was drawn may still be heard."""

    row: Mapping[str, Any]
    content: Criteria
    sheets: list[Mapping[str, Any]]
    call: Mapping[str, Any]
    agent_name: str
    is_heard: bool


async def list_assessments(
    engine: AsyncEngine, seen: Seen, wanted: Wanted, *, limit: int, after: Place | None
) -> tuple[list[Mapping[str, Any]], Place | None]:
    """Newest first, each with the consultant's name and the result of the newest sheet that was given, and where
    the next page begins."""
    newest = (
        select(_SHEET.result)
        .where(_SHEET.assessment_id == _ONE.id, _SHEET.given_at.is_not(None))
        .order_by(_SHEET.number.desc())
        .limit(1)
        .correlate(AssessmentRow.__table__)
        .scalar_subquery()
    )
    columns = [column for column in _ONE if column.name != "form"]
    query: Any = select(*columns, newest.label("result"), Agent.display_name.label("agent_name"))
    query = seen.limit(
        query.select_from(AssessmentRow.__table__).join(Agent, Agent.id == _ONE.agent, isouter=True)
    )
    equal = {
        _ONE.state: wanted.state,
        _ONE.office: wanted.office,
        _ONE.agent: wanted.agent,
        _ONE.assessor: wanted.assessor,
        _ONE.sample_id: wanted.sample,
    }
    query = query.where(*(column == value for column, value in equal.items() if value is not None))
    if after is not None:
        query = query.where(tuple_(_ONE.assigned_at, _ONE.id) < after)
    query = query.order_by(_ONE.assigned_at.desc(), _ONE.id.desc()).limit(limit + 1)
    async with engine.connect() as connection:
        found = [dict(row._mapping) for row in await connection.execute(query)]
    page: list[Mapping[str, Any]] = [*found[:limit]]
    return page, (page[-1]["assigned_at"], page[-1]["id"]) if len(found) > limit else None


async def get_assessment(engine: AsyncEngine, seen: Seen, assessment_id: str) -> Assessment:
    """Raises NotFound, also for what the account does not see. A consultant gets no draft."""
    async with engine.connect() as connection:
        row = (await connection.execute(_by_id(assessment_id))).one_or_none()
        if row is None or not seen.sees(row):
            raise NotFound
        return await _whole(connection, seen, row)


async def save_draft(
    engine: AsyncEngine, seen: Seen, assessment_id: str, read: int, filled: Filled, now: datetime
) -> Assessment:
    """As far as it is filled in. Raises NotFound, StaleVersion, StepRefused, OwnConversation, ScoresRefused."""
    async with engine.begin() as connection:
        row, content = await _changing(connection, seen, assessment_id, read, "save")
        check_assessor(seen.account, row.assessor, row.agent)
        check_scores(content.criteria, filled.scores, is_whole=False)
        values = _values(content, filled, seen.account, now)
        if row.state == "assigned":
            await _add_sheet(connection, row, 1, values)
        else:
            same = (_SHEET.assessment_id == row.id, _SHEET.number == 1)
            await connection.execute(update(AssessmentSheetRow).where(*same).values(values))
        return await _changed(connection, seen, row, {"state": "draft"})


async def give(engine: AsyncEngine, seen: Seen, assessment_id: str, read: int, now: datetime) -> Assessment:
    """The consultant sees it from now on. Raises as `save_draft`; ScoresRefused for a sheet that is not whole."""
    async with engine.begin() as connection:
        row, content = await _changing(connection, seen, assessment_id, read, "give")
        check_assessor(seen.account, row.assessor, row.agent)
        query = select(_SHEET.scores).where(_SHEET.assessment_id == row.id, _SHEET.number == 1)
        check_scores(content.criteria, await connection.scalar(query) or {}, is_whole=True)
        same = (_SHEET.assessment_id == row.id, _SHEET.number == 1)
        await connection.execute(update(AssessmentSheetRow).where(*same).values(given_at=now))
        return await _changed(connection, seen, row, {"state": "given"})


async def correct(
    engine: AsyncEngine, seen: Seen, assessment_id: str, read: int, filled: Filled, why: str, now: datetime
) -> Assessment:
    """A new version of what was given, given at once; the one of before stays. The consultant may answer to it.

    Raises as `give`."""
    async with engine.begin() as connection:
        row, content = await _changing(connection, seen, assessment_id, read, "correct")
        check_assessor(seen.account, row.assessor, row.agent)
        check_scores(content.criteria, filled.scores, is_whole=True)
        number = await _newest(connection, row.id)
        values = _values(content, filled, seen.account, now) | {"corrected_for": why, "given_at": now}
        await _add_sheet(connection, row, number + 1, values)
        return await _changed(connection, seen, row, {"state": "given", "closed_at": None})


async def answer(
    engine: AsyncEngine,
    seen: Seen,
    assessment_id: str,
    read: int,
    kind: AnswerKind,
    words: str,
    now: datetime,
) -> Assessment:
    """The consultant's, once to each version. Raises NotFound, StaleVersion, StepRefused."""
    async with engine.begin() as connection:
        row, _ = await _changing(connection, seen, assessment_id, read, "answer", check_answerer)
        number = await _newest(connection, row.id)
        same = (_SHEET.assessment_id == row.id, _SHEET.number == number)
        answered = {"answer_kind": kind, "answer": words, "answered_at": now}
        await connection.execute(update(AssessmentSheetRow).where(*same).values(answered))
        return await _changed(connection, seen, row, {"state": "answered"})


async def close(engine: AsyncEngine, seen: Seen, assessment_id: str, read: int, now: datetime) -> Assessment:
    """Raises NotFound, StaleVersion, StepRefused, OwnConversation."""
    async with engine.begin() as connection:
        row, _ = await _changing(connection, seen, assessment_id, read, "close")
        _check_other(seen.account, row.agent)
        query = select(_SHEET.given_at).where(_SHEET.assessment_id == row.id).order_by(_SHEET.number.desc())
        check_close(row.state, await connection.scalar(query.limit(1)), now)
        return await _changed(connection, seen, row, {"state": "closed", "closed_at": now})


async def set_aside(
    engine: AsyncEngine, seen: Seen, assessment_id: str, read: int, why: SetAsideFor, now: datetime
) -> Assessment:
    """There is nothing to assess in it; it is not drawn again. Raises as `save_draft`."""
    async with engine.begin() as connection:
        row, _ = await _changing(connection, seen, assessment_id, read, "set_aside")
        check_assessor(seen.account, row.assessor, row.agent)
        return await _changed(
            connection, seen, row, {"state": "set_aside", "set_aside_for": why, "closed_at": now}
        )


async def assign(engine: AsyncEngine, seen: Seen, assessment_id: str, read: int, assessor: str) -> Assessment:
    """Another supervisor of the office assesses it; a draft goes along.

    Raises NotFound, StaleVersion, StepRefused; OwnConversation for the consultant's own account."""
    async with engine.begin() as connection:
        row, _ = await _changing(connection, seen, assessment_id, read, "assign")
        _check_other(seen.account, row.agent)
        _check_other(assessor, row.agent)
        if not await may_assess(connection, row.office, assessor):
            raise StepRefused("Ta osoba nie ocenia rozmów tego urzędu.")
        return await _changed(connection, seen, row, {"assessor": assessor})


def _check_other(account: str, agent: str) -> None:
    if account == agent:
        raise OwnConversation


def _by_id(assessment_id: str) -> Select[Any]:
    return select(AssessmentRow.__table__).where(_ONE.id == assessment_id)


async def _changing(
    connection: AsyncConnection,
    seen: Seen,
    assessment_id: str,
    read: int,
    act: Act,
    check_who: Any = None,
) -> tuple[Row[Any], Criteria]:
    """The assessment, which nobody else changes until the transaction ends."""
    row = (await connection.execute(_by_id(assessment_id).with_for_update())).one_or_none()
    if row is not None and row.agent == seen.account and act != "answer":
        raise OwnConversation
    if row is None or not seen.sees(row):
        raise NotFound
    if check_who is not None:
        check_who(seen.account, row.agent)
    if row.version != read:
        raise StaleVersion(row.version)
    check_step(act, row.state)
    return row, msgspec.convert(row.form, type=Criteria)


def _values(content: Criteria, filled: Filled, account: str, now: datetime) -> dict[str, Any]:
    return {
        "scores": dict(filled.scores),
        "notes": dict(filled.notes),
        "remark": filled.remark,
        "result": result(content.criteria, filled.scores),
        "by": account,
        "saved_at": now,
    }


async def _add_sheet(connection: AsyncConnection, row: Row[Any], number: int, values: dict[str, Any]) -> None:
    whose = {"assessment_id": row.id, "number": number, "call_id": row.call_id, "office": row.office}
    await connection.execute(
        insert(AssessmentSheetRow).values({"corrected_for": "", "answer": "", **whose, **values})
    )


async def _newest(connection: AsyncConnection, assessment_id: str) -> int:
    query = select(_SHEET.number).where(_SHEET.assessment_id == assessment_id).order_by(_SHEET.number.desc())
    return int(await connection.scalar(query.limit(1)) or 0)


async def _changed(connection: AsyncConnection, seen: Seen, row: Row[Any], values: dict[str, Any]) -> Assessment:
    changed = update(AssessmentRow).where(_ONE.id == row.id).values(**values, version=row.version + 1)
    return await _whole(connection, seen, (await connection.execute(changed.returning(*_ONE))).one())


async def _whole(connection: AsyncConnection, seen: Seen, row: Row[Any]) -> Assessment:
    query = select(AssessmentSheetRow.__table__).where(_SHEET.assessment_id == row.id).order_by(_SHEET.number)
    if row.agent == seen.account:
        query = query.where(_SHEET.given_at.is_not(None))
    sheets: list[Mapping[str, Any]] = [dict(sheet._mapping) for sheet in await connection.execute(query)]
    call = CallRow.__table__.c
    told = select(
        call.started_at, call.connected_at, call.wait_time, call.talk_time, call.hold_time, call.direction
    )
    found = (await connection.execute(told.where(call.id == row.call_id))).one_or_none()
    heard = select(RecordingRow.id).where(
        RecordingRow.id == row.recording_id, RecordingRow.state.in_(MAY_BE_HEARD)
    )
    name = await connection.scalar(select(Agent.display_name).where(Agent.id == row.agent))
    return Assessment(
        row=dict(row._mapping),
        content=msgspec.convert(row.form, type=Criteria),
        sheets=sheets,
        call={} if found is None else dict(found._mapping),
        agent_name=name or row.agent,
        is_heard=row.recording_id is not None and await connection.scalar(heard) is not None,
    )
