"""The queue of the process `jobs`, as tests hurry it."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine


async def sign_of_life_grows_old(engine: AsyncEngine) -> None:
    """What a killed process was working on is another one's at once, and not after half a minute."""
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE jobs.pgqueuer SET heartbeat = heartbeat - interval '1 minute'"))
