"""The process `jobs`, as tests start, kill and hurry it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.centres import forked
from tests.support.centres.forked import Process

Start = Callable[..., Process]
"""Starts the process once more; what is named goes into its environment. `how`: `forked.start`, or cold."""


@contextmanager
def jobs_over(state: Path, dsn: str) -> Iterator[Start]:
    """The processes of a state folder; none of them is left behind the block."""
    running: list[Process] = []

    def start(how: Start = forked.start, **environment: str) -> Process:
        given = {"S724_STATE_DIR": str(state), "S724_DATABASE_URL": dsn, **environment}
        running.append(how("jobs", given, state / "jobs.log"))
        return running[-1]

    try:
        yield start
    finally:
        for process in running:
            process.kill()
            process.wait()


async def sign_of_life_grows_old(engine: AsyncEngine) -> None:
    """What a killed process was working on is another one's at once, and not after half a minute."""
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE jobs.pgqueuer SET heartbeat = heartbeat - interval '1 minute'"))
