"""Puts the board's topics into the mirror: the day's figures, flows between offices, alarms. One for the process.

The centre is not asked for them, so they go on while it is away; `alarm` says when they are late. While nobody
sees the board nothing is read and no alarm is reckoned.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import anyio
import msgspec
import structlog
from anyio import CapacityLimiter, to_thread

from api.live.board_objects import FRESH_TIME, BoardObjects
from api.live.hub import Hub
from api.live.waiting_acts import WaitingActs
from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY, is_our_fault
from core.live.live import BOARD_TOPICS, Alarm, CentreLive, QueueLive, live_object
from reports.board.board_alarms import Seen, alarms
from reports.board.board_store import DayReader

log = structlog.get_logger()

EVERY: Final = 0.5
"""Seconds between two looks at the database; after a long one three times as long as it took, but not after one
that failed: that took as long as nobody answered."""

SHED_TIME: Final = 10.0
"""The same while the machine is full: calls go first."""

ALARM_TIME: Final = 1.0
"""Seconds between two looks whether anything calls for one."""

FAULT_TIME: Final = 10.0
"""Seconds until another try after a fault of our own: it would only fill the log."""

_REST: Final = 3


class _Consultant(msgspec.Struct):
    """What an alarm asks of an `agent`."""

    class Call(msgspec.Struct):
        recording: str = ""

    office: str
    call: Call | None = None


_queue = msgspec.json.Decoder(QueueLive)
_centre = msgspec.json.Decoder(CentreLive)
_consultant = msgspec.json.Decoder(_Consultant)


class BoardFigures:
    """`run` is its task."""

    def __init__(
        self,
        engine: Engine,
        hub: Hub,
        clock: Clock,
        acts: WaitingActs,
        is_shed: Callable[[], bool] = lambda: False,
    ) -> None:
        """`is_shed()`: is the machine full, so that the board waits?"""
        self._is_shed = is_shed
        self.complete_until: datetime | None = None
        """Of the figures that were put into the mirror last."""
        self._reader = DayReader(engine, clock)
        self._hub = hub
        self._acts = acts
        self._clock = clock
        self._begun_at = clock.now()
        self._objects = BoardObjects()
        self._state = (-1, 0)  # up to which fact, and of which sums, what was sent is
        self._again_at = self._begun_at
        self._alarms: dict[str, Alarm] = {}
        self._thread = CapacityLimiter(1)
        self._seen = anyio.Event()
        """Set while somebody sees the board, until it is noticed that nobody does."""
        hub.on_join = self._somebody_came

    @property
    def age(self) -> float:
        """Seconds since everything that stood in the database was in the figures, or since somebody sees the
        board; 0 while nobody does."""
        if not self._is_seen():
            return 0.0
        return max(0.0, (self._clock.now() - (self.complete_until or self._begun_at)).total_seconds())

    async def run(self) -> None:
        """Until cancelled. A database that is away, or a fault of our own, leaves the figures as they are."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._figures)
            tasks.start_soon(self._look_for_alarms)

    async def _figures(self) -> None:
        while True:
            await self._until_seen()
            began, rest = self._clock.monotonic(), EVERY
            try:
                if await self._reader.look():
                    await self._show()
                took = self._clock.monotonic() - began
                rest = max(EVERY - took, _REST * took)
            except DATABASE_AWAY as error:
                if is_our_fault(error):
                    log.exception("the figures of the board failed")
                    rest = FAULT_TIME
                else:
                    log.debug("the database is away: the board waits", error=type(error).__name__)
            except Exception:  # pages go on with what is live beside
                log.exception("the figures of the board failed")
                rest = FAULT_TIME
            await anyio.sleep(max(rest, SHED_TIME) if self._is_shed() else rest)

    async def _until_seen(self) -> None:
        if self._is_seen():
            return
        self._reader.forget()  # what has happened since then is too much to be gone through
        self._state = (-1, 0)
        self._hub.put([live_object("alarm", key, None) for key in self._alarms])
        self._alarms = {}
        self._seen = anyio.Event()
        await self._seen.wait()
        self._begun_at, self.complete_until = self._clock.now(), None

    def _is_seen(self) -> bool:
        return self._hub.is_watched(BOARD_TOPICS)

    def _somebody_came(self) -> None:
        if self._is_seen():
            self._seen.set()

    async def _show(self) -> None:
        reader = self._reader
        day, complete_until = reader.day, reader.complete_until
        assert day is not None
        assert complete_until is not None
        state = (reader.facts_to, reader.rebased)
        if state == self._state and complete_until < self._again_at:
            self.complete_until = complete_until
            return
        objects = await to_thread.run_sync(
            self._objects.changes, day, reader.offices, complete_until, reader.facts_to, limiter=self._thread
        )
        self._hub.put(objects)
        self.complete_until, self._state = complete_until, state
        self._again_at = complete_until + FRESH_TIME / 2
        self._put_alarms()  # at once: an alarm says the number that stands beside it

    async def _look_for_alarms(self) -> None:
        while True:
            rest = ALARM_TIME
            await self._seen.wait()
            try:
                if self._is_seen():
                    self._put_alarms()
            except Exception:
                log.exception("alarms of the board failed")
                rest = FAULT_TIME
            await anyio.sleep(rest)

    def _put_alarms(self) -> None:
        mirror = self._hub.mirror
        told = mirror.value("centre", "centre")
        centre = CentreLive() if told is None else _centre.decode(told)
        unrecorded = dict(self._objects.unrecorded)
        for value in mirror.values("agent").values():
            consultant = _consultant.decode(value)
            if consultant.call is not None and consultant.call.recording == "failed":
                unrecorded[consultant.office] = unrecorded.get(consultant.office, 0) + 1
        seen = Seen(
            at=self._clock.now(),
            begun_at=self._begun_at,
            is_asterisk_there=centre.is_asterisk_there,
            calls_shed_since=centre.calls_shed_since,
            shed_calls=centre.shed_calls,
            queues={office: _queue.decode(value) for office, value in mirror.values("queue").items()},
            levels=self._objects.levels,
            unrecorded=unrecorded,
            accounts_at_ceiling=self._acts.accounts_at_ceiling,
            complete_until=self.complete_until,
            waiting_acts=self._acts.known.waiting,
            broken_glass=self._acts.known.broke_glass,
        )
        found = alarms(seen, self._alarms)
        changed = [
            live_object("alarm", key, alarm) for key, alarm in found.items() if self._alarms.get(key) != alarm
        ]
        gone = [live_object("alarm", key, None) for key in self._alarms.keys() - found.keys()]
        self._alarms = found
        if changed or gone:
            self._hub.put([*changed, *gone])
