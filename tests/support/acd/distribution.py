"""The distribution without an event loop: a clock moved by hand, timers on the way, facts in a list."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent import Agent
from acd.live.agent_state import ON_A_CALL, AgentEvent, AgentState, after
from acd.live.matchmaker import Matchmaker
from acd.live.offers import Place, Reservation
from acd.live.queues import QueueOffice
from acd.live.team import Times
from acd.live.timers import Timers
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.consultants import AgentStateChanged

LOMZA, KOLNO, GRAJEWO, SEJNY, WUP = "20620", "20060", "20040", "20090", "20000"

OFFICES = {
    LOMZA: QueueOffice("Łomża", "Łomży"),
    KOLNO: QueueOffice("Kolno", "Kolna"),
    GRAJEWO: QueueOffice("Grajewo", "Grajewa"),
    SEJNY: QueueOffice("Sejny", "Sejn"),
    WUP: QueueOffice("Wojewódzki Urząd Pracy", "Wojewódzkiego Urzędu Pracy", is_province=True),
}


def rules(**details: object) -> QueuePolicy:
    """Rules whose figures a test may count on, whatever the defaults are tuned to."""
    fixed: dict[str, object] = {
        "calls_weight": 0.3,
        "usual_handle_time": 290.0,
        "window_time": 4 * 3600.0,
        "settling_time": 1800.0,
        "neighbours_after": 15.0,
        "everyone_after": 40.0,
        "activate_ratio": 1.5,
        "release_ratio": 0.5,
        "home_lead": 20.0,
        "ring_time": 20.0,
        "wrap_up_time": 60.0,
        "resume_time": 300.0,
    }
    return QueuePolicy.model_validate({**fixed, **details})


POLICIES = {
    LOMZA: rules(neighbours=(KOLNO, GRAJEWO)),
    KOLNO: rules(neighbours=(LOMZA, GRAJEWO)),
    GRAJEWO: rules(neighbours=(LOMZA, KOLNO)),
    SEJNY: rules(neighbours=(GRAJEWO,)),
    WUP: rules(),
}


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self, start: float = 1000.0) -> None:
        self.time = start

    def monotonic(self) -> float:
        return self.time

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 9, 0, tzinfo=UTC) + timedelta(seconds=self.time - 1000.0)


class Distribution:
    """A matchmaker and everything it needs."""

    def __init__(
        self,
        policies: Mapping[str, QueuePolicy] | None = None,
        *,
        times: Times | None = None,
        offices: Mapping[str, QueueOffice] = OFFICES,
    ) -> None:
        self.clock = HandClock()
        self.timers = Timers()
        self.facts: list[AnyEvent] = []
        bus = Bus(self.clock)
        bus.listen(self.facts.append)
        self.mm = Matchmaker(
            bus, self.clock, self.timers, offices, POLICIES if policies is None else policies, times
        )
        self._calls = 0
        self._team: dict[str, Agent] = {}
        self._facts_read = 0
        self._told: dict[str, AgentState] = {}  # by what was said of a consultant

    def moves(self, seconds: float) -> None:
        """Let time pass; timers go off at their moments."""
        end = self.clock.time + seconds
        while (at := self.timers.next_at) is not None and at <= end:
            self.clock.time = max(self.clock.time, at)
            self.timers.go_off(self.clock.time)
        self.clock.time = end

    def hires(
        self,
        agent_id: str,
        office: str,
        *,
        queues: frozenset[str] = frozenset(),
        skills: tuple[tuple[str, int], ...] = (),
    ) -> Agent:
        """A consultant with a registered telephone, logged out."""
        agent = Agent(agent_id, agent_id, office, queues, skills)
        self._team[agent_id] = agent
        self.mm.set_agents(self._team.values())
        self.mm.phone_changed(agent_id, is_registered=True)
        return self.mm.team.agent(agent_id)

    def dismisses(self, agent_id: str) -> None:
        """The consultant is deleted."""
        del self._team[agent_id]
        self.mm.set_agents(self._team.values())

    def works(
        self,
        agent_id: str,
        office: str,
        *,
        queues: frozenset[str] = frozenset(),
        skills: tuple[tuple[str, int], ...] = (),
    ) -> Agent:
        """A consultant who is available."""
        agent = self.hires(agent_id, office, queues=queues, skills=skills)
        self.mm.wish(agent_id, AgentEvent.LOG_IN)
        self.mm.wish(agent_id, AgentEvent.READY)
        return agent

    def rings_in(
        self,
        office: str,
        *,
        joined: float | None = None,
        due: float | None = None,
        topic: str | None = None,
        priority: str | None = None,
        identities: tuple[str, ...] = (),
        is_callback: bool = False,
        is_held: bool = False,
    ) -> Place:
        """A caller joins the queue."""
        self._calls += 1
        return self.mm.enter(
            f"call-{self._calls}",
            office,
            joined=joined,
            due=due,
            topic=topic,
            priority=priority,
            identities=identities,
            is_callback=is_callback,
            is_held=is_held,
        )

    def offered(self, place: Place) -> Reservation:
        """The promise that the place holds now."""
        assert place.reservation is not None, "nobody is promised"
        return place.reservation

    def misses(self, place: Place) -> Agent:
        """The telephone of the promised consultant rings and nobody answers."""
        reservation = self.offered(place)
        self.mm.ringing(reservation)
        self.mm.refused(place, reservation, is_phone_lost=False)
        return reservation.agent

    def takes(self, place: Place) -> Agent:
        """The consultant promised to the place answers at once."""
        reservation = self.offered(place)
        self.mm.ringing(reservation)
        assert self.mm.accepted(place, reservation)
        return reservation.agent

    def serves(self, place: Place, seconds: float) -> Agent:
        """The promised consultant answers, talks, and has no work after the call."""
        agent = self.takes(place)
        self.moves(seconds)
        self.finishes(agent)
        return agent

    def finishes(self, agent: Agent) -> None:
        """The conversation is over, and there is no work after it."""
        self.mm.conversation_over(agent)
        if agent.state is AgentState.WRAP_UP:
            self.mm.wish(agent.id, AgentEvent.WRAP_UP_DONE)

    def state(self, agent_id: str) -> AgentState:
        """The state of the consultant now."""
        return self.mm.team.agent(agent_id).state

    def states(self, agent_id: str) -> list[str]:
        """Every state the consultant came to."""
        return [f.new for f in self.facts if isinstance(f, AgentStateChanged) and f.agent == agent_id]

    def check(self) -> None:
        """What must hold at every moment."""
        mm = self.mm
        places = mm.places
        promised = [p.reservation.agent.id for p in places if p.reservation is not None]
        assert len(promised) == len(set(promised)), "a consultant is promised twice"
        for place in places:
            if place.reservation is not None:
                assert place.reservation.agent.state in (AgentState.RESERVED, AgentState.RINGING)
                assert place.reservation.lease is not None, "an offer that would never end"
                assert place.reservation.entry is place.entry
                assert place.reservation.agent.call_id == place.entry.call_id
                assert not place.is_hopeless
        reserved = [a.id for a in mm.team.agents if a.state in (AgentState.RESERVED, AgentState.RINGING)]
        assert sorted(reserved) == sorted(promised), "a consultant is stuck in an offer"
        free = [a for a in mm.team.agents if a.state is AgentState.AVAILABLE]
        assert not any(p.is_held and p.reservation for p in places), "rung for somebody who cannot talk yet"
        for place in (p for p in places if p.stands_in_line):
            able = [a.id for a in free if mm.queues.may_take(place.entry.line, a.profile)]
            assert not able, f"a caller waits for {place.entry.office} although {able} are free"
        for office in mm.queues.offices:
            waiting = [p for p in places if p.entry.office == office and p.stands_in_line]
            assert mm.waiting(office) == len(waiting)
            assert mm.queues.states[office].asked == sum(p.is_held for p in places if p.entry.office == office)
            assert mm.working(office) == sum(
                a.state
                not in (AgentState.OFFLINE, AgentState.PAUSED, AgentState.NO_ANSWER, AgentState.UNREACHABLE)
                for a in mm.team.agents
                if office in a.profile.serves
            )
            there = sum(a.counted[1] for a in mm.team.agents if office in a.profile.serves)
            assert mm.queues.states[office].there == there
            assert mm.queues.states[office].free == sum(a.office == office for a in free)
        assert {p.entry.office for p in places} <= mm.queues.offices.keys(), "a caller waits where no queue is"
        assert {a.office for a in mm.team.agents} <= mm.queues.offices.keys()
        assert mm.queues.states.keys() == mm.queues.pressures.keys() == mm.queues.offices.keys()
        assert sum(n for _, n in mm.queues.selection.lines) == sum(p.stands_in_line for p in places)
        self._check_consultants()

    def _check_consultants(self) -> None:
        """What holds for each consultant alone, and that what was said is what happened."""
        for agent in self.mm.team.agents:
            assert (agent.call_id is not None) == (agent.state in ON_A_CALL)
            assert agent.state is not AgentState.AVAILABLE or agent.has_phone
            assert agent.state is not AgentState.UNREACHABLE or not agent.has_phone
            assert (agent.pause_reason is not None) == (agent.state is AgentState.PAUSED)
            assert (agent.wrap_up is not None) == (agent.state is AgentState.WRAP_UP)
            assert agent.after_call is None or agent.state in ON_A_CALL
        for fact in self.facts[self._facts_read :]:
            if isinstance(fact, AgentStateChanged):
                old = self._told.get(fact.agent, AgentState.OFFLINE)
                assert fact.old == old, f"{fact.agent} was {old} and not {fact.old}"
                self._told[fact.agent] = AgentState(fact.new)
                event = AgentEvent(fact.event)
                assert fact.new in {after(old, event, has_phone=has_phone) for has_phone in (True, False)}
        self._facts_read = len(self.facts)
        for agent in self.mm.team.agents:
            assert self._told.get(agent.id, AgentState.OFFLINE) is agent.state


def alone(**details: object) -> Distribution:
    """Each office for itself: nobody helps Kolno but the province, and that only while nobody works there."""
    by_itself = rules(neighbours_after=None, everyone_after=None, activate_ratio=None)
    return Distribution({**dict.fromkeys(OFFICES, by_itself), KOLNO: by_itself.model_copy(update=details)})
