"""A centre as `make run` starts it, but what works beside the calls runs only from when a test asks for it.
Its programs are forked off a supervisord that has loaded them.

`Installation(folder, module=MODULE)` runs it, in the state that `prepared_state` lends: its people are there.
"""

import sys
from dataclasses import replace

import anyio

from ops.running import supervisord as running_supervisord
from ops.running.installation import Installation
from ops.running.run import PARTS, run
from ops.running.supervisord import Supervisord, programs
from tests.support.centres import loaded_supervisord
from tests.support.timing.eventually import LONG, eventually

MODULE = "tests.support.centres.lean_centre"
JOBS, WATCHDOG = "jobs", "watchdog"


def start(installation: Installation, name: str) -> None:
    """Let a program that waits run until the centre ends. Blocks; AssertionError if it does not stay up."""
    settings = installation.settings
    supervisord = Supervisord(settings, programs(settings))
    supervisord.start(name)
    anyio.run(eventually, lambda: supervisord.state()[name] == "RUNNING", LONG)


if __name__ == "__main__":
    running_supervisord.SUPERVISORD = loaded_supervisord.__name__
    sys.exit(run(replace(PARTS, beside=lambda _: (), waiting=(JOBS, WATCHDOG))))
