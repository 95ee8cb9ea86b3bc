"""Puts the board's topics into the mirror: the day's figures, flows between offices, alarms. One for the process.

The centre is not asked for them, so they go on while it is away; `alarm` says when they are late. While nobody
sees the board nothing is read and no alarm is reckoned.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import anyio
import msgspec
import structlog
from anyio import CapacityLimiter, to_thread

from api.live.board_beside import BoardBeside
from api.live.board_objects import FRESH_TIME, BoardObjects
from api.live.hub import Hub
from api.live.matters_seen import MattersSeen
from api.live.waiting_acts import WaitingActs
from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY, is_our_fault
from core.live.live import BOARD_TOPICS, Alarm, CentreLive, QueueLive, live_object
from reports.board.board_alarms import Consultant, Seen, alarms
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

BESIDE_TIME: Final = 2.0
"""Seconds between two looks at what stands beside the figures."""

SILENT_TIME: Final = 3.0
"""Seconds without a sign of life of who answers calls; one comes each second."""

BACK_TIME: Final = 5.0
"""Seconds after the database was away, in which who answers calls speaks by it again."""

_REST: Final = 3


class _Consultant(msgspec.Struct):
    """What an alarm asks of an `agent`."""

    class Call(msgspec.Struct):
        recording: str = ""

    office: str
    state: str
    since: datetime
    pause_reason: str | None = None
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
        matters: MattersSeen,
        is_shed: Callable[[], bool] = lambda: False,
    ) -> None:
        """`is_shed()`: is the machine full, so that the board waits?"""
        self._is_shed = is_shed
        self.complete_until: datetime | None = None
        """Of the figures that were put into the mirror last."""
        self._reader = DayReader(engine, clock)
        self.beside = BoardBeside(engine, clock)
        self._hub = hub
        self._acts = acts
        self._matters = matters
        self._clock = clock
        self._begun_at = clock.now()
        self._objects = BoardObjects()
        self._state = (-1, 0)  # up to which fact, and of which sums, what was sent is
        self._again_at = self._begun_at
        self._alarms: dict[str, Alarm] = {}
        self._away_since: datetime | None = None  # the database
        self._away_until = float("-inf")  # monotonic
        self._has_news = anyio.Event()
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
            tasks.start_soon(self._beside)
            tasks.start_soon(self._look_for_alarms)

    def _database_answers(self, does_it: bool) -> None:
        was_away = self._away_since is not None
        if does_it:
            self._away_since = None
        else:
            self._away_since = self._away_since or self._clock.now()
            self._away_until = self._clock.monotonic()
        if was_away == does_it:
            self._has_news.set()  # said at once: it is the cause of much else

    async def _figures(self) -> None:
        while True:
            await self._until_seen()
            began = self._clock.monotonic()
            rest = await self._asked(self._look, "the figures of the board")
            took = self._clock.monotonic() - began
            await self._rest(rest or max(EVERY - took, _REST * took))

    async def _look(self) -> None:
        has_looked = await self._reader.look()
        self._database_answers(True)
        if has_looked:
            await self._show()

    async def _asked(self, look: Callable[[], Awaitable[None]], what: str) -> float:
        """Look into the database; 0, or where it is away or we are at fault how many seconds to rest. Pages go on
        with what is live then."""
        try:
            await look()
        except DATABASE_AWAY as error:
            if is_our_fault(error):
                log.exception("the board was looked at in vain", what=what)
                return FAULT_TIME
            log.debug("the database is away: the board waits", error=type(error).__name__)
            self._database_answers(False)
            return EVERY
        except Exception:
            log.exception("the board was looked at in vain", what=what)
            return FAULT_TIME
        return 0.0

    async def _rest(self, seconds: float) -> None:
        await anyio.sleep(max(seconds, SHED_TIME) if self._is_shed() else seconds)

    async def _until_seen(self) -> None:
        if self._is_seen():
            return
        self._reader.forget()  # what has happened since then is too much to be gone through
        self._state = (-1, 0)
        self._hub.put([live_object("alarm", key, None) for key in self._alarms])
        self._alarms = {}
        self._away_since = None
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

    async def _beside(self) -> None:
        while True:
            await self._seen.wait()
            await self._rest(await self._asked(self._look_beside, "what stands beside the figures") or BESIDE_TIME)

    async def _look_beside(self) -> None:
        if self._is_seen():
            self._hub.put(await self.beside.look())

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
            with anyio.move_on_after(rest):
                await self._has_news.wait()
            self._has_news = anyio.Event()

    def _put_alarms(self) -> None:
        found = alarms(self._what_is_seen(), self._alarms)
        changed = [
            live_object("alarm", key, alarm) for key, alarm in found.items() if self._alarms.get(key) != alarm
        ]
        gone = [live_object("alarm", key, None) for key in self._alarms.keys() - found.keys()]
        self._alarms = found
        if changed or gone:
            self._hub.put([*changed, *gone])

    def _what_is_seen(self) -> Seen:
        mirror, now = self._hub.mirror, self._clock.now()
        is_live = mirror.is_known and self._hub.age <= SILENT_TIME
        told = mirror.value("centre", "centre") if is_live else None
        centre = CentreLive() if told is None else _centre.decode(told)
        unrecorded = dict(self._objects.unrecorded)
        consultants = []
        for value in mirror.values("agent").values() if is_live else ():
            one = _consultant.decode(value)
            consultants.append(Consultant(one.office, one.state, one.since, one.pause_reason))
            if one.call is not None and one.call.recording == "failed":
                unrecorded[one.office] = unrecorded.get(one.office, 0) + 1
        queues = mirror.values("queue") if is_live else {}
        return Seen(
            at=now,
            begun_at=self._begun_at,
            database_away_since=self._away_since,
            application_heard_at=self._silent_since(now),
            is_asterisk_there=centre.is_asterisk_there,
            calls_shed_since=centre.calls_shed_since,
            shed_calls=centre.shed_calls,
            asterisks=centre.asterisks,
            rung_back=centre.rung_back,
            queues={office: _queue.decode(value) for office, value in queues.items()},
            consultants=consultants,
            limits=self.beside.limits,
            overdue=self.beside.overdue(now),
            levels=self._objects.levels,
            unrecorded=unrecorded,
            accounts_at_ceiling=self._acts.accounts_at_ceiling,
            uncertain_messages=self._acts.uncertain_messages,
            late_matters=self._matters.late(),
            near_matters=self._matters.near(),
            complete_until=self.complete_until,
            waiting_acts=self._acts.known.waiting,
            broken_glass=self._acts.known.broke_glass,
            ending_rates=self.beside.ending_rates,
        )

    def _silent_since(self, now: datetime) -> datetime | None:
        """When who answers calls was heard last, if that is too long ago, and not for want of the database."""
        age = self._hub.age
        if age <= SILENT_TIME or self._clock.monotonic() - self._away_until < BACK_TIME:
            return None
        return now - timedelta(seconds=round(age))
