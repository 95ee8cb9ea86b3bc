"""The world outside: telephones do not wait for the processors of the centre, though here they share them.

A telephone that gets its turn late sends keys faster than anybody presses them, and sees an INVITE later than it
came. So what plays telephones goes before everything that is measured, where that is allowed (as root).
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

NICENESS = -15  # Asterisk has -10, and so has the centre among sessions (ops/running/supervisord.py)

# Linux shares processors by session before it looks at niceness: so this session goes first, too.
_OWN_SESSION = f'echo {NICENESS} 2>/dev/null >/proc/self/autogroup; exec "$@"'


def before_all() -> list[str]:
    """The beginning of the command line of a program that plays telephones."""
    if os.geteuid() != 0:
        return []
    niceness = str(NICENESS - os.getpriority(os.PRIO_PROCESS, 0))
    return ["setsid", "--wait", "sh", "-c", _OWN_SESSION, "sh", "nice", "-n", niceness]


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


@contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that take a whole core each, of a session that is nothing special."""
    hog = [sys.executable, "-c", "while True: pass"]
    running = [subprocess.Popen(hog, start_new_session=True) for _ in range(count)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()
