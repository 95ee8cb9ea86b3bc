"""Texts of consents in the database: a history, of which a row only ever ends sooner."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.consents.texts import ConsentText, text_faults
from core.calendar.validity import Span, splice
from core.db.tables.centre.office_tables import Office
from core.db.tables.messages.consent_tables import ConsentTextRow
from core.errors import NotFound, SettingsRefused, StaleVersion
from core.ids import new_id
from core.zone import WARSAW


@dataclass(frozen=True, slots=True)
class StoredText:
    """A row of the table. `basis`: why it says so, such as the officer's opinion."""

    text: ConsentText
    basis: str
    changed_by: str
    changed_at: datetime


async def list_texts(engine: AsyncEngine) -> list[StoredText]:
    """Every text, the latest first."""
    async with engine.connect() as connection:
        return await _rows(connection)


async def texts_on(connection: AsyncConnection, day: date) -> list[ConsentText]:
    """Those that hold on a day."""
    return [one.text for one in await _rows(connection) if one.text.holds_on(day)]


def version_of(rows: Collection[StoredText]) -> int:
    """Of the whole history: rows are only ever added."""
    return len(rows)


async def save_text(
    engine: AsyncEngine, wanted: ConsentText, basis: str, read_version: int, account: str, now: datetime
) -> None:
    """A text from a day on, until the next one that is planned. Its id is made here.

    Raises NotFound for an office that is none, StaleVersion, and SettingsRefused with what is wrong.
    """
    if problems := text_faults(wanted, now.astimezone(WARSAW).date()):
        raise SettingsRefused(problems)
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE consent_text IN SHARE ROW EXCLUSIVE MODE"))
        if wanted.office is not None:
            there = select(func.count()).select_from(Office).where(Office.code == wanted.office)
            if not await connection.scalar(there):
                raise NotFound("Nie ma takiego urzędu.")
        rows = await _rows(connection)
        if version_of(rows) != read_version:
            raise StaleVersion(version_of(rows))
        of = (wanted.office, wanted.purpose, wanted.kind)
        own = [one.text for one in rows if (one.text.office, one.text.purpose, one.text.kind) == of]
        fit = splice([Span(one.id, one.valid_from, one.valid_to) for one in own], wanted.valid_from, None)
        for row_id, ends in fit.ends.items():
            await connection.execute(
                update(ConsentTextRow).where(ConsentTextRow.id == row_id).values(valid_to=ends)
            )
        values = {
            "id": new_id("text"),
            "office": wanted.office,
            "purpose": wanted.purpose,
            "kind": wanted.kind,
            "words": wanted.words,
            "valid_from": wanted.valid_from,
            "valid_to": fit.valid_to,
            "basis": basis,
            "changed_by": account,
            "changed_at": now,
        }
        await connection.execute(insert(ConsentTextRow).values(values))


async def _rows(connection: AsyncConnection) -> list[StoredText]:
    row = ConsentTextRow
    query = select(row.__table__).order_by(row.valid_from.desc(), row.changed_at.desc(), row.id.desc())
    return [_read(found) for found in await connection.execute(query)]


def _read(row: Row[Any]) -> StoredText:
    one = ConsentText(row.id, row.office, row.purpose, row.kind, row.words, row.valid_from, row.valid_to)
    return StoredText(one, row.basis, row.changed_by, row.changed_at)
