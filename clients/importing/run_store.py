"""Imports as rows: asked for, going on, ended; and how they were."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, delete, insert, not_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from clients.importing.files.manifest import Manifest
from clients.importing.files.rejects import Reject, Repair
from clients.importing.judgement import LastImport
from core.db.pages import MAX_PAGE
from core.db.tables.exchange_tables import ImportRejectRow, ImportRepairRow, ImportRunRow
from core.errors import NotFound, S724Error
from core.ids import new_id

RunState: TypeAlias = Literal[
    "waiting", "reading", "checking", "writing", "done", "refused", "quarantined", "failed"
]
REFUSED_PL = "Wstrzymany import odrzucono. Dane urzędu są takie, jak były."
NOT_ENDED: tuple[RunState, ...] = ("waiting", "reading", "checking", "writing")


class NotQuarantined(S724Error):
    """Only an import that waits for a word can be confirmed. Nothing was changed."""

    code = "not_quarantined"
    message_pl = "To wczytanie nie czeka na potwierdzenie."


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say of a run. `counts` by entity, see `ImportRunRow`."""

    counts: dict[str, Any]
    repaired: int
    rejects: list[Reject]
    repairs: list[Repair]


@dataclass(frozen=True, slots=True)
class RunPage:
    """Runs, newest first. `after` leads to the next page; None on the last."""

    runs: list[ImportRunRow]
    after: tuple[datetime, str] | None


async def ask_for_run(
    connection: AsyncConnection,
    office: str,
    source: str,
    sha256: str,
    manifest: Manifest | None,
    by: str,
    now: datetime,
) -> str:
    """A run that waits; its id. Without a manifest it will be refused: nobody could read it."""
    run_id = new_id("import")
    await connection.execute(
        insert(ImportRunRow).values(
            id=run_id,
            office=office,
            kind="full" if manifest is None else manifest.kind,
            extract_at=None if manifest is None else manifest.extract_at,
            first_seq=None if manifest is None else manifest.first_seq,
            last_seq=None if manifest is None else manifest.last_seq,
            source=source,
            manifest_sha256=sha256,
            began_at=now,
            asked_by=by,
        )
    )
    return run_id


async def run_of_extract(
    connection: AsyncConnection, office: str, sha256: str, *, is_new_only: bool = False
) -> str | None:
    """The run of this very extract that stands or is under way; None also if it failed by a fault of ours, or was
    refused: its manifest may come again with files that have arrived whole. With `is_new_only` one that somebody
    has refused counts, too: it is not to come again by itself."""
    is_over: ColumnElement[bool] = ImportRunRow.state.in_(("failed", "refused"))
    if is_new_only:
        is_over = and_(is_over, ImportRunRow.confirmed_by.is_(None))
    query = (
        select(ImportRunRow.id)
        .where(
            ImportRunRow.office == office,
            ImportRunRow.manifest_sha256 == sha256,
            not_(is_over),
        )
        .order_by(ImportRunRow.began_at.desc())
        .limit(1)
    )
    found: str | None = await connection.scalar(query)
    return found


