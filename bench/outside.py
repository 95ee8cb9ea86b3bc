"""The world outside: telephones do not wait for the processors of the centre, though here they share them.

A telephone that gets its turn late sends keys faster than anybody presses them, and sees an INVITE later than it
came. So what plays telephones goes before everything that is measured, where that is allowed (as root).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

NICENESS = -15  # Asterisk has -10 (ops/running/supervisord.py)


def before_all() -> list[str]:
    """The beginning of the command line of a program that plays telephones."""
    if os.geteuid() != 0:
        return []
    return ["nice", "-n", str(NICENESS - os.getpriority(os.PRIO_PROCESS, 0))]


@contextmanager
def as_a_telephone() -> Iterator[None]:
    """During the block this thread goes before all, and so does what it starts: no part of the centre, please."""
    if os.geteuid() != 0:
        yield
        return
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    try:
        yield
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, usual)
