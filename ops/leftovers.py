"""Finds and ends the processes of an installation that an earlier, killed run has left behind.

Every process of an installation carries its state folder in the environment variable MARK.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MARK = "S724_INSTALLATION"


@dataclass(frozen=True, slots=True)
class Process:
    """One process that belongs to an installation."""

    pid: int
    name: str

    @property
    def is_database(self) -> bool:
        return self.name.startswith("postgres")

    @property
    def is_supervisor(self) -> bool:
        return "supervisord" in self.name


def find(state: Path) -> list[Process]:
    """The living processes that carry the mark of this state folder, this one excepted."""
    return marked(MARK, str(state))


def marked(name: str, value: str) -> list[Process]:
    """The living processes in whose environment `name` has this value, this one excepted."""
    mark = f"{name}={value}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            if mark not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            # A dead process that nobody has waited for yet keeps its entry, but with no command.
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue  # gone meanwhile, or another user's
        if command:
            found.append(Process(int(folder.name), _short_name(command)))
    return found


def _short_name(command: str) -> str:
    if "supervisord" in command:
        return "supervisord"
    return Path(command.split()[0]).name


def stop(state: Path, *, patience: float = 20.0) -> list[Process]:
    """End what is left, the supervisor first (it ends the others in order), and return what there was.

    Waits at most `patience` seconds for a clean end, then kills.
    """
    left = find(state)
    if not left:
        return []
    _signal([p for p in left if p.is_supervisor], lambda _: signal.SIGTERM)
    if any(p.is_supervisor for p in left):
        _wait(state, patience, lambda p: p.is_supervisor)
    _signal(find(state), lambda p: signal.SIGINT if p.is_database else signal.SIGTERM)
    _wait(state, patience, lambda _: True)
    kill(find(state))
    _wait(state, 5.0, lambda _: True)
    return left


def kill(processes: list[Process]) -> None:
    """End them at once."""
    _signal(processes, lambda _: signal.SIGKILL)


def _signal(processes: list[Process], number: Callable[[Process], signal.Signals]) -> None:
    for process in processes:
        try:
            os.kill(process.pid, number(process))
        except ProcessLookupError:
            continue


def _wait(state: Path, patience: float, matters: Callable[[Process], bool]) -> None:
    until = time.monotonic() + patience
    while any(matters(p) for p in find(state)) and time.monotonic() < until:
        time.sleep(0.05)
