"""Consultants in a simulation: when they log in, pause and log out, and what they have worked. Synchronous."""

from collections.abc import Callable
from random import Random

from acd.live.agent import Agent
from acd.live.agent_state import BUSY_WITH_A_CALL, WORKING, AgentEvent, AgentState
from acd.live.matchmaker import Matchmaker
from acd.live.timers import Timers
from acd.pause_reasons import given_reasons
from acd.simulation.arrivals import DAY
from acd.simulation.figures import AgentWork
from acd.simulation.load import LoadModel
from acd.simulation.scenario import Scenario, Shift
from core.facts.kinds.consultants import AgentStateChanged


class Timesheet:
    """Adds up each consultant's ready and handled time from the facts about states."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.work: dict[str, AgentWork] = {}
        self._clock = clock
        self._ready_since: dict[str, float] = {}
        self._busy_since: dict[str, float] = {}

    def note(self, fact: AgentStateChanged) -> None:
        """A consultant came to another state."""
        now, agent, work = self._clock(), fact.agent, self.work[fact.agent]
        was_ready, is_ready = fact.old in WORKING, fact.new in WORKING
        was_busy, is_busy = fact.old in BUSY_WITH_A_CALL, fact.new in BUSY_WITH_A_CALL
        if is_busy and not was_busy:
            self._busy_since[agent] = now
            work.calls += 1
        elif was_busy and not is_busy:
            self._add(work, 0.0, now - self._busy_since.pop(agent))
        if is_ready and not was_ready:
            self._ready_since[agent] = now
        elif was_ready and not is_ready:
            self._add(work, now - self._ready_since.pop(agent), 0.0)

    def close(self) -> None:
        """The simulation is over: whoever is still there is counted up to now."""
        now = self._clock()
        for agent, since in self._busy_since.items():
            self._add(self.work[agent], 0.0, now - since)
        for agent, since in self._ready_since.items():
            self._add(self.work[agent], now - since, 0.0)
        self._busy_since.clear()
        self._ready_since.clear()

    def _add(self, work: AgentWork, ready: float, handled: float) -> None:
        work.ready_time += ready
        work.handled_time += handled
        day = int(self._clock() // DAY)
        before = work.days.get(day, (0.0, 0.0))
        work.days[day] = (before[0] + ready, before[1] + handled)


class Staff:
    """Brings consultants to work and home again, day by day."""

    def __init__(
        self,
        scenario: Scenario,
        model: LoadModel,
        matchmaker: Matchmaker,
        timers: Timers,
        clock: Callable[[], float],
        changed: Callable[[], None],
    ) -> None:
        """`changed` is called after every coming and going: somebody may be served now, or wait in vain."""
        self._scenario = scenario
        self._matchmaker = matchmaker
        self._timers = timers
        self._clock = clock
        self._changed = changed
        self._random = Random(f"{scenario.seed} staff")
        self.talk_factors: dict[str, float] = {}
        self._shifts: list[tuple[Agent, Shift]] = []
        for office, shifts in scenario.team(model).items():
            number = 0
            for shift in shifts:
                for n in range(shift.count):
                    number += 1
                    name = f"{office}-{number:02}"
                    self._shifts.append((Agent(name, name, office), shift))
                    self.talk_factors[name] = shift.talk_factors[n] if n < len(shift.talk_factors) else 1.0

    @property
    def agents(self) -> list[Agent]:
        """Everybody employed."""
        return [agent for agent, _ in self._shifts]

    def begin(self) -> None:
        """The consultants are known to the distribution, and each one's working days are planned."""
        self._matchmaker.set_agents(self.agents)
        late = self._scenario.late_time
        for agent, shift in self._shifts:
            self._matchmaker.phone_changed(agent.id, is_registered=True)
            if (shift.start, shift.end, late) == (0.0, 24.0, 0.0):  # no midnight at which they would go home
                self._plan(agent, 0.0, self._scenario.days * DAY)
                continue
            for day in range(self._scenario.days):
                comes = day * DAY + shift.start * 3600.0 + self._random.random() * late
                goes = day * DAY + shift.end * 3600.0 - self._random.random() * late
                if comes < goes:
                    self._plan(agent, comes, goes)

    def missed(self, agent: Agent) -> None:
        """The consultant did not answer, and notices after a while."""

        def notices() -> None:
            if agent.state is AgentState.NO_ANSWER:
                self._wish(agent, AgentEvent.READY)

        self._timers.set(self._clock() + self._scenario.miss_pause_time, notices)
        self._changed()

    def _plan(self, agent: Agent, comes: float, goes: float) -> None:
        self._timers.set(comes, lambda: self._log_in(agent))
        self._timers.set(goes, lambda: self._log_out(agent))
        absent, pause_time = self._scenario.absent_share, self._scenario.pause_time
        if not 0 < absent < 1:
            return
        rate = absent / (pause_time * (1 - absent))
        at = comes + self._random.expovariate(rate)
        while at + pause_time < goes:
            self._timers.set(at, lambda: self._pause(agent))
            self._timers.set(at + pause_time, lambda: self._back(agent))
            at += pause_time + self._random.expovariate(rate)

    def _log_in(self, agent: Agent) -> None:
        if agent.state is AgentState.OFFLINE:
            self._matchmaker.wish(agent.id, AgentEvent.LOG_IN)
            self._wish(agent, AgentEvent.READY)

    def _log_out(self, agent: Agent) -> None:
        if agent.state is not AgentState.OFFLINE:
            self._wish(agent, AgentEvent.LOG_OUT)

    def _pause(self, agent: Agent) -> None:
        if agent.state not in (AgentState.OFFLINE, AgentState.PAUSED):
            self._wish(agent, AgentEvent.PAUSE, given_reasons()[0].id)

    def _back(self, agent: Agent) -> None:
        if agent.state is AgentState.PAUSED or agent.after_call is not None:
            self._wish(agent, AgentEvent.READY)  # takes a pause back that never began

    def _wish(self, agent: Agent, event: AgentEvent, reason: str | None = None) -> None:
        self._matchmaker.wish(agent.id, event, reason)
        self._changed()
