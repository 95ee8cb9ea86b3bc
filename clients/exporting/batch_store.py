"""Batches of what is told back to an office: which rows, each exactly once, and what became of them.

A row belongs to a batch from the transaction on in which its file was written. So no row is in two files, and none
in no file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from clients.exporting.batch_file import BatchKind, SignedFile
from core.db.contact_tables import ContactRow, CorrectionProposalRow
from core.db.exchange_tables import ExportBatchRow
from core.db.person_tables import Client
from core.errors import NotFound, S724Error

MAX_PAGE = 200
MOST_ROWS = 50_000
"""Of one file."""

_LOCK = 7_240_022
"""Of PostgreSQL's advisory locks: one process makes batches at a time."""


class OtherFile(S724Error):
    """The office confirms a file that is not the one that we have made. Nothing was changed."""

    code = "other_file"
    message_pl = "Suma kontrolna nie jest sumą tego pliku. Prosimy pobrać plik jeszcze raz."


@dataclass(frozen=True, slots=True)
class BatchPage:
    """Batches, newest first. `after` leads to the next page; None on the last."""

    batches: list[ExportBatchRow]
    after: tuple[datetime, str] | None


async def lock_batches(connection: AsyncConnection) -> None:
    """Until the end of the transaction."""
    await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def offices_to_tell(connection: AsyncConnection, kind: BatchKind, before: datetime) -> list[str]:
    """The offices that have something of a kind from before a moment that they were not told."""
    row = _row_of(kind)
    query = select(Client.office).join(row, row.client_id == Client.id).where(*_untold(kind, before)).distinct()
    return sorted((await connection.scalars(query)).all())


async def untold_rows(
    connection: AsyncConnection, kind: BatchKind, office: str, before: datetime
) -> Sequence[Row[*tuple[Any, ...]]]:
    """At most `MOST_ROWS`, oldest first, with the columns of the file; locked until the end of the transaction."""
    query = (
        _columns(kind)
        .where(Client.office == office, Client.ext_id.is_not(None), *_untold(kind, before))
        .order_by(_moment(kind), _row_of(kind).id)
        .limit(MOST_ROWS)
        .with_for_update(of=_row_of(kind))
    )
    return (await connection.execute(query)).all()


async def note_batch(
    connection: AsyncConnection,
    batch_id: str,
    office: str,
    kind: BatchKind,
    file: str,
    made: SignedFile,
    ids: Sequence[str],
    now: datetime,
) -> None:
    """The batch, and that these rows are in it."""
    await connection.execute(
        insert(ExportBatchRow).values(
            id=batch_id,
            office=office,
            made_at=now,
            kind=kind,
            rows=len(ids),
            file=file,
            sha256=made.sha256,
            signature=made.signature,
        )
    )
    row = _row_of(kind)
    await connection.execute(update(row).where(row.id == func.any(list(ids))).values(exported_in=batch_id))


async def files_of_batches(connection: AsyncConnection) -> set[str]:
    """The names of all files that count."""
    return set((await connection.scalars(select(ExportBatchRow.file))).all())


async def unconfirmed_batches(connection: AsyncConnection) -> Sequence[Any]:
    """Those whose files an office may still need: id, kind, file."""
    query = select(ExportBatchRow.id, ExportBatchRow.kind, ExportBatchRow.file)
    return (await connection.execute(query.where(ExportBatchRow.confirmed_at.is_(None)))).all()


