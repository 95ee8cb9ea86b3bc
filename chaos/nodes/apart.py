"""`make run-two` with each machine's programs in a network namespace of its own: see `chaos.nodes.network`."""

import json
import os
import sys
from dataclasses import replace

from chaos.nodes.network import MACHINES
from core.settings import Settings
from ops.running.run import PARTS, run
from ops.running.supervisord import Program, programs


def apart(settings: Settings) -> list[Program]:
    """The programs of the centre, each where it belongs."""
    places: dict[str, int] = json.loads(os.environ[MACHINES])
    return [
        replace(program, command=["nsenter", "--target", str(places[program.name]), "--net", *program.command])
        if program.name in places
        else program
        for program in programs(settings)
    ]


if __name__ == "__main__":
    sys.exit(run(replace(PARTS, programs=apart)))
