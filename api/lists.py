"""Keeps the topics and the reasons of pauses of this process as they are in the database."""

import anyio
import structlog

from acd.pause_reason_store import reload_pause_reasons
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.topic_store import NEWS, reload_topics

log = structlog.get_logger()

REVIEW_TIME = 60.0  # seconds after which is looked without being told: news are lost while the database is away
RETRY_TIME = 1.0  # seconds after which is looked again for what could not be read


class ListKeeper:
    """`tell` listens to news, `run` is its task. A database that is away leaves what is known."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
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
                await self.reload()
            except DATABASE_AWAY as error:
                log.warning("topics and reasons of pauses were not loaded", error=type(error).__name__)
                wait = RETRY_TIME
            with anyio.move_on_after(wait):
                await self._news.wait()

    async def reload(self) -> None:
        """Who has just changed a list meets the change in this process at once.

        Raises `core.db.errors.DATABASE_AWAY`; then what is known stays."""
        await reload_topics(self._engine)
        await reload_pause_reasons(self._engine)