async def rows_of_batch(
    connection: AsyncConnection, batch_id: str, kind: BatchKind
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The rows of a batch as they are today."""
    row = _row_of(kind)
    query = _columns(kind).where(row.exported_in == batch_id).order_by(_moment(kind), row.id)
    return (await connection.execute(query)).all()


async def note_new_file(connection: AsyncConnection, batch_id: str, made: SignedFile) -> None:
    await connection.execute(
        update(ExportBatchRow)
        .where(ExportBatchRow.id == batch_id)
        .values(sha256=made.sha256, signature=made.signature)
    )


async def list_batches(
    engine: AsyncEngine,
    offices: frozenset[str] | None,
    office: str | None,
    *,
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> BatchPage:
    """Newest first, at most `limit`; of these offices, None for all."""
    limit = min(limit, MAX_PAGE)
    query = (
        select(ExportBatchRow).order_by(ExportBatchRow.made_at.desc(), ExportBatchRow.id.desc()).limit(limit + 1)
    )
    if offices is not None:
        query = query.where(ExportBatchRow.office.in_(offices))
    if office is not None:
        query = query.where(ExportBatchRow.office == office)
    if after is not None:
        query = query.where(tuple_(ExportBatchRow.made_at, ExportBatchRow.id) < after)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        rows = list(await session.scalars(query))
    last = rows[limit - 1] if len(rows) > limit else None
    return BatchPage(rows[:limit], None if last is None else (last.made_at, last.id))


async def get_batch(engine: AsyncEngine, batch_id: str, offices: frozenset[str] | None) -> ExportBatchRow:
    """Raises NotFound, also for a batch of another office."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        batch = await session.get(ExportBatchRow, batch_id)
    if batch is None or (offices is not None and batch.office not in offices):
        raise NotFound
    return batch


async def confirm_batch(engine: AsyncEngine, batch_id: str, sha256: str, now: datetime) -> None:
    """The office has the file. Said again it changes nothing. Raises OtherFile."""
    async with engine.begin() as connection:
        known = await connection.scalar(
            select(ExportBatchRow.sha256).where(ExportBatchRow.id == batch_id).with_for_update()
        )
        if known != sha256:
            raise OtherFile
        await connection.execute(
            update(ExportBatchRow)
            .where(ExportBatchRow.id == batch_id, ExportBatchRow.confirmed_at.is_(None))
            .values(confirmed_at=now)
        )


def _row_of(kind: BatchKind) -> type[ContactRow] | type[CorrectionProposalRow]:
    return CorrectionProposalRow if kind == "corrections" else ContactRow


def _moment(kind: BatchKind) -> Any:
    return CorrectionProposalRow.decided_at if kind == "corrections" else ContactRow.at


def _untold(kind: BatchKind, before: datetime) -> tuple[ColumnElement[bool], ...]:
    """What a kind holds: a contact of the 90 days is told as that, and not as a note besides."""
    if kind == "corrections":
        proposal = CorrectionProposalRow
        return (proposal.exported_in.is_(None), proposal.state == "accepted", proposal.decided_at < before)
    common = (ContactRow.exported_in.is_(None), ContactRow.at < before)
    if kind == "ninety_day":
        return (*common, ContactRow.is_ninety_day.is_(True))
    return (
        *common,
        ContactRow.is_ninety_day.is_(False),
        ContactRow.account.is_not(None),
        func.coalesce(ContactRow.note, ContactRow.outcome, ContactRow.topic).is_not(None),
    )


def _columns(kind: BatchKind) -> Select[*tuple[Any, ...]]:
    if kind == "corrections":
        proposal = CorrectionProposalRow
        columns = (proposal.id, Client.ext_id, proposal.field, proposal.old_value, proposal.new_value)
        return select(*columns, proposal.proposed_at, proposal.decided_at).join(
            Client, Client.id == proposal.client_id
        )
    row = ContactRow
    first = (row.id, Client.ext_id, row.at, row.channel)
    if kind == "ninety_day":
        # The note of a conversation in which the contact was confirmed belongs to its evidence.
        evidence = func.coalesce(row.evidence, row.note, row.summary)
        return select(*first, evidence, row.account).join(Client, Client.id == row.client_id)
    return select(*first, row.direction, row.topic, row.outcome, row.note, row.account).join(
        Client, Client.id == row.client_id
    )
