"""What the board shows beside the day's figures: orders to ring back, limits and targets, the day as a line."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from api.live.board_objects import Changed
from core.clock import Clock
from core.db.engine import Engine
from core.live.live import PROVINCE, CallbackOrders, LiveObject, Value
from core.questions.public_answers import NEWS as KNOWLEDGE
from core.zone import WARSAW
from knowledge.rates.waiting_store import read_ending_rates
from reports.board.beside_store import DayBeside, read_day, read_orders
from reports.board.board_limits import Limits
from reports.board.limit_store import NEWS

DAY_TIME: Final = 60.0
"""Seconds after which limits, targets and the line are read anew without being told."""


class BoardBeside:
    """`look()`, again and again, never two at a time; what is known stands in the attributes."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.day: DayBeside | None = None
        self.ending_rates: tuple[int, datetime] | None = None
        """How many rates end soon or have ended, and since when that is said."""
        self._engine = engine
        self._clock = clock
        self._orders: Mapping[str, list[datetime]] = {}
        self._day_at = float("-inf")
        self._changed = Changed()

    @property
    def limits(self) -> Limits | None:
        """None before they are known."""
        return None if self.day is None else self.day.limits

    def tell(self, news: str) -> None:
        """Something in the data has changed."""
        if news in (NEWS, KNOWLEDGE):
            self.look_soon()

    def look_soon(self) -> None:
        """Read everything at the next look."""
        self._day_at = float("-inf")

    async def look(self) -> list[LiveObject]:
        """What is not as it was sent. Raises what the database raises; what is known stays."""
        self._orders = await read_orders(self._engine)
        began = self._clock.monotonic()
        if began - self._day_at >= DAY_TIME:
            self._day_at = began  # before: what is told meanwhile is read anew
            try:
                self.day = await read_day(self._engine, self._clock.now())
                self.ending_rates = await self._read_ending_rates()
            except BaseException:
                self.look_soon()
                raise
        now = self._clock.now()
        return [
            *self._changed.among("callbacks", self._callbacks(now)),
            *self._changed.among("day_line", {} if self.day is None else self.day.lines),
            *self._changed.among("limits", self._limits()),
        ]

    async def _read_ending_rates(self) -> tuple[int, datetime] | None:
        found = await read_ending_rates(self._engine, self._clock.now().astimezone(WARSAW).date())
        return None if found is None else (found.count, found.since)

    def overdue(self, now: datetime) -> dict[str, tuple[int, datetime]]:
        """How many orders are past the limit, and since when the first could be rung, by office."""
        late = {office: self._late(office, begins, now) for office, begins in self._orders.items()}
        return {office: (len(begins), begins[0]) for office, begins in late.items() if begins}

    def _late(self, office: str, begins: Iterable[datetime], now: datetime) -> list[datetime]:
        limit = None if self.limits is None else self.limits.value("callback_overdue", office)
        return [] if limit is None else [each for each in begins if now - each > timedelta(seconds=limit)]

    def _callbacks(self, now: datetime) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for office, begins in self._orders.items():
            due = [each for each in begins if each <= now]
            late = self._late(office, due, now)
            found[office] = CallbackOrders(
                open=len(begins), due=len(due), overdue=len(late), first=due[0] if due else None
            )
        return found

    def _limits(self) -> dict[str, Value]:
        if self.day is None:
            return {}
        targets = self.day.targets
        whole = targets.get("")
        found: dict[str, Value] = {PROVINCE: self.day.limits.of(PROVINCE, whole)}
        for office in self.day.offices:
            found[office] = self.day.limits.of(office, targets.get(office, whole))
        return found
