"""The task that keeps something in memory as the database has it."""

from collections.abc import Awaitable, Callable, Collection

import anyio
import structlog

from core.db.errors import DATABASE_AWAY, RETRY_TIME

log = structlog.get_logger()

REVIEW_TIME = 60.0  # seconds after which is looked without being told: news are lost while the database is away


class Keeper:
    """Looks when it is told to, and now and then without. `run` is its task; `tell` takes news of the relay.

    One look after the other: of two at once the older one might end last, and what it found would stay. What
    changes during a look makes it look once more.
    """

    def __init__(
        self,
        of: str,
        look: Callable[[], Awaitable[object]],
        *,
        news: Collection[str] = (),
        every: float = REVIEW_TIME,
        time_to_next: Callable[[], Awaitable[float]] | None = None,
        is_known: bool = False,
    ) -> None:
        """`look()` may raise `core.db.errors.DATABASE_AWAY`; then what was known must stay, and it is called again
        soon. `of` what it was is for the log.

        It is called at once, unless that `is_known` already; at news of those kinds; and after `every` seconds, or
        after those that `time_to_next()` says.
        """
        self._of = of
        self._look = look
        self._kinds = news
        self._every = every
        self._time_to_next = time_to_next
        self._is_known = is_known
        self._has_failed = False
        self._news = anyio.Event()

    def tell(self, news: str) -> None:
        """Something in the data has changed."""
        if news in self._kinds:
            self.look()

    def look(self) -> None:
        """Look at once."""
        self._news.set()

    async def run(self) -> None:
        """Until cancelled, or until `look` raises something else."""
        wait = await self._wait() if self._is_known else 0.0
        while True:
            with anyio.move_on_after(wait):
                await self._news.wait()
            self._news = anyio.Event()
            try:
                await self._look()
            except DATABASE_AWAY as error:
                if not self._has_failed:  # said once, and not with every look
                    log.error("not read, what is known stays", of=self._of, error=type(error).__name__)
                self._has_failed = True
                wait = min(self._every, RETRY_TIME)
                continue
            self._has_failed = False
            wait = await self._wait()

    async def _wait(self) -> float:
        return self._every if self._time_to_next is None else await self._time_to_next()
