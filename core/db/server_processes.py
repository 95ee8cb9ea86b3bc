"""The embedded database server's own processes: those that are no connection of anybody.

Who brings the server back after a crash, and who writes its checkpoints, is a session of its own for Linux, and
shares the processors with every program of the machine. On a full one a tenth of a second of work took 13 s, while
calls waited for their database: so these go before everybody else, as the server's processes for calls do.
"""

import os
from contextlib import suppress
from pathlib import Path

_OWN = (b"postgres: startup", b"postgres: checkpointer", b"postgres: background writer", b"postgres: walwriter")


class ServerProcesses:
    """`look`, each second or so, gives the new ones their niceness. `data`: the server's folder of data, on this
    machine."""

    def __init__(self, data: Path, niceness: int) -> None:
        self._niceness = niceness
        self._pid_file = data / "postmaster.pid"
        self._known: frozenset[int] = frozenset()

    async def look(self) -> None:
        """Does nothing while no server runs. Reads some small files of the kernel, which never wait."""
        living = self._living()
        known = set(self._known & living)
        for pid in living - known:
            title = _title(pid)
            if title.startswith(_OWN):
                set_session(pid, self._niceness)
            if title.startswith(b"postgres: "):  # before that it has not yet said what it is
                known.add(pid)
        self._known = frozenset(known)

    def _living(self) -> frozenset[int]:
        try:
            server = self._pid_file.read_text("utf-8").split()[0]
            return frozenset(map(int, Path(f"/proc/{server}/task/{server}/children").read_text("ascii").split()))
        except (OSError, IndexError):
            return frozenset()


def _title(pid: int) -> bytes:
    """Empty for one that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def set_session(pid: int, niceness: int) -> None:
    """Of a process that is a session of its own, as each of the database server's is. Linux shares processors by
    session (autogroup, sched(7)) before it looks at priorities of processes: so the session has to have it, too.
    Where it may not be changed it stays."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, niceness)
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(niceness))
