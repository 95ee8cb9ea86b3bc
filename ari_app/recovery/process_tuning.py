"""What a process does once when everything is loaded and the calls begin."""

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path

NICENESS = -10  # Asterisk's own (ops/running/supervisord.py)
SWITCH_TIME = 0.001  # seconds; a thread that computes then gives the interpreter to the loop. Python has 5 ms


def tune_garbage_collector() -> None:
    """Let the collector pass over what was made until now, which stays: each look at it would hold up calls."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def raise_priority() -> None:
    """From now on this process waits for the processor no longer than Asterisk does, whose events it answers.

    Not from its beginning on: a start takes a core for two seconds, and sound goes before that. All its threads
    do: one that has the interpreter and waits for a processor lets the loop wait with it. If raising is not
    allowed (without root) everything stays as it was started.
    """
    sys.setswitchinterval(SWITCH_TIME)
    for task in Path("/proc/self/task").iterdir():
        thread = int(task.name)
        with suppress(PermissionError, ProcessLookupError):  # a thread may have ended meanwhile
            os.setpriority(os.PRIO_PROCESS, thread, min(NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
