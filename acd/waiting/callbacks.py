"""Call-backs: a place in the queue that is kept while its caller does something else.

The order stands in line like anybody. When its turn comes a consultant is promised, the caller is rung, and
whoever confirms is served as if the wait had been spent on the line. Nobody is rung outside of the hours of those
who call: an order for which nobody is there joins the line when they are there again, and not before. An order
outlives the call that made it and the process: it is written down, and taken up again after a restart.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, Protocol

import anyio
import structlog
from anyio.abc import TaskGroup

from acd.live.matchmaker import Matchmaker
from acd.live.offers import Place
from acd.waiting.callback_hours import CallbackHours
from core.calendar.calling_hours import CallingHours
from core.call import Call
from core.clock import Clock
from core.errors import NotFound
from core.facts.bus import Bus
from core.facts.kinds.callbacks import (
    CallbackCause,
    CallbackEnded,
    CallbackOrdered,
    CallbackOutcome,
    CallbackPutOff,
    CallbackTried,
)
from core.ids import new_id
from core.tasks.racing import first_of

log = structlog.get_logger()

TrialOutcome = Literal["talked", "no_answer", "not_confirmed", "agent_missed", "failed"]
Ordering = Literal["ordered", "no_number", "unavailable"]
"""How an order without waiting ends; the names of the node's ways on."""

DIALLING_TIME = 60.0  # seconds for which a consultant is kept: ringing, the greeting, the key
TOLD_TIME = 2.0  # seconds in which the telephone of who was cut off is told so: until then it is busy
GOODBYE_TIME = 30.0  # seconds for which a caller may stay on the line after ordering
LOOK_TIME = 60.0  # seconds after which the wall clock is looked at again: it may have been set meanwhile


@dataclass(frozen=True, slots=True)
class CallbackOrder:
    """What was ordered. `due_at` is when the caller joined the queue: the place that is kept. `not_before`: until
    then the order stands in no line, and nobody is rung; None if it stands in line at once."""

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
    not_before: datetime | None = None
    cause: CallbackCause = "wish"
    agent: str | None = None  # with whom the caller talked, and shall again if that one is free


class CallbackDesk(Protocol):
    """Talks the order over with the caller."""

    def own_number(self, caller_number: str) -> str | None:
        """The number that a caller shows, if the centre may ring it."""
        ...

    async def ask_number(self, call: Call, *, keeps_place: bool = True) -> str | None:
        """The number to ring; None when the caller would rather not. `keeps_place`: is there a place to keep?"""
        ...

    async def confirm(self, call: Call, between: tuple[datetime, datetime]) -> None:
        """Say when the centre will ring."""
        ...


@dataclass(frozen=True, slots=True)
class CutOff:
    """A caller whom a fault has cut off, and the place in line: `due` is its moment, monotonic. `agent`: who
    talked with the caller."""

    call_id: str
    caller_number: str
    dialled_number: str
    client_id: str | None
    language: str
    office: str
    topic: str | None
    due: float
    agent: str | None = None


RingBack = Callable[[CallbackOrder, Place], Awaitable[TrialOutcome]]
"""Ring the caller of an order whose place holds a promised consultant; everything up to the end of the talk."""


@dataclass(frozen=True, slots=True)
class Underway:
    """An attempt that a process before this one began: the call that was made, and its rest."""

    call_id: str
    go_on: Callable[[], Awaitable[TrialOutcome]]


