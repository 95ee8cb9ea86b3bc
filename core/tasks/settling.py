"""What is wanted changes at once; one task makes it so, and others may wait until it is."""

from collections.abc import Callable

import anyio

from core.tasks.flag import Flag


class Settling:
    """Of one thing that is to be as it is wanted: a recording's file, an ear at a conversation.

    Whoever wants something else says `changed`. The task looks, makes it so, and waits for news:

        while True:
            settling.look()
            ...
            await settling.news()
    """

    def __init__(self, is_so: Callable[[], bool]) -> None:
        self._is_so = is_so
        self._news = anyio.Event()
        self._settled = Flag()

    def changed(self) -> None:
        """The task looks again. Harmless where nothing has to be done."""
        if self._settled.is_set:
            self._settled = Flag()
        self._news.set()

    def look(self) -> None:
        """What was wanted until now is known: only what comes later is news."""
        self._news = anyio.Event()

    async def news(self) -> None:
        """Return when something has changed since the last look."""
        self.tell()
        await self._news.wait()

    def tell(self) -> None:
        """Whoever waits for it goes on, if it is so."""
        if self._is_so():
            self._settled.set()

    async def settled(self, seconds: float) -> bool:
        """Return when it is so: True; False after `seconds`, and then it is tried on."""
        return self._is_so() or await self._settled.wait(seconds)
