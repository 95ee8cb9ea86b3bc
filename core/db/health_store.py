"""Does the database answer, and since when does it run?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from core.db.engine import Engine


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """`version`: of PostgreSQL."""

    began_at: datetime
    version: str


async def ask_database(engine: Engine) -> None:
    """Returns when it has answered. Raises `core.db.errors.DATABASE_AWAY`."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


async def database_state(engine: Engine) -> DatabaseState:
    """Raises `core.db.errors.DATABASE_AWAY`."""
    asked = text("SELECT pg_postmaster_start_time(), current_setting('server_version')")
    async with engine.connect() as connection:
        row = (await connection.execute(asked)).one()
        return DatabaseState(row[0], str(row[1]).partition(" ")[0])