@dataclass(slots=True, eq=False)
class _Open:
    """An order that is not done with. `is_line_free` ends when its caller is no longer on the line. `queue`: whose
    consultants will call, as far as hours tell; `is_in_turn`: it stands in line, or did when a process died;
    `rings_from`: the monotonic moment before which nobody is rung."""

    order: CallbackOrder
    queue: str
    is_line_free: Callable[[], Awaitable[None]] | None
    underway: Underway | None = None
    is_in_turn: bool = False
    rings_from: float = 0.0
    is_carried_out: bool = False  # somebody is rung, or talks
    is_taken_back: anyio.Event = field(default_factory=anyio.Event)
    taken_back: CallbackOutcome = "withdrawn"
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
        hours: CallingHours,
    ) -> None:
        """`ring_back` is set when all is put together; without a way out to the operator nothing is offered."""
        self._matchmaker = matchmaker
        self._times = CallbackHours(matchmaker, hours, clock, self._put_off)
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

    async def order(self, call: Call, office: str, topic: str | None) -> Ordering:
        """Talk an order over with a caller who does not wait in the queue, and keep it; how that ended.

        `unavailable` also if nobody knows when somebody will be there: then nothing can be promised."""
        office = self._matchmaker.queue_for(office)
        if not self.may_order(office, topic):
            return "unavailable"
        order = await self.talk_over(call, office, topic)
        if order is None:
            return "no_number"
        await self.accept(call, order)
        return "ordered"

    def may_order(self, office: str, topic: str | None) -> bool:
        """Can the queue of `office` promise a call to somebody who does not wait in it?"""
        is_there = self.are_possible and office in self._matchmaker.queues.offices
        return is_there and self._times.promise(office, topic) is not None

    async def accept(self, call: Call, order: CallbackOrder, place: Place | None = None) -> None:
        """Keep what was talked over, and tell the caller when to expect the call. `place`: see `keep`."""
        standing = self.take_in(call, order, place)
        window = self._times.window(standing.office, standing.topic, standing.not_before)
        await self._desk.confirm(call, window)

    def take_in(self, call: Call, order: CallbackOrder, place: Place | None = None) -> CallbackOrder:
        """Keep an order that was made in `call`, and say nothing. Returns the order that stands.

        One that could be carried out only after the hours of those who call is put off to the next ones.
        """
        made = self._times.promise(order.office, order.topic)
        if made is not None:
            order = replace(order, not_before=made.not_before)
        return self.keep(order, place, is_line_free=call.caller.gone)

    def keep(
        self,
        order: CallbackOrder,
        place: Place | None,
        *,
        is_known: bool = False,
        is_line_free: Callable[[], Awaitable[None]] | None = None,
        underway: Underway | None = None,
    ) -> CallbackOrder:
        """From now on the order is looked after. `place` is the one that its caller held.

        If a call to the same number is on order already, that one stands and this place is given up; unless it
        waits for a later moment than this one, which then takes its place. Returns the order that stands.

        `is_known` for an order taken up after a restart, which has been written down before. Nobody is rung
        before `is_line_free` has ended: whoever has just ordered still listens to the confirmation.
        """
        # One call for one telephone: nobody can have a stranger rung again and again.
        same = self._of(order.number)
        if same is not None:
            if not _is_sooner(order, same):
                if place is not None:
                    self._matchmaker.leave(place)
                return same.order
            self._take_back(same, "replaced")
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
                    not_before=order.not_before,
                    cause=order.cause,
                    agent=order.agent,
                )
            )
        if place is not None and order.not_before is not None:
            self._matchmaker.leave(place)  # the order joins the line again at its time
            place = None
        if place is not None:
            place.entry.is_callback = True
            place.entry.priority = "callback"
            place.entry.call_id = order.id
            place.is_hopeless = False  # an order can wait for somebody to come
        one = self._open[order.id] = _Open(order, self._queue_of(order), is_line_free, underway)
        one.is_in_turn = place is not None or (is_known and order.not_before is None)
        self._tasks.start_soon(self._look_after, one, place)
        return order

    def after_fault(self, lost: CutOff) -> None:
        """Ring back whom a fault has cut off, if the queue does so, at the old place. Nobody whose number is
        withheld, or is none that the centre may ring. Said of the same call again, nothing changes."""
        if any(one.order.cause == "fault" and one.order.call_id == lost.call_id for one in self._open.values()):
            return
        number, office = self._desk.own_number(lost.caller_number), lost.office
        if number is None or not self.are_possible or self._matchmaker.queue_for(office) != office:
            return
        if not self._matchmaker.policy(office).rings_back_after_fault:
            return
        made = self._times.promise(office, lost.topic)
        order = CallbackOrder(
            id=new_id("callback"),
            call_id=lost.call_id,
            office=office,
            topic=lost.topic,
            number=number,
            dialled_number=lost.dialled_number,
            due_at=self._clock.now() - timedelta(seconds=self._clock.monotonic() - lost.due),
            client_id=lost.client_id,
            language=lost.language,
            not_before=None if made is None else made.not_before,
            cause="fault",
            agent=lost.agent,
        )
        if (same := self._of(number)) is not None and same.is_carried_out:
            self._take_back(same, "replaced")  # it was this very call
        self.keep(order, None if order.not_before is not None else self.stand_in_line(order))
        if order.id in self._open:
            self._open[order.id].rings_from = self._clock.monotonic() + TOLD_TIME

    def came_back(self, call: Call) -> None:
        """Whoever was to be rung after a fault has called again, and waits."""
        one = self._of(self._desk.own_number(call.caller.caller_number))
        if one is not None and one.order.cause == "fault" and not one.is_carried_out:
            self._take_back(one, "replaced")

    def _of(self, number: str | None) -> _Open | None:
        return next((one for one in self._open.values() if one.order.number == number), None)

    def withdraw(self, order_id: str, account: str) -> None:
        """Nobody is to be rung any more, says `account`; a call that is being made is not cut off.

        Raises NotFound if no such order is open.
        """
        one = self._open.get(order_id)
        if one is None:
            raise NotFound("Nie ma takiego zamówienia rozmowy albo jest już zakończone.")
        one.withdrawn_by = account
        self._take_back(one, "withdrawn")

    def _take_back(self, one: _Open, how: CallbackOutcome) -> None:
        del self._open[one.order.id]
        one.taken_back = how
        one.is_taken_back.set()

    def _put_off(self) -> list[tuple[str, datetime]]:
        """See `CallbackHours`."""
        return [(one.queue, later) for one in self._open.values() if (later := one.order.not_before) is not None]

    def _queue_of(self, order: CallbackOrder) -> str:
        """Whose consultants carry the order out at its time, or now."""
        moment = max(self._clock.now(), order.not_before or order.due_at)
        return self._times.queue(order.office, order.topic, moment)

    # -- the task of an order

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
        policy = self._matchmaker.policy(one.order.office)
        first = one.order.attempts + 1
        for attempt in range(first, policy.callback_tries + 1):
            if attempt > first:
                await first_of(partial(anyio.sleep, policy.callback_retry_time), one.is_taken_back.wait)
            underway, one.underway = one.underway, None
            if underway is not None:
                tried, made = await self._rest_of(one, underway), underway.call_id
            else:
                if place is None and not (one.is_in_turn and attempt == first):
                    await self._until_its_time(one)
                if one.is_taken_back.is_set() and place is None:
                    return one.taken_back
                place = place or self.stand_in_line(one.order)
                try:
                    while not (place.is_decided or one.is_taken_back.is_set()):
                        with place.until_decided():
                            await one.is_taken_back.wait()
                    if (early := one.rings_from - self._clock.monotonic()) > 0:
                        await first_of(partial(anyio.sleep, early), one.is_taken_back.wait)
                    if one.is_taken_back.is_set():
                        return one.taken_back
                    tried = await self._try(one, place)
                    made = place.entry.call_id if place.entry.call_id != one.order.id else one.order.call_id
                finally:
                    self._matchmaker.leave(place)
                place = None
            self._bus.publish(
                CallbackTried(
                    call_id=made,
                    callback=one.order.id,
                    attempt=attempt,
                    outcome=tried,
                    origin=one.order.call_id,
                )
            )
            if tried == "talked":
                return "talked"
        return one.taken_back if one.is_taken_back.is_set() else "given_up"

    async def _until_its_time(self, one: _Open) -> None:
        """Until the order may join the line, or is taken back. If nobody is there to call then, it is put off to
        the next opening, and that is written down."""
        while not one.is_taken_back.is_set():
            now, order = self._clock.now(), one.order
            if order.not_before is not None and order.not_before > now:
                left = (order.not_before - now).total_seconds()
                await first_of(partial(anyio.sleep, min(left, LOOK_TIME)), one.is_taken_back.wait)
                continue
            shift = self._times.shift(order.office, order.topic, now)
            if shift is None or shift.begins <= now:  # or nobody knows when: whoever comes will call
                break
            one.order = replace(order, not_before=shift.begins)
            one.queue = shift.queue
            self._bus.publish(CallbackPutOff(call_id=order.call_id, callback=order.id, not_before=shift.begins))
        one.is_in_turn = True

    async def _rest_of(self, one: _Open, underway: Underway) -> TrialOutcome:
        one.is_carried_out = True
        try:
            return await underway.go_on()
        except Exception as error:  # one trial may fail, there may be others
            log.exception("a call-back failed", callback=one.order.id, error=type(error).__name__)
            return "failed"
        finally:
            one.is_carried_out = False

    def stand_in_line(self, order: CallbackOrder) -> Place:
        """Into the line of those who call now, at the place that belongs to the order; if its office takes nobody
        in any more, into that of the provincial one. Raises NotFound if there is no line."""
        queue = self._queue_of(order)
        if queue not in self._matchmaker.queues.offices:
            raise NotFound("Nie ma już urzędu, do którego zamówiono rozmowę.")
        age = (self._clock.now() - _joins_at(order)).total_seconds()
        now = self._clock.monotonic()
        return self._matchmaker.enter(
            order.id,
            queue,
            due=now - max(0.0, age),
            topic=order.topic,
            priority="callback",
            is_callback=True,
            preferred=order.agent,
        )

    async def _try(self, one: _Open, place: Place) -> TrialOutcome:
        reservation = place.reservation
        if self.ring_back is None or reservation is None:
            return "failed"
        one.is_carried_out = True
        self._matchmaker.extend(reservation, DIALLING_TIME)
        if one.is_line_free is not None:
            with anyio.move_on_after(GOODBYE_TIME):
                await one.is_line_free()
        try:
            return await self.ring_back(one.order, place)
        except Exception as error:  # one trial may fail, there may be others
            log.exception("a call-back failed", callback=one.order.id, error=type(error).__name__)
            return "failed"
        finally:
            one.is_carried_out = False


def _is_sooner(order: CallbackOrder, than: _Open) -> bool:
    """Would it be carried out before another one that waits for its time?"""
    later = than.order.not_before
    if later is None or than.is_in_turn:
        return False
    return order.not_before is None or order.not_before < later


def _joins_at(order: CallbackOrder) -> datetime:
    """The moment of the order's place: its time if it has one, so that who has waited longer on the line comes
    before it. Orders for one moment stand in the order of ordering, less than a second apart."""
    if order.not_before is None or order.not_before <= order.due_at:
        return order.due_at
    return order.not_before - (order.not_before - order.due_at) / 1_000_000
