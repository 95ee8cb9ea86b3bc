"""What a process does once when everything is loaded and the calls begin."""

import gc
import os
from contextlib import suppress

NICENESS = -10  # Asterisk's own (ops/supervision.py)


def spare_what_stays() -> None:
    """What was made until now stays: the collector need not look at it again, at the cost of calls."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def answer_without_waiting() -> None:
    """From now on this process waits for the processor no longer than Asterisk does, whose events it answers.

    Not from its beginning on: a start takes a core for two seconds, and sound goes before that. Where raising is
    not allowed (without root) everything stays as it was started.
    """
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, min(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
