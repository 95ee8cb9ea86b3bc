"""Batches of what is told back to an office: which rows, each exactly once, and what became of them.

A row belongs to a batch from the transaction on in which its file was written. So no row is in two files, and none
in no file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, func, insert, literal, null, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from clients.access import Groups
from clients.exporting.batch_file import BatchKind, SignedFile
from core.db.pages import MAX_PAGE
from core.db.tables.client_tables import ContactConfirmationRow
from core.db.tables.contact_tables import ContactRow, CorrectionProposalRow
from core.db.tables.exchange_tables import ExportBatchRow
from core.db.tables.person_tables import Client
from core.errors import NotFound, S724Error

GROUPS_OF: Mapping[BatchKind, Groups] = {
    "contacts": frozenset({"history"}),
    "ninety_day": frozenset({"history"}),
    "corrections": frozenset({"identity", "contact_data"}),
}
"""What of its clients a file shows, for the access log."""

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
    offices: set[str] = set()
    for source in _SOURCES[kind]:
        query = select(Client.office).join(source.row, source.row.client_id == Client.id)
        offices |= set((await connection.scalars(query.where(*source.untold(before)).distinct())).all())
    return sorted(offices)


async def untold_rows(
    connection: AsyncConnection, kind: BatchKind, office: str, before: datetime
) -> list[Sequence[Any]]:
    """At most `MOST_ROWS`, oldest first, with the columns of the file; locked until the end of the transaction."""
    found: list[_Found] = []
    for source in _SOURCES[kind]:
        found += await _rows(
            connection,
            source.select()
            .where(Client.office == office, Client.ext_id.is_not(None), *source.untold(before))
            .order_by(source.moment, source.row.id)
            .limit(MOST_ROWS)
            .with_for_update(of=source.row),
        )
    return [columns for _, columns in sorted(found)[:MOST_ROWS]]


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
    for source in _SOURCES[kind]:
        row = source.row
        await connection.execute(update(row).where(row.id == func.any(list(ids))).values(exported_in=batch_id))


async def files_of_batches(connection: AsyncConnection) -> set[str]:
    """The names of all files that count."""
    return set((await connection.scalars(select(ExportBatchRow.file))).all())


async def unconfirmed_batches(connection: AsyncConnection) -> Sequence[Any]:
    """Those whose files an office may still need: id, kind, file."""
    query = select(ExportBatchRow.id, ExportBatchRow.kind, ExportBatchRow.file)
    return (await connection.execute(query.where(ExportBatchRow.confirmed_at.is_(None)))).all()


async def rows_of_batch(connection: AsyncConnection, batch_id: str, kind: BatchKind) -> list[Sequence[Any]]:
    """The rows of a batch as they are today."""
    found: list[_Found] = []
    for source in _SOURCES[kind]:
        found += await _rows(connection, source.select().where(source.row.exported_in == batch_id))
    return [columns for _, columns in sorted(found)]


async def clients_of_batch(connection: AsyncConnection, batch_id: str, kind: BatchKind) -> set[tuple[str, str]]:
    """Of whom a file tells, each with the office of today."""
    found: set[tuple[str, str]] = set()
    for source in _SOURCES[kind]:
        query = select(Client.id, Client.office).join(source.row, source.row.client_id == Client.id)
        of_batch = query.where(source.row.exported_in == batch_id).distinct()
        found |= {(row.id, row.office) for row in await connection.execute(of_batch)}
    return found


async def note_new_file(connection: AsyncConnection, batch_id: str, made: SignedFile) -> None:
    await connection.execute(
        update(ExportBatchRow)
        .where(ExportBatchRow.id == batch_id)
        .values(sha256=made.sha256, signature=made.signature, fetched_at=None, fetched_by=None)
    )


async def note_fetched(connection: AsyncConnection, batch_id: str, account: str, now: datetime) -> None:
    """The office has taken the file, as far as the web service knows; that it arrived, it says itself."""
    await connection.execute(
        update(ExportBatchRow).where(ExportBatchRow.id == batch_id).values(fetched_at=now, fetched_by=account)
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


_Found: TypeAlias = tuple[tuple[datetime, str], Sequence[Any]]
"""Where a row stands in its file, and what stands there: first its id."""


async def _rows(connection: AsyncConnection, query: Select[Any]) -> list[_Found]:
    """Of a query with the moment in front of the columns of the file."""
    return [((moment, columns[0]), columns) for moment, *columns in await connection.execute(query)]


@dataclass(frozen=True, slots=True)
class _Source:
    """A table from which rows of a file come. `columns` without the id and the client's key, which come first.

    Of one `kind` no two sources have the same id."""

    row: type[ContactRow] | type[CorrectionProposalRow] | type[ContactConfirmationRow]
    moment: Any
    columns: tuple[Any, ...]
    conditions: tuple[ColumnElement[bool], ...] = ()

    def select(self) -> Select[Any]:
        columns = (self.moment, self.row.id, Client.ext_id, *self.columns)
        return select(*columns).join_from(self.row, Client, Client.id == self.row.client_id)

    def untold(self, before: datetime) -> tuple[ColumnElement[bool], ...]:
        """Whose data are restricted is told of when the restriction is over."""
        open_rows = (self.row.exported_in.is_(None), self.moment < before, Client.restricted_at.is_(None))
        return (*open_rows, *self.conditions)


_CONTACT, _CONFIRMATION, _PROPOSAL = ContactRow, ContactConfirmationRow, CorrectionProposalRow

_SOURCES: Mapping[BatchKind, tuple[_Source, ...]] = {
    "contacts": (
        _Source(
            _CONTACT,
            _CONTACT.at,
            (
                *(_CONTACT.at, _CONTACT.channel, _CONTACT.direction, _CONTACT.topic, _CONTACT.outcome),
                *(_CONTACT.note, _CONTACT.account),
            ),
            (
                # What counts as the regular contact is told as that, and not as a note besides.
                _CONTACT.is_ninety_day.is_(False),
                _CONTACT.account.is_not(None),
                func.coalesce(_CONTACT.note, _CONTACT.outcome, _CONTACT.topic).is_not(None),
            ),
        ),
    ),
    "ninety_day": (
        _Source(
            _CONTACT,
            _CONTACT.at,
            (
                *(_CONTACT.at, _CONTACT.channel),
                # The note of a conversation in which the contact was confirmed belongs to its evidence.
                func.coalesce(_CONTACT.evidence, _CONTACT.note, _CONTACT.summary),
                _CONTACT.account,
            ),
            (_CONTACT.is_ninety_day.is_(True),),
        ),
        # What the line itself has noted: the client heard the question, and pressed the key.
        _Source(
            _CONFIRMATION,
            _CONFIRMATION.confirmed_at,
            (
                *(_CONFIRMATION.confirmed_at, literal("self_service")),
                func.format(
                    "Potwierdzono klawiszem %s po sprawdzeniu tożsamości (poziom %s). Pytanie: %s",
                    _CONFIRMATION.key,
                    _CONFIRMATION.verification_level,
                    _CONFIRMATION.question,
                ),
                null(),
            ),
        ),
    ),
    "corrections": (
        _Source(
            _PROPOSAL,
            _PROPOSAL.decided_at,
            (
                *(_PROPOSAL.field, _PROPOSAL.old_value, _PROPOSAL.new_value),
                *(_PROPOSAL.proposed_at, _PROPOSAL.decided_at),
            ),
            (_PROPOSAL.state == "accepted",),
        ),
    ),
}
