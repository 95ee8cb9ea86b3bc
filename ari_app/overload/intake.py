"""What becomes of each new call, and how wide Asterisk's door stands.

The door is in the dialplan (`dialplan.extensions`): it refuses a share of the calls with 503 before they cost
anything. The share is said again every second and holds for two, so that it is open again if this process is away.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

import anyio
import structlog
from anyio.abc import TaskGroup

from ari_app.ari import AriError
from ari_app.ari.operations import asterisk
from ari_app.ari.request import Request
from ari_app.overload.rule import Overload, Signs
from ari_app.overload.signs import UseOfProcessors, signs
from ari_app.telephony.key_reports import asterisks_seconds
from core.clock import Clock
from core.overload.lateness import Lateness
from core.overload.shed import Shed
from core.overload.shed_file import SAID_TIME, say_shed
from dialplan.names import DOOR, DOOR_UNTIL

log = structlog.get_logger()

LOOK_TIME = 0.25  # seconds between two looks
SIGN_TIME = 0.05  # seconds between two turns of the loop that are measured
PATIENCE = 2.0  # seconds for an answer of Asterisk; one that takes longer is no later than this
DOOR_TIME = 2  # seconds for which it holds


NOTHING_SHED: Final[Mapping[str, float]] = dict.fromkeys(
    ("shed", "calls_shed", "calls_refused", "lateness", "use_of_processors"), 0.0
)
"""The figures of a process that has just begun."""


class Line(Protocol):
    """As `AriConnection`."""

    async def send(self, request: Request[Any], *, deadline: float) -> Any:
        """Raises AriError."""
        ...


@dataclass(slots=True, eq=False)
class Intake:
    """One for the process. `admits` is asked for each new call, and `heard` told of each event of Asterisk."""

    overload: Overload
    clock: Clock
    use: UseOfProcessors
    lines: Sequence[Line]  # to each Asterisk one on which no call waits
    open_calls: Set[str]  # the ids of all in progress
    file: Path  # in which other processes are told what is shed
    lateness: Lateness  # told of everything that callers wait for
    on_change: Callable[[], None] = lambda: None
    calls_shed_since: float | None = None
    """Monotonic seconds since when new calls are shed; None: they are not."""
    shed_calls: int = 0
    """That heard the sentence since then."""
    refused_calls: float = 0.0
    """That were refused at the door since then, as many as the others tell of."""
    shed_in_all: int = 0
    refused_in_all: float = 0.0
    last: Signs = field(default_factory=lambda: Signs(0.0, 0.0, 0))
    """What the last look saw."""
    _hearing: set[str] = field(default_factory=set)  # that hear the sentence
    _is_asking: bool = False
    _said: tuple[int, float] = (0, float("-inf"))
    _told: tuple[Shed, float] = (Shed.NOTHING, float("-inf"))

    @property
    def shed(self) -> Shed:
        return self.overload.shed

    def admits(self, call_id: str) -> bool:
        """Is a call that has just come taken?"""
        door = self.overload.door
        self.refused_calls += door / (1 - door)
        self.refused_in_all += door / (1 - door)
        is_taken = self.overload.admit(self.clock.monotonic())
        if not is_taken:
            self._hearing.add(call_id)
            self.shed_calls += 1
            self.shed_in_all += 1
        return is_taken

    def heard(self, timestamp: str) -> None:
        """An event came that Asterisk sent at this moment, as it writes it."""
        if (sent_at := asterisks_seconds(timestamp)) is not None:
            self.lateness.tell(self.clock.now().timestamp() - sent_at)

    def figures(self) -> dict[str, float]:
        """For `ari_app.metrics`."""
        return {
            "shed": float(self.shed),
            "calls_shed": self.shed_in_all,
            "calls_refused": round(self.refused_in_all),
            "lateness": round(self.last.lateness, 3),
            "use_of_processors": round(self.last.use, 3),
        }

    async def run(self) -> None:
        """Look until cancelled."""
        async with anyio.create_task_group() as tasks:
            while True:
                await self._wait()
                self._look(tasks)

    async def _wait(self) -> None:
        end = self.clock.monotonic() + LOOK_TIME
        while (before := self.clock.monotonic()) < end:
            await anyio.sleep(SIGN_TIME)
            self.lateness.tell(self.clock.monotonic() - before - SIGN_TIME)

    def _look(self, tasks: TaskGroup) -> None:
        now, before = self.clock.monotonic(), self.shed
        self._hearing &= self.open_calls
        calls = len(self.open_calls) - len(self._hearing)
        self.last = signs(self.lateness, self.use, calls, now)
        self.overload.look(self.last, now)
        if self.shed is not before:
            self._note(before, now)
        if self.shed is not self._told[0] or (self.shed and now - self._told[1] >= SAID_TIME):
            self._tell(now)
        if calls and not self._is_asking:
            self._is_asking = True
            tasks.start_soon(self._ask)
        share = round(100 * self.overload.door)
        if share != self._said[0] or (share and now - self._said[1] >= SAID_TIME):
            self._said = (share, now)
            tasks.start_soon(self._say, share)

    def _note(self, before: Shed, now: float) -> None:
        log.info("what is shed has changed", shed=self.shed.name, before=before.name)
        if self.shed is Shed.CALLS:
            self.calls_shed_since, self.shed_calls, self.refused_calls = now, 0, 0.0
            log.error("more calls come than the machine carries")
        elif before is Shed.CALLS:
            self.calls_shed_since = None
            refused = round(self.refused_calls)
            log.warning("all calls are taken again", told=self.shed_calls, refused=refused)
        self.on_change()

    def _tell(self, now: float) -> None:
        self._told = (self.shed, now)
        try:
            say_shed(self.file, self.shed)
        except OSError as error:
            log.warning("nobody is told what is shed", error=type(error).__name__)

    async def _ask(self) -> None:
        """How long each Asterisk takes for an answer that needs nothing."""
        try:
            async with anyio.create_task_group() as tasks:
                for line in self.lines:
                    tasks.start_soon(self._ask_one, line)
        finally:
            self._is_asking = False

    async def _ask_one(self, line: Line) -> None:
        began = self.clock.monotonic()
        try:
            await line.send(asterisk.ping(), deadline=PATIENCE)
        except AriError:
            return  # it is away, which is no lateness
        self.lateness.tell(self.clock.monotonic() - began)

    async def _say(self, share: int) -> None:
        until = int(self.clock.now().timestamp()) + DOOR_TIME
        for line in self.lines:
            try:
                for name, value in ((DOOR_UNTIL, until), (DOOR, share)):
                    await line.send(asterisk.set_global_var(variable=name, value=str(value)), deadline=PATIENCE)
            except AriError as error:
                log.warning("the door does not move", error=type(error).__name__)
