"""pytest whose workers are forked off one process that has collected the tests, instead of each loading them anew.

    python -m tests.runner.forking ARGUMENT...

is `python -m pytest ARGUMENT...`. To load the product and the tests takes a worker eight to seventeen seconds of a
processor, as much as a hundred tests, and in a fresh clone Python compiles them at that. What a worker collects by
itself afterwards is there already, and takes a second at most.

The workers are begun before pytest runs, since what has threads should not fork; each waits for its first line, as
one that xdist starts does. One that comes later, in the place of another that died, is a new Python.
"""

import gc
import os
import random
import signal
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import pytest
from execnet import gateway_base, gateway_io

_TO_WORKERS = ("-n", "--dist")
"""Options of pytest with a value that say how workers share the tests."""
_ALREADY = ["-W", "ignore:Module already imported so cannot be rewritten"]
"""Plugins of pytest that the product uses, too, are there from the first time."""


@dataclass(slots=True)
class Forked:
    """A worker, as `subprocess.Popen` would tell of it."""

    pid: int
    stdin: IO[bytes]
    stdout: IO[bytes]
    _status: int | None = field(default=None, init=False)

    def wait(self) -> int:
        """Block until it has ended; its exit status."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._status

    def kill(self) -> None:
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)


def workers(arguments: Sequence[str]) -> int:
    """How many workers these arguments of pytest ask for."""
    return int(arguments[arguments.index("-n") + 1]) if "-n" in arguments[:-1] else 0


def without_workers(arguments: Sequence[str]) -> list[str]:
    """The arguments of a run in one process."""
    return [
        each
        for before, each in zip(["", *arguments], arguments, strict=False)
        if each not in _TO_WORKERS and before not in _TO_WORKERS
    ]


def collect(arguments: Sequence[str]) -> None:
    """Load all tests, and print none. What is wrong with them the workers find and say.

    What is loaded may keep our standard error, as the log of the tests does: so nothing is captured.
    """
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        pytest.main(["--collect-only", "-q", "--capture=no", *without_workers(arguments)])


def fork(number: int) -> list[Forked]:
    """So many workers, each waiting to be told what to do."""
    running = len(list(Path("/proc/self/task").iterdir()))
    assert running == 1, f"the tests have started {running - 1} threads while they were loaded"
    made: list[Forked] = []
    while len(made) < number:
        made.append(_fork(made))
    return made


def _fork(others: Sequence[Forked]) -> Forked:
    to_read, to_tell = os.pipe()
    to_hear, to_write = os.pipe()
    if pid := os.fork():
        os.close(to_read)
        os.close(to_write)
        return Forked(pid, os.fdopen(to_tell, "wb"), os.fdopen(to_hear, "rb"))
    os.dup2(to_read, 0)
    os.dup2(to_write, 1)
    for end in (to_read, to_tell, to_hear, to_write):
        os.close(end)
    for other in others:  # else they would not notice that nobody writes to them any more
        other.stdin.close()
        other.stdout.close()
    # What anyio runs in a process of its own would load the file of `__main__`, and a worker of xdist has none.
    main = sys.modules["__main__"] = ModuleType("__main__")
    sys.argv = ["-c"]
    random.seed()
    if begin := sys.stdin.readline():  # else the run has ended without a need for this one
        exec(eval(begin), main.__dict__)  # as execnet lets a new Python begin
    sys.exit()


class _Io(gateway_io.Popen2IOMaster):
    """Our end of a worker that stands ready; of a new Python if none does."""

    ready: list[Forked]

    def __init__(self, args: Any, execmodel: Any) -> None:
        if not self.ready:
            super().__init__(args, execmodel)
            return
        self.popen = worker = self.ready.pop(0)
        gateway_base.Popen2IO.__init__(self, worker.stdin, worker.stdout, execmodel=execmodel)


def main(arguments: Sequence[str]) -> int:
    """pytest's exit status."""
    if number := workers(arguments):
        arguments = [*_ALREADY, *arguments]
        collect(arguments)
        gc.freeze()  # else a worker that looks for garbage would copy all that they share
        gc.disable()  # until it has collected, as `tests/conftest.py` has it
        _Io.ready = fork(number)
        gateway_io.Popen2IOMaster = _Io  # type: ignore[misc]
    return int(pytest.main(list(arguments)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
