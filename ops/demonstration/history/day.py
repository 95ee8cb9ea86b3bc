"""One made-up day: callers of the load model meet a small crew and the product's own distribution, in virtual
time.

The same for the same day: what came before decides nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from acd.choice.expected_wait import ExpectedWait
from acd.live.offers import Reservation
from acd.simulation.arrivals import Caller
from acd.simulation.figures import CallOutcome
from acd.simulation.observer import Observer
from acd.simulation.run import Simulation, WaitingCall
from acd.simulation.scenario import Rush, Scenario
from core.calendar.holidays_pl import holidays_of
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.offers import Candidate
from core.facts.offer_reason import OfferReason
from core.zone import WARSAW

SEED = 724
TIMES = 0.222
"""Of the calls that a weekday of the load model has: some 3,000 in thirty days."""
CREW = {"20000": 1, "20610": 2, "20620": 1, "20630": 1, "20060": 2, "20110": 1}
"""Who is on the telephone, of those employed; elsewhere neighbours and the provincial office help."""
OPENS, CLOSES = 7.5, 15.5
BIALYSTOK = "20610"

StepKind = Literal[
    "closed", "full", "joined", "estimated", "rings", "missed", "answered", "talk_over", "ordered", "tried", "left"
]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a caller, `at` seconds of the day; `number` is its place among all of the day."""

    at: float
    number: int
    kind: StepKind
    agent: str = ""
    reason: str = ""
    why: OfferReason | None = None
    candidates: tuple[Candidate, ...] = ()
    candidate_count: int = 0
    overtaken: str = ""
    queue: str = ""
    position: int = 0
    resumed_time: float = 0.0
    joined: float = 0.0
    low_time: float = 0.0
    high_time: float = 0.0
    outcome: CallOutcome | None = None


@dataclass(slots=True)
class Story:
    """One call, from the ring on; a call-back that it orders belongs to it. `identity`: the same for all calls of
    one caller on this day. `number`: its place among the calls of the day."""

    number: int
    identity: str
    caller: Caller
    steps: list[Step] = field(default_factory=list)

    def find(self, kind: StepKind) -> Step | None:
        """The first step of that kind."""
        return next((step for step in self.steps if step.kind == kind), None)

    @property
    def talk_time(self) -> float:
        """Seconds of the conversation; 0 without one."""
        answered, over = self.find("answered"), self.find("talk_over")
        return 0.0 if answered is None or over is None else over.at - answered.at


@dataclass(frozen=True, slots=True)
class StateChange:
    """A consultant's change of state; `story` is the call that it belongs to, if any."""

    at: float
    number: int
    fact: AgentStateChanged
    story: Story | None


@dataclass(slots=True)
class Day:
    """All that happened. `is_open`: the offices worked."""

    day: date
    is_open: bool
    stories: list[Story] = field(default_factory=list)
    states: list[StateChange] = field(default_factory=list)

    def moment(self, seconds: float) -> datetime:
        """As the clocks of Poland show it."""
        begin = datetime.combine(self.day, time(), WARSAW)
        return (begin.replace(tzinfo=None) + timedelta(seconds=seconds)).replace(tzinfo=WARSAW)


def is_working_day(day: date) -> bool:
    """Do offices receive people?"""
    return day.weekday() < 5 and day not in holidays_of(day.year)


def made_up_day(day: date, seed: int = SEED) -> Day:
    """The whole of it. Takes some tenths of a second."""
    made = Day(day, is_working_day(day))
    scenario = Scenario(
        days=1,
        seed=seed * 100_000 + day.toordinal() % 100_000,
        month=day.month,
        weekday=day.isoweekday() if made.is_open else 7,
        times=TIMES,
        opens=OPENS if made.is_open else 0.0,
        closes=CLOSES if made.is_open else 0.001,
        rushes=(Rush(office=BIALYSTOK, start=9.0, end=10.5, times=2.0),) if day.weekday() == 0 else (),
        crew=CREW if made.is_open else {},
        late_time=420.0,
        absent_share=0.42,
        pause_time=900.0,
        miss_share=0.03,
    )
    simulation = Simulation(scenario, observer=lambda clock: _Notes(made, clock))
    simulation.run()
    return made


