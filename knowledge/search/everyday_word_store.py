"""Everyday words that editors add, in the database. A trigger writes the audit log; every process that searches is
told with the transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.search_tables import EverydayWordRow
from core.errors import NotFound, SettingsRefused
from core.ids import new_id
from core.relay.relay import tell_on_commit
from core.search.writing_store import NEWS
from knowledge.search.synonyms import EverydayWord

MOST_KEPT = 2000
_ROW = EverydayWordRow.__table__.c


@dataclass(frozen=True, slots=True)
class KeptWord:
    id: str
    word: EverydayWord
    added_at: datetime
    added_by: str


async def load_everyday_words(engine: AsyncEngine) -> list[KeptWord]:
    """All of them, added last first."""
    query = select(EverydayWordRow.__table__).order_by(_ROW.added_at.desc(), _ROW.id.desc())
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query)]


async def add_everyday_word(engine: AsyncEngine, word: EverydayWord, account: str, now: datetime) -> KeptWord:
    """Raises SettingsRefused for one that is there already, and when there are too many."""
    values = {
        "id": new_id("word"),
        "language": word.language,
        "phrase": word.phrase,
        "meaning": word.meaning,
        "into": word.into,
        "is_off": word.is_off,
        "added_at": now,
        "added_by": account,
    }
    async with engine.begin() as connection:
        if (await connection.scalar(select(func.count()).select_from(EverydayWordRow)) or 0) >= MOST_KEPT:
            raise SettingsRefused([f"Jest już {MOST_KEPT} słów. Usuń te, które niczego nie zmieniają."])
        added = insert(EverydayWordRow).values(values).on_conflict_do_nothing().returning(*_ROW)
        row = (await connection.execute(added)).one_or_none()
        if row is None:
            raise SettingsRefused(["To słowo z tym znaczeniem jest już na liście."])
        await tell_on_commit(connection, NEWS)
        return _read(row)


async def remove_everyday_word(engine: AsyncEngine, word_id: str) -> None:
    """Raises NotFound."""
    async with engine.begin() as connection:
        gone = await connection.execute(delete(EverydayWordRow).where(_ROW.id == word_id).returning(_ROW.id))
        if gone.one_or_none() is None:
            raise NotFound("Tego słowa nie ma już na liście.")
        await tell_on_commit(connection, NEWS)


def _read(row: Row[Any]) -> KeptWord:
    word = EverydayWord(row.language, row.phrase, row.meaning, row.into, row.is_off)
    return KeptWord(row.id, word, row.added_at, row.added_by)