async def get_run(engine: AsyncEngine, run_id: str, offices: frozenset[str] | None = None) -> ImportRunRow:
    """`offices`: of whose runs one may know; None for all. Raises NotFound."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        run = await session.get(ImportRunRow, run_id)
    if run is None or (offices is not None and run.office not in offices):
        raise NotFound
    return run


async def list_runs(
    engine: AsyncEngine,
    offices: frozenset[str] | None,
    office: str | None,
    *,
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> RunPage:
    """Newest first, at most `limit`."""
    limit = min(limit, MAX_PAGE)
    query = select(ImportRunRow).order_by(ImportRunRow.began_at.desc(), ImportRunRow.id.desc()).limit(limit + 1)
    if offices is not None:
        query = query.where(ImportRunRow.office.in_(offices))
    if office is not None:
        query = query.where(ImportRunRow.office == office)
    if after is not None:
        query = query.where(tuple_(ImportRunRow.began_at, ImportRunRow.id) < after)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        rows = list(await session.scalars(query))
    last = rows[limit - 1] if len(rows) > limit else None
    return RunPage(rows[:limit], None if last is None else (last.began_at, last.id))


async def list_rejects(engine: AsyncEngine, run_id: str, after: int, limit: int) -> list[ImportRejectRow]:
    """In the order of the files, after the place of that number."""
    query = (
        select(ImportRejectRow)
        .where(ImportRejectRow.run_id == run_id, ImportRejectRow.place > after)
        .order_by(ImportRejectRow.place)
        .limit(limit)
    )
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return list(await session.scalars(query))


async def list_repairs(engine: AsyncEngine, run_id: str, after: int, limit: int) -> list[ImportRepairRow]:
    """By file, line, column and kind, without the first `after`."""
    key = (ImportRepairRow.file, ImportRepairRow.line, ImportRepairRow.column_name, ImportRepairRow.kind)
    query: Select[ImportRepairRow] = (
        select(ImportRepairRow).where(ImportRepairRow.run_id == run_id).order_by(*key).offset(after).limit(limit)
    )
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return list(await session.scalars(query))


def check_quarantined(run: ImportRunRow) -> None:
    """Raises NotQuarantined."""
    if run.state != "quarantined":
        raise NotQuarantined


async def confirm_run(connection: AsyncConnection, run_id: str, by: str) -> None:
    """Let a quarantined import through: it waits again. Raises NotQuarantined."""
    done = await connection.execute(
        update(ImportRunRow)
        .where(ImportRunRow.id == run_id, ImportRunRow.state == "quarantined")
        .values(state="waiting", progress=0.0, error_pl=None, ended_at=None, confirmed_by=by)
    )
    if done.rowcount == 0:
        raise NotQuarantined


async def refuse_run(connection: AsyncConnection, run_id: str, by: str, now: datetime) -> None:
    """Do not let a quarantined import through: nothing of it is taken in. Raises NotQuarantined."""
    done = await connection.execute(
        update(ImportRunRow)
        .where(ImportRunRow.id == run_id, ImportRunRow.state == "quarantined")
        .values(state="refused", error_pl=REFUSED_PL, ended_at=now, confirmed_by=by)
    )
    if done.rowcount == 0:
        raise NotQuarantined


async def note_progress(engine: AsyncEngine, run_id: str, state: RunState, progress: float) -> None:
    """In a transaction of its own, for everybody to see at once."""
    async with engine.begin() as connection:
        await connection.execute(
            update(ImportRunRow).where(ImportRunRow.id == run_id).values(state=state, progress=progress)
        )


async def last_import(connection: AsyncConnection, office: str) -> LastImport | None:
    query = (
        select(ImportRunRow.extract_at, ImportRunRow.last_seq)
        .where(ImportRunRow.office == office, ImportRunRow.state == "done")
        .order_by(ImportRunRow.extract_at.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else LastImport(row.extract_at, row.last_seq)


async def run_that_is_done(connection: AsyncConnection, office: str, sha256: str) -> str | None:
    """The run by which this very extract was taken in."""
    query = select(ImportRunRow.id).where(
        ImportRunRow.office == office, ImportRunRow.manifest_sha256 == sha256, ImportRunRow.state == "done"
    )
    found: str | None = await connection.scalar(query.limit(1))
    return found


async def end_run(
    connection: AsyncConnection, run_id: str, state: RunState, report: Report, now: datetime, error_pl: str | None
) -> None:
    """With its report, in place of that of an earlier try."""
    for table in (ImportRejectRow, ImportRepairRow):
        await connection.execute(delete(table).where(table.run_id == run_id))
    rejects = [
        {
            "run_id": run_id,
            "place": place,
            "file": found.file,
            "line": found.line,
            "column_name": found.column,
            "code": found.code,
            "reason_pl": found.reason_pl,
        }
        for place, found in enumerate(report.rejects, 1)
    ]
    repairs = [
        {"run_id": run_id, "file": found.file, "line": found.line, "column_name": found.column, "kind": found.kind}
        for found in report.repairs
    ]
    if rejects:
        await connection.execute(insert(ImportRejectRow), rejects)
    if repairs:
        await connection.execute(insert(ImportRepairRow), repairs)
    values: dict[str, Any] = {
        "state": state,
        "counts": report.counts,
        "repairs": report.repaired,
        "ended_at": now,
        "error_pl": error_pl,
    }
    if state == "done":
        values["progress"] = 1.0
    await connection.execute(update(ImportRunRow).where(ImportRunRow.id == run_id).values(**values))
