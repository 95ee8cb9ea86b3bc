"""supervisord that has loaded the programs of a centre, and forks itself where it would begin a new Python.

To load a program takes a core for two to five seconds, a centre has five of them, and one that was killed is
loaded anew. What is forked is a process like any other: it has the parent, group, environment, niceness, log and
command line that supervisord wants, and its exit status is that of the program. Only what Python did before
`__main__` ran is not done again. What starts as users start it, `ops.running.run`, has the plain supervisord.
"""

import atexit
import ctypes
import gc
import os
import random
import runpy
import signal
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from supervisor import supervisord
from supervisor.options import ServerOptions

from ops.leash import follow_parent
from ops.running.supervisord import LEASH

LOADED: Mapping[str, str] = {
    "agi_scripts": "agi_scripts.__main__",
    "agi_scripts.watchdog": "agi_scripts.watchdog.process",
    "api": "api.web_server",
    "ari_app": "ari_app.main",
    "jobs": "jobs.__main__",
    "ops.install.postgres": "ops.install.postgres",
}
"""The programs, and what each of them imports."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of the programs: what is run, with which niceness, and by which signal it goes when supervisord goes."""

    module: str
    niceness: int
    end: signal.Signals


def wanted(command: Sequence[str]) -> Wanted | None:
    """What a command of `ops.running.supervisord` starts; None for what is none of the programs."""
    words = list(command)
    if words[: len(LEASH)] != LEASH:
        return None
    end, *words = words[len(LEASH) :]
    niceness = 0
    if words[:2] == ["nice", "-n"]:
        niceness, words = int(words[2]), words[3:]
    if words[:-1] != [sys.executable, "-m"] or words[-1] not in LOADED:
        return None
    return Wanted(words[-1], niceness, signal.Signals[f"SIG{end}"])


def load() -> None:
    """Import what the programs import. AssertionError if that has started threads, which cannot be forked."""
    gc.disable()
    for program, module in LOADED.items():
        import_module(module)
        for name in (module, f"{program}.__main__"):  # which is run as `__main__` by each process
            if name in {program, f"{program}.__main__"}:
                sys.modules.pop(name, None)
    gc.freeze()
    gc.enable()
    running = len(list(Path("/proc/self/task").iterdir()))
    assert running == 1, f"the programs have started {running - 1} threads while they were loaded"


def execve(_options: ServerOptions, filename: str, argv: Sequence[str], env: Mapping[str, str]) -> None:
    """In the child of supervisord: become what is wanted."""
    if (program := wanted(argv)) is None:
        os.execve(filename, list(argv), env)
    _become(program, env)
    _run(program.module)


def _become(program: Wanted, environment: Mapping[str, str]) -> None:
    """What a new Python would have begun with."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    follow_parent(program.end)
    if program.niceness:
        os.nice(program.niceness)
    os.environ.clear()
    os.environ.update(environment)
    random.seed()
    with suppress(OSError):  # where it cannot be shown it says "supervisord"
        _show_as([sys.executable, "-m", program.module])


def _show_as(command: Sequence[str]) -> None:
    """Write the command line into the place where the kernel reads it for others."""
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    begin, end = int(fields[45]), int(fields[46])
    room = end - begin
    text = "\0".join([*command, ""]).encode()
    if len(text) > room:
        raise OSError
    ctypes.memmove(begin, text.ljust(room, b"\0"), room)


def _run(module: str) -> NoReturn:
    """As `python -m` does, to the end of the process: nothing of supervisord goes on here."""
    status: Any = 1
    try:
        sys.argv = [module]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as end:
        status = end.code
        if isinstance(status, str):
            print(status, file=sys.stderr)
            status = 1
    except BaseException:  # noqa: BLE001  supervisord's own would take it for a failed start
        traceback.print_exc()
    finally:
        with suppress(BaseException):
            threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as the end of Python does
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(int(status or 0))


def main() -> None:
    """supervisord, until it is told to end."""
    load()
    ServerOptions.execve = execve
    supervisord.main()


if __name__ == "__main__":
    main()
