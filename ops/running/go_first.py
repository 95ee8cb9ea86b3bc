"""Lets the centre go before the rest of the machine.

Linux shares processors by session before it looks at priorities of processes (autogroup, sched(7)): without this
any other session, such as that of one of the database's processes, would get as much as the whole centre.
"""

import os
from contextlib import suppress
from pathlib import Path

NICENESS = -10
"""Of the centre as a whole among other sessions; in it each program has its own."""


def go_first(session: int, niceness: int = NICENESS) -> None:
    """The session that process `session` leads goes before others, where that is allowed (as root)."""
    if os.geteuid() == 0:
        with suppress(OSError):  # of a kernel without autogroups, or a sandbox
            Path(f"/proc/{session}/autogroup").write_text(str(niceness), encoding="ascii")


def keep_up_with_the_centre() -> None:
    """For a process that plays telephones on the centre's machine: its session goes as far before others as the
    centre does, unless it is nice."""
    with suppress(OSError):
        if Path("/proc/self/autogroup").read_text(encoding="ascii").endswith(" nice 0\n"):
            go_first(os.getpid())
