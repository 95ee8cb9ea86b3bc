"""What people have written to the offices and nobody has answered: counted, and put into the mirror whenever it is
another number, so that lists follow by themselves and the board can warn."""

from collections.abc import Callable, Mapping
from datetime import datetime

from api.live.board_objects import Changed
from core.clock import Clock
from core.db.engine import Engine
from core.live.live import LiveObject, MatterOrders
from core.tasks.keeper import Keeper
from core.todo.work_store import NEWS as TAKES
from messaging.matters.matter import NEAR_TIME, NEWS
from messaging.matters.term_store import matter_orders

REVIEW_TIME = 10.0
"""Seconds after which is looked without being told: terms end by themselves."""


class MattersSeen:
    """`keeper` has their task. A database that is away leaves what is known."""

    def __init__(self, engine: Engine, clock: Clock, put: Callable[[list[LiveObject]], None]) -> None:
        """`put`: told what has changed."""
        self.known: Mapping[str, MatterOrders] = {}
        self._put = put
        self._engine = engine
        self._clock = clock
        self._changed = Changed()
        self.keeper = Keeper("open matters", self._look, news=(NEWS, TAKES), every=REVIEW_TIME)

    async def _look(self) -> None:
        self.known = await matter_orders(self._engine, self._clock.now())
        self._put(self._changed.among("matters", dict(self.known)))

    def late(self) -> dict[str, tuple[int, datetime]]:
        """How many are past their terms, and since when the first, by office."""
        return {
            office: (orders.late, orders.first)
            for office, orders in self.known.items()
            if orders.late and orders.first is not None
        }

    def near(self) -> dict[str, tuple[int, float]]:
        """How many terms end within how many seconds, by office."""
        within = NEAR_TIME.total_seconds()
        return {office: (orders.near, within) for office, orders in self.known.items() if orders.near}
