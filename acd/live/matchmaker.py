"""Brings callers and consultants together: the sole owner of the live state.

Nothing here awaits, and nothing knows an event loop: between choosing and reserving no other code can run, which
is the lock, and a simulation drives the same code through days in seconds.

Whatever changes goes through this class: rules, consultants, callers, offers. Each method and each timer makes its
change in the live state (`queues`, `team`, the places), which knows nothing of the matchmaker, and ends with
`_settle`, which gives callers to consultants until nothing more fits.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

import structlog

from acd.choice.expected_wait import PastWait
from acd.choice.queue import QueueEntry
from acd.choice.queue_policy import QueuePolicy
from acd.choice.selection import Choice
from acd.live.agent import Agent
from acd.live.agent_state import NAMES_PL, AgentEvent, AgentState
from acd.live.live_state import LiveState
from acd.live.offers import Place, Reservation
from acd.live.queues import QueueOffice
from acd.live.team import Times
from acd.live.team_history import PastChange
from acd.live.timers import Timers
from core.clock import Clock
from core.errors import NotFound, TransitionRefused
from core.facts.bus import Bus
from core.ids import new_id
from core.live.live import Trouble

log = structlog.get_logger()

_OFFERED = (AgentState.RESERVED, AgentState.RINGING)
LEASE_MARGIN = 10.0  # seconds after the ring time in which an offer must have ended by itself


class Matchmaker(LiveState):
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
        """`policies` may leave offices out; those have the default rules."""
        super().__init__(bus, clock, offices, policies or {}, times or Times())
        self._timers = timers
        self._resuming = 0
        self.asterisk_of: Callable[[str], str] = lambda call_id: ""
        """On which of several Asterisks a call is."""
        self.on_taken_back: Callable[[str], None] = lambda endpoint: None
        """Called with the telephone of whoever is offered a call no more: what rings there rings in vain."""

    # -- what an earlier process left

    @contextmanager
    def resuming(self) -> Iterator[None]:
        """Nobody is brought together inside the block, in which everybody gets the old place back; then all are.

        Otherwise a caller who happens to be taken up first would overtake one who has waited longer.
        """
        self._resuming += 1
        try:
            yield
        finally:
            self._resuming -= 1
            if not self._resuming:  # also after a fault: what was taken up stays so
                self._places.check_everybodys_hope(self.team.there)
                self._settle()

    def replay(self, history: Iterable[PastChange], leaving: Iterable[Agent] = ()) -> None:
        """Make of the consultants what their changes made of them; of those who do not exist any more, nothing.

        Only while `resuming`. Whoever was chosen or rung for a caller stays so until `lost_call` ends it. Whoever
        is `leaving` was dismissed, and is there for the end of the conversation alone.
        """
        for agent in leaving:
            if self.team.find(agent.id) is None:  # else taken back meanwhile
                self.team.put(agent)
        self.team.replay(history)
        for agent in self.team.agents:
            self._limit_wrap_up(agent)

    def lost_call(self, agent: Agent) -> None:
        """The call that the consultant was chosen for, or talked in, is no more."""
        if agent.state in (AgentState.RESERVED, AgentState.RINGING):
            self.team.end_work(agent, AgentEvent.RELEASE)
        elif agent.state in (AgentState.TALKING, AgentState.HOLD):
            self.team.hang_up(agent)
            self._limit_wrap_up(agent)
        elif agent.state is AgentState.DIALLING:
            self.team.not_reached(agent)
            self._limit_wrap_up(agent)
        self._settle()

    def keep_place(self, office: str, identities: tuple[str, ...], due: float, left: float) -> None:
        """A caller left the queue at the moment `left` by hanging up, and may redial."""
        self._kept_places.keep(office, identities, due, left)

    # -- offices and rules

    def set_offices(self, offices: Mapping[str, QueueOffice]) -> None:
        """The offices that take callers, at once; a new one by the rules that were given for it.

        One that is no longer named takes no new callers (`queue_for`). Those who wait there are served, and it is
        gone when nobody waits, talks or belongs there any more.
        """
        self.team.count_in(self.queues.set_offices(offices))
        self._places.check_everybodys_hope(self.team.there)
        self._settle()

    def set_policies(self, policies: Mapping[str, QueuePolicy]) -> None:
        """New rules, in force at once, also for those who wait already."""
        self.queues.set_policies(policies)
        self.team.rules_changed()
        for place in self._places:
            if not place.is_held:
                self._plan_steps(place)
        self._places.check_everybodys_hope(self.team.there)
        self._settle()

    # -- consultants

    def set_agents(self, agents: Iterable[Agent]) -> None:
        """The consultants that exist now. Those known keep their state; those no longer named are gone.

        One who is being rung is gone at once, and the caller back at the head of the line, as of one who moves to
        another office; one who talks is gone when the conversation is over. Whoever is of an office without a
        queue cannot work, and is passed over.
        """
        wanted = {}
        for agent in agents:
            if agent.office in self.queues.offices:
                wanted[agent.id] = agent
            else:
                log.error("a consultant of an office that takes no callers is passed over", agent=agent.id)
        for agent in self.team.agents:
            if agent.id not in wanted:
                self._take_back(agent)
                self.team.remove(agent)
        for agent in wanted.values():
            known = self.team.find(agent.id)
            if known is not None and known.office != agent.office and known.state in _OFFERED:
                self._take_back(known)
                self.team.end_work(known, AgentEvent.RELEASE)
            self.team.put(agent)
        self._settle()

    def wish(self, agent_id: str, event: AgentEvent, pause_reason: str | None = None) -> Agent:
        """A consultant wants another state. During a call, a pause or log-out is kept for its end.

        Raises NotFound, or TransitionRefused with a Polish sentence; then nothing was changed.
        """
        agent = self.team.wish(agent_id, event, pause_reason)
        if event is AgentEvent.EXTEND_WRAP_UP:
            self._limit_wrap_up(agent)
        self._settle()
        return agent

    def phone_changed(self, agent_id: str, *, is_registered: bool) -> None:
        """As `telephone_changed`, of a telephone of which only that is known."""
        self.telephone_changed(agent_id, None if is_registered else "no_telephone")

    def telephone_changed(self, agent_id: str, trouble: Trouble | None) -> None:
        """A telephone came or went, or another thing is wrong with it; harmless for one that is nobody's. One that
        is lost while it rings ends the offer: `Telephony.ringing` says so to whoever rings it."""
        agent = self.team.find(agent_id)
        if agent is None or agent.trouble == trouble:
            return
        if trouble is not None and agent.trouble is not None:
            agent.trouble = trouble
            return
        self.team.telephone_changed(agent, trouble)
        if trouble is not None:
            grace_ends = agent.phone_lost_at + self.times.phone_grace_time
            self._timers.set(grace_ends, lambda: self._phone_grace_over(agent))
        self._settle()

    def reach_changed(self, agent_id: str, unreached_by: frozenset[str]) -> None:
        """Which of several Asterisks do not reach a consultant's telephone now; harmless for somebody unknown."""
        agent = self.team.find(agent_id)
        if agent is not None and agent.unreached_by != unreached_by:
            self.team.reach_changed(agent, unreached_by)
            self._settle()

    def held(self, agent: Agent, *, is_held: bool) -> None:
        """The consultant put the caller on hold, or is back. Harmless outside a conversation."""
        if agent.state is (AgentState.TALKING if is_held else AgentState.HOLD):
            self.team.move(agent, AgentEvent.HOLD if is_held else AgentEvent.UNHOLD)
            self._settle()

    def first_ready(self, office: str, *, besides: str) -> str:
        """The consultant of `office` who has been ready for longest, and is not `besides`.

        Raises TransitionRefused with a Polish sentence when nobody is."""
        ready = [a for a in self.team.agents if a.office == office and a.state is AgentState.AVAILABLE]
        others = [agent for agent in ready if agent.id != besides]
        if not others:
            seat = self.queues.offices[office].seat
            raise TransitionRefused(f"W urzędzie {seat} nikt nie jest teraz gotowy.")
        return min(others, key=lambda agent: (agent.since, agent.id)).id

    def call_in(self, agent_id: str, call_id: str) -> Agent:
        """A colleague is called into a conversation, and is rung from now on.

        Raises NotFound, or TransitionRefused with a Polish sentence for somebody who is not ready for a call.
        """
        agent = self.team.agent(agent_id)
        if agent.state is not AgentState.AVAILABLE:
            raise TransitionRefused(f"{agent.display_name}: {NAMES_PL[agent.state]}.")
        agent.call_id = call_id
        self.team.move(agent, AgentEvent.RESERVE)
        self.team.move(agent, AgentEvent.RING)
        self._settle()
        return agent

    def came_in(self, agent: Agent, queue: str) -> bool:
        """The colleague has answered, and talks from now on; `queue` of the caller. False if it was taken back."""
        if agent.state is not AgentState.RINGING:
            return False
        agent.busy_since, agent.queue = self._clock.monotonic(), queue
        self.team.move(agent, AgentEvent.ACCEPT)
        self._settle()
        return True

    def did_not_come(self, agent: Agent, *, is_missed: bool) -> None:
        """The colleague's telephone rings no more. `is_missed`: it was not answered, and there are no calls until
        ready again. Harmless when it is over."""
        if agent.state in _OFFERED:
            self.team.end_work(agent, AgentEvent.MISS if is_missed else AgentEvent.RELEASE)
            self._settle()

    # -- clients who are rung

    def dials(self, agent_id: str, call_id: str) -> Agent:
        """The consultant rings a client, and is offered nobody meanwhile.

        Raises NotFound, and TransitionRefused with a Polish sentence for one who may not now, or has no telephone;
        nothing was changed then.
        """
        agent = self.team.agent(agent_id)
        self.team.dial(agent, call_id)
        self._settle()
        return agent

    def reached(self, agent: Agent) -> None:
        """The client has answered, and both talk from now on. Harmless for one who rings nobody."""
        if agent.state is AgentState.DIALLING:
            self.team.reached(agent)
            self._settle()

    def not_reached(self, agent: Agent) -> None:
        """The client was not reached, and the consultant does again what was done before. Harmless for one who
        rings nobody."""
        if agent.state is AgentState.DIALLING:
            self.lost_call(agent)

    def take_over(self, agent_id: str, call_id: str, queue: str) -> Agent:
        """A supervisor with a telephone has a conversation from now on that was another one's, of a caller of
        `queue`.

        Whoever was logged out or in a pause is so again when it is over. Raises NotFound, or TransitionRefused for
        somebody who is on a call.
        """
        agent = self.team.agent(agent_id)
        before, reason = agent.state, agent.pause_reason
        if before is AgentState.WRAP_UP:
            self.team.move(agent, AgentEvent.WRAP_UP_DONE)
        self.team.take_over(agent, call_id)
        agent.busy_since, agent.queue = self._clock.monotonic(), queue
        if before is AgentState.OFFLINE:
            self.team.wish(agent_id, AgentEvent.LOG_OUT)
        elif before is AgentState.PAUSED:
            self.team.wish(agent_id, AgentEvent.PAUSE, reason)
        self._settle()
        return agent

    # -- callers

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
        preferred: str | None = None,
    ) -> Place:
        """Join the queue of `office`. The place may hold an offer at once, unless it is held until `is_ready`.

        `joined` keeps an earlier wait and `due` an earlier place. A caller known by one of `identities` who left
        this queue by hanging up a short while ago gets the old place back; the wait that is reported begins now.
        `stays_home` has no effect if nobody of the office is there. `preferred` is the consultant who shall have
        the caller if free then, before all others of the same office.
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
        due -= self.policy(office).head_start(priority, topic)
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
            preferred=preferred,
        )
        entry.stays_home, entry.asterisk = stays_home, self.asterisk_of(call_id)
        place = Place(entry, came=joined, resumed_time=resumed_time, is_held=is_held)
        if is_held:
            self._places.hold(place)
        else:
            self._line_up(place)
        place.position = self.queues.selection.position(entry)
        self._places.check_hope(place, self.team.there)
        self._settle()
        return place

    def is_ready(self, place: Place) -> None:
        """The caller has answered and can be offered. The wait begins now, at the place of the moment of joining.

        Harmless for a place that is not held, or was left.
        """
        if not place.is_held or place not in self._places:
            return
        place.entry.joined = self._clock.monotonic()
        self._line_up(place)
        self._places.check_hope(place, self.team.there)
        self._settle()

    def leave(self, place: Place, *, may_come_back: bool = False) -> None:
        """Leave the queue; a consultant who was promised is free again. Harmless when already out.

        With `may_come_back` the place is kept for a while, should the caller redial: also that of somebody who
        was gone before the consultant who had answered was on the line.
        """
        if may_come_back:
            self._kept_places.keep(
                place.entry.office, place.entry.identities, place.entry.due, self._clock.monotonic()
            )
        if place not in self._places:
            return
        self._places.remove(place)
        if place.reservation is not None:
            self.team.end_work(self._end_reservation(place).agent, AgentEvent.RELEASE)
        self._settle()

    def wait_for_home(self, place: Place) -> None:
        """The caller wishes to wait for the own office. An offer from another office is taken back unblamed."""
        if place not in self._places or place.entry.stays_home:
            return
        if place.stands_in_line:
            self.queues.step_out(place.entry)
        elif place.reservation is not None:
            if not place.reservation.why.is_shared:
                return
            self.team.end_work(self._end_reservation(place).agent, AgentEvent.RELEASE)
        place.entry.stays_home = True
        if not place.is_held:
            self.queues.line_up(place.entry)
        self._places.check_hope(place, self.team.there)
        self._settle()

    def out_of_reach(self, call_ids: Collection[str]) -> None:
        """Nobody can be brought together with these callers now, and maybe never: until they leave they keep their
        places, and no consultant is chosen for them."""
        for place in self._places:
            if place.entry.call_id in call_ids and place.stands_in_line:
                self.queues.step_out(place.entry)
                place.is_held = True
                self._places.hold(place)
        self._settle()

    def is_on_the_line(self, place: Place) -> None:
        """Somebody waits at a place that was kept for a call-back: from now on like anybody."""
        place.entry.is_callback = False
        self._places.check_hope(place, self.team.there)

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
        self.ringing(reservation)  # harmless if it has been said
        entry, agent, now = place.entry, reservation.agent, self._clock.monotonic()
        self._places.remove(place)
        self._end_reservation(place)
        self.queues.states[entry.office].past_waits.append(PastWait(now, now - entry.joined, place.position))
        agent.busy_since, agent.queue = now, entry.office
        self.team.move(agent, AgentEvent.ACCEPT)
        self._settle()
        return True

    def refused(self, place: Place, reservation: Reservation, *, is_phone_lost: bool) -> None:
        """The consultant did not take the call; the caller keeps the place, at the head if that was so.

        The consultant gets no more calls until ready again, or until the lost telephone is back; nobody is to
        blame whose telephone is there and was not reached by the caller's Asterisk. Harmless when the lease was
        over before.
        """
        if place.reservation is not reservation:
            return
        agent = self._end_reservation(place).agent
        self.queues.line_up(place.entry)
        event = AgentEvent.MISS
        if is_phone_lost and not agent.has_phone:
            event = AgentEvent.PHONE_LOST
        elif is_phone_lost and (
            agent.phone_lost_at >= reservation.made or place.entry.asterisk in agent.unreached_by
        ):
            event = AgentEvent.RELEASE  # lost while it rang, and back already; or there for others
        self.team.end_work(agent, event)
        self._places.check_hope(place, self.team.there)
        self._settle()

    def released(self, place: Place, reservation: Reservation) -> None:
        """The offer came to nothing through no fault of the consultant's, and the caller still waits."""
        if place.reservation is reservation:
            agent = self._end_reservation(place).agent
            self.queues.line_up(place.entry)
            self.team.end_work(agent, AgentEvent.RELEASE)
            self._settle()

    def conversation_over(
        self,
        agent: Agent,
        *,
        is_dropped: bool = False,
        is_lost: bool = False,
        is_cut_off: bool = False,
        call_id: str | None = None,
    ) -> None:
        """The conversation ended; wrap-up begins, with its limit, unless the consultant dropped the caller, or was
        lost to it (`is_lost`) and still has no telephone. One that the exchange cut off has no wrap-up: its caller
        may be on the line again in a moment.

        Harmless if the consultant is not in a conversation any more, or in that of another call than `call_id`.
        """
        if agent.state not in (AgentState.TALKING, AgentState.HOLD) or (call_id or agent.call_id) != agent.call_id:
            log.warning("the end of a conversation that was over before", agent=agent.id)
            return
        if is_dropped:
            self.team.end_work(agent, AgentEvent.MISS)
        elif is_lost and not agent.has_phone:
            self.team.end_work(agent, AgentEvent.PHONE_LOST)
        else:
            self.team.hang_up(agent, has_wrap_up=not is_cut_off)
            self._limit_wrap_up(agent)
        self._settle()

    # -- what happens later by itself

    def _line_up(self, place: Place) -> None:
        self._plan_steps(place)  # before it stands anywhere: the first step decides in which line
        self._places.line_up(place)

    def _plan_steps(self, place: Place) -> None:
        """When the call may go further, and when less skill is enough: from now on, by the rules of today."""
        for timer in place.steps:
            timer.cancel()
        joined, now = place.entry.joined, self._clock.monotonic()
        place.steps = [
            self._timers.set(joined + after, lambda: self._step(place))
            for after in self.policy(place.entry.office).step_times(place.entry.topic)
            if joined + after > now
        ]
        self._widen(place)

    def _step(self, place: Place) -> None:
        """The call has waited long enough to go further, or to be taken with less skill."""
        if self._widen(place):
            self._settle()

    def _widen(self, place: Place) -> bool:
        # A timer set for 15 s goes off at 14.9999...
        return self._places.widen(place, self._clock.monotonic() - place.entry.joined + 1e-6)

    def _limit_wrap_up(self, agent: Agent) -> None:
        """Wrap-up that the consultant does not end is over after the time that the queue's rules give."""
        if agent.state is AgentState.WRAP_UP:
            ends = agent.since + self.policy(agent.office).wrap_up_time - agent.wrapped_up
            agent.wrap_up = self._timers.set(ends, lambda: self._wrap_up_over(agent))

    def _wrap_up_over(self, agent: Agent) -> None:
        self.team.move(agent, AgentEvent.WRAP_UP_OVER)
        self._settle()

    def _phone_grace_over(self, agent: Agent) -> None:
        self.team.phone_stays_lost(agent)
        self._settle()

    # -- the decision

    def _settle(self) -> None:
        """What everybody who changed something does last: bring together whoever fits, all at once.

        Wakes callers whose lot has changed: somebody is promised, or nobody is left who could take the call.
        """
        if self._resuming:
            return
        if self.team.has_lost_somebody():
            self._places.check_everybodys_hope(self.team.there)
        now = self._clock.monotonic()
        while (choice := self.queues.selection.next_choice(now)) is not None:
            self._reserve(choice, now)
        for office in sorted(self.queues.leaving):
            if not self.team.needs(office) and all(place.entry.office != office for place in self._places):
                self.queues.drop(office)

    def _reserve(self, choice: Choice, now: float) -> None:
        agent, entry = self.team.agent(choice.agent), choice.entry
        place = self._places.of(entry)
        assert place is not None, "only places stand in line"
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
        place = self._places.of(reservation.entry)
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
        """The consultant is about to go: the caller who is promised this one stands in line again."""
        for place in self._places:
            if place.reservation is not None and place.reservation.agent is agent:
                self._end_reservation(place)
                self.queues.line_up(place.entry)
                self.on_taken_back(agent.endpoint)
