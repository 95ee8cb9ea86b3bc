"""Since when callers hear an announcement as it is: the line notes it, whoever has changed it reads it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.prompt_tables import PromptHeardRow


async def note_heard(engine: AsyncEngine, versions: Collection[str], at: datetime) -> None:
    """These words and recordings are what callers hear from `at` on; what was noted before stays."""
    if not versions:
        return
    rows = [{"version": version, "since": at} for version in versions]
    async with engine.begin() as connection:
        await connection.execute(pg_insert(PromptHeardRow).on_conflict_do_nothing(), rows)
