"""Brings the parties of a conversation together as `parties` says: the one place where that becomes bridges.

The caller is on the conversation's bridge from its beginning to its end, alone with music or with others; who
talks apart has a bridge of their own for as long as that lasts, and who is aside an ear at the consultant's leg.
Two who talk are on a plain bridge of two.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack

import anyio
import structlog

from ari_app.calls.conversations.parties import NOBODY, Role, Rooms
from core.errors import ChannelGone, TelephonyFailed
from core.tasks.flag import Flag
from core.telephony.telephony import Bridge, Channel, Ear, Telephony

log = structlog.get_logger()


class Floor:
    """One for each conversation. `arranged` is what is so now; None: to be looked at."""

    def __init__(
        self,
        caller: Channel,
        bridge: Bridge,
        telephony: Telephony,
        arranged: Rooms | None,
        on_ear_lost: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_ear_lost`: who is aside hears nothing, and nobody has asked for that; it may not wait."""
        self._arranged = arranged
        self._has_changed = False  # while it was being arranged: then it has to be looked at
        self._caller = caller
        self._bridge = bridge
        self._telephony = telephony
        self._apart = AsyncExitStack()
        self._aside = AsyncExitStack()
        self._ear: Ear | None = None
        self._on_ear_lost = on_ear_lost
        self._no_ear = Flag()
        self._no_ear.set()
        self._heard: frozenset[str] | None = None  # the legs whose sound came to the caller last
        self._has_parted = arranged is None
        self._news = anyio.Event()

    def is_as(self, rooms: Rooms) -> bool:
        """Is it so already?"""
        return self._arranged == rooms

    async def ear_is_shut(self, seconds: float) -> bool:
        """Return when nobody hears anything aside: True; False after `seconds`."""
        return self._no_ear.is_set or await self._no_ear.wait(seconds)

    async def arrange(self, rooms: Rooms, legs: Mapping[Role, Channel]) -> None:
        """Make it so; `legs` are those of everybody named. Whoever hangs up meanwhile is passed over.

        Raises ChannelGone when it is the caller, and TelephonyFailed: then nothing is certain any more. What fails
        of an ear is told to `on_ear_lost` alone."""
        before = self._arranged
        if before == rooms:
            return
        self._arranged, self._has_changed = None, False
        if before is None or before.aside != rooms.aside:
            await self._end_aside()
        elif before.is_silent != rooms.is_silent:
            await self._listen(is_silent=rooms.is_silent)
        if before is None or before.apart != rooms.apart:
            await self._apart.aclose()
        for role, leg in legs.items():
            is_wanted = role in rooms.with_caller
            # Who is to be aside goes there from wherever that is.
            if role not in rooms.aside and (before is None or (role in before.with_caller) != is_wanted):
                await self._move(leg, is_wanted=is_wanted, is_left_alone=not rooms.with_caller)
        if rooms.apart and (before is None or before.apart != rooms.apart):
            await self._begin_apart([legs[role] for role in sorted(rooms.apart)])
        if rooms.aside and (before is None or before.aside != rooms.aside):
            [role] = rooms.aside
            await self._begin_aside(legs[Role.AGENT], legs[role], is_silent=rooms.is_silent)
        if not self._has_changed:
            self._arranged = rooms
        self.tell()

    async def news(self) -> None:
        """Return when it was arranged anew, or something else was told."""
        await self._news.wait()

    def tell(self) -> None:
        """Whoever waits for news is to look."""
        self._news.set()
        self._news = anyio.Event()

    async def _move(self, leg: Channel, *, is_wanted: bool, is_left_alone: bool) -> None:
        try:
            await (self._bridge.join(leg) if is_wanted else self._bridge.part(leg, has_music=is_left_alone))
        except ChannelGone:
            if not self._caller.is_up:
                raise

    async def _begin_apart(self, legs: Sequence[Channel]) -> None:
        try:
            await self._apart.enter_async_context(self._telephony.bridge(*legs))
        except ChannelGone:
            if not self._caller.is_up:
                raise

    def hears_another(self, rooms: Rooms, legs: Mapping[Role, Channel]) -> bool:
        """The caller hears whom `rooms` says, and nobody else any more. Is it one telephone alone, whose packets
        are passed on as they are, and was it another one until now, or one of several?"""
        heard = frozenset(legs[role].id for role in rooms.with_caller)
        is_same = heard == self._heard or (self._heard is None and not self._has_parted)
        if heard:
            self._heard = heard
        return len(heard) == 1 and not is_same

    # -- aside

    async def _begin_aside(self, agent: Channel, leg: Channel, *, is_silent: bool) -> None:
        try:
            self._ear = await self._aside.enter_async_context(
                self._telephony.overhearing(agent, leg, self._on_ear_lost, "whispering")
            )
        except (ChannelGone, TelephonyFailed) as error:
            self._ear_failed(error)
            return
        await self._listen(is_silent=is_silent)

    async def _listen(self, *, is_silent: bool) -> None:
        ear = self._ear
        if ear is None:
            return
        try:
            if is_silent:
                await ear.shut()
                self._no_ear.set()
            else:
                self._no_ear = Flag()
                await ear.open()
        except (ChannelGone, TelephonyFailed) as error:
            self._ear_failed(error)

    async def _end_aside(self) -> None:
        await self._aside.aclose()
        self._ear = None
        self._no_ear.set()

    def _ear_failed(self, error: Exception) -> None:
        log.warning("nobody hears aside", error=type(error).__name__)
        self._on_ear_lost()

    # -- who has which part

    def changed(self, role: Role) -> None:
        """Another telephone has this part, which is on no bridge yet, or nobody has it any more."""
        self._has_changed = True
        if (before := self._arranged) is not None:
            self._arranged = Rooms(before.with_caller - {role}, before.apart, before.aside, before.is_silent)

    def handed_over(self, role: Role) -> None:
        """The telephone of `role` is the consultant's now, wherever it is; whose that was, hangs up."""
        self._has_changed = True
        if self._arranged is None:
            return
        before, self._arranged = self._arranged, None
        if role is not Role.COLLEAGUE and (before.apart or before.aside):
            return  # with whoever was the consultant
        if before.apart:
            self._arranged = Rooms(NOBODY, before.apart)
        else:
            others = before.with_caller - {role, Role.AGENT}
            with_caller = others | {Role.AGENT} if role in before.with_caller else others
            self._arranged = Rooms(with_caller, NOBODY, before.aside, before.is_silent)

    async def close(self) -> None:
        """Nothing but the conversation's own bridge is left."""
        await self._end_aside()
        await self._apart.aclose()
