"""`python -m ops.commands.population`: makes up the clients of a demonstration who have no card.

`make run` starts it when the centre is up, so that nobody waits for it. It lets others go first, may be stopped at
any moment, and goes on with the rest at the next start.
"""

import asyncio
import os
import sys

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from clients.pesel import PeselSafe
from clients.population.generator import SEED
from clients.population.population_store import fill
from core.clock import WARSAW, SystemClock
from core.db.engine import make_engine
from core.secrets import read_secrets
from core.settings import Settings
from ops.console import Failed, exit_status, say
from ops.paths import PROJECT
from ops.running.run import read_settings

NICENESS = 15


async def fill_up(settings: Settings) -> int:
    """How many people were written. Raises Failed if the database does not take them."""
    secrets = read_secrets(settings.home)
    safe = PeselSafe(secrets.pesel_pepper, secrets.pesel_key)
    today = SystemClock().now().astimezone(WARSAW).date()
    engine = make_engine(settings.dsn, pool_size=1)
    try:
        return await fill(engine, SEED, settings.made_up_people, today, safe.kept)
    except (SQLAlchemyError, asyncpg.PostgresError, OSError) as error:
        raise Failed(f"not all clients could be made up: {type(error).__name__}") from error
    finally:
        await engine.dispose()


def main() -> int:
    """0 when everybody is there, 1 after a failure."""
    os.chdir(PROJECT)
    os.nice(NICENESS)

    def work() -> None:
        say(f"{asyncio.run(fill_up(read_settings()))} clients were made up.")

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main())
