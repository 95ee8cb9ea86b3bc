"""Signs of life: a heartbeat for the watchdog outside, and a look at the event loop from a thread of its own.

A loop that is blocked serves nobody: keys, hang-ups and offers of every call wait. If it happens, the stack
says by what. Stacks name files and lines, never values.
"""

import math
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import anyio
import structlog

log = structlog.get_logger()

BEAT_TIME = 1.0  # seconds between two heartbeats
LOOK_TIME = 0.1  # seconds between two signs of the loop
BLOCKED_TIME = 0.5  # seconds without a sign after which the loop counts as blocked


async def beat(file: Path, is_well: Callable[[], bool]) -> None:
    """Touch `file` every second while calls can be served, until cancelled. A disk that is full is no reason to
    die.
    """
    has_failed = False
    while True:
        if is_well():
            try:
                _touch(file)
                has_failed = False
            except OSError as error:
                if not has_failed:
                    log.error("no heartbeat can be written", error=type(error).__name__)
                has_failed = True
        await anyio.sleep(BEAT_TIME)


def beat_once(file: Path) -> None:
    """A sign of life out of turn: the watchdog takes callers away from whoever has given none yet."""
    with suppress(OSError):  # `beat` complains
        _touch(file)


def _touch(file: Path) -> None:
    """Two system calls: shorter than handing it to a thread."""
    file.touch(mode=0o600)


class LoopGuard:
    """Notices a loop that stands still for `blocked_time` seconds, and logs where it stands.

    `on_given_up` is called, in the loop or in the guard's thread, when one has stood for `given_up_time` seconds:
    a stopped process that goes on must not read what happened meanwhile as if it were now.
    """

    def __init__(
        self,
        blocked_time: float = BLOCKED_TIME,
        given_up_time: float = math.inf,
        on_given_up: Callable[[], None] = lambda: None,
    ) -> None:
        self.blocked = 0  # how often so far
        self.longest_time = 0.0  # seconds
        self._blocked_time = blocked_time
        self._given_up_time = given_up_time
        self._on_given_up = on_given_up
        self._sign = time.monotonic()
        self._thread_of_loop = 0
        self._is_over = threading.Event()

    def check(self) -> None:
        """Give up a loop that has just stood still for too long; to be called before anything is taken in."""
        if time.monotonic() - self._sign > self._given_up_time:
            self._on_given_up()

    async def run(self) -> None:
        """Give signs until cancelled; to be run in the loop that is guarded."""
        self._thread_of_loop = threading.get_ident()
        self._sign = time.monotonic()
        with self._watched():
            while True:
                self.check()
                self._sign = time.monotonic()
                await anyio.sleep(LOOK_TIME)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        watcher = threading.Thread(target=self._watch, name="loop-guard", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self._is_over.set()
            watcher.join()

    def _watch(self) -> None:
        reported, pause = 0.0, self._blocked_time
        while not self._is_over.wait(pause):
            sign = self._sign
            stood = time.monotonic() - sign
            if stood < self._blocked_time:
                pause = self._blocked_time - stood  # no sooner can it count as blocked
                continue
            pause = LOOK_TIME
            self.longest_time = max(self.longest_time, stood)
            self.check()
            if sign != reported:  # once for each time
                reported = sign
                self.blocked += 1
                log.error("the event loop is blocked", seconds=round(stood, 2), stack=self._stack())

    def _stack(self) -> list[str]:
        frame = sys._current_frames().get(self._thread_of_loop)
        if frame is None:
            return []
        return [f"{os.path.relpath(f.filename)}:{f.lineno} {f.name}" for f in traceback.extract_stack(frame)]
