"""Whatever happens in whatever order, the distribution keeps its promises (Hypothesis)."""

from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from acd.choice.queue_policy import QueuePolicy, SkillStep
from acd.live.agent import Agent
from acd.live.agent_state import AgentEvent, AgentState
from acd.live.offers import Place
from core.errors import TransitionRefused
from tests.support.acd.distribution import GRAJEWO, KOLNO, LOMZA, SEJNY, WUP, Distribution
from tests.support.acd.distribution import OFFICES as ALL

OFFICES = [LOMZA, KOLNO, GRAJEWO, SEJNY, WUP]

RULES = {
    LOMZA: QueuePolicy(
        neighbours=(KOLNO, GRAJEWO),
        reserve=1,
        topics={"employer": (SkillStep(after=0, level=2), SkillStep(after=20, level=0))},
    ),
    KOLNO: QueuePolicy(neighbours=(LOMZA,), activate_ratio=1.0, release_ratio=0.2, head_starts={"vip": 30}),
    GRAJEWO: QueuePolicy(neighbours=(LOMZA, KOLNO), everyone_after=None, strategy="longest_idle", wrap_up_time=0),
    SEJNY: QueuePolicy(neighbours=(GRAJEWO,), stand_in=GRAJEWO, neighbours_after=None, overflows_when_empty=False),
    WUP: QueuePolicy(strategy="fewest_calls"),
}


