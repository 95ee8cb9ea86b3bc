"""Brings callers and consultants together: the sole owner of the live state.

Nothing here awaits, and nothing knows an event loop: between choosing and reserving no other code can run, which
is the lock, and a simulation drives the same code through days in seconds. Whoever changes something calls
`_match`, which gives callers to consultants until nothing more fits.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog

from acd.agent import Agent
from acd.agent_state import AgentEvent, AgentState
from acd.expected_wait import ExpectedWait, PastWait, QueueSnapshot, expected_wait
from acd.kept_places import KeptPlaces
from acd.offers import Place, Reservation
from acd.queue import QueueEntry, Reach
from acd.queue_policy import QueuePolicy
from acd.queues import QueueOffice, Queues
from acd.selection import Choice
from acd.team import Team, Times
from acd.timers import Timers
from core.bus import Bus
from core.clock import Clock
from core.errors import NotFound
from core.ids import new_id

log = structlog.get_logger()

LEASE_MARGIN = 10.0  # seconds after the ring time in which an offer must have ended by itself


class Matchmaker:
    """One for the whole centre. All methods are synchronous and take effect at once."""

    def __init__(
        self,
        bus: Bus,
        clock: Clock,
        timers: Timers,
        offices: Mapping[str, QueueOffice],
        policies: Mapping[str, QueuePolicy] | None = None,
        times: Times | None = None,
    ) -> None:
        """`policies` may leave offices out; those have the rules that hold where nothing was set."""
        self.times = times or Times()
        self._clock = clock
        self._timers = timers
        self._places: dict[str, Place] = {}
        self._is_resuming = False
        self.queues = Queues(offices, policies or {})
        self._kept_places = KeptPlaces(lambda office: self.policy(office).resume_time)
        self.team = Team(
            self.queues, bus, clock, timers, self.times, self._match, self._look_for_hopeless, self._take_back
        )

    # -- what an earlier process left

    @contextmanager
    def resuming(self) -> Iterator[None]:
        """Nobody is brought together inside the block, in which everybody gets the old place back; then all are.

        Otherwise who happens to be told of first would overtake who has waited longer.
        """
        self._is_resuming = True
        try:
            yield
        finally:
            self._is_resuming = False
            self._look_for_hopeless()
            self._match()

    def keep_place(self, office: str, identities: tuple[str, ...], due: float, left: float) -> None:
        """A caller left the queue at the moment `left` by hanging up, and may redial."""
        self._kept_places.keep(office, identities, due, left)

    # -- rules

    def policy(self, office: str) -> QueuePolicy:
        """The rules of an office's queue."""
        return self.queues.policy(office)

    def set_policies(self, policies: Mapping[str, QueuePolicy]) -> None:
        """New rules, in force at once, also for those who wait already."""
        self.queues.set_policies(policies)
        self.team.rules_changed()
        for place in list(self._places.values()):
            if not place.is_held:
                self._plan_steps(place)
        self._look_for_hopeless()
        self._match()

    # -- callers

    def is_full(self, office: str) -> bool:
        """Does the queue of `office` take nobody in?"""
        asked = self.queues.states[office].asked
        return self.queues.pressures[office].waiting + asked >= self.policy(office).capacity

    def enter(
        self,
        call_id: str,
        office: str,
        *,
        joined: float | None = None,
        due: float | None = None,
        topic: str | None = None,
        priority: str | None = None,
        identities: tuple[str, ...] = (),
        is_callback: bool = False,
        stays_home: bool = False,
        is_held: bool = False,
    ) -> Place:
        """Join the queue of `office`. The place may hold an offer at once, unless it is held until `is_ready`.

        `joined` keeps an earlier wait and `due` an earlier place. A caller known by one of `identities` who left
        this queue by hanging up a short while ago gets the old place back; the wait that is reported begins now.
        `stays_home` is passed over where nobody of the office is there.
        Raises NotFound, before anything is changed, for an office without a queue.
        """
        if office not in self.queues.offices:
            raise NotFound("Nie ma kolejki tego urzędu.")
        now = self._clock.monotonic()
        joined = now if joined is None else joined
        if due is None:
            due = self._kept_places.take(office, identities, now)
            priority = priority if due is None else "resumed"
        if due is None:
            due = joined
        resumed_time = max(0.0, joined - due)
        due -= self.policy(office).head_starts.get(priority or "", 0.0)
        entry = QueueEntry(
            id=new_id("entry"),
            call_id=call_id,
            office=office,
            joined=joined,
            due=due,
            topic=topic,
            priority=priority,
            is_callback=is_callback,
            identities=identities,
        )
        entry.stays_home = stays_home
        place = Place(entry, resumed_time=resumed_time, is_held=is_held)
        if is_held:
            self._places[entry.id] = place
            self.queues.states[office].asked += 1
        else:
            self._line_up(place)
        place.position = self.queues.selection.position(entry)
        self._check_hope(place)
        self._match()
        return place

    def is_ready(self, place: Place) -> None:
        """The caller has answered and can be offered. The wait begins now, at the place of the moment of joining.

        Harmless for a place that is not held, or was left.
        """
        if not place.is_held or place.entry.id not in self._places:
            return
        place.entry.joined = self._clock.monotonic()
        self._line_up(place)
        self._check_hope(place)
        self._match()

    def has_kept_place(self, office: str, identities: tuple[str, ...]) -> bool:
        """Is a place kept for this caller, who was in the queue of `office` a short while ago?"""
        return self._kept_places.has(office, identities, self._clock.monotonic())

    def leave(self, place: Place, *, may_come_back: bool = False) -> None:
        """Leave the queue; a consultant who was promised is free again. Harmless when already out.

        With `may_come_back` the place is kept for a while, should the caller redial: also that of somebody who
        was gone before the consultant who had answered was on the line.
        """
        if may_come_back:
            self._kept_places.keep(
                place.entry.office, place.entry.identities, place.entry.due, self._clock.monotonic()
            )
        if self._places.pop(place.entry.id, None) is None:
            return
        for timer in place.steps:
            timer.cancel()
        if place.reservation is not None:
            agent = self._end_reservation(place).agent
            self.team.end_work(agent, AgentEvent.RELEASE)
        elif place.is_held:
            self.queues.states[place.entry.office].asked -= 1
        else:
            self.queues.step_out(place.entry)
        self._match()

    def wait_for_home(self, place: Place) -> None:
        """The caller wishes to wait for the own office. An offer from another office is taken back unblamed."""
        if place.entry.id not in self._places or place.entry.stays_home:
            return
        if place.stands_in_line:
            self.queues.step_out(place.entry)
        elif place.reservation is not None:
            if not place.reservation.choice.is_shared:
                return
            self.team.end_work(self._end_reservation(place).agent, AgentEvent.RELEASE)
        place.entry.stays_home = True
        if not place.is_held:
            self.queues.line_up(place.entry)
        self._check_hope(place)
        self._match()

    def is_on_the_line(self, place: Place) -> None:
        """Somebody waits at a place that was kept for a call-back: from now on like anybody."""
        place.entry.is_callback = False
        self._check_hope(place)

    @property
    def places(self) -> list[Place]:
        """Everybody in a queue."""
        return list(self._places.values())

    def waiting(self, office: str) -> int:
        """How many callers of `office` wait with no consultant promised."""
        return self.queues.pressures[office].waiting

    def working(self, office: str) -> int:
        """How many consultants serve the queue of `office` now."""
        return self.queues.pressures[office].working

    def place_in_line(self, place: Place) -> int:
        """The place among those who wait for the same office, from 1."""
        return self.queues.selection.position(place.entry)

    def expected_wait(self, place: Place) -> ExpectedWait | None:
        """How much longer this caller will presumably wait; None where nobody can know."""
        office, now = place.entry.office, self._clock.monotonic()
        head = self.queues.selection.longest_due(office)
        return expected_wait(
            QueueSnapshot(
                place=self.place_in_line(place),
                working=self.working(office),
                handle_time=self.queues.states[office].handle_time or self.policy(office).usual_handle_time,
                head_wait_time=0.0 if head is None else now - head.joined,
                past_waits=tuple(self.queues.states[office].past_waits),
            ),
            now,
        )

    # -- offers

    def ringing(self, reservation: Reservation) -> None:
        """The telephone of the promised consultant rings from now on. Harmless when the lease is over."""
        if reservation.lease is not None and reservation.agent.state is AgentState.RESERVED:
            self._lease(reservation, reservation.ring_time)
            self.team.move(reservation.agent, AgentEvent.RING)

    def extend(self, reservation: Reservation, seconds: float) -> None:
        """The consultant is kept so much longer before the telephone rings: a caller is being rung back."""
        if reservation.lease is not None:
            self._lease(reservation, seconds)

    def accepted(self, place: Place, reservation: Reservation) -> bool:
        """The consultant took the call, which leaves the queue. False when the lease was over before."""
        if place.reservation is not reservation:
            return False
        self.ringing(reservation)  # harmless where it has been said
        entry, agent, now = place.entry, reservation.agent, self._clock.monotonic()
        self._end_reservation(place)
        self._places.pop(entry.id, None)
        for timer in place.steps:
            timer.cancel()
        self.queues.states[entry.office].past_waits.append(PastWait(now, now - entry.joined, place.position))
        agent.busy_since, agent.queue = now, entry.office
        self.team.move(agent, AgentEvent.ACCEPT)
        self._match()
        return True

    def refused(self, place: Place, reservation: Reservation, *, is_phone_lost: bool) -> None:
        """The consultant did not take the call; the caller keeps the place, at the head if that was so.

        The consultant gets no more calls until ready again, or until the lost telephone is back. Harmless when
        the lease was over before.
        """
        if place.reservation is not reservation:
            return
        agent = self._end_reservation(place).agent
        self.queues.line_up(place.entry)
        is_phone_lost = is_phone_lost and not agent.has_phone
        self.team.end_work(agent, AgentEvent.PHONE_LOST if is_phone_lost else AgentEvent.MISS)
        self._check_hope(place)
        self._match()

    def released(self, place: Place, reservation: Reservation) -> None:
        """The offer came to nothing through no fault of the consultant's, and the caller still waits."""
        if place.reservation is reservation:
            agent = self._end_reservation(place).agent
            self.queues.line_up(place.entry)
            self.team.end_work(agent, AgentEvent.RELEASE)
            self._match()

    def conversation_over(self, agent: Agent, *, is_dropped: bool = False, call_id: str | None = None) -> None:
        """The conversation ended; wrap-up begins, with its limit, unless the consultant dropped the caller.

        Harmless where the consultant is not in a conversation any more, or in that of another call than `call_id`.
        """
        if agent.state not in (AgentState.TALKING, AgentState.HOLD) or (call_id or agent.call_id) != agent.call_id:
            log.warning("the end of a conversation that was over before", agent=agent.id)
            return
        if is_dropped:
            self.team.end_work(agent, AgentEvent.MISS)
        else:
            self.team.hang_up(agent)
        self._match()

    # -- inside

    def _line_up(self, place: Place) -> None:
        self._plan_steps(place)  # before it stands anywhere: the first step decides in which line
        self._places[place.entry.id] = place
        if place.is_held:
            place.is_held = False
            self.queues.states[place.entry.office].asked -= 1
        self.queues.line_up(place.entry)

    def _plan_steps(self, place: Place) -> None:
        """When the call may go further, and when less skill is enough: from now on, by the rules of today."""
        for timer in place.steps:
            timer.cancel()
        entry, policy = place.entry, self.policy(place.entry.office)
        moments = {step.after for step in policy.topics.get(entry.topic or "", ())}
        moments |= {after for after in (policy.neighbours_after, policy.everyone_after) if after is not None}
        now = self._clock.monotonic()
        place.steps = [
            self._timers.set(entry.joined + after, lambda: self._step(place))
            for after in sorted(moments)
            if entry.joined + after > now
        ]
        self._step(place, is_matched=False)

    def _step(self, place: Place, *, is_matched: bool = True) -> None:
        """The call has waited long enough to go further, or to be taken with less skill."""
        entry, policy = place.entry, self.policy(place.entry.office)
        waited = self._clock.monotonic() - entry.joined + 1e-6  # an timer set for 15 s goes off at 14.9999...
        reach = Reach.HOME
        if policy.neighbours_after is not None and waited >= policy.neighbours_after:
            reach = Reach.NEIGHBOURS
        if policy.everyone_after is not None and waited >= policy.everyone_after:
            reach = Reach.EVERYONE
        level = policy.level_needed(entry.topic, waited)
        if (reach, level) == (entry.reach, entry.level):
            return
        in_line = place.stands_in_line and entry.id in self._places
        if in_line:
            self.queues.selection.remove_entry(entry)
        entry.reach, entry.level = reach, level
        if in_line:
            self.queues.selection.add_entry(entry)
        if is_matched:
            self._match()

    def _look_for_hopeless(self) -> None:
        """Somebody is no longer there: is there anybody left for those who wait?"""
        for place in list(self._places.values()):
            self._check_hope(place)

    def _check_hope(self, place: Place) -> None:
        entry = place.entry
        if place.reservation is not None or entry.is_callback or entry.id not in self._places:
            return
        if entry.stays_home and not self.queues.states[entry.office].there:
            # Waiting for an office where nobody is any more helps nobody.
            if place.is_held:
                entry.stays_home = False
            else:
                self.queues.step_out(entry)
                entry.stays_home = False
                self.queues.line_up(entry)
        is_hopeless = not self.queues.could_ever_be_served(entry, self.team.someone)
        if is_hopeless != place.is_hopeless:
            place.is_hopeless = is_hopeless
            place.changed()

    def _match(self) -> None:
        """Decide over everybody at once; promise; wake those whose lot has changed."""
        if self._is_resuming:
            return
        now = self._clock.monotonic()
        while (choice := self.queues.selection.next_choice(now)) is not None:
            self._reserve(choice, now)

    def _reserve(self, choice: Choice, now: float) -> None:
        agent, entry = self.team.agent(choice.agent), choice.entry
        place = self._places[entry.id]
        agent.call_id = entry.call_id
        reservation = Reservation(new_id("offer"), entry, agent, choice, now, self.policy(entry.office).ring_time)
        place.reservation = reservation
        place.is_hopeless = False
        self._lease(reservation, reservation.ring_time)
        self.team.move(agent, AgentEvent.RESERVE)  # already out of its pool, which is harmless
        self.queues.waiting_changed(entry.office, -1)  # last: whoever looks must see the promise
        place.changed()

    def _lease(self, reservation: Reservation, seconds: float) -> None:
        if reservation.lease is not None:
            reservation.lease.cancel()
        ends = self._clock.monotonic() + seconds + LEASE_MARGIN
        reservation.lease = self._timers.set(ends, lambda: self._lease_over(reservation))

    def _lease_over(self, reservation: Reservation) -> None:
        """Nobody ended the offer: a fault of ours, so neither side may be left with it."""
        place = self._places.get(reservation.entry.id)
        if place is not None and place.reservation is reservation:
            log.error("an offer had to be ended by its lease", reservation=reservation.id)
            self.released(place, reservation)

    def _end_reservation(self, place: Place) -> Reservation:
        reservation, place.reservation = place.reservation, None
        assert reservation is not None
        if reservation.lease is not None:
            reservation.lease.cancel()
            reservation.lease = None
        return reservation

    def _take_back(self, agent: Agent) -> None:
        """The consultant is gone: the caller stands in line again."""
        for place in list(self._places.values()):
            if place.reservation is not None and place.reservation.agent is agent:
                self._end_reservation(place)
                self.queues.line_up(place.entry)
