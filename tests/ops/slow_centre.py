"""A small centre whose database takes longer than a newcomer likes to wait without a word, but gets on."""

import os
import sys
import time
from dataclasses import replace

from core.settings import Settings
from ops.running.centre import Parts
from ops.running.patience import TELL_TIME
from ops.running.run import run
from ops.running.supervisord import Program
from tests.ops.small_centre import DIALPLAN, prepare, small_programs

_DATABASE = "database"


def slow_programs(settings: Settings) -> list[Program]:
    slow = [sys.executable, "-m", "tests.ops.slow_centre", _DATABASE]
    return [replace(p, command=slow) if p.name == "postgres" else p for p in small_programs(settings)]


def slow_database() -> None:
    """Become the database when enough time has gone by with nothing but words in the log."""
    until = time.monotonic() + TELL_TIME + 2
    while time.monotonic() < until:
        print("getting on", flush=True)
        time.sleep(0.5)
    os.execv(sys.executable, [sys.executable, "-m", "ops.install.postgres"])


if __name__ == "__main__":
    if sys.argv[1:] == [_DATABASE]:
        slow_database()
    sys.exit(run(Parts(slow_programs, prepare, lambda _: DIALPLAN, has_web=False)))
