"""What the board says of people of the staff: acts that wait for a second person, where one person alone acted,
and who has come to the ceiling of looks at clients."""

from collections.abc import Mapping

import anyio
import structlog

from clients.look_ceiling_store import refused_accounts
from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.four_eyes import NEWS
from core.four_eyes_store import ToTell, to_tell

log = structlog.get_logger()

REVIEW_TIME = 10.0  # seconds after which is looked without being told: nobody tells of looks that were refused
RETRY_TIME = 1.0  # seconds after which is looked again for what could not be read


class WaitingActs:
    """`tell` listens to news, `run` is its task. A database that is away leaves what is known."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.known = ToTell({}, {})
        self.refused_looks: Mapping[str, int] = {}
        self._engine = engine
        self._clock = clock
        self._news = anyio.Event()

    def tell(self, news: str) -> None:
        """Something has changed."""
        if news == NEWS:
            self.look()

    def look(self) -> None:
        """Look at once whether anything has."""
        self._news.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._news = anyio.Event()
            wait = REVIEW_TIME
            try:
                now = self._clock.now()
                self.known = await to_tell(self._engine, now)
                self.refused_looks = await refused_accounts(self._engine, now)
            except DATABASE_AWAY as error:
                log.warning("what waits for a second person was not loaded", error=type(error).__name__)
                wait = RETRY_TIME
            with anyio.move_on_after(wait):
                await self._news.wait()
