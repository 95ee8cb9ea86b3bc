"""Call-backs: a place in the queue that is kept while its caller does something else.

The order stands in line like anybody. When its turn comes a consultant is promised, the caller is rung, and
whoever confirms is served as if the wait had been spent on the line. An order outlives the call that made it and
the process: it is written down, and taken up again after a restart.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

import anyio
import structlog
from anyio.abc import TaskGroup

from acd.matchmaker import Matchmaker
from acd.offers import Place
from core.bus import Bus
from core.call import Call
from core.clock import Clock
from core.errors import NotFound
from core.events import CallbackEnded, CallbackOrdered, CallbackOutcome, CallbackTried
from core.ids import new_id
from core.racing import first_of

log = structlog.get_logger()

TrialOutcome = Literal["talked", "no_answer", "not_confirmed", "agent_missed", "failed"]
Ordering = Literal["ordered", "no_number", "unavailable"]
"""How an order without waiting ends; the names of the node's ways on."""

DIALLING_TIME = 60.0  # seconds for which a consultant is kept: ringing, the greeting, the key
GOODBYE_TIME = 30.0  # seconds for which a caller may stay on the line after ordering
USUAL_WAIT = 900.0  # seconds; what is promised if the wait cannot be estimated


@dataclass(frozen=True, slots=True)
class CallbackOrder:
    """What was ordered. `due_at` is when the caller joined the queue: the place that is kept."""

    id: str
    call_id: str
    office: str
    topic: str | None
    number: str
    dialled_number: str
    due_at: datetime
    client_id: str | None = None
    attempts: int = 0
    language: str = "pl"  # in which whoever ordered was spoken to


class CallbackDesk(Protocol):
    """Talks the order over with the caller."""

    async def ask_number(self, call: Call, *, keeps_place: bool = True) -> str | None:
        """The number to ring; None when the caller would rather not. `keeps_place`: is there a place to keep?"""
        ...

    async def confirm(self, call: Call, between: tuple[datetime, datetime]) -> None:
        """Say when the centre will ring."""
        ...


RingBack = Callable[[CallbackOrder, Place], Awaitable[TrialOutcome]]
"""Ring the caller of an order whose place holds a promised consultant; everything up to the end of the talk."""


@dataclass(frozen=True, slots=True)
class Underway:
    """An attempt that a process before this one began: the call that was made, and its rest."""

    call_id: str
    go_on: Callable[[], Awaitable[TrialOutcome]]


@dataclass(slots=True, eq=False)
class _Open:
    """An order that is not done with. `is_line_free` ends when its caller is no longer on the line."""

    order: CallbackOrder
    is_line_free: Callable[[], Awaitable[None]] | None
    underway: Underway | None = None
    is_withdrawn: anyio.Event = field(default_factory=anyio.Event)
    withdrawn_by: str | None = None


