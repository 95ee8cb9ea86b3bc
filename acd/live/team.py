"""The consultants: who is logged in, in what state, and how much each has worked.

Nothing here awaits, and nothing here brings anybody together. Everybody else changes a consultant through the
matchmaker, which calls these methods and then does so; `team` itself is for reading.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from acd.choice.selection import FreeAgent
from acd.choice.workload import Workload, mean
from acd.live.agent import Agent, Before
from acd.live.agent_state import BUSY_WITH_A_CALL, ON_A_CALL, READY, THERE, WORKING, AgentEvent, AgentState, after
from acd.live.desks import cause_pl
from acd.live.queues import Queues
from acd.live.team_history import PastChange
from acd.pause_reasons import AFTER_LOGIN, PAUSE_REASONS
from core.clock import Clock
from core.errors import NotFound, TransitionRefused
from core.facts.bus import Bus
from core.facts.kinds.consultants import AgentStateChanged, AgentWishKept
from core.live.live import Trouble

EXTENSION_TIME = 30.0
"""Seconds by which a consultant prolongs wrap-up at a time."""

_HAS_CALL = frozenset({AgentState.TALKING, AgentState.HOLD, AgentState.DIALLING})
"""Whoever is dismissed in these goes when it is over."""

_KEPT_ON_A_CALL = frozenset({AgentEvent.PAUSE, AgentEvent.LOG_OUT, AgentEvent.READY})
_BACK: dict[AgentState, AgentEvent] = {
    AgentState.AVAILABLE: AgentEvent.RELEASE,
    AgentState.PAUSED: AgentEvent.BACK_TO_PAUSE,
    AgentState.WRAP_UP: AgentEvent.BACK_TO_WRAP_UP,
}
"""How somebody comes back who has not reached a client."""

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
        times: Times,
    ) -> None:
        self.there = 0  # consultants who are there, in the whole centre
        self._queues = queues
        self._bus = bus
        self._clock = clock
        self._times = times
        self._has_lost_somebody = False
        self._agents: dict[str, Agent] = {}
        self._by_office: dict[str, list[Agent]] = {code: [] for code in queues.offices}

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

    def has_lost_somebody(self) -> bool:
        """Has a consultant stopped being there since this was asked last?"""
        has_lost, self._has_lost_somebody = self._has_lost_somebody, False
        return has_lost

    def check_wish(self, agent_id: str, event: AgentEvent, pause_reason: str | None = None) -> Agent:
        """Raises what `Matchmaker.wish` would raise now, and changes nothing."""
        agent = self.agent(agent_id)
        if event is AgentEvent.PAUSE and pause_reason not in PAUSE_REASONS:
            raise TransitionRefused("Nieznany powód przerwy.")
        if event in (AgentEvent.READY, AgentEvent.DIAL) and not agent.has_phone:
            raise TransitionRefused(cause_pl(agent.trouble, agent.telephone))
        if agent.state not in ON_A_CALL or event not in _KEPT_ON_A_CALL:
            after(agent.state, event)
        if event is AgentEvent.EXTEND_WRAP_UP and not self.extensions_left(agent):
            raise TransitionRefused(_no_extension_pl(self._queues.policy(agent.office).wrap_up_extensions))
        return agent

    def check_dial(self, agent_id: str) -> None:
        """Raises what `Matchmaker.dials` would raise now, and changes nothing."""
        self.check_wish(agent_id, AgentEvent.DIAL)

    def extensions_left(self, agent: Agent) -> int:
        """How often wrap-up may still be prolonged, by the rules of the office's queue; 0 outside it."""
        if agent.state is not AgentState.WRAP_UP:
            return 0
        return max(0, self._queues.policy(agent.office).wrap_up_extensions - agent.wrap_up_extensions)

    # -- what the matchmaker does to a consultant

    def count_in(self, offices: AbstractSet[str]) -> None:
        """These queues are new: those who serve them count there from now on."""
        for agent in self._agents.values():
            is_working, is_there = agent.counted
            for office in agent.profile.serves & offices:
                self._queues.states[office].there += is_there
                if is_working:
                    self._queues.working_changed(office, 1)

    def needs(self, office: str) -> bool:
        """Does somebody belong to an office, or talk with a caller from its queue?"""
        return any(
            office == agent.office or (office == agent.queue and agent.state in BUSY_WITH_A_CALL)
            for agent in self._agents.values()
        )

    def put(self, new: Agent) -> None:
        """A consultant exists. One who is known keeps the state, and gets what is new."""
        known = self._agents.get(new.id)
        if known is None:
            self._add(new)
            return
        known.is_leaving = False  # deleted during a call, and taken back
        new.unreached_by = known.unreached_by
        if known.profile != new.profile:
            self._change_profile(known, new)

    def wish(self, agent_id: str, event: AgentEvent, pause_reason: str | None = None) -> Agent:
        """See `Matchmaker.wish`."""
        agent = self.check_wish(agent_id, event, pause_reason)
        if event in (AgentEvent.PAUSE, AgentEvent.LOG_OUT) and agent.state in ON_A_CALL:
            self._keep_wish(agent, (event, pause_reason))
            return agent
        if event is AgentEvent.READY and agent.state in ON_A_CALL:
            self._keep_wish(agent, None)  # takes a kept pause back
            return agent
        if event is AgentEvent.LOG_IN:
            self._settle(agent, self._clock.monotonic())
        self.move(agent, event, AFTER_LOGIN if event is AgentEvent.LOG_IN else pause_reason)
        return agent

    def telephone_changed(self, agent: Agent, trouble: Trouble | None) -> None:
        """The telephone came or went; `trouble` is why it cannot take calls."""
        agent.trouble = trouble
        if trouble is not None:
            agent.phone_lost_at = self._clock.monotonic()
        if trouble is not None and agent.state is AgentState.AVAILABLE:
            self.move(agent, AgentEvent.PHONE_LOST)
        elif trouble is None and agent.state is AgentState.UNREACHABLE:
            self.move(agent, AgentEvent.PHONE_BACK)

    def phone_stays_lost(self, agent: Agent) -> None:
        """A telephone that has been lost for a while will not be back soon."""
        if agent.state is AgentState.UNREACHABLE:
            self._count(agent, (False, self._is_there(agent)))

    def replay(self, history: Iterable[PastChange]) -> None:
        """See `Matchmaker.replay`."""
        for change in history:
            agent = self._agents.get(change.agent)
            if agent is None:
                continue
            if change.event is AgentEvent.LOG_IN:
                self._settle(agent, change.at)
            if change.event in (AgentEvent.ACCEPT, AgentEvent.TAKE_OVER):
                agent.busy_since, agent.queue = change.at, change.queue
            # Until the telephones have been looked at.
            agent.trouble = "no_telephone" if change.new is AgentState.UNREACHABLE else None
            self._enter(agent, change.event, change.new, change.at, change.pause_reason)
            agent.call_id = change.call_id if change.new in ON_A_CALL else None

    def rules_changed(self) -> None:
        """Loads are reckoned over the window that holds now."""
        for agent in self._agents.values():
            agent.workload.window_time = self._queues.policy(agent.office).window_time

    def end_work(self, agent: Agent, event: AgentEvent) -> None:
        """An offer or a conversation ended without work after it; what was wished meanwhile happens now."""
        self.move(agent, event)
        self._apply_after_call(agent)

    def hang_up(self, agent: Agent, *, has_wrap_up: bool = True) -> None:
        """A conversation ended; wrap-up begins, unless something else was wished meanwhile or there is none."""
        self.move(agent, AgentEvent.HANG_UP)
        if agent.after_call is not None or agent.is_leaving:
            self._apply_after_call(agent)
        elif not has_wrap_up or self._queues.policy(agent.office).wrap_up_time <= 0:
            self.move(agent, AgentEvent.WRAP_UP_OVER)

    def dial(self, agent: Agent, call_id: str) -> None:
        """A client is rung. A pause goes on when the call is over. Raises TransitionRefused; nothing was changed
        then."""
        self.check_dial(agent.id)
        pause = agent.pause_reason if agent.state is AgentState.PAUSED else None
        agent.call_id = call_id
        self.move(agent, AgentEvent.DIAL)
        if pause is not None:
            self._keep_wish(agent, (AgentEvent.PAUSE, pause))

    def reached(self, agent: Agent) -> None:
        """The client has answered, and both talk. A wrap-up of before is over."""
        agent.busy_since = self._clock.monotonic()
        self.move(agent, AgentEvent.ACCEPT)

    def not_reached(self, agent: Agent) -> None:
        """The client was not reached: the state of before goes on, and what was wished meanwhile happens now."""
        before, wish = agent.before or Before(AgentState.AVAILABLE, None, 0.0), agent.after_call
        agent.after_call = None
        self.move(agent, _BACK[before.state], before.pause_reason)
        if before.state is AgentState.PAUSED:
            if wish == (AgentEvent.PAUSE, before.pause_reason):
                wish = None  # goes on as it was
            elif wish is None:
                wish = AgentEvent.READY, None  # the pause was taken back meanwhile
        agent.after_call = wish
        self._apply_after_call(agent)

    def take_over(self, agent: Agent, call_id: str) -> None:
        """See `Matchmaker.take_over`. Raises TransitionRefused; nothing was changed then."""
        after(agent.state, AgentEvent.TAKE_OVER)
        agent.call_id = call_id
        self.move(agent, AgentEvent.TAKE_OVER)

    def remove(self, agent: Agent) -> None:
        """A consultant exists no longer: gone at once, or when the conversation is over.

        Whoever is promised to a caller must have been taken back from the caller before.
        """
        if agent.state in _HAS_CALL:
            agent.is_leaving = True
            return
        if agent.state in (AgentState.RESERVED, AgentState.RINGING):
            self.move(agent, AgentEvent.RELEASE)
        if agent.state is not AgentState.OFFLINE:
            self.move(agent, AgentEvent.LOG_OUT)
        self._agents.pop(agent.id, None)
        self._by_office[agent.office].remove(agent)

    # -- inside

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

    def _change_profile(self, agent: Agent, new: Agent) -> None:
        """Other queues or skills, at once; the office too, since people move."""
        if agent.state is AgentState.AVAILABLE:
            self._queues.selection.remove_agent(agent.id, agent.profile)
            self._queues.free_changed(agent.office, -1)
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
        """A consultant who logs in begins at the rate of the colleagues: the first hour is no flood of calls.

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

    def _apply_after_call(self, agent: Agent) -> None:
        if agent.is_leaving:
            agent.is_leaving = False
            self.remove(agent)
        elif agent.after_call is not None:
            event, reason = agent.after_call
            agent.after_call = None
            self.move(agent, event, reason)

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
                agent=agent.id,
                old=old,
                event=event,
                new=new,
                pause_reason=agent.pause_reason,
                call_id=call_id,
                trouble=agent.trouble if new is AgentState.UNREACHABLE else None,
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
        is_handled = event is not AgentEvent.MISS and not agent.is_rest
        if old in BUSY_WITH_A_CALL and new not in BUSY_WITH_A_CALL and is_handled:
            self._call_handled(agent, now)
        self._keep_before(agent, event, now - agent.since)
        agent.state, agent.since = new, now
        agent.pause_reason = pause_reason if new is AgentState.PAUSED else None
        if new in READY:
            agent.workload.ready(now)
        else:
            agent.workload.away(now)
        if old is AgentState.AVAILABLE:
            self._queues.selection.remove_agent(agent.id, agent.profile)
            self._queues.free_changed(agent.office, -1)
        self._count(agent, (new in WORKING, self._is_there(agent)))
        if new is AgentState.AVAILABLE:
            if event is not AgentEvent.RELEASE:  # an offer that came to nothing was no work
                agent.idle_since = now
            self._offer_oneself(agent)

    def _keep_before(self, agent: Agent, event: AgentEvent | None, lasted: float) -> None:
        """What is needed of the state that is left, which has `lasted` so many seconds: a client who is rung may
        not be reached."""
        match event:
            case AgentEvent.DIAL:
                used = agent.wrapped_up + lasted if agent.state is AgentState.WRAP_UP else 0.0
                agent.before = Before(agent.state, agent.pause_reason, used)
                return
            case AgentEvent.BACK_TO_WRAP_UP if agent.before is not None:
                agent.wrapped_up, agent.is_rest = agent.before.wrapped_up, True
            case AgentEvent.EXTEND_WRAP_UP:
                agent.wrap_up_extensions += 1
                agent.wrapped_up += lasted - EXTENSION_TIME
            case _:
                agent.wrap_up_extensions, agent.wrapped_up, agent.is_rest = 0, 0.0, False
        agent.before = None

    def reach_changed(self, agent: Agent, unreached_by: frozenset[str]) -> None:
        """Other Asterisks of several do not reach the telephone now: their callers are not offered."""
        is_free = agent.state is AgentState.AVAILABLE
        if is_free:
            self._queues.selection.remove_agent(agent.id, agent.profile)
        agent.unreached_by = unreached_by
        if is_free:
            self._stand_in_pool(agent)

    def _offer_oneself(self, agent: Agent) -> None:
        self._queues.free_changed(agent.office, 1)
        self._stand_in_pool(agent)
        if self._queues.policy(agent.office).reserve:  # the reserve is full again: colleagues may help others
            self._queues.selection.touch(agent.office)

    def _stand_in_pool(self, agent: Agent) -> None:
        free = FreeAgent(agent.id, agent.profile, agent.workload, agent.idle_since)
        self._queues.selection.add_agent(free, self._clock.monotonic())

    def _call_handled(self, agent: Agent, now: float) -> None:
        handled = now - agent.busy_since
        agent.workload.call_handled(now, handled)
        if agent.queue:
            self._queues.call_handled(agent.queue, handled)
        agent.queue = ""

    def _is_there(self, agent: Agent) -> bool:
        """Works, or will presumably soon: a lost telephone is often back in seconds."""
        # The sum is the very moment of the matchmaker's timer: a difference would round to another one.
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
        self.there += is_there - was_there
        if was_there and not is_there:
            self._has_lost_somebody = True


def _no_extension_pl(most: int) -> str:
    if not most:
        return "Reguły kolejki nie pozwalają przedłużać czynności po rozmowie."
    return f"Czynności po rozmowie można przedłużyć najwyżej {most} {'raz' if most == 1 else 'razy'}."
