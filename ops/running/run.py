"""`make run`: brings up a whole centre, says READY, and stays until Ctrl-C, which ends every process of it."""

import asyncio
import fcntl
import json
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType

from pydantic import ValidationError

from api.accounts.directory import directory_settings
from core import lines
from core.clock import SystemClock
from core.db.engine import make_engine
from core.errors import S724Error
from core.settings import Settings
from dialplan.generate import dialplan_text, load_plan, write_plan
from dialplan.plan import FallbackPlan
from ivr.prompts.cache import PromptCache
from ivr.tts import espeak_engines
from ops.console import Failed, complain, say
from ops.demonstration import seed
from ops.install import tools
from ops.paths import PROJECT, make_private, write_private
from ops.running.centre import CentreRun, Parts
from ops.running.supervisord import programs

SEVERAL = ("S724_NODES", "S724_EDGES", "S724_WEB_AT", "S724_APPLICATIONS")
"""What `make run-two` sets where nobody else has."""


class Stopped(KeyboardInterrupt):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or the terminal was closed.

    An event loop lets only this kind of exception out of a callback.
    """


def run(parts: Parts) -> int:
    """Run until asked to stop. 0 after an orderly end, 1 after a failure (one line on standard error)."""
    _stop_on_signals()
    try:
        os.chdir(PROJECT)
        settings = read_settings(is_of_running=False)
        sys.excepthook = _Hook(settings.state)
        with only_one(settings.state), _told_to_others(settings):
            if settings.messaging == "demo" and settings.smpp_password_file is not None:
                write_private(settings.smpp_password_file, "pokaz")  # its operator takes any
            centre = CentreRun(settings, parts)
            try:
                say(centre.start())
                centre.watch()
            finally:
                _ignore_signals()
                centre.stop()
    except Stopped:
        return 0
    except Failed as failure:
        complain(failure)
        return 1
    except OSError as error:
        complain(Failed(f"{error.filename or 'this machine'}: {error.strerror or error}"))
        return 1
    return 0


def read_settings(*, is_of_running: bool = True) -> Settings:
    """The settings of the environment; of the centre that runs there, what was left to `make run-two` besides.
    Raises Failed with a line that names the faulty variable."""
    if is_of_running:
        _take_over_what_runs()
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:  # two variables that do not go together
            raise Failed(first["msg"].removeprefix("Value error, ")) from None
        name = "S724_" + "_".join(str(part) for part in first["loc"]).upper()
        raise Failed(f"{name}={first['input']!r} cannot be used: {first['msg']}") from None
    if refused := lines.refusal(settings):
        raise Failed(refused)
    if trouble := directory_settings.trouble(settings):
        raise Failed(trouble)
    return settings


@contextmanager
def _told_to_others(settings: Settings) -> Iterator[None]:
    """Whoever rings or commands the running centre need not be told again that there are several Asterisks."""
    file = _names_of_several(settings.home)
    values = {name: os.environ[name] for name in SEVERAL if os.environ.get(name)}
    if values:
        write_private(file, json.dumps(values))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _take_over_what_runs() -> None:
    if any(os.environ.get(name) for name in SEVERAL):
        return
    with suppress(OSError, ValueError):
        known = json.loads(_names_of_several(Path(os.environ.get("S724_STATE_DIR", "var")).resolve()).read_text())
        os.environ.update({name: str(value) for name, value in known.items() if name in SEVERAL})


def _names_of_several(home: Path) -> Path:
    return home / "run" / "several.json"


@contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Two runs in one state folder would ruin each other's files."""
    run_folder = make_private(make_private(state) / "run")
    descriptor = os.open(run_folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip() or "unknown"
            raise Failed(
                f"the centre already runs in {state} (process {holder}): "
                "stop it first, or choose another folder with S724_STATE_DIR"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _stop_on_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


class _Hook:
    """A fault of ours: one line for the person, the traceback in a file for the person who mends it."""

    def __init__(self, state: Path) -> None:
        self._file = make_private(make_private(state) / "log") / "run.log"

    def __call__(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        with self._file.open("a", encoding="utf-8") as log:
            traceback.print_exception(kind, fault, trace, file=log)
        complain(Failed(f"the start failed unexpectedly: {kind.__name__}: {fault}", self._file))


async def _plan(settings: Settings) -> FallbackPlan:
    """The fallback path as the data want it, with its announcements spoken into files."""
    engine = make_engine(settings.dsn, pool_size=1)
    try:
        # Always the engine that needs no network.
        cache = PromptCache(settings.sounds, *await espeak_engines(tools.espeak_command()))
        return await load_plan(engine, SystemClock(), cache, settings)
    except S724Error as error:
        raise Failed(f"the announcements cannot be spoken: {error}") from error
    finally:
        await engine.dispose()


def dialplan(settings: Settings) -> str:
    """The text of extensions.conf; what else belongs to it is written. Raises Failed when that cannot be done."""
    plan = asyncio.run(_plan(settings))
    list(write_plan(settings, plan))  # nothing runs yet that would have to be told
    return dialplan_text(settings, plan)


def beside(settings: Settings) -> list[str]:
    """The clients of a demonstration who have no card, and its calls of before, are made up when callers can be
    answered already; and its servers for messages."""
    people = ["ops.commands.population"] if settings.made_up_people else []
    history = ["ops.commands.history"] if settings.has_made_up_history else []
    servers = ["ops.demonstration.messages"] if settings.messaging == "demo" else []
    return [*servers, *people, *history]


PARTS = Parts(programs=programs, prepare=seed.seed, dialplan=dialplan, beside=beside)


def main() -> int:
    """The whole centre."""
    return run(PARTS)


if __name__ == "__main__":
    sys.exit(main())
