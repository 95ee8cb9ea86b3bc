"""Brings the parties of a conversation together as `parties` says: the one place where that becomes bridges.

The caller is on the conversation's bridge from its beginning to its end, alone with music or with others; who
talks apart has a bridge of their own for as long as that lasts. Two who talk are on a plain bridge of two.
"""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack

import anyio

from ari_app.calls.conversations.parties import NOBODY, Role, Rooms
from core.errors import ChannelGone
from core.telephony.telephony import Bridge, Channel, Telephony


class Floor:
    """One for each conversation. `arranged` is what is so now; None: to be looked at."""

    def __init__(self, caller: Channel, bridge: Bridge, telephony: Telephony, arranged: Rooms | None) -> None:
        self._arranged = arranged
        self._caller = caller
        self._bridge = bridge
        self._telephony = telephony
        self._apart = AsyncExitStack()
        self._news = anyio.Event()

    def is_as(self, rooms: Rooms) -> bool:
        """Is it so already?"""
        return self._arranged == rooms

    async def arrange(self, rooms: Rooms, legs: Mapping[Role, Channel]) -> None:
        """Make it so; `legs` are those of everybody named. Whoever hangs up meanwhile is passed over.

        Raises ChannelGone when it is the caller, and TelephonyFailed: then nothing is certain any more."""
        before = self._arranged
        if before == rooms:
            return
        self._arranged = None
        if before is None or before.apart != rooms.apart:
            await self._apart.aclose()
        for role, leg in legs.items():
            is_wanted = role in rooms.with_caller
            if before is None or (role in before.with_caller) != is_wanted:
                await self._move(leg, is_wanted=is_wanted, is_left_alone=not rooms.with_caller)
        if rooms.apart and (before is None or before.apart != rooms.apart):
            await self._begin_apart([legs[role] for role in sorted(rooms.apart)])
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

    def changed(self, role: Role) -> None:
        """Another telephone has this part, which is on no bridge yet, or nobody has it any more."""
        if self._arranged is not None:
            self._arranged = Rooms(self._arranged.with_caller - {role}, self._arranged.apart)

    def handed_over(self, role: Role) -> None:
        """The telephone of `role` is the consultant's now, wherever it is; whose that was, hangs up."""
        if self._arranged is None:
            return
        before, self._arranged = self._arranged, None
        if not before.apart:
            others = before.with_caller - {role, Role.AGENT}
            self._arranged = Rooms(others | {Role.AGENT} if role in before.with_caller else others)
        elif role is Role.COLLEAGUE:
            self._arranged = Rooms(NOBODY, before.apart)

    async def close(self) -> None:
        """Nothing but the conversation's own bridge is left."""
        await self._apart.aclose()
