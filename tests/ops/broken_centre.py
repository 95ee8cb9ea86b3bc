"""A small centre with one more process, which ends after a while, saying why."""

import sys

from core.settings import Settings
from ops.running.centre import Parts
from ops.running.run import run
from ops.running.supervisord import Program
from tests.ops.small_centre import DIALPLAN, prepare, small_programs

# Longer than the second after which supervisord takes a program for started.
_DIES = "import time; time.sleep(2); raise SystemExit('no disk left')"


def broken_programs(settings: Settings) -> list[Program]:
    broken = Program("broken", [sys.executable, "-c", _DIES], 60)
    return [*small_programs(settings), broken]


if __name__ == "__main__":
    sys.exit(run(Parts(broken_programs, prepare, lambda _: DIALPLAN, has_web=True)))
