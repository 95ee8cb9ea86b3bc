"""Carries what is so now (`core.live.live`) from the process that owns it to those that show it, over the relay.

Nothing is stored and nobody waits for anybody: whoever missed something asks for everything (`SendLive`). Whoever
wants to know what changes says so again and again; while nobody does, only signs of life are sent.
"""

from collections.abc import Callable
from typing import Protocol

import anyio
import msgspec
import structlog

from core.clock import Clock
from core.db.errors import RETRY_TIME
from core.errors import DataUnavailable
from core.ids import new_id
from core.live.live import LiveNews, LiveObject
from core.live.live_packing import marked_whole, packs
from core.relay.relay import MOST_BYTES, Say, follow, speaking

log = structlog.get_logger()

CHANNEL = "s724_live"
EVERY = 0.05  # seconds from one message to the next at the least: what changes twice meanwhile is sent once
HEARTBEAT_TIME = 0.9  # seconds from one message to the next at the most
WANTED_TIME = 15.0  # seconds for which one wish to know what changes holds

_reader: msgspec.json.Decoder[LiveNews] = msgspec.json.Decoder(LiveNews)


class LiveSource(Protocol):
    """Knows what is so. Bounded by what there is: it keeps one newest value of each object."""

    def changes(self) -> list[LiveObject]:
        """What is not as it was when this or `everything` was asked last."""
        ...

    def everything(self) -> list[LiveObject]:
        """All that is so. From now on `changes` is asked again."""
        ...

    def rest(self) -> None:
        """Nobody wants to know what changes, until `everything` is asked."""
        ...


class LiveSender:
    """Sends what `source` says. Its faults stay its own: calls go on without anybody seeing them."""

    def __init__(self, dsn: str, source: LiveSource, clock: Clock) -> None:
        self._dsn = dsn
        self._source = source
        self._clock = clock
        self._epoch = new_id("live")
        self._seq = 0
        self._sends_everything = True
        self._wanted_until = float("-inf")
        self._news = anyio.Event()

    def wake(self) -> None:
        """Something has changed: look soon. Costs next to nothing."""
        self._news.set()

    def send_everything(self) -> None:
        """Somebody knows nothing yet, or has missed something, and wants to know what changes."""
        self._sends_everything = True
        self.go_on()

    def go_on(self) -> None:
        """Somebody still wants to know what changes."""
        self._wanted_until = self._clock.monotonic() + WANTED_TIME
        self._news.set()

    async def run(self) -> None:
        """Until cancelled. While the database is away nothing is kept; everything is sent when it is back."""
        while True:
            try:
                async with speaking(self._dsn, CHANNEL) as say:
                    await self._send_for_ever(say)
            except DataUnavailable:
                log.warning("the live feed lost the database")
                self._source.rest()  # nothing may pile up meanwhile
            except Exception as error:
                # The centre goes on without a picture of it rather than not at all.
                log.exception("the live feed failed", error=type(error).__name__)
            self._sends_everything = True
            await anyio.sleep(RETRY_TIME)

    async def _send_for_ever(self, say: Say) -> None:
        while True:
            self._news = anyio.Event()
            await say([msgspec.json.encode(news).decode() for news in self._messages()])
            await anyio.sleep(EVERY)
            with anyio.move_on_after(HEARTBEAT_TIME - EVERY):
                await self._news.wait()

    def _messages(self) -> list[LiveNews]:
        """At least one; with no objects it is a heartbeat."""
        if self._clock.monotonic() >= self._wanted_until:
            self._source.rest()
            self._sends_everything = True  # as soon as somebody wants it
            return [self._message([], rests=True)]
        is_whole, self._sends_everything = self._sends_everything, False
        groups, too_large = packs(self._source.everything() if is_whole else self._source.changes(), MOST_BYTES)
        if too_large:
            log.error("objects are too large for the live feed", keys=[(one.topic, one.key) for one in too_large])
        groups += [[]] * ((2 if is_whole else 1) - len(groups))
        messages = [self._message(group) for group in groups]
        return marked_whole(messages) if is_whole else messages

    def _message(self, objects: list[LiveObject], *, rests: bool = False) -> LiveNews:
        self._seq += 1
        now = self._clock.now()
        return LiveNews(epoch=self._epoch, seq=self._seq, at=now, objects=objects, rests=rests)


async def receive(
    dsn: str, heard: Callable[[LiveNews], None], on_listening: Callable[[], None] | None = None
) -> None:
    """Hand each message of the feed to `heard` until cancelled; reconnect for ever.

    `on_listening`: messages are heard from now on; those of before are lost."""

    def read(payload: str) -> None:
        try:
            news = _reader.decode(payload)
        except msgspec.DecodeError:
            log.warning("a message of the live feed that cannot be read was passed over")
            return
        heard(news)

    await follow(dsn, CHANNEL, read, on_listening)
