"""Whether a party is still on the line, and what ends when it is not: the same for every kind of channel."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import anyio

from core.tasks.cancel_group import CancelGroup
from core.tasks.flag import Flag


class Presence:
    """See `core.telephony.telephony.Channel` for `is_up`, `while_up` and `gone`."""

    def __init__(self) -> None:
        self.on_hung_up: Callable[[], None] | None = None
        """Called in the moment in which the hang-up is reported, before any task goes on. It may not wait."""
        self.is_cut_off = False
        """Is the party gone because the exchange is? Nobody has hung up then."""
        self._gone = Flag()
        self._waits = CancelGroup()

    @property
    def is_up(self) -> bool:
        return not self._gone.is_set

    @property
    def is_served(self) -> bool:
        """Does a task still care for it? One whose task could not hang it up stays open and is nobody's."""
        return bool(self._waits)

    def while_up(self) -> AbstractContextManager[anyio.CancelScope]:
        return self._waits.scope(is_over=not self.is_up)

    def has_hung_up(self) -> None:
        """The party is gone. Called by the first who hears of it, maybe more than once."""
        if not self._gone.is_set:
            self._gone.set()
            self._waits.cancel()
            if self.on_hung_up is not None:
                self.on_hung_up()

    def was_cut_off(self) -> None:
        """The exchange died with the party on it."""
        if not self._gone.is_set:
            self.is_cut_off = True
        self.has_hung_up()

    async def gone(self) -> None:
        await self._gone.wait()
