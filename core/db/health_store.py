"""Does the database answer?"""

from sqlalchemy import text

from core.db.engine import Engine


async def ask_database(engine: Engine) -> None:
    """Returns when it has answered. Raises `core.db.errors.DATABASE_AWAY`."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
