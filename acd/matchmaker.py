"""The sole owner of the live state: who waits, who is free, who was offered to whom.

Nothing here awaits between choosing and reserving; in one event loop that is the lock. Whoever changes something
calls `_match`, which gives callers to consultants until nothing more fits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import anyio
import structlog
from anyio.abc import TaskGroup

from acd.agent_state import ON_A_CALL, THERE, WORKING, AgentEvent, State, after
from acd.queue import QueueEntry, place_of
from acd.selection import Choice, FreeAgent, choose
from core.bus import Bus
from core.clock import Clock
from core.errors import NotFound, TransitionRefused
from core.events import AgentStateChanged, Candidate
from core.ids import new_id

log = structlog.get_logger()

PAUSE_REASONS = {
    "login": "po zalogowaniu",
    "break": "przerwa",
    "meal": "posiłek",
    "training": "szkolenie",
    "desk": "obsługa w urzędzie",
    "admin": "prace administracyjne",
}

_KEPT_ON_A_CALL = frozenset({AgentEvent.PAUSE, AgentEvent.LOG_OUT, AgentEvent.READY})


@dataclass(frozen=True, slots=True)
class Policy:
    """Times of the distribution, in seconds."""

    ring_time: float = 20.0
    wrap_up_time: float = 60.0
    announce_every: float = 30.0
    longest_wait_time: float = 1800.0
    phone_grace_time: float = 20.0  # how long a lost telephone counts as one that will be back
    drop_time: float = 2.0  # a consultant who hangs up sooner has dropped the caller, who keeps the place


@dataclass(slots=True, eq=False)
class Agent:
    """A consultant as the distribution sees one."""

    id: str
    display_name: str
    office: str
    state: State = State.OFFLINE
    pause_reason: str | None = None
    idle_since: float = 0.0
    call_id: str | None = None
    has_phone: bool = False
    phone_lost_at: float = 0.0
    after_call: tuple[AgentEvent, str | None] | None = None
    wrap_up: anyio.CancelScope | None = None


@dataclass(slots=True, eq=False)
class Reservation:
    """A consultant promised to a caller until it ends in one of the outcomes of `core.events.OfferOutcome`."""

    id: str
    entry: QueueEntry
    agent: Agent
    reason: str
    candidates: list[Candidate]
    made: float


@dataclass(slots=True, eq=False)
class Place:
    """What a waiting call holds: its entry, and how it learns of an offer."""

    entry: QueueEntry
    reservation: Reservation | None = None
    is_hopeless: bool = False  # nobody is there who could take the call
    changed: anyio.Event = field(default_factory=anyio.Event)

    @property
    def is_decided(self) -> bool:
        """A consultant is promised, or nobody is there to wait for."""
        return self.reservation is not None or self.is_hopeless

    async def decided(self) -> None:
        """Return when it is."""
        while not self.is_decided:
            self.changed = anyio.Event()
            await self.changed.wait()


class Matchmaker:
    """One for the whole centre. All methods are synchronous and take effect at once."""

    def __init__(
        self, bus: Bus, clock: Clock, tasks: TaskGroup, province: str, policy: Policy | None = None
    ) -> None:
        self.policy = policy or Policy()
        self._bus = bus
        self._clock = clock
        self._tasks = tasks
        self._province = province
        self._agents: dict[str, Agent] = {}
        self._places: dict[str, Place] = {}

    # -- consultants

    def set_agents(self, agents: Iterable[Agent]) -> None:
        """Add the consultants that are new; those known keep their state."""
        for agent in agents:
            self._agents.setdefault(agent.id, agent)

    def agent(self, agent_id: str) -> Agent:
        """Raises NotFound for somebody who is no consultant."""
        try:
            return self._agents[agent_id]
        except KeyError:
            raise NotFound("Nie ma takiego konsultanta.") from None

    @property
    def agents(self) -> list[Agent]:
        return list(self._agents.values())

    def wish(self, agent_id: str, event: AgentEvent, pause_reason: str | None = None) -> Agent:
        """A consultant wants another state. During a call, a pause or log-out is kept for its end.

        Raises NotFound, or TransitionRefused with a Polish sentence; then nothing was changed.
        """
        agent = self.check_wish(agent_id, event, pause_reason)
        if event in (AgentEvent.PAUSE, AgentEvent.LOG_OUT) and agent.state in ON_A_CALL:
            agent.after_call = (event, pause_reason)
            return agent
        if event is AgentEvent.READY and agent.state in ON_A_CALL:
            agent.after_call = None  # takes a kept pause back
            return agent
        self._move(agent, event, "login" if event is AgentEvent.LOG_IN else pause_reason)
        self._match()
        return agent

    def check_wish(self, agent_id: str, event: AgentEvent, pause_reason: str | None = None) -> Agent:
        """Raises what `wish` would raise now, and changes nothing."""
        agent = self.agent(agent_id)
        if event is AgentEvent.PAUSE and pause_reason not in PAUSE_REASONS:
            raise TransitionRefused("Nieznany powód przerwy.")
        if event is AgentEvent.READY and not agent.has_phone:
            raise TransitionRefused("Telefon konsultanta nie jest zarejestrowany.")
        if agent.state not in ON_A_CALL or event not in _KEPT_ON_A_CALL:
            after(agent.state, event)
        return agent

    def phone_changed(self, agent_id: str, *, is_registered: bool) -> None:
        """The telephone came or went. One that goes while it rings ends the offer (see `Reservation`)."""
        agent = self._agents.get(agent_id)
        if agent is None or agent.has_phone == is_registered:
            return
        agent.has_phone = is_registered
        if not is_registered:
            agent.phone_lost_at = self._clock.monotonic()
            self._tasks.start_soon(self._match_after, self.policy.phone_grace_time)
        if not is_registered and agent.state is State.AVAILABLE:
            self._move(agent, AgentEvent.PHONE_LOST)
        elif is_registered and agent.state is State.UNREACHABLE:
            self._move(agent, AgentEvent.PHONE_BACK)
        self._match()

    # -- callers

    def enter(self, call_id: str, office: str, joined: float | None = None) -> Place:
        """Join the queue of `office`; `joined` keeps an earlier place. The place may hold an offer at once."""
        entry = QueueEntry(
            id=new_id("entry"),
            call_id=call_id,
            office=office,
            joined=self._clock.monotonic() if joined is None else joined,
        )
        place = self._places[entry.id] = Place(entry)
        self._match()
        return place

    def leave(self, place: Place) -> None:
        """Leave the queue; a consultant who was promised is free again. Harmless when already out."""
        self._places.pop(place.entry.id, None)
        if place.reservation is not None:
            agent, place.reservation = place.reservation.agent, None
            self._end_work(agent, AgentEvent.RELEASE)
            self._match()

    @property
    def places(self) -> list[Place]:
        """Everybody in a queue."""
        return list(self._places.values())

    def waiting(self, office: str) -> int:
        """How many callers of `office` wait with no consultant promised."""
        return sum(1 for p in self._places.values() if p.entry.office == office and p.reservation is None)

    def place_in_line(self, place: Place) -> int:
        """The place among those who wait for the same office, from 1."""
        return place_of(place.entry, [p.entry for p in self._places.values()])

    # -- offers

    def ringing(self, reservation: Reservation) -> None:
        self._move(reservation.agent, AgentEvent.RING)

    def accepted(self, place: Place, reservation: Reservation) -> None:
        """The consultant took the call, which leaves the queue."""
        place.reservation = None
        self.leave(place)
        self._move(reservation.agent, AgentEvent.ACCEPT)

    def refused(self, place: Place, reservation: Reservation, *, is_phone_lost: bool) -> None:
        """The consultant did not take the call; the caller keeps the place, at the head if that was so.

        The consultant gets no more calls until ready again, or until the lost telephone is back.
        """
        agent, place.reservation = reservation.agent, None
        is_phone_lost = is_phone_lost and not agent.has_phone
        self._end_work(agent, AgentEvent.PHONE_LOST if is_phone_lost else AgentEvent.MISS)
        self._match()

    def conversation_over(self, agent: Agent, *, is_dropped: bool = False) -> None:
        """The conversation ended; wrap-up begins, with its limit, unless the consultant dropped the caller."""
        if is_dropped:
            self._end_work(agent, AgentEvent.MISS)
        else:
            self._move(agent, AgentEvent.HANG_UP)
            if agent.after_call is not None:
                self._apply_after_call(agent)
            elif self.policy.wrap_up_time <= 0:
                self._move(agent, AgentEvent.WRAP_UP_OVER)
            else:
                agent.wrap_up = anyio.CancelScope()
                self._tasks.start_soon(self._limit_wrap_up, agent, agent.wrap_up)
        self._match()

    # -- inside

    def _end_work(self, agent: Agent, event: AgentEvent) -> None:
        self._move(agent, event)
        self._apply_after_call(agent)

    def _apply_after_call(self, agent: Agent) -> None:
        if agent.after_call is not None:
            event, reason = agent.after_call
            agent.after_call = None
            self._move(agent, event, reason)

    async def _limit_wrap_up(self, agent: Agent, scope: anyio.CancelScope) -> None:
        with scope:
            await anyio.sleep(self.policy.wrap_up_time)
            if agent.wrap_up is not scope:
                return  # ended otherwise at the very moment when the time was up, too late to cancel this task
            agent.wrap_up = None  # or moving would cancel this very task
            self._move(agent, AgentEvent.WRAP_UP_OVER)
            self._match()

    def _move(self, agent: Agent, event: AgentEvent, pause_reason: str | None = None) -> None:
        """The one place where a state changes, and where that is said."""
        old, new = agent.state, after(agent.state, event, has_phone=agent.has_phone)
        if agent.wrap_up is not None:
            agent.wrap_up.cancel()
            agent.wrap_up = None
        agent.state = new
        agent.pause_reason = pause_reason if new is State.PAUSED else None
        if new is State.AVAILABLE and event is not AgentEvent.RELEASE:  # an offer that came to nothing was no work
            agent.idle_since = self._clock.monotonic()
        if new not in ON_A_CALL:
            call_id, agent.call_id = agent.call_id, None
        else:
            call_id = agent.call_id
        self._bus.publish(
            AgentStateChanged(
                agent=agent.id, old=old, event=event, new=new, pause_reason=agent.pause_reason, call_id=call_id
            )
        )

    def _match(self) -> None:
        """Decide over everybody at once; promise; wake those whose lot has changed."""
        waiting = [place for place in self._places.values() if place.reservation is None]
        if not waiting:
            return
        for place in waiting:
            self._review(place)
        free = [
            FreeAgent(agent.id, agent.office, agent.idle_since)
            for agent in self._agents.values()
            if agent.state is State.AVAILABLE
        ]
        now = self._clock.monotonic()
        for choice in choose([place.entry for place in waiting], free, now):
            self._reserve(choice, now)

    def _reserve(self, choice: Choice, now: float) -> None:
        agent = self._agents[choice.agent]
        agent.call_id = choice.entry.call_id
        self._move(agent, AgentEvent.RESERVE)
        place = self._places[choice.entry.id]
        place.reservation = Reservation(
            new_id("offer"), choice.entry, agent, choice.reason, choice.candidates, now
        )
        place.is_hopeless = False
        place.changed.set()

    def _review(self, place: Place) -> None:
        """Where may this call be taken now? The own office; where nobody works there, the provincial one too."""
        entry = place.entry
        is_served = self._anyone(entry.office, WORKING)
        entry.offices = (entry.office,) if is_served else (entry.office, self._province)
        if not is_served and not self._is_there(self._province) and not self._is_there(entry.office):
            place.is_hopeless = True
            place.changed.set()

    def _anyone(self, office: str, states: frozenset[State]) -> bool:
        return any(a.office == office and a.state in states for a in self._agents.values())

    def _is_there(self, office: str) -> bool:
        """Somebody works there or will presumably soon: a lost telephone is often back in seconds."""
        lately = self._clock.monotonic() - self.policy.phone_grace_time
        return any(
            a.state in THERE or (a.state is State.UNREACHABLE and a.phone_lost_at > lately)
            for a in self._agents.values()
            if a.office == office
        )

    async def _match_after(self, delay: float) -> None:
        await anyio.sleep(delay)
        self._match()
