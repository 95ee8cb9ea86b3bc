"""What a decision of the distribution costs: its engine alone, in virtual time, with ever more people.

Nothing of Asterisk or of the database takes part. The engine reads a clock that is moved by hand; what is measured
is the processor time of the one call that ends in a promise, whatever else the machine does meanwhile.
"""

import gc
import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from acd.choice.queue_policy import QueuePolicy, SkillStep
from acd.defaults import default_policies
from acd.live.agent import Agent
from acd.live.agent_state import AgentEvent, AgentState
from acd.live.matchmaker import Matchmaker
from acd.live.offers import Place
from acd.live.queues import QueueOffice
from acd.live.timers import Timers
from bench.figures import ms, table
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.consultants import AgentStateChanged
from core.lists.topics import TOPICS
from ivr import defaults

SIZES = (100, 1_000, 10_000)  # consultants, and as many callers
DECISIONS = 2_000  # of each kind
_WARM_UP = 200
_TALK_TIME = 290.0  # seconds
_WINDOW_TIME = QueuePolicy().window_time
_CALLS_BEFORE = 40  # of each consultant in that window
_BUSY_SHARE = 0.1  # of the consultants, where callers find somebody free
# What the n-th consultant of an office can, and whether a neighbour's queue is served, too: over and over again.
_EVERYTHING = tuple((topic, 3) for topic in TOPICS)
_NO_EMPLOYERS = tuple((topic, 2) for topic in TOPICS if topic != "employer")
_KINDS = ((_EVERYTHING, False), (_NO_EMPLOYERS, False), (_NO_EMPLOYERS, True), ((), False))
# Employers get who knows their matters, or after a while anybody.
_TOPICS = {"employer": (SkillStep(after=0, level=3), SkillStep(after=20, level=2), SkillStep(after=60, level=0))}


@dataclass(frozen=True, slots=True)
class Decisions:
    """Processor seconds of each decision. `freed`: all are busy and as many callers wait, and a consultant becomes
    free. `arrived`: consultants are free, and a caller arrives."""

    people: int
    freed: list[float]
    arrived: list[float]


@dataclass(frozen=True, slots=True)
class DecisionTimes:
    """For each number of people, the lowest first."""

    sizes: list[Decisions]

    def figures(self) -> dict[str, float]:
        """Of both kinds of decisions the dearer one."""
        found = {f"decision_ms_p99_{each.people}": _dearer(each) for each in self.sizes}
        if len(self.sizes) > 1:
            found["decision_growth"] = _dearer(self.sizes[-1]) / _dearer(self.sizes[0])
        return found

    def table(self) -> str:
        """A row for each number of people and kind."""
        rows = [
            [f"{each.people}, {name}", *(f"{ms(times, share):.2f}" for share in (0.5, 0.99, 1.0))]
            for each in self.sizes
            for name, times in (("a consultant becomes free", each.freed), ("a caller arrives", each.arrived))
        ]
        return table(["consultants and callers; CPU ms of a decision", "half", "99 %", "all"], rows)


def _dearer(decisions: Decisions) -> float:
    return max(ms(decisions.freed, 0.99), ms(decisions.arrived, 0.99))


def measure_decisions(sizes: Sequence[int] = SIZES, decisions: int = DECISIONS) -> DecisionTimes:
    """For each number of people, `decisions` of each kind."""
    return DecisionTimes(
        [Decisions(people, _freed(people, decisions), _arrived(people, decisions)) for people in sizes]
    )


def _freed(people: int, decisions: int) -> list[float]:
    times: list[float] = []
    with _with_rare_collections(lambda: _Province(people)) as province:
        pace = _TALK_TIME / people
        province.occupy_everybody()
        for _ in range(people):
            province.rings_in()
            province.passes(pace)
        while len(times) < _WARM_UP + decisions:
            spent, is_promised = province.measure(province.frees_next)
            if is_promised:
                times.append(spent)
            province.passes(pace)
            province.rings_in()
    return times[_WARM_UP:]


def _arrived(people: int, decisions: int) -> list[float]:
    times: list[float] = []
    with _with_rare_collections(lambda: _Province(people)) as province:
        pace = _TALK_TIME / people / _BUSY_SHARE
        province.free_everybody()
        while len(times) < _WARM_UP + decisions:
            spent, is_promised = province.measure(province.rings_in)
            if is_promised:
                times.append(spent)
            province.passes(pace)
            if province.busy > people * _BUSY_SHARE:
                province.frees_next()
                province.answers()
    return times[_WARM_UP:]