class Callbacks:
    """All open orders, each with a task of its own."""

    def __init__(
        self,
        matchmaker: Matchmaker,
        desk: CallbackDesk,
        bus: Bus,
        clock: Clock,
        tasks: TaskGroup,
    ) -> None:
        """`ring_back` is set when all is put together; without a way out to the operator nothing is offered."""
        self._matchmaker = matchmaker
        self._desk = desk
        self._bus = bus
        self._clock = clock
        self._tasks = tasks
        self.ring_back: RingBack | None = None
        self._open: dict[str, _Open] = {}

    @property
    def are_possible(self) -> bool:
        """Can the centre ring out at all?"""
        return self.ring_back is not None

    @property
    def open(self) -> list[CallbackOrder]:
        """Orders that are not done with."""
        return [one.order for one in self._open.values()]

    async def talk_over(
        self, call: Call, office: str, topic: str | None, *, due: float | None = None
    ) -> CallbackOrder | None:
        """What the caller orders; None for a caller who would rather not. Nothing is kept yet.

        `due` is the moment, monotonic, of the place in line that the caller holds; None for a caller without one.
        """
        came = call.clock.monotonic() if due is None else due
        number = await self._desk.ask_number(call, keeps_place=due is not None)
        if number is None:
            return None
        return CallbackOrder(
            id=new_id("callback"),
            call_id=call.id,
            office=office,
            topic=topic,
            number=number,
            dialled_number=call.caller.dialled_number,
            due_at=call.clock.now() - timedelta(seconds=call.clock.monotonic() - came),
            client_id=call.context.client_id,
            language=call.context.language,
        )

    async def order(
        self, call: Call, office: str, topic: str | None, not_before: datetime | None = None
    ) -> Ordering:
        """Talk an order over with a caller who does not wait in the queue, and keep it; how that ended.

        `not_before` is when somebody is there again: nothing sooner is promised."""
        office = self._matchmaker.queue_for(office)
        if not self.are_possible or office not in self._matchmaker.queues.offices:
            return "unavailable"
        order = await self.talk_over(call, office, topic)
        if order is None:
            return "no_number"
        self.keep(order, None, is_line_free=call.caller.gone)
        await self.confirm(call, order, not_before)
        return "ordered"

    async def confirm(self, call: Call, order: CallbackOrder, not_before: datetime | None = None) -> None:
        """Tell the caller when to expect the call: the hour that the expected wait points to."""
        queue = self._matchmaker.queue_for(order.office)
        handle_time = self._matchmaker.policy(queue).usual_handle_time
        working = self._matchmaker.working(queue)
        ahead = self._matchmaker.waiting(queue)
        expected = ahead * handle_time / working if working else USUAL_WAIT
        start = self._clock.now() if not_before is None else max(self._clock.now(), not_before)
        begin = start + timedelta(seconds=expected)
        await self._desk.confirm(call, (begin, begin + timedelta(hours=1)))

    def keep(
        self,
        order: CallbackOrder,
        place: Place | None,
        *,
        is_known: bool = False,
        is_line_free: Callable[[], Awaitable[None]] | None = None,
        underway: Underway | None = None,
    ) -> None:
        """From now on the order is looked after. `place` is the one that its caller held.

        If a call to the same number is on order already, that one stands and this place is given up.

        `is_known` for an order taken up after a restart, which has been written down before. Nobody is rung
        before `is_line_free` has ended: whoever has just ordered still listens to the confirmation.
        """
        if any(other.order.number == order.number for other in self._open.values()):
            # One call for one telephone, at the older place: nobody can have a stranger rung again and again.
            if place is not None:
                self._matchmaker.leave(place)
            return
        if not is_known:
            self._bus.publish(
                CallbackOrdered(
                    call_id=order.call_id,
                    callback=order.id,
                    queue=order.office,
                    callback_number=order.number,
                    due_at=order.due_at,
                    topic=order.topic,
                    client_id=order.client_id,
                    language=order.language,
                )
            )
        if place is not None:
            place.entry.is_callback = True
            place.entry.priority = "callback"
            place.entry.call_id = order.id
            place.is_hopeless = False  # an order can wait for somebody to come
        one = self._open[order.id] = _Open(order, is_line_free, underway)
        self._tasks.start_soon(self._look_after, one, place)

    def withdraw(self, order_id: str, account: str) -> None:
        """Nobody is to be rung any more, says `account`; a call that is being made is not cut off.

        Raises NotFound if no such order is open.
        """
        one = self._open.pop(order_id, None)
        if one is None:
            raise NotFound("Nie ma takiego zamówienia rozmowy albo jest już zakończone.")
        one.withdrawn_by = account
        one.is_withdrawn.set()

    async def _look_after(self, one: _Open, place: Place | None) -> None:
        outcome: CallbackOutcome = "given_up"
        try:
            outcome = await self._trials(one, place)
        except Exception as error:  # one order may fail, the centre may not
            log.exception("an order was given up", callback=one.order.id, error=type(error).__name__)
        self._open.pop(one.order.id, None)
        account = one.withdrawn_by if outcome == "withdrawn" else None
        self._bus.publish(
            CallbackEnded(call_id=one.order.call_id, callback=one.order.id, outcome=outcome, account=account)
        )

    async def _trials(self, one: _Open, place: Place | None) -> CallbackOutcome:
        order, policy = one.order, self._matchmaker.policy(one.order.office)
        first = order.attempts + 1
        for attempt in range(first, policy.callback_tries + 1):
            if attempt > first:
                await first_of(lambda: anyio.sleep(policy.callback_retry_time), one.is_withdrawn.wait)
            underway, one.underway = one.underway, None
            if underway is not None:
                tried, made = await self._rest_of(one, underway), underway.call_id
            else:
                if one.is_withdrawn.is_set() and place is None:
                    return "withdrawn"
                place = place or self.stand_in_line(order)
                try:
                    while not (place.is_decided or one.is_withdrawn.is_set()):
                        with place.until_decided():
                            await one.is_withdrawn.wait()
                    if one.is_withdrawn.is_set():
                        return "withdrawn"
                    tried = await self._try(one, place)
                    made = place.entry.call_id if place.entry.call_id != order.id else order.call_id
                finally:
                    self._matchmaker.leave(place)
                place = None
            self._bus.publish(
                CallbackTried(
                    call_id=made,
                    callback=order.id,
                    attempt=attempt,
                    outcome=tried,
                    origin=order.call_id,
                )
            )
            if tried == "talked":
                return "talked"
        return "withdrawn" if one.is_withdrawn.is_set() else "given_up"

    async def _rest_of(self, one: _Open, underway: Underway) -> TrialOutcome:
        try:
            return await underway.go_on()
        except Exception as error:  # one trial may fail, there may be others
            log.exception("a call-back failed", callback=one.order.id, error=type(error).__name__)
            return "failed"

    def stand_in_line(self, order: CallbackOrder) -> Place:
        """Back into the line, at the place that belongs to the order; if its office takes nobody in any more, into
        that of the provincial one. Raises NotFound if there is no line."""
        office = self._matchmaker.queue_for(order.office)
        if office not in self._matchmaker.queues.offices:
            raise NotFound("Nie ma już urzędu, do którego zamówiono rozmowę.")
        age = (self._clock.now() - order.due_at).total_seconds()
        now = self._clock.monotonic()
        return self._matchmaker.enter(
            order.id,
            office,
            due=now - max(0.0, age),
            topic=order.topic,
            priority="callback",
            is_callback=True,
        )

    async def _try(self, one: _Open, place: Place) -> TrialOutcome:
        reservation = place.reservation
        if self.ring_back is None or reservation is None:
            return "failed"
        self._matchmaker.extend(reservation, DIALLING_TIME)
        if one.is_line_free is not None:
            with anyio.move_on_after(GOODBYE_TIME):
                await one.is_line_free()
        try:
            return await self.ring_back(one.order, place)
        except Exception as error:  # one trial may fail, there may be others
            log.exception("a call-back failed", callback=one.order.id, error=type(error).__name__)
            return "failed"
