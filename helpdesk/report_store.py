"""Reports to the help desk in the database: made, listed, read, and taken a step further."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, and_, insert, literal, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.pages import MAX_PAGE_OF_TEXTS
from core.db.tables.work_tables import HelpReportRow, HelpStepRow
from core.errors import NotFound, S724Error, StaleVersion
from core.ids import new_id
from core.todo.work import WorkTaken, day_in_warsaw, holds
from core.todo.work_store import name_of
from helpdesk.report import (
    RULES,
    Part,
    ReportKind,
    ReportState,
    ReportStep,
    ReportStepRefused,
    holds_after,
    may_take,
    state_after,
)

_ROW = HelpReportRow.__table__.c
_STEP = HelpStepRow.__table__.c

Place: TypeAlias = tuple[datetime, str]
Report: TypeAlias = Mapping[Any, Any]


class WordsMissing(S724Error):
    """The step says something to somebody, and nothing was said. Nothing was changed."""

    code = "settings_refused"
    message_pl = "Nie zapisano."

    def __init__(self) -> None:
        super().__init__()
        self.fields = [("words", "Proszę napisać, co przekazać.")]


@dataclass(frozen=True, slots=True)
class NewReport:
    """What somebody reports, and what the page tells beside it (`core.db.tables.work_tables`)."""

    kind: ReportKind
    words: str
    office: str
    page: str | None = None
    build: str | None = None
    error_code: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Seer:
    """Who looks: sees the own reports, at the help desk all, and those who decide every change."""

    account: str
    is_desk: bool
    is_decider: bool

    def parts_in(self, report: Report) -> frozenset[Part]:
        """As what this account may take steps of the report; empty: it does not see it."""
        found: set[Part] = set()
        if report["reported_by"] == self.account:
            found.add("reporter")
        if self.is_desk:
            found.add("desk")
        if self.is_decider and report["kind"] == "change":
            found.add("deciders")
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports are wanted. `own`: those of the account alone, newest first; all others by age."""

    own: bool = False
    kind: ReportKind | None = None
    states: Collection[ReportState] = ()


async def report(engine: AsyncEngine, new: NewReport, account: str, now: datetime) -> Report:
    """It waits for the help desk, or a change for those who decide."""
    values = {
        "id": new_id("report"),
        "kind": new.kind,
        "state": "open" if new.kind == "problem" else "proposed",
        "words": new.words,
        "page": new.page,
        "build": new.build,
        "error_code": new.error_code,
        "request_id": new.request_id,
        "office": new.office,
        "reported_by": account,
        "reported_at": now,
        "changed_at": now,
        "version": 1,
    }
    async with engine.begin() as connection:
        added = insert(HelpReportRow).values(values).returning(*_ROW)
        return (await connection.execute(added)).one()._mapping


async def list_reports(
    engine: AsyncEngine, seer: Seer, wanted: Wanted, *, limit: int, after: Place | None
) -> tuple[list[Report], Place | None]:
    """What the account sees of what is wanted, and where the next page begins."""
    limit = min(limit, MAX_PAGE_OF_TEXTS)
    query = select(*_ROW).where(_seen(seer, wanted))
    if wanted.kind is not None:
        query = query.where(_ROW.kind == wanted.kind)
    if wanted.states:
        query = query.where(_ROW.state.in_(wanted.states))
    place = tuple_(_ROW.reported_at, _ROW.id)
    if wanted.own:
        query = query.order_by(_ROW.reported_at.desc(), _ROW.id.desc())
        query = query if after is None else query.where(place < after)
    else:
        query = query.order_by(_ROW.reported_at, _ROW.id)
        query = query if after is None else query.where(place > after)
    async with engine.connect() as connection:
        rows: list[Report] = [row._mapping for row in await connection.execute(query.limit(limit + 1))]
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], (last["reported_at"], last["id"])


def _seen(seer: Seer, wanted: Wanted) -> ColumnElement[bool]:
    own = _ROW.reported_by == seer.account
    if wanted.own:
        return own
    if seer.is_desk:
        return _ROW.id.is_not(None)
    return or_(own, and_(_ROW.kind == "change", literal(seer.is_decider)))


async def read_report(engine: AsyncEngine, seer: Seer, report_id: str) -> tuple[Report, Sequence[Row[Any]]]:
    """A report with its steps in their order. Raises NotFound for what the account does not see."""
    async with engine.connect() as connection:
        row = await _find(connection, seer, report_id, is_locked=False)
        return row, await _steps(connection, report_id)


async def take_step(
    engine: AsyncEngine,
    seer: Seer,
    report_id: str,
    read: int,
    step: ReportStep,
    words: str,
    done_in: str | None,
    now: datetime,
) -> tuple[Report, Sequence[Row[Any]]]:
    """One step further. `read`: the version that was read; `done_in` only with `finish`.

    Raises NotFound, WorkTaken while somebody else of the help desk has it today, StaleVersion, ReportStepRefused,
    WordsMissing.
    """
    rule = RULES[step]
    async with engine.begin() as connection:
        row = await _find(connection, seer, report_id, is_locked=True)
        parts = seer.parts_in(row)
        if rule.is_worked and "desk" in parts and holds(row["holder"], row["held_since"], seer.account, now):
            raise WorkTaken(await name_of(connection, row["holder"]), row["held_since"])
        if row["version"] != read:
            raise StaleVersion(row["version"])
        if not may_take(step, row["state"], parts):
            raise ReportStepRefused
        if rule.takes_words and not words:
            raise WordsMissing
        changed = update(HelpReportRow).where(_ROW.id == report_id)
        values = _after(row, step, words, done_in, seer.account, now)
        updated = (await connection.execute(changed.values(values).returning(*_ROW))).one()._mapping
        await connection.execute(
            insert(HelpStepRow).values(
                id=new_id("step"),
                report_id=report_id,
                step=step,
                state=updated["state"],
                words=words,
                by=seer.account,
                at=now,
            )
        )
        return updated, await _steps(connection, report_id)


def _after(
    row: Report, step: ReportStep, words: str, done_in: str | None, account: str, now: datetime
) -> dict[str, Any]:
    state = state_after(step, row["state"], has_holder=row["holder"] is not None)
    values: dict[str, Any] = {"state": state, "changed_at": now, "version": row["version"] + 1}
    match holds_after(step, row["state"]):
        case "actor":
            is_held = row["holder"] == account and day_in_warsaw(row["held_since"]) == day_in_warsaw(now)
            values |= {} if is_held else {"holder": account, "held_since": now}
        case "nobody":
            values |= {"holder": None, "held_since": None}
    match step:
        case "make_change":
            values["kind"] = "change"
        case "consider":
            values |= {"decided_by": None, "decided_at": None, "reason": None}
        case "accept" | "reject":
            values |= {"decided_by": account, "decided_at": now, "reason": words}
        case "finish":
            values["done_in"] = done_in
    return values


async def _find(connection: AsyncConnection, seer: Seer, report_id: str, *, is_locked: bool) -> Report:
    query = select(*_ROW).where(_ROW.id == report_id)
    row = (await connection.execute(query.with_for_update() if is_locked else query)).one_or_none()
    if row is None or not seer.parts_in(row._mapping):
        raise NotFound
    return row._mapping


async def _steps(connection: AsyncConnection, report_id: str) -> Sequence[Row[Any]]:
    query = select(*_STEP).where(_STEP.report_id == report_id).order_by(_STEP.id)
    return (await connection.execute(query)).all()
