"""Keeps the emergency messages in memory for callers whom the application cannot serve."""

import anyio
import structlog

from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from ivr.emergency_message import EmergencyBoard
from ivr.emergency_message_store import load_emergencies

log = structlog.get_logger()

REVIEW_TIME = 60.0  # seconds after which is looked without being told
RETRY_TIME = 1.0  # seconds after which is looked again for what could not be read


class EmergencyMessageKeeper:
    """`tell` listens to news, `run` is its task. A database that is away leaves what is known."""

    def __init__(self, board: EmergencyBoard, engine: Engine, clock: Clock) -> None:
        self._board = board
        self._engine = engine
        self._clock = clock
        self._news = anyio.Event()

    def tell(self, news: str) -> None:
        """Something has changed."""
        if news == "emergency":
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
                self._board.messages = await load_emergencies(self._engine, self._clock.now())
            except DATABASE_AWAY as error:
                log.warning("emergency messages were not loaded", error=type(error).__name__)
                wait = RETRY_TIME
            with anyio.move_on_after(wait):
                await self._news.wait()
