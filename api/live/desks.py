"""Tells the centre which consultants' pages are there. One for the process."""

from collections.abc import Callable, Iterable

import anyio
import msgspec
import structlog

from api.live.desk_book import Desk, DeskBook
from api.live.hub import Ask, Hub
from core.clock import Clock
from core.errors import S724Error
from core.live.live import NOTHING
from core.relay.commands import Command, DeskGone, DeskIs, DesksBeat, Refused

log = structlog.get_logger()

BEAT_TIME = 1.0  # seconds between two signs of life of this process
SWEEP_TIME = 0.5  # seconds between two looks for pages that are silent
RETRY_TIME = 1.0  # seconds after which is told again what nobody has answered
AT_ONCE = 20  # consultants of whom is told at the same time; their commands share one connection


class _HasCall(msgspec.Struct):
    call: msgspec.Raw = NOTHING


_has_call = msgspec.json.Decoder(_HasCall)


class Desks:
    """`book` says whose desk is where; `run` is the task that tells the centre."""

    def __init__(
        self, hub: Hub, ask: Ask, clock: Clock, on_desk: Callable[[str, str], object] = lambda person, page: None
    ) -> None:
        """`on_desk(person, page)`: that page is the person's desk now, and no other one."""
        self.book = DeskBook(self.has_call, self._changed)
        self._hub = hub
        self._ask = ask
        self._clock = clock
        self._on_desk = on_desk
        self._told: dict[str, Desk] = {}
        """By the process that owns the live state now; another dictionary for each one."""
        self._to_tell: dict[str, None] = {}
        self._news = anyio.Event()
        hub.on_feed_epoch = self.tell_all

    def is_known(self, person: str) -> bool:
        """Is it a consultant whom the centre knows?"""
        return self._hub.mirror.value("agent", person) is not None

    def tell_all(self) -> None:
        """Another process owns the live state: it has been told nothing."""
        self._told = {}
        self._mark(self.book.people())

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._tell_for_ever)
            tasks.start_soon(self._beat)
            tasks.start_soon(self._sweep)

    def has_call(self, person: str) -> bool:
        """Is a call offered to a consultant, or going on?"""
        value = self._hub.mirror.value("agent", person)
        return value is not None and _has_call.decode(value).call != NOTHING

    def may_be_telephone(self, person: str, page: str) -> bool:
        """Is no other page the person's desk?"""
        desk = self.book.desk(person)
        return desk is None or desk.page == page

    def _changed(self, person: str) -> None:
        self._mark([person])
        if (desk := self.book.desk(person)) is not None:
            self._on_desk(person, desk.page)

    def _mark(self, people: Iterable[str]) -> None:
        self._to_tell.update(dict.fromkeys(people))
        self._news.set()

    async def _sweep(self) -> None:
        while True:
            self.book.sweep(self._clock.monotonic())
            await anyio.sleep(SWEEP_TIME)

    async def _beat(self) -> None:
        while True:
            # Also without any desk: a page that is lost could not be told from a web service that is away.
            await self._carried_out(DesksBeat(self._hub.epoch))
            await anyio.sleep(BEAT_TIME)

    async def _tell_for_ever(self) -> None:
        """Of one consultant one thing after the other; of several at once."""
        limit = anyio.CapacityLimiter(AT_ONCE)
        while True:
            self._news = anyio.Event()
            people, self._to_tell = self._to_tell, {}
            failed: list[str] = []
            async with anyio.create_task_group() as tasks:
                for person in people:
                    tasks.start_soon(self._tell, person, limit, failed)
            if failed:
                await anyio.sleep(RETRY_TIME)
                self._mark(failed)
            await self._news.wait()

    async def _tell(self, person: str, limit: anyio.CapacityLimiter, failed: list[str]) -> None:
        """Bring the centre from what it was told to what is so."""
        async with limit:
            known, now = self._told, self.book.desk(person)
            told = known.get(person)
            if told is not None and (now is None or now.page != told.page):
                if not await self._carried_out(DeskGone(person, told.page, self._hub.epoch)):
                    failed.append(person)
                    return
                known.pop(person, None)
            if now is None or now == known.get(person):
                return
            if await self._carried_out(self._desk_is(person, now)):
                known[person] = now
            else:
                failed.append(person)

    def _desk_is(self, person: str, desk: Desk) -> DeskIs:
        return DeskIs(person, desk.page, desk.telephone, desk.trouble or "", self._hub.epoch)

    async def _carried_out(self, command: Command) -> bool:
        """False if nobody answered: then it has to be said again."""
        try:
            reply = await self._ask(command)
        except S724Error as error:
            log.debug("nobody hears of desks", error=type(error).__name__)
            return False
        if isinstance(reply, Refused):
            log.warning("the centre refused a desk", command=type(command).__name__, code=reply.code)
        return True
