"""One page on `/api/live`: what it asks, what it sees, and that its session goes on (docs/live.md)."""

import hashlib
import math
from collections.abc import Awaitable, Callable

import anyio
import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.live.desk_book import Desk, Page
from api.live.desks import Desks
from api.live.hub import Hub
from api.live.messages import (
    Beat,
    DeskNote,
    DeskSays,
    ErrorNote,
    FromPage,
    Leaving,
    Snapshot,
    TakeOver,
    WatchTopics,
    read_message,
)
from api.live.outbox import Outbox
from api.live.rate import MOST_BYTES, MessageRate
from api.live.scopes import NOTHING, Sight, seen
from core.clock import Clock
from core.db.errors import DATABASE_AWAY

BEAT_TIME = 1.0  # seconds between two beats
CHECK_TIME = 30.0  # seconds between two looks at the session of a page of which nothing was told
_CLOSE_TIME = 5.0  # seconds for the reader to take the last word
REFUSED, SESSION_OVER = 1008, 4401  # close codes

Look = Callable[[bool], Awaitable[Sight | None]]
"""Who the session belongs to now; None when it is over. True: it counts as used. Raises DATABASE_AWAY."""


UntilChanged = Callable[[float], Awaitable[None]]
"""Returns when the session is over or has other rights, or after so many seconds."""


class Watch:
    """`run` serves the socket, which is accepted, to its end."""

    def __init__(
        self,
        socket: WebSocket,
        sight: Sight,
        look: Look,
        hub: Hub,
        desks: Desks,
        clock: Clock,
        until_changed: UntilChanged = anyio.sleep,
    ) -> None:
        self._socket = socket
        self._sight = sight
        self._look = look
        self._until_changed = until_changed
        self._hub = hub
        self._desks = desks
        self._clock = clock
        self._topics: list[str] | None = None  # what was asked for
        self._scopes = NOTHING
        self._epoch = ""
        self._news = anyio.Event()
        self._outbox = Outbox(self._changed)
        self._page = Page(sight.user.username, self._tell_desk)
        self._beat_at = clock.monotonic() + BEAT_TIME
        self._name_epoch()

    async def run(self) -> None:
        """Until the page is gone, or is refused."""
        codes: list[int] = []
        try:
            async with anyio.create_task_group() as tasks:

                async def one(part: Callable[[], Awaitable[int | None]]) -> None:
                    try:
                        code = await part()
                    except WebSocketDisconnect:
                        code = None
                    codes.extend([] if code is None else [code])
                    tasks.cancel_scope.cancel()

                for part in (self._read, self._write, self._check):
                    tasks.start_soon(one, part)
        finally:
            self._hub.leave(self._outbox, self._scopes)
            self._desks.book.leaves(self._page)
        if codes:
            with anyio.move_on_after(_CLOSE_TIME):
                await self._socket.close(codes[0])

    # -- from the page

    async def _read(self) -> int | None:
        """The close code; None when the page has gone by itself."""
        rate = MessageRate(self._clock.monotonic())
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return None
            text = message.get("text")
            if text is None or not rate.allows(self._clock.monotonic()) or len(text.encode()) > MOST_BYTES:
                return REFUSED
            try:
                self._take(read_message(text))
            except msgspec.DecodeError:
                return REFUSED

    def _take(self, message: FromPage) -> None:
        book, page = self._desks.book, self._page
        match message:
            case WatchTopics():
                self._watch(message)
            case DeskSays() | TakeOver() if not self._desks.is_known(page.person):
                if self._hub.mirror.is_known:
                    self._error("not_a_consultant", "To konto nie jest kontem konsultanta.")
            case DeskSays():
                desk = Desk(message.page, message.telephone, message.trouble)
                book.says(page, desk, self._clock.monotonic())
            case TakeOver():
                if not book.takes_over(page, message.page, self._clock.monotonic()):
                    self._error("take_over_refused", "Nie można teraz przejąć stanowiska: trwa rozmowa.")
            case Leaving():
                if page.desk is not None and page.desk.page == message.page:
                    book.leaves(page)

    def _watch(self, message: WatchTopics) -> None:
        self._topics = message.topics
        for topic in self._see():
            self._error("topic_refused", f"Nie ma dostępu do: {topic}.")
        mirror = self._hub.mirror
        if not mirror.is_known:
            return  # everything follows as soon as the centre has been heard
        missed = None
        if message.epoch == self._epoch and message.seq is not None:
            missed = mirror.since(message.seq, self._scopes)
        if missed is None:
            self._outbox.ask_snapshot()
            return
        for event in missed:
            self._outbox.put(event)

    def _see(self) -> list[str]:
        """From now on what the topics and the rights of now let be seen; the topics that are refused."""
        self._hub.leave(self._outbox, self._scopes)
        self._scopes, refused = seen(self._sight, self._topics or ())
        self._hub.join(self._outbox, self._scopes)
        self._name_epoch()
        return refused

    def _name_epoch(self) -> None:
        """Whoever saw something else before has to be told everything: that is another epoch."""
        digest = hashlib.blake2s(repr(sorted(self._scopes)).encode(), digest_size=6).hexdigest()
        self._epoch = f"{self._hub.epoch}.{digest}"

    # -- to the page

    def _changed(self) -> None:
        self._news.set()

    def _tell_desk(self, is_own: bool, may_take_over: bool) -> None:
        self._outbox.note(msgspec.json.encode(DeskNote(is_own, may_take_over)))

    def _error(self, code: str, message: str) -> None:
        self._outbox.note(msgspec.json.encode(ErrorNote(code, message)))

    async def _write(self) -> int | None:
        """Never ends by itself. One message after the other: what changes while the page reads waits as its
        newest value."""
        while True:
            self._news = anyio.Event()
            while (text := self._next()) is not None:
                await self._socket.send_text(text)
            with anyio.move_on_after(max(0.0, self._beat_at - self._clock.monotonic())):
                await self._news.wait()

    def _next(self) -> str | None:
        outbox, mirror = self._outbox, self._hub.mirror
        if (note := outbox.next_note()) is not None:
            return note.decode()
        if outbox.wants_snapshot:
            outbox.wants_snapshot = False
            snapshot = Snapshot(self._epoch, mirror.seq, self._clock.now(), mirror.seen_by(self._scopes))
            return msgspec.json.encode(snapshot).decode()
        if (now := self._clock.monotonic()) >= self._beat_at:
            self._beat_at = max(self._beat_at + BEAT_TIME, now)
            seq = outbox.complete_up_to(mirror.seq)
            beat = Beat(self._epoch, seq, self._clock.now(), math.floor(self._hub.age * 10) / 10)
            return msgspec.json.encode(beat).decode()
        if (event := outbox.next_event()) is not None:
            return f'{{"type":"event","epoch":"{self._epoch}",{event.tail}'
        return None

    # -- the session

    async def _check(self) -> int | None:
        """The close code when the session is over. A database that is away ends nobody's."""
        while True:
            await self._until_changed(CHECK_TIME)
            try:
                sight = await self._look(self._desks.book.is_desk(self._page))
            except DATABASE_AWAY:
                continue
            if sight is None:
                return SESSION_OVER
            if sight != self._sight:
                self._sight = sight
                before = self._scopes
                self._see()
                if self._scopes != before:
                    self._outbox.ask_snapshot()
