"""A small centre with one more process, which ends at once, saying why."""

import sys

from core.settings import Settings
from ops.centre import Parts
from ops.run import run
from ops.supervisord import Program
from tests.ops.small_centre import DIALPLAN, prepare, small_programs


def broken_programs(settings: Settings) -> list[Program]:
    broken = Program("broken", [sys.executable, "-c", "raise SystemExit('no disk left')"], 60)
    return [*small_programs(settings), broken]


if __name__ == "__main__":
    sys.exit(run(Parts(broken_programs, prepare, lambda _: DIALPLAN, has_web=True)))
