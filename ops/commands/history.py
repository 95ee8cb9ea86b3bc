"""`python -m ops.commands.history`: makes up the thirty days of calls that a demonstration begins with.

`make run` starts it when the centre is up, so that nobody waits for it. It lets others go first, may be stopped at
any moment, and goes on at the next start. `S724_HISTORY=no` leaves it out.
"""

import asyncio
import os
import sys

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from api.made_up.made_up_history import MadeUpHistory
from core.clock import SystemClock
from core.db.engine import make_engine
from core.secrets import read_secrets
from core.settings import Settings
from core.tasks.priority import NIGHT_WORK
from ivr.tts import SpeechFailed
from ivr.tts.espeak import open_espeak
from ops.console import Failed, exit_status, say
from ops.demonstration.history.talk import Voices
from ops.demonstration.history.writing import SHARE, Writing
from ops.install import tools
from ops.paths import PROJECT
from ops.running.run import read_settings


async def write_history(settings: Settings, share: float = SHARE) -> MadeUpHistory:
    """What there is now. Raises Failed if the centre is no demonstration that has one, or it cannot be written."""
    if not settings.has_made_up_history:
        raise Failed("only a demonstration has a made-up history, and only without S724_HISTORY=no")
    secrets = read_secrets(settings.home)
    niceness = 0 if settings.database_url else NIGHT_WORK
    engine = make_engine(settings.dsn, pool_size=2, niceness=niceness, fact_key=secrets.fact_key)
    try:
        voices = Voices(await open_espeak(tools.espeak_command()))
        return await Writing(settings, engine, SystemClock(), voices, share).run()
    except (SQLAlchemyError, asyncpg.PostgresError, SpeechFailed, OSError) as error:
        raise Failed(f"the history is not whole yet: {type(error).__name__}") from error
    finally:
        await engine.dispose()


def main() -> int:
    """0 when the history is there, 1 after a failure."""
    os.chdir(PROJECT)
    os.nice(NIGHT_WORK)

    def work() -> None:
        told = asyncio.run(write_history(read_settings()))
        say(f"The made-up history: {told.state}, {told.calls} calls from {told.first_day} to {told.last_day}.")

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main())
