"""Programs of ours that a test starts again and again, without the second or three that loading them takes.

A template has imported one program and forks itself for each start. What it starts is a process like any other: a
child of the tests' own process, in its group, with the environment, the folder and the log that it is given, and
its exit status is that of the program. Only what Python did before `main` is not done again. What tests the start
itself uses `cold`.

A program is a package with a `__main__`, or a module; the exit status is what its `main` returns, which may
take the arguments.

`python -m tests.support.centres.forked PROGRAM` is a template: it is asked through its standard input, a socket.
"""

import atexit
import ctypes
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from pathlib import Path
from typing import Protocol

from ops.paths import PROJECT

PR_SET_CHILD_SUBREAPER = 36
FORKED = "s724.forked"
"""The event of `sys.audit` at each start: the template forks in another process, where nobody here hears of it."""
WARM = {"api": "tests.support.centres.warm_web_service"}
"""Programs of which a template does more than to import them, and the module that does it."""
_LONGEST = 60.0  # seconds for the loading of a program, and for a start


class Process(Protocol):
    """A process that a test has started, as `subprocess.Popen` tells of it."""

    pid: int

    def poll(self) -> int | None:
        """The exit status, below 0 the signal; None while it runs."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Block until it has ended. Raises subprocess.TimeoutExpired after `timeout` seconds."""
        ...

    def send_signal(self, sig: int) -> None: ...

    def kill(self) -> None: ...


def start(program: str, environment: Mapping[str, str], log: Path) -> Process:
    """`python -m program` with `environment` beside the tests' own; what it says is added to `log`.

    Blocks; the first start of a program in this process takes as long as a cold one.
    """
    with log.open("ab") as out:
        pid = _template(program).start([], {**os.environ, **environment}, out.fileno(), out.fileno())
    return _Forked(program, pid)


def run(program: str, *arguments: str, environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """`python -m program arguments`, waited for; `environment` is all that it has. Blocks."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        pid = _template(program).start(arguments, environment, out.fileno(), err.fileno())
        status = _Forked(program, pid).wait(_LONGEST)
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess([program, *arguments], status, out.read(), err.read())


def cold(program: str, environment: Mapping[str, str], log: Path) -> Process:
    """The same as `start`, by a new Python that loads everything."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", program],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, **environment},
        )


class _Forked:
    """A child of this process that subprocess has not started. Only one thread may use it at a time."""

    def __init__(self, program: str, pid: int) -> None:
        self.pid = pid
        self._program = program
        self._handle = os.pidfd_open(pid)
        self._status: int | None = None

    def poll(self) -> int | None:
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
                os.close(self._handle)
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        until = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired(self._program, timeout or 0)
            select.select([self._handle], [], [], left)
        return status

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, sig)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class _Template:
    """The tests' end of a template. It ends when the tests' process does."""

    def __init__(self, program: str) -> None:
        self._lock = threading.Lock()
        self._socket, theirs = socket.socketpair()
        self._socket.settimeout(_LONGEST)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __spec__.name, program],
                cwd=PROJECT,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # nothing of it may run but what forks
            )
        atexit.register(self._end)

    def start(self, arguments: Sequence[str], environment: Mapping[str, str], out: int, err: int) -> int:
        """Its pid. The new process is begun by a child of the template which ends at once: so it becomes ours."""
        sys.audit(FORKED)
        wanted = {"parent": os.getpid(), "arguments": arguments, "environment": dict(environment)}
        asked = json.dumps(wanted).encode()
        with self._lock:
            _adopt(True)
            try:
                socket.send_fds(self._socket, [len(asked).to_bytes(4)], [out, err])
                self._socket.sendall(asked)
                told = self._socket.recv(4)
            except ConnectionError:
                told = b""
            finally:
                _adopt(False)
        assert told, f"the template has ended with {self._process.wait()}"
        return int.from_bytes(told)

    def _end(self) -> None:
        self._socket.close()
        self._process.wait()


@cache
def _template(program: str) -> _Template:
    return _Template(program)


def _adopt(is_wanted: bool) -> None:
    """Is this process the parent of what those below it have left behind?"""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, int(is_wanted), 0, 0, 0):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


# -- the template's own side


def _serve(asked: socket.socket) -> bool:
    """Fork for every start that is asked for. False when the tests have ended; True in each forked process."""
    while True:
        length, files, _, _ = socket.recv_fds(asked, 4, 2)
        if not length:
            return False
        wanted = json.loads(_read(asked, int.from_bytes(length)))
        if not (between := os.fork()):
            if os.fork():
                os._exit(0)
            _become(wanted["parent"], wanted["environment"], files, asked)
            sys.argv[1:] = wanted["arguments"]
            return True
        os.waitpid(between, 0)
        for file in files:
            os.close(file)


def _read(asked: socket.socket, length: int) -> bytes:
    found = b""
    while len(found) < length:
        found += asked.recv(length - len(found))
    return found


def _become(parent: int, environment: Mapping[str, str], files: Sequence[int], asked: socket.socket) -> None:
    """What a cold start would have begun with."""
    while os.getppid() != parent:  # who forked us is ending
        time.sleep(0.001)
    asked.sendall(os.getpid().to_bytes(4))
    asked.close()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in enumerate((nothing, *files)):
        os.dup2(source, target)
        os.close(source)
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    random.seed()


def main(program: str) -> None:
    """Load a program, serve, and in each forked process run it. Raises whatever the program raises."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests, which then end
    found = find_spec(program)
    is_package = found is not None and found.submodule_search_locations is not None
    work = import_module(f"{program}.__main__" if is_package else program).main
    if program in WARM:
        import_module(WARM[program]).warm()
    running = len(list(Path("/proc/self/task").iterdir()))
    assert running == 1, f"{program} has started {running - 1} threads while it was loaded"
    asked = socket.socket(fileno=os.dup(0))
    if _serve(asked):
        sys.exit(work(sys.argv[1:]) if signature(work).parameters else work())


if __name__ == "__main__":
    main(sys.argv[1])