def consultant(agent: str) -> str:
    """Of the demonstration, for one of a simulation: „20610-02” is k20610-2."""
    office, _, number = agent.partition("-")
    return f"k{office}-{int(number)}"


class _Notes(Observer):
    """Writes down what happens."""

    def __init__(self, day: Day, clock: Callable[[], float]) -> None:
        self._day = day
        self._clock = clock
        self._last: dict[str, Story] = {}  # by identity
        self._by_call: dict[str, Story] = {}
        self._numbers: Iterator[int] = iter(range(1_000_000_000))

    def rang(self, caller: Caller, identity: str) -> None:
        story = Story(len(self._day.stories), identity, caller)
        self._day.stories.append(story)
        self._last[identity] = story

    def closed(self, caller: Caller, identity: str) -> None:
        self._add(self._last[identity], "closed")

    def full(self, caller: Caller, identity: str) -> None:
        self._add(self._last[identity], "full", queue=caller.office)

    def joins(self, call_id: str, identity: str) -> None:
        self._by_call[call_id] = self._last[identity]

    def joined(self, call: WaitingCall) -> None:
        story, entry = self._by_call[call.id], call.place.entry
        step = self._step("joined", queue=entry.office, joined=entry.joined)
        story.steps.append(replace(step, position=call.place.position, resumed_time=call.place.resumed_time))

    def estimated(self, call: WaitingCall, wait: ExpectedWait) -> None:
        low, high = wait.minutes
        step = self._step("estimated", queue=call.place.entry.office)
        self._by_call[call.id].steps.append(replace(step, low_time=60.0 * low, high_time=60.0 * high))

    def rings(self, call: WaitingCall, reservation: Reservation, reason: str) -> None:
        step = self._step("rings", agent=consultant(reservation.agent.id), queue=call.place.entry.office)
        candidates = tuple(_named(candidate) for candidate in reservation.candidates)
        self._by_call[call.id].steps.append(
            replace(
                step,
                reason=reason,
                why=reservation.why,
                candidates=candidates,
                candidate_count=reservation.choice.candidate_count,
                overtaken=reservation.choice.overtaken,
            )
        )

    def missed(self, call: WaitingCall, reservation: Reservation) -> None:
        self._add(self._by_call[call.id], "missed", agent=consultant(reservation.agent.id))

    def answered(self, call: WaitingCall, reservation: Reservation) -> None:
        self._add(self._by_call[call.id], "answered", agent=consultant(reservation.agent.id))

    def talk_over(self, call_id: str, agent: str) -> None:
        self._add(self._by_call[call_id], "talk_over", agent=consultant(agent))

    def callback_ordered(self, call: WaitingCall) -> None:
        self._add(self._by_call[call.id], "ordered", queue=call.place.entry.office, joined=call.joined)

    def callback_tried(self, call: WaitingCall) -> None:
        self._add(self._by_call[call.id], "tried")

    def left(self, call: WaitingCall, outcome: CallOutcome) -> None:
        step = self._step("left", queue=call.place.entry.office, joined=call.joined)
        self._by_call[call.id].steps.append(replace(step, outcome=outcome))

    def state_changed(self, fact: AgentStateChanged) -> None:
        story = None if fact.call_id is None else self._by_call.get(fact.call_id)
        self._day.states.append(StateChange(self._clock(), next(self._numbers), fact, story))

    def _add(self, story: Story, kind: StepKind, *, agent: str = "", queue: str = "", joined: float = 0.0) -> None:
        story.steps.append(self._step(kind, agent=agent, queue=queue, joined=joined))

    def _step(self, kind: StepKind, *, agent: str = "", queue: str = "", joined: float = 0.0) -> Step:
        return Step(self._clock(), next(self._numbers), kind, agent=agent, queue=queue, joined=joined)


def _named(candidate: Candidate) -> Candidate:
    return Candidate(
        agent=consultant(candidate.agent),
        office=candidate.office,
        idle_time=round(candidate.idle_time, 3),
        rank=candidate.rank,
        load=round(candidate.load, 6),
        calls=round(candidate.calls, 3),
        handled_time=round(candidate.handled_time, 3),
        ready_time=round(candidate.ready_time, 3),
    )