class Days(RuleBasedStateMachine):
    """Callers and consultants do what they like; after every step the promises are checked."""

    def __init__(self) -> None:
        super().__init__()
        self.it = Distribution(RULES)
        self.talking: list[Agent] = []
        self.dialling: list[Agent] = []  # consultants who ring a client
        self.waiting: list[Place] = []
        self.left = {"answered": 0, "abandoned": 0}
        self.offered = 0
        self.number = 0
        self.closed: set[str] = set()

    def _drawn(self, data: Any, items: list[Any]) -> Any:
        return items[data.draw(st.integers(0, len(items) - 1))]

    @rule(
        office=st.sampled_from(OFFICES),
        more=st.sets(st.sampled_from(OFFICES), max_size=2),
        level=st.integers(0, 3),
    )
    def a_consultant_comes(self, office: str, more: set[str], level: int) -> None:
        if len(self.it.mm.team.agents) < 12 and office not in self.closed:
            self.number += 1
            self.it.works(
                f"k{self.number}", office, queues=frozenset(more), skills=(("employer", level),) if level else ()
            )

    @rule(
        office=st.sampled_from(OFFICES),
        topic=st.sampled_from([None, "employer"]),
        priority=st.sampled_from([None, "vip"]),
        who=st.sampled_from([(), ("number:1",), ("number:2", "client:7")]),
        is_held=st.booleans(),
    )
    def a_caller_joins(
        self, office: str, topic: str | None, priority: str | None, who: tuple[str, ...], is_held: bool
    ) -> None:
        self.offered += 1
        queue = self.it.mm.queue_for(office)
        assert queue == (WUP if office in self.closed else office)
        self.waiting.append(
            self.it.rings_in(queue, topic=topic, priority=priority, identities=who, is_held=is_held)
        )

    @precondition(lambda self: any(p.is_held for p in self.waiting))
    @rule(data=st.data())
    def a_caller_has_answered(self, data: Any) -> None:
        place = self._drawn(data, [p for p in self.waiting if p.is_held])
        due = place.entry.due
        self.it.mm.is_ready(place)
        assert (place.entry.due, place.entry.joined) == (due, self.it.clock.time)
        assert not place.is_held

    @rule(seconds=st.sampled_from([0.0, 1.0, 5.0, 14.0, 16.0, 41.0, 700.0]))
    def time_passes(self, seconds: float) -> None:
        self.it.moves(seconds)

    @precondition(lambda self: any(p.reservation for p in self.waiting))
    @rule(data=st.data(), how=st.sampled_from(["accepts", "misses", "vanishes", "withdrawn", "rings"]))
    def an_offer_goes_on(self, data: Any, how: str) -> None:
        place = self._drawn(data, [p for p in self.waiting if p.reservation])
        reservation = place.reservation
        if how == "rings":
            self.it.mm.ringing(reservation)
        elif how == "accepts":
            self.it.mm.ringing(reservation)
            assert self.it.mm.accepted(place, reservation)
            assert not self.it.mm.accepted(place, reservation), "a caller is served twice"
            self.waiting.remove(place)
            self.left["answered"] += 1
            self.talking.append(reservation.agent)
        elif how == "withdrawn":
            self.it.mm.wait_for_home(place)
        else:
            if how == "vanishes":
                self.it.mm.phone_changed(reservation.agent.id, is_registered=False)
            self.it.mm.refused(place, reservation, is_phone_lost=how == "vanishes")

    @precondition(lambda self: self.waiting)
    @rule(data=st.data(), may_come_back=st.booleans())
    def a_caller_hangs_up(self, data: Any, may_come_back: bool) -> None:
        place = self._drawn(data, self.waiting)
        self.waiting.remove(place)
        self.it.mm.leave(place, may_come_back=may_come_back)
        self.left["abandoned"] += 1

    @precondition(lambda self: self.talking)
    @rule(data=st.data(), is_dropped=st.booleans(), is_held=st.booleans())
    def a_conversation_ends(self, data: Any, is_dropped: bool, is_held: bool) -> None:
        agent = self._drawn(data, self.talking)
        self.talking.remove(agent)
        if is_held:
            self.it.mm.held(agent, is_held=True)
            assert agent.state is AgentState.HOLD
        self.it.mm.conversation_over(agent, is_dropped=is_dropped)

    @precondition(lambda self: self.it.mm.team.agents)
    @rule(
        data=st.data(),
        wish=st.sampled_from(
            [AgentEvent.READY, AgentEvent.PAUSE, AgentEvent.LOG_OUT, AgentEvent.LOG_IN, AgentEvent.WRAP_UP_DONE]
        ),
    )
    def a_consultant_wishes(self, data: Any, wish: AgentEvent) -> None:
        agent = self._drawn(data, self.it.mm.team.agents)
        with suppress(TransitionRefused):
            self.it.mm.wish(agent.id, wish, "meal" if wish is AgentEvent.PAUSE else None)

    @precondition(lambda self: self.it.mm.team.agents)
    @rule(data=st.data())
    def a_client_is_rung(self, data: Any) -> None:
        agent = self._drawn(data, self.it.mm.team.agents)
        with suppress(TransitionRefused):
            self.it.mm.dials(agent.id, "call-outbound")
            self.dialling.append(agent)

    @precondition(lambda self: self.dialling)
    @rule(data=st.data(), is_reached=st.booleans())
    def a_client_answers_or_not(self, data: Any, is_reached: bool) -> None:
        agent = self._drawn(data, self.dialling)
        self.dialling.remove(agent)
        assert agent.state is AgentState.DIALLING
        if is_reached:
            self.it.mm.reached(agent)
            self.talking.append(agent)
        else:
            self.it.mm.not_reached(agent)
            assert agent.state is not AgentState.DIALLING

    @precondition(lambda self: self.it.mm.team.agents)
    @rule(data=st.data(), is_registered=st.booleans())
    def a_telephone_comes_or_goes(self, data: Any, is_registered: bool) -> None:
        self.it.mm.phone_changed(self._drawn(data, self.it.mm.team.agents).id, is_registered=is_registered)

    @precondition(lambda self: self.it.mm.team.agents)
    @rule(data=st.data())
    def a_consultant_is_deleted(self, data: Any) -> None:
        self.it.dismisses(self._drawn(data, list(self.it._team.values())).id) if self.it._team else None

    @rule(closed=st.booleans(), reserve=st.integers(0, 2))
    def the_rules_change(self, closed: bool, reserve: int) -> None:
        lomza = RULES[LOMZA].model_copy(update={"is_closed": closed, "reserve": reserve})
        self.it.mm.set_policies({**RULES, LOMZA: lomza})

    @rule(office=st.sampled_from([KOLNO, GRAJEWO, SEJNY]))
    def an_office_is_deactivated_or_restored(self, office: str) -> None:
        self.closed ^= {office}
        self.it.mm.set_offices({code: each for code, each in ALL.items() if code not in self.closed})

    @invariant()
    def promises_are_kept(self) -> None:
        self.it.check()
        for office in self.closed & self.it.mm.queues.offices.keys():
            is_there = any(agent.office == office for agent in self.it.mm.team.agents)
            waits = any(place.entry.office == office for place in self.it.mm.places)
            talks = any(agent.queue == office for agent in self.it.mm.team.agents)
            assert is_there or waits or talks, "a queue that nobody needs is still there"
        for place in self.waiting:
            assert place.entry.id in {p.entry.id for p in self.it.mm.places}, "a caller is lost"
        assert self.offered == self.left["answered"] + self.left["abandoned"] + len(self.waiting)

    def teardown(self) -> None:
        """Every offer ends by itself, and help between offices ends with what made it necessary."""
        for _ in range(400):
            if not any(p.reservation for p in self.waiting):
                break
            self.it.moves(60.0)
            for agent in self.it.mm.team.agents:
                if agent.state is AgentState.AVAILABLE or agent.state is AgentState.RESERVED:
                    self.it.mm.phone_changed(agent.id, is_registered=False)
                    self.it.mm.wish(agent.id, AgentEvent.LOG_OUT)
        assert not any(p.reservation for p in self.waiting), "an offer never ended"
        for place in self.waiting:
            self.it.mm.leave(place)
        assert not self.it.mm.queues.sharing.directions, "help was never ended"
        assert not self.it.mm.places
        assert self.it.timers.next_at is None or self.it.clock.time < self.it.timers.next_at
        self.it.check()


Days.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestDays = Days.TestCase
