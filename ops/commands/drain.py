"""`make drain NODE=a`: one of several Asterisks has no new calls, for an update; `--open` lets it have them again.

Beside the running centre; the database must run. What goes on there goes on to its end; the page of the operation
and the board say how many calls are left.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Sequence

import anyio

from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.errors import S724Error
from core.nodes import nodes_of
from core.settings import Settings
from core.telephony.drained_store import drain, load_drained
from ops.console import Failed, exit_status, say
from ops.paths import PROJECT
from ops.running.run import read_settings


async def set_drained(settings: Settings, name: str, *, is_drained: bool) -> frozenset[str]:
    """Which are drained afterwards. Raises Failed with what to do."""
    nodes = [node.name for node in nodes_of(settings)]
    try:
        engine = make_engine(settings.dsn, pool_size=1)
    except FileNotFoundError as error:
        raise Failed("the database has never run here") from error
    try:
        await drain(engine, name, nodes, getpass.getuser(), SystemClock().now(), is_drained=is_drained)
        return await load_drained(engine)
    except DATABASE_AWAY as error:
        raise Failed(f"the database does not answer ({type(error).__name__}): is the centre running?") from error
    except S724Error as error:
        raise Failed(f"{name} cannot be drained ({error.code}); there are {', '.join(nodes)}") from error
    finally:
        await engine.dispose()


def main(arguments: Sequence[str]) -> int:
    """0 when it is done, 1 with one line when it could not be."""
    parser = argparse.ArgumentParser(prog="make drain NODE=", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--open", action="store_true", help="it takes calls again")
    asked = parser.parse_args(arguments)
    os.chdir(PROJECT)

    def work() -> None:
        drained = anyio.run(lambda: set_drained(read_settings(), asked.name, is_drained=not asked.open))
        say(f"Drained: {', '.join(sorted(drained)) or 'none'}.")

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
