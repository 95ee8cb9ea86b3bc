"""Keeps the mirror of the live feed, and hands what changes to those who watch. One for the process."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress

import anyio
import structlog

from api.live.mirror import Event, Mirror
from api.live.outbox import Outbox
from api.live.scopes import Scope, Scopes
from core.clock import Clock
from core.errors import S724Error
from core.ids import new_id
from core.live.live import LiveNews, LiveObject
from core.live.live_feed import WANTED_TIME, receive
from core.relay.commands import Command, Reply, SendLive

log = structlog.get_logger()

RETRY_TIME = 1.0  # seconds for everything to come, until it is asked for again
MOST_OF_ONE_PERSON = 20  # sockets; a page has one
MOST = 2000  # sockets of all

Ask = Callable[[Command], Awaitable[Reply]]


class Hub:
    """`run` is its task. Nothing here waits for a reader. The mirror follows the feed while somebody wants it
    (`wanted`); else it is not known."""

    def __init__(self, dsn: str, ask: Ask, clock: Clock) -> None:
        self.epoch = new_id("hub")
        self.mirror = Mirror(clock.monotonic())
        self.on_feed_epoch: Callable[[], None] = lambda: None
        """Called when another process sends the feed: it knows nothing of what was said to the one before."""
        self.on_join: Callable[[], None] = lambda: None
        """Called when somebody watches what nobody may have watched before."""
        self._dsn = dsn
        self._ask = ask
        self._clock = clock
        self._readers: dict[Scope, dict[Outbox, None]] = {}
        self._is_behind = anyio.Event()
        self._is_whole = anyio.Event()
        self._is_known = anyio.Event()
        self._sockets: Counter[str] = Counter()
        self._wishes = 0
        self._wish = anyio.Event()

    @contextmanager
    def wanted(self) -> Iterator[None]:
        """Inside the block, and some seconds after it, the mirror follows what is so (`until_known`)."""
        self._wishes += 1
        self._wish.set()
        try:
            yield
        finally:
            self._wishes -= 1
            if not self._wishes:
                self._wish = anyio.Event()

    async def until_known(self, within: float = RETRY_TIME) -> bool:
        """Whether the mirror is known, after at most `within` seconds. In a block of `wanted`."""
        with anyio.move_on_after(within):
            await self._is_known.wait()
        return self.mirror.is_known

    @contextmanager
    def place_for(self, person: str) -> Iterator[bool]:
        """A place for one more socket inside the block; False if there are too many, of the person or of all."""
        is_free = self._sockets[person] < MOST_OF_ONE_PERSON and self._sockets.total() < MOST
        self._sockets[person] += is_free
        try:
            yield is_free
        finally:
            self._sockets[person] -= is_free
            if not self._sockets[person]:
                del self._sockets[person]

    @property
    def age(self) -> float:
        """Seconds since the centre was heard, or since this process began if it never was."""
        return max(0.0, self._clock.monotonic() - self.mirror.heard_at)

    def join(self, outbox: Outbox, scopes: Scopes) -> None:
        """Whatever changes in `scopes` is put into `outbox` from now on."""
        for scope in scopes:
            self._readers.setdefault(scope, {})[outbox] = None
        self.on_join()

    def leave(self, outbox: Outbox, scopes: Scopes) -> None:
        """Harmless for one that has not joined."""
        for scope in scopes:
            readers = self._readers.get(scope, {})
            readers.pop(outbox, None)
            if not readers:
                self._readers.pop(scope, None)

    def is_watched(self, topics: Collection[str]) -> bool:
        """Does anybody see any of these topics now?"""
        return any(topic in topics for topic, _ in self._readers)

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(receive, self._dsn, self.heard, self._listening)
            tasks.start_soon(self.keep_up)

    async def keep_up(self) -> None:
        """Ask the centre for what is wanted, until cancelled."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._catch_up)
            tasks.start_soon(self._go_on)

    def _listening(self) -> None:
        self.mirror.missed_something()
        self._is_behind.set()

    def heard(self, news: LiveNews) -> None:
        """A message of the feed has come."""
        mirror, was_known = self.mirror, self.mirror.is_known
        is_other = news.epoch != mirror.feed_epoch
        events = mirror.take(news, self._clock.monotonic(), self._clock.now())
        if was_known:  # before, nobody has been told anything: a snapshot follows
            self._hand_on(events)
        if mirror.is_behind:
            self._is_behind.set()
        else:
            self._is_whole.set()
        if mirror.is_known:
            self._is_known.set()
        elif self._is_known.is_set():
            self._is_known = anyio.Event()
        if mirror.is_known and not was_known:
            self._show_everything()
        if is_other:
            self.on_feed_epoch()

    def put(self, objects: Iterable[LiveObject]) -> None:
        """Objects of this process's own topics (`core.live.live.OWN_TOPICS`) as they are now."""
        events = self.mirror.put(objects, self._clock.now())
        if self.mirror.is_known:
            self._hand_on(events)

    def _hand_on(self, events: Iterable[Event]) -> None:
        for event in events:
            for scope in event.scopes:
                for outbox in self._readers.get(scope, ()):
                    outbox.put(event)

    def _show_everything(self) -> None:
        for outbox in {outbox for readers in self._readers.values() for outbox in readers}:
            outbox.ask_snapshot()

    async def _catch_up(self) -> None:
        """Ask for everything as long as something is missing that somebody wants to know."""
        while True:
            if not self.mirror.is_behind:
                self._is_behind = anyio.Event()
                await self._is_behind.wait()
            await self._wish.wait()
            self._is_whole = anyio.Event()
            try:
                await self._ask(SendLive())
            except S724Error as error:
                log.debug("nobody sends the live feed", error=type(error).__name__)
            with anyio.move_on_after(RETRY_TIME):
                await self._is_whole.wait()

    async def _go_on(self) -> None:
        """Say again and again that somebody wants to know what changes."""
        while True:
            await self._wish.wait()
            await anyio.sleep(WANTED_TIME / 3.5)
            if self._wishes:
                with suppress(S724Error):  # whoever is back is asked for everything
                    await self._ask(SendLive(whole=False))