@contextmanager
def _with_rare_collections(make: "Callable[[], _Province]") -> "Iterator[_Province]":
    """As the process that owns the calls does at its start: see `ari_app.recovery.process_tuning`."""
    usual = gc.get_threshold()
    province = make()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    try:
        yield province
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


class _HandClock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.time = _WINDOW_TIME
        self._start = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.time

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.time)


class _Province:
    """The fifteen offices with `people` consultants, who have worked for hours."""

    def __init__(self, people: int) -> None:
        self._chance = random.Random(people)
        self._clock = _HandClock()
        self._timers = Timers()
        self._numbers = iter(range(10**9))
        self._waiting: dict[str, Place] = {}  # by call
        self._talking: deque[Agent] = deque()
        self._promised: list[str] = []  # calls
        bus = Bus(self._clock)
        bus.listen(self._learn)
        offices = {o["code"]: QueueOffice(o["seat"], o["genitive"], o["is_province"]) for o in defaults.offices()}
        rules = {"wrap_up_time": 0.0, "topics": _TOPICS}
        policies = {code: policy.model_copy(update=rules) for code, policy in default_policies().items()}
        self._codes = list(offices)
        self._engine = Matchmaker(bus, self._clock, self._timers, offices, policies)
        self._engine.set_agents(self._crew(people))
        for agent in self._engine.team.agents:
            self._work_before(agent)
            self._engine.phone_changed(agent.id, is_registered=True)
            self._engine.wish(agent.id, AgentEvent.LOG_IN)

    def _crew(self, people: int) -> Iterable[Agent]:
        for number in range(people):
            place, office = divmod(number, len(self._codes))
            code = self._codes[office]
            skills, has_another = _KINDS[place % len(_KINDS)]
            queues = self._engine.policy(code).neighbours[:1] if has_another else ()
            yield Agent(f"k{code}-{place}", f"Konsultant {number}", code, frozenset(queues), skills)

    def _work_before(self, agent: Agent) -> None:
        workload, now = agent.workload, self._clock.monotonic()
        workload.ready(now - _WINDOW_TIME)
        for moment in sorted(self._chance.uniform(now - _WINDOW_TIME, now) for _ in range(_CALLS_BEFORE)):
            workload.call_handled(moment, _TALK_TIME * self._chance.uniform(0.5, 1.5))
        workload.away(now)

    def free_everybody(self) -> None:
        """All consultants are ready, and nobody waits."""
        for agent in self._engine.team.agents:
            self._engine.wish(agent.id, AgentEvent.READY)

    def occupy_everybody(self) -> None:
        """Each talks to a caller of the own office."""
        for agent in self._engine.team.agents:
            self._engine.wish(agent.id, AgentEvent.READY)
            self._enter(agent.office, None)
            self.answers()

    def rings_in(self) -> None:
        """A caller joins the queue of an office; some offices are called twice as often as others."""
        code = self._codes[min(self._chance.randrange(15), self._chance.randrange(30))]
        self._enter(code, self._chance.choice(list(TOPICS)))

    def _enter(self, office: str, topic: str | None) -> None:
        call_id = f"call-{next(self._numbers)}"
        self._waiting[call_id] = self._engine.enter(call_id, office, topic=topic)

    def _learn(self, event: AnyEvent) -> None:
        if isinstance(event, AgentStateChanged) and event.new == AgentState.RESERVED:
            self._promised.append(str(event.call_id))

    @property
    def busy(self) -> int:
        """How many consultants talk."""
        return len(self._talking)

    def frees_next(self) -> None:
        """The longest conversation ends."""
        self._engine.conversation_over(self._talking.popleft())

    def measure(self, event: Callable[[], None]) -> tuple[float, bool]:
        """Processor seconds that `event` takes, and whether somebody was promised; who was, answers."""
        began = time.thread_time()
        event()
        return time.thread_time() - began, self.answers() > 0

    def answers(self) -> int:
        """Whoever was promised takes the call at once; how many they are."""
        promised, self._promised = self._promised, []
        for call_id in promised:
            place = self._waiting.pop(call_id)
            assert place.reservation is not None
            self._engine.ringing(place.reservation)
            agent = place.reservation.agent
            self._engine.accepted(place, place.reservation)
            self._talking.append(agent)
        return len(promised)

    def passes(self, seconds: float) -> None:
        """Let time pass; what shall happen meanwhile does."""
        until = self._clock.time + seconds
        while (at := self._timers.next_at) is not None and at <= until:
            self._clock.time = max(self._clock.time, at)
            self._timers.go_off(self._clock.time)
            self.answers()
        self._clock.time = until
