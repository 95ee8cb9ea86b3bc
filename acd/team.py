"""The consultants: who is logged in, in what state, and how much each has worked.

Nothing here awaits. Whoever changes something calls `on_change`, so that callers and consultants are brought
together at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from acd.agent import PAUSE_REASONS, Agent
from acd.agent_state import BUSY_WITH_A_CALL, ON_A_CALL, THERE, WORKING, AgentEvent, AgentState, after
from acd.queues import Queues
from acd.selection import FreeAgent
from acd.team_history import PastChange
from acd.timers import Timers
from acd.workload import Workload, mean
from core.bus import Bus
from core.clock import Clock
from core.errors import NotFound, TransitionRefused
from core.events import AgentStateChanged, AgentWishKept

_KEPT_ON_A_CALL = frozenset({AgentEvent.PAUSE, AgentEvent.LOG_OUT, AgentEvent.READY})
_KEPT: dict[AgentEvent, Literal["pause", "log_out"]] = {AgentEvent.PAUSE: "pause", AgentEvent.LOG_OUT: "log_out"}


@dataclass(frozen=True, slots=True)
class Times:
    """Times that are the centre's and not a queue's, in seconds."""

    phone_grace_time: float = 20.0  # how long a lost telephone counts as one that will be back
    drop_time: float = 2.0  # a consultant who hangs up sooner has dropped the caller, who keeps the place


class Team:
    """All consultants of the centre."""

    def __init__(
        self,
        queues: Queues,
        bus: Bus,
        clock: Clock,
        timers: Timers,
        times: Times,
        on_change: Callable[[], None],
        on_leave: Callable[[], None],
        take_back: Callable[[Agent], None],
    ) -> None:
        """`on_change` after every change; `on_leave` when somebody is no longer there; `take_back(agent)` ends the
        offer of a consultant who is being deleted, without moving the consultant."""
        self.someone = 0  # consultants who are there, in the whole centre
        self._queues = queues
        self._bus = bus
        self._clock = clock
        self._timers = timers
        self._times = times
        self._on_change = on_change
        self._on_leave = on_leave
        self._take_back = take_back
        self._agents: dict[str, Agent] = {}
        self._by_office: dict[str, list[Agent]] = {code: [] for code in queues.offices}

    def set_agents(self, agents: Iterable[Agent]) -> None:
        """The consultants that exist now. Those known keep their state; those no longer named are gone.

        One who is being rung is gone at once, and the caller back at the head of the line; one who talks is gone
        when the conversation is over.
        """
        wanted = {agent.id: agent for agent in agents}
        for agent in [agent for agent in self._agents.values() if agent.id not in wanted]:
            self._remove(agent)
        for agent_id, new in wanted.items():
            known = self._agents.get(agent_id)
            if known is not None:
                known.is_leaving = False  # deleted during a call, and taken back
            if known is None:
                self._add(new)
            elif known.profile != new.profile:
                self._change_profile(known, new)
        self._on_change()

    def agent(self, agent_id: str) -> Agent:
        """Raises NotFound for somebody who is no consultant."""
        try:
            return self._agents[agent_id]
        except KeyError:
            raise NotFound("Nie ma takiego konsultanta.") from None

    def find(self, agent_id: str) -> Agent | None:
        """None for somebody who is no consultant."""
        return self._agents.get(agent_id)

    @property
    def agents(self) -> list[Agent]:
        return list(self._agents.values())

    def wish(self, agent_id: str, event: AgentEvent, pause_reason: str | None = None) -> Agent:
        """A consultant wants another state. During a call, a pause or log-out is kept for its end.

        Raises NotFound, or TransitionRefused with a Polish sentence; then nothing was changed.
        """
        agent = self.check_wish(agent_id, event, pause_reason)
        if event in (AgentEvent.PAUSE, AgentEvent.LOG_OUT) and agent.state in ON_A_CALL:
            self._keep_wish(agent, (event, pause_reason))
            return agent
        if event is AgentEvent.READY and agent.state in ON_A_CALL:
            self._keep_wish(agent, None)  # takes a kept pause back
            return agent
        if event is AgentEvent.LOG_IN:
            self._settle(agent, self._clock.monotonic())
        self.move(agent, event, "login" if event is AgentEvent.LOG_IN else pause_reason)
        self._on_change()
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
            grace = agent.phone_lost_at + self._times.phone_grace_time
            self._timers.set(grace, lambda: self._grace_over(agent))
        if not is_registered and agent.state is AgentState.AVAILABLE:
            self.move(agent, AgentEvent.PHONE_LOST)
        elif is_registered and agent.state is AgentState.UNREACHABLE:
            self.move(agent, AgentEvent.PHONE_BACK)
        self._on_change()

    # -- what an earlier process left

    def replay(self, history: Iterable[PastChange]) -> None:
        """Make of the consultants what their changes made of them; of those who do not exist any more, nothing.

        To be called before anybody is brought together. Who was chosen or rung for a caller stays so until
        `Matchmaker.resume` ends it.
        """
        for change in history:
            agent = self._agents.get(change.agent)
            if agent is None:
                continue
            if change.event is AgentEvent.LOG_IN:
                self._settle(agent, change.at)
            if change.event is AgentEvent.ACCEPT:
                agent.busy_since, agent.queue = change.at, change.queue
            agent.has_phone = change.new is not AgentState.UNREACHABLE  # until the telephones have been looked at
            self._enter(agent, change.event, change.new, change.at, change.pause_reason)
            agent.call_id = change.call_id if change.new in ON_A_CALL else None
        for agent in self._agents.values():
            if agent.state is AgentState.WRAP_UP:
                self._limit_wrap_up(agent, agent.since)

    def lost_call(self, agent: Agent) -> None:
        """The call that the consultant was chosen for, or talked in, is no more."""
        if agent.state in (AgentState.RESERVED, AgentState.RINGING):
            self.end_work(agent, AgentEvent.RELEASE)
        elif agent.state in (AgentState.TALKING, AgentState.HOLD):
            self.hang_up(agent)

    def rules_changed(self) -> None:
        """Loads are reckoned over the window that holds now."""
        for agent in self._agents.values():
            agent.workload.window_time = self._queues.policy(agent.office).window_time

    def held(self, agent: Agent, *, is_held: bool) -> None:
        """The consultant put the caller on hold, or is back. Harmless outside a conversation."""
        if agent.state is (AgentState.TALKING if is_held else AgentState.HOLD):
            self.move(agent, AgentEvent.HOLD if is_held else AgentEvent.UNHOLD)

    # -- what offers and conversations do to a consultant

    def hang_up(self, agent: Agent) -> None:
        """A conversation ended; wrap-up begins, with its limit, unless something else was wished meanwhile."""
        self.move(agent, AgentEvent.HANG_UP)
        if agent.after_call is not None or agent.is_leaving:
            self._apply_after_call(agent)
        elif self._queues.policy(agent.office).wrap_up_time <= 0:
            self.move(agent, AgentEvent.WRAP_UP_OVER)
        else:
            self._limit_wrap_up(agent, self._clock.monotonic())

    # -- inside

    def _limit_wrap_up(self, agent: Agent, since: float) -> None:
        ends = since + self._queues.policy(agent.office).wrap_up_time
        agent.wrap_up = self._timers.set(ends, lambda: self._wrap_up_over(agent))

    def _keep_wish(self, agent: Agent, wish: tuple[AgentEvent, str | None] | None) -> None:
        """For the end of the call in progress; said, since a process that takes over has to know it."""
        agent.after_call = wish
        kept = AgentWishKept(agent=agent.id, wish="")
        if wish is not None:
            kept = AgentWishKept(agent=agent.id, wish=_KEPT[wish[0]], pause_reason=wish[1])
        self._bus.publish(kept, agent.call_id)

    def _add(self, agent: Agent) -> None:
        agent.workload = Workload(self._queues.policy(agent.office).window_time)
        self._agents[agent.id] = agent
        self._by_office.setdefault(agent.office, []).append(agent)

    def _remove(self, agent: Agent) -> None:
        if agent.state in BUSY_WITH_A_CALL and agent.state is not AgentState.WRAP_UP:
            agent.is_leaving = True
            return
        if agent.state in (AgentState.RESERVED, AgentState.RINGING):
            self._take_back(agent)
            self.move(agent, AgentEvent.RELEASE)
        if agent.state is not AgentState.OFFLINE:
            self.move(agent, AgentEvent.LOG_OUT)
        self._agents.pop(agent.id, None)
        self._by_office[agent.office].remove(agent)

    def _change_profile(self, agent: Agent, new: Agent) -> None:
        """Other queues or skills, at once; the office too, since people move."""
        if agent.state is AgentState.AVAILABLE:
            self._queues.selection.remove_agent(agent.id, agent.profile)
            self._queues.states[agent.office].free -= 1
        self._count(agent, (False, False))
        self._by_office[agent.office].remove(agent)
        agent.display_name, agent.office, agent.queues, agent.skills = (
            new.display_name,
            new.office,
            new.queues,
            new.skills,
        )
        self._by_office.setdefault(agent.office, []).append(agent)
        self._count(agent, (agent.state in WORKING, self._is_there(agent)))
        if agent.state is AgentState.AVAILABLE:
            self._offer_oneself(agent)

    def _settle(self, agent: Agent, now: float) -> None:
        """Who comes begins at the rate of the colleagues, so that the first hour is no flood of calls.

        Never with more ready time than they have: at the opening, when all come at once, nobody is ahead.
        """
        policy = self._queues.policy(agent.office)
        colleagues = [
            other.workload
            for other in self._by_office.get(agent.office, ())
            if other is not agent and other.state in WORKING
        ]
        if not colleagues:
            return
        there_for = sum(workload.ready_time(now) for workload in colleagues) / len(colleagues)
        if there_for > 0:
            rate = mean([workload.rate(now) for workload in colleagues])
            agent.workload.settle(now, min(policy.settling_time, there_for), rate)

    def end_work(self, agent: Agent, event: AgentEvent) -> None:
        """An offer or a conversation ended without work after it; what was wished meanwhile happens now."""
        self.move(agent, event)
        self._apply_after_call(agent)

    def _apply_after_call(self, agent: Agent) -> None:
        if agent.is_leaving:
            agent.is_leaving = False
            self._remove(agent)
        elif agent.after_call is not None:
            event, reason = agent.after_call
            agent.after_call = None
            self.move(agent, event, reason)

    def _wrap_up_over(self, agent: Agent) -> None:
        self.move(agent, AgentEvent.WRAP_UP_OVER)
        self._on_change()

    def _grace_over(self, agent: Agent) -> None:
        """A telephone that is still lost will not be back soon."""
        if agent.state is AgentState.UNREACHABLE:
            self._count(agent, (False, self._is_there(agent)))
        self._on_leave()
        self._on_change()

    def move(self, agent: Agent, event: AgentEvent, pause_reason: str | None = None) -> None:
        """The one place where a state changes, and where that is said. Raises TransitionRefused."""
        old, new = agent.state, after(agent.state, event, has_phone=agent.has_phone)
        self._enter(agent, event, new, self._clock.monotonic(), pause_reason)
        if new not in ON_A_CALL:
            call_id, agent.call_id = agent.call_id, None
        else:
            call_id = agent.call_id
        self._bus.publish(
            AgentStateChanged(
                agent=agent.id, old=old, event=event, new=new, pause_reason=agent.pause_reason, call_id=call_id
            )
        )

    def _enter(
        self, agent: Agent, event: AgentEvent | None, new: AgentState, now: float, pause_reason: str | None
    ) -> None:
        """Everything that a change of state brings with it, but for saying so."""
        old = agent.state
        if agent.wrap_up is not None:
            agent.wrap_up.cancel()
            agent.wrap_up = None
        agent.state, agent.since = new, now
        agent.pause_reason = pause_reason if new is AgentState.PAUSED else None
        if old in BUSY_WITH_A_CALL and new not in BUSY_WITH_A_CALL and event is not AgentEvent.MISS:
            self._call_handled(agent, now)
        if new in WORKING:
            agent.workload.ready(now)
        else:
            agent.workload.away(now)
        if old is AgentState.AVAILABLE:
            self._queues.selection.remove_agent(agent.id, agent.profile)
            self._queues.states[agent.office].free -= 1
        self._count(agent, (new in WORKING, self._is_there(agent)))
        if new is AgentState.AVAILABLE:
            if event is not AgentEvent.RELEASE:  # an offer that came to nothing was no work
                agent.idle_since = now
            self._offer_oneself(agent)

    def _offer_oneself(self, agent: Agent) -> None:
        self._queues.states[agent.office].free += 1
        free = FreeAgent(agent.id, agent.profile, agent.workload, agent.idle_since)
        self._queues.selection.add_agent(free, self._clock.monotonic())
        if self._queues.policy(agent.office).reserve:  # the reserve is full again: colleagues may help others
            self._queues.selection.touch(agent.office)

    def _call_handled(self, agent: Agent, now: float) -> None:
        handled = now - agent.busy_since
        agent.workload.call_handled(now, handled)
        if agent.queue:
            self._queues.call_handled(agent.queue, handled)
        agent.queue = ""

    def _is_there(self, agent: Agent) -> bool:
        """Works, or will presumably soon: a lost telephone is often back in seconds."""
        # The sum is the timer's own moment: a difference would round to another one.
        is_back_soon = self._clock.monotonic() < agent.phone_lost_at + self._times.phone_grace_time
        return agent.state in THERE or (agent.state is AgentState.UNREACHABLE and is_back_soon)

    def _count(self, agent: Agent, counted: tuple[bool, bool]) -> None:
        """Keep the numbers of those who work and who are there, for each queue the consultant serves."""
        was_working, was_there = agent.counted
        is_working, is_there = agent.counted = counted
        for office in agent.profile.serves & self._queues.states.keys():
            self._queues.states[office].there += is_there - was_there
            if is_working != was_working:
                self._queues.working_changed(office, is_working - was_working)
        self.someone += is_there - was_there
        if was_there and not is_there:
            self._on_leave()
