"""`python -m bench.profile.counted_centre`: a whole centre that counts its messages and statements."""

import sys
from dataclasses import replace

from core.settings import Settings
from ops.running.run import PARTS, run
from ops.running.supervisord import Program, programs

_COUNTED = {"ari_app": "bench.profile.counted_app", "postgres": "bench.profile.counted_postgres"}


def counted_programs(settings: Settings) -> list[Program]:
    """Those of the centre; what is counted is started by its counting twin."""
    return [
        replace(program, command=[sys.executable, "-m", _COUNTED[program.name]])
        if program.name in _COUNTED
        else program
        for program in programs(settings)
    ]


if __name__ == "__main__":
    sys.exit(run(replace(PARTS, programs=counted_programs)))
