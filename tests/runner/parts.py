"""Runs of pytest beside and after each other, which end when we end, and at the latest when the time is over."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn, Self

from ops import leftovers
from ops.running.go_first import NICENESS
from ops.running.supervisord import LEASH
from tests.runner import forking
from tests.runner.machine import Meanwhile, read_processors
from tests.runner.outcomes import GIVES_WAY, OUTCOMES, Failure, Spent, read_failures, read_spent
from tests.runner.places import PLACES

MARK = "RUN_OF_TESTS"
"""Stands in the environment of every process of a run. Not with S724_, which a centre does not inherit."""
NO_TESTS = 5  # exit status of pytest if the arguments leave no test
FAILED = 1
ORDERLY = 20.0
"""Seconds in which what was interrupted may end by itself, and again those in which it may end after SIGTERM."""
BY_FORCE = 5.0  # seconds until what was killed is gone
_LOOK = 0.1  # seconds
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

_GIVE_WAY = 'echo 19 2>/dev/null >/proc/self/autogroup; exec nice -n 19 "$@"'
"""Linux shares processors by session before it looks at priorities of processes: a session can be nice, too."""


@dataclass(frozen=True, slots=True)
class Part:
    """One run of pytest. One that gives way takes only the processor time that others leave."""

    name: str
    arguments: Sequence[str]
    gives_way: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """How a part ended: pytest's exit status, which tests failed, and what it took, in seconds.

    `trouble` is empty unless the time was over before its end.
    """

    name: str
    status: int
    failures: Sequence[Failure] = ()
    spent: Sequence[Spent] = ()
    wall: float = 0.0
    processor: float = 0.0  # its own and of everything below it that was waited for
    trouble: str = ""

    @property
    def is_unexplained(self) -> bool:
        """It was broken off, or failed without naming a test."""
        return self.status not in (0, FAILED, NO_TESTS) or (self.status == FAILED and not self.failures)


@dataclass(slots=True)
class _Running:
    part: Part
    lane: int
    process: "subprocess.Popen[bytes]"
    began: float
    folder: Path
    output: IO[bytes] | None
    gives_way: bool


class Ended(BaseException):
    """Somebody ended the run with this signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = signal.Signals(number)


class Run:
    """Runs parts until `deadline` (monotonic seconds); `end` ends whatever of them still runs.

    Inside `with run:` SIGTERM, SIGINT and SIGHUP raise Ended; afterwards no process of the run is left.
    """

    def __init__(self, folder: Path, deadline: float, environment: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._deadline = deadline
        self._environment = {**(environment or {}), MARK: str(folder)}
        self._running: list[_Running] = []
        self.phases: list[tuple[list[Result], Meanwhile]] = []
        """What was run beside each other, and what the machine did meanwhile."""

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            signal.signal(number, _raise_ended)
        return self

    def __exit__(self, *_: object) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self.end()

    def lanes(self, lanes: Sequence[Sequence[Part]]) -> list[Result]:
        """Run the lanes beside each other, the parts of a lane one after the other; results lane by lane.

        The first lane writes as it goes, the others when all are done.
        """
        before = read_processors()
        left = [list(lane) for lane in lanes]
        results: list[list[Result]] = [[] for _ in lanes]
        outputs: list[list[Path]] = [[] for _ in lanes]
        while time.monotonic() < self._deadline:
            for number, lane in enumerate(left):
                if lane and not any(each.lane == number for each in self._running):
                    self._start(lane.pop(0), number)
            if not self._running:
                break
            if all(each.gives_way for each in self._running):
                self._take_their_share()
            for each in list(self._running):
                if (result := self._result(each)) is not None:
                    results[each.lane].append(result)
                    outputs[each.lane].append(each.folder / "output")
            time.sleep(_LOOK)
        for each in self._running:
            results[each.lane].append(_late(each.part, "was ended", each.folder / "outcomes"))
            outputs[each.lane].append(each.folder / "output")
        if self._running:
            self.end()
        for number, lane in enumerate(left):
            results[number] += [_late(part, "was not begun") for part in lane]
        _print([file for lane in outputs for file in lane])
        found = [result for lane in results for result in lane]
        self.phases.append((found, read_processors() - before))
        return list(found)

    def end(self) -> None:
        """End every process of this run, those of its centres included: first as Ctrl-C does, at last by force."""
        for number in (signal.SIGINT, signal.SIGTERM):
            if self._until_gone(0):
                break
            for each in self._running:
                # A part is a group of processes: pytest, its workers, and who started the centres.
                with suppress(ProcessLookupError):
                    os.killpg(each.process.pid, number)
            if self._until_gone(ORDERLY):
                break
        leftovers.kill(self._left())
        self._until_gone(BY_FORCE)
        for each in self._running:
            each.process.wait()
        self._running.clear()

    def _start(self, part: Part, lane: int) -> None:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        command = [sys.executable, "-m", forking.__name__, *part.arguments]
        output = None if lane == 0 else (folder / "output").open("wb")
        own = {**part.environment, OUTCOMES: str(folder / "outcomes")}
        if part.gives_way:
            own[GIVES_WAY] = "yes"
        process = subprocess.Popen(
            [*LEASH, "TERM", *(["sh", "-c", _GIVE_WAY, "sh", *command] if part.gives_way else command)],
            env={**_without_a_run(), **self._environment, **own},
            stdout=output,
            stderr=output and subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us alone; we end the others
        )
        self._running.append(_Running(part, lane, process, time.monotonic(), folder, output, part.gives_way))

    def _take_their_share(self) -> None:
        """Nobody of the run is left to give way to: others of the machine are not waited for, who might never end.

        Only root may; without it they wait on."""
        for each in self._running:
            each.gives_way = False
            with suppress(OSError):
                os.setpriority(os.PRIO_PGRP, each.process.pid, 0)
                Path(f"/proc/{each.process.pid}/autogroup").write_text(str(NICENESS), encoding="ascii")

    def _result(self, running: _Running) -> Result | None:
        """None while it runs."""
        pid, status, usage = os.wait4(running.process.pid, os.WNOHANG)
        if not pid:
            return None
        running.process.returncode = os.waitstatus_to_exitcode(status)
        self._running.remove(running)
        if running.output:
            running.output.close()
        outcomes = running.folder / "outcomes"
        return Result(
            running.part.name,
            running.process.returncode,
            read_failures(outcomes),
            read_spent(outcomes),
            time.monotonic() - running.began,
            usage.ru_utime + usage.ru_stime,
        )

    def _left(self) -> list[leftovers.Process]:
        return leftovers.marked(MARK, str(self._folder))

    def _until_gone(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while self._left():
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK)
        return True


def _raise_ended(number: int, _frame: FrameType | None) -> NoReturn:
    raise Ended(number)


def _late(part: Part, what: str, outcomes: Path | None = None) -> Result:
    failures, spent = (read_failures(outcomes), read_spent(outcomes)) if outcomes else ([], [])
    return Result(part.name, -signal.SIGTERM, failures, spent, trouble=f"{what}: the time was over")


def _without_a_run() -> dict[str, str]:
    """Our environment, without what a worker of a run around this one was given."""
    ours = {GIVES_WAY, OUTCOMES, PLACES}
    return {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_") and name not in ours
    }


def _print(files: Sequence[Path]) -> None:
    sys.stdout.flush()
    for file in files:
        if file.exists():
            sys.stdout.buffer.write(file.read_bytes())
    sys.stdout.flush()
