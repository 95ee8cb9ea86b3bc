"""What is so now, for pages: consultants with their calls, queues, the centre (`core.live.live`).

Read from the matchmaker when it is to be sent, never on a call's way: a fact only marks what may have changed.
While nobody wants to see it, the facts of calls in progress are kept and nothing else is done.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import msgspec

from acd.live.agent import Agent
from acd.live.agent_state import AgentEvent, AgentState
from acd.live.matchmaker import LEASE_MARGIN, Matchmaker
from acd.live.offers import Reservation
from ari_app.calls.unfinished_call import UnfinishedCall
from ari_app.live_moments import Moments
from ari_app.live_queues import LiveQueues
from core.clock import Clock
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallAdopted, CallEnded, CallStarted
from core.facts.kinds.colleagues import (
    ColleagueCalled,
    ColleagueCame,
    ColleagueEnded,
    ColleagueMoved,
    HelpAsked,
    HelpEnded,
    ListeningInBegan,
    ListeningInEnded,
    ListeningInMoved,
)
from core.facts.kinds.consultants import AgentStateChanged, AgentWishKept
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import (
    RecordingEnded,
    RecordingFailed,
    RecordingMode,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled
from core.facts.kinds.waiting import QueueEntered, QueueLeft, WaitBegan
from core.live.call_story import CallStory, FoldedCall
from core.live.live import (
    AgentCall,
    AgentLive,
    AsteriskLive,
    CallPhase,
    CentreLive,
    HelpWanted,
    Listening,
    LiveObject,
    NotReached,
    Topic,
    Value,
    live_object,
)

REVIEW_TIME = 1.0  # seconds after which everything is looked at: some changes state no fact
MOST_FACTS = 5000  # not yet looked at; more are looked at where they come

_OF_QUEUES = (AgentStateChanged, QueueEntered, QueueLeft, WaitBegan, OfferEnded)
_WAKING = (
    *_OF_QUEUES,
    AgentWishKept,
    OfferMade,
    ConversationStarted,
    ConversationEnded,
    ColleagueCalled,
    ColleagueCame,
    ColleagueMoved,
    ColleagueEnded,
    ClientDialled,
    ClientDialEnded,
    ListeningInBegan,
    ListeningInMoved,
    ListeningInEnded,
    HelpAsked,
    HelpEnded,
    RecordingStarted,
    RecordingPaused,
    RecordingResumed,
    RecordingWithdrawn,
    RecordingEnded,
    RecordingFailed,
)
_BEGINNING = (CallStarted, CallAdopted, QueueEntered)  # the last: a caller who is back from the fallback path
_PHASES: dict[AgentState, CallPhase] = {
    AgentState.RESERVED: "offered",
    AgentState.RINGING: "offered",
    AgentState.TALKING: "talking",
    AgentState.HOLD: "held",
    AgentState.DIALLING: "dialling",
}
_WISHES: dict[AgentEvent, Literal["pause", "log_out"]] = {
    AgentEvent.PAUSE: "pause",
    AgentEvent.LOG_OUT: "log_out",
}
Key = tuple[Topic, str]
ModeOf = Callable[[str, str], RecordingMode | Literal[""]]


class LiveBoard:
    """One for the process; the source of the live feed. `take` is a listener on the bus."""

    def __init__(
        self,
        matchmaker: Matchmaker,
        clock: Clock,
        is_asterisk_there: Callable[[], bool],
        recording_mode_of: ModeOf = lambda agent, call_id: "",
        calls_shed: Callable[[], tuple[float | None, int]] = lambda: (None, 0),
        asterisks: Callable[[], list[AsteriskLive]] = list,
        rung_back: Callable[[], int] = lambda: 0,
    ) -> None:
        """`recording_mode_of(agent, call)`: by which rule their conversation is recorded; empty before it.
        `asterisks()`: if there are several; `rung_back()`: see CentreLive."""
        self._asterisks, self._rung_back = asterisks, rung_back
        self._recording_mode_of = recording_mode_of
        self._calls_shed = calls_shed
        self.wake: Callable[[], None] = lambda: None
        """Called when something has changed that should be seen soon."""
        self._matchmaker = matchmaker
        self._is_asterisk_there = is_asterisk_there
        self._moments = Moments(clock)
        self._queues = LiveQueues(matchmaker, self._moments)
        self._clock = clock
        self._rests = True
        self._unseen: dict[str, list[AnyEvent]] = {}  # of calls in progress, since nobody looks
        self._facts: list[AnyEvent] = []
        self._calls: dict[str, FoldedCall] = {}
        self._prior: Mapping[str, FoldedCall] = {}
        self._not_reached: dict[str, NotReached] = {}  # by consultant: the client who was rung last
        self._changed_agents: set[str] = set()
        self._have_queues_changed = False
        self._reviewed = float("-inf")
        self._shown: dict[Key, Value] = {}

    # -- on the way of calls

    def take(self, event: AnyEvent) -> None:
        """Keep a fact for later."""
        if self._rests:
            self._keep_unseen(event)
            return
        self._facts.append(event)
        if len(self._facts) >= MOST_FACTS:
            self._catch_up()
        if isinstance(event, _WAKING):
            self.wake()

    def _keep_unseen(self, event: AnyEvent) -> None:
        call_id = event.call_id
        if call_id is None:
            return
        if isinstance(event, CallEnded):
            self._unseen.pop(call_id, None)
            self._calls.pop(call_id, None)
        else:
            self._unseen.setdefault(call_id, []).append(event)

    def expect(self, calls: Iterable[UnfinishedCall]) -> None:
        """Calls that a process before this one had begun: they are shown when they are adopted."""
        self._prior = {call.call_id: call.folded for call in calls}

    def desk_changed(self, agent: str) -> None:
        """The telephone of a consultant, its trouble or the page is another one."""
        if not self._rests:
            self._changed_agents.add(agent)
            self.wake()

    # -- for who asks

    def callers_in(self, scenario: str) -> dict[tuple[int, str], int]:
        """How many callers are in which node of which version now. Reckoned when it is asked, also while nobody
        looks at the feed: of calls it costs nothing."""
        for facts in self._unseen.values():
            self._facts += facts
        self._unseen = {}
        self._catch_up()
        if self._rests:
            self._forget_marks()
        places = (call.node for call in self._calls.values())
        return dict(Counter((place[1], place[2]) for place in places if place and place[0] == scenario))

    # -- for the feed

    @property
    def rests(self) -> bool:
        """Is nobody looking?"""
        return self._rests

    def rest(self) -> None:
        """Nobody looks, until `everything` is asked."""
        if not self._rests:
            self._catch_up()
            self._forget_marks()
            self._shown = {}
            self._rests = True

    def changes(self) -> list[LiveObject]:
        """What is not as it was shown last."""
        self._catch_up()
        if self._clock.monotonic() - self._reviewed >= REVIEW_TIME:
            return self._differences(self._all())
        found: dict[Key, Value | None] = {}
        if self._changed_agents:
            reservations = self._reservations()
            for agent_id in self._changed_agents:
                agent = self._matchmaker.team.find(agent_id)
                found["agent", agent_id] = None if agent is None else self._agent(agent, reservations)
                found["listening", agent_id] = None if agent is None else self._listening(agent)
                found["help", agent_id] = None if agent is None else self._help(agent)
        if self._have_queues_changed:
            found |= self._queues.all()
        self._forget_marks()
        return [self._show(key, value) for key, value in found.items() if self._shown.get(key) != value]

    def everything(self) -> list[LiveObject]:
        """All that is so. From now on changes are noticed."""
        self._rests = False
        for facts in self._unseen.values():
            self._facts += facts
        self._unseen = {}
        self._catch_up()
        self._shown = self._all()
        return [live_object(topic, key, value) for (topic, key), value in self._shown.items()]

    def _differences(self, now: dict[Key, Value]) -> list[LiveObject]:
        gone = [self._show(key, None) for key in self._shown.keys() - now.keys()]
        return gone + [self._show(key, value) for key, value in now.items() if self._shown.get(key) != value]

    def _show(self, key: Key, value: Value | None) -> LiveObject:
        if value is None:
            self._shown.pop(key, None)
        else:
            self._shown[key] = value
        return live_object(*key, value)

    def _forget_marks(self) -> None:
        self._changed_agents.clear()
        self._have_queues_changed = False

    def _catch_up(self) -> None:
        facts, self._facts = self._facts, []
        for fact in facts:
            self._look_at(fact)

    def _look_at(self, fact: AnyEvent) -> None:
        if isinstance(fact, _OF_QUEUES):
            self._have_queues_changed = True
        if isinstance(fact, AgentStateChanged | AgentWishKept | OfferMade):
            self._changed_agents.add(fact.agent)
        call_id = fact.call_id
        if call_id is None:
            return
        if isinstance(fact, OfferMade | ConversationStarted | ClientDialled):
            self._not_reached.pop(fact.agent, None)
        elif isinstance(fact, ClientDialEnded) and fact.outcome != "reached" and fact.at is not None:
            self._not_reached[fact.agent] = NotReached(call=call_id, outcome=fact.outcome, at=fact.at)
        if isinstance(fact, CallEnded):
            self._calls.pop(call_id, None)
            return
        call = self._calls.get(call_id)
        if call is None:
            if not isinstance(fact, _BEGINNING):
                return
            call = self._calls[call_id] = self._prior.get(call_id) or FoldedCall()
            if isinstance(fact, QueueEntered):
                call.comes_back(fact.at)
        before = call.agent
        call.take(fact)
        self._changed_agents |= {agent for agent in (before, call.agent) if agent is not None}

    # -- what is so

    def _all(self) -> dict[Key, Value]:
        self._moments.look()
        self._reviewed = self._clock.monotonic()
        self._forget_marks()
        reservations = self._reservations()
        found: dict[Key, Value] = {
            ("agent", agent.id): self._agent(agent, reservations) for agent in self._matchmaker.team.agents
        }
        for agent in self._matchmaker.team.agents:
            if (listening := self._listening(agent)) is not None:
                found["listening", agent.id] = listening
            if (wanted := self._help(agent)) is not None:
                found["help", agent.id] = wanted
        found |= {key: value for key, value in self._queues.all().items() if value is not None}
        found["centre", "centre"] = self._centre()
        return found

    def _centre(self) -> CentreLive:
        since, count = self._calls_shed()
        return CentreLive(
            is_asterisk_there=self._is_asterisk_there(),
            calls_shed_since=self._moments.utc(since),
            shed_calls=0 if since is None else count,
            asterisks=self._asterisks(),
            rung_back=self._rung_back(),
        )

    def _reservations(self) -> dict[str, Reservation]:
        """Of the consultants who are promised to a caller."""
        places = self._matchmaker.places
        return {place.reservation.agent.id: place.reservation for place in places if place.reservation is not None}

    def _agent(self, agent: Agent, reservations: Mapping[str, Reservation]) -> AgentLive:
        is_wrapping_up = agent.state is AgentState.WRAP_UP and agent.wrap_up is not None
        return AgentLive(
            office=agent.office,
            state=agent.state.value,
            since=self._moments.at(agent.since),
            telephone=agent.telephone,
            trouble=agent.trouble,
            pause_reason=agent.pause_reason,
            wrap_up_until=self._moments.utc(agent.wrap_up.at if is_wrapping_up and agent.wrap_up else None),
            wrap_up_extensions_left=self._matchmaker.team.extensions_left(agent),
            wish="" if agent.after_call is None else _WISHES.get(agent.after_call[0], ""),
            not_reached=self._not_reached.get(agent.id),
            call=self._call(agent, reservations.get(agent.id)),
        )

    def _call(self, agent: Agent, reservation: Reservation | None) -> AgentCall | None:
        phase = _PHASES.get(agent.state)
        if phase is None or agent.call_id is None:
            return None
        call = self._calls.get(agent.call_id)
        story = self._story_of(reservation) if call is None else call.story
        since, ring_until = self._moments.at(agent.since), None
        if phase == "offered":
            since = story.offered or since
            if reservation is not None and reservation.lease is not None and agent.state is AgentState.RINGING:
                ring_until = self._moments.at(reservation.lease.at - LEASE_MARGIN)
        elif call is not None and call.page_lost is not None:
            phase, since = "page_lost", call.page_lost
        return AgentCall(
            **msgspec.structs.asdict(story),
            id=agent.call_id,
            phase=phase,
            since=since,
            ring_until=ring_until,
            recording_mode=self._recording_mode_of(agent.id, agent.call_id),
        )

    def _listening(self, agent: Agent) -> Listening | None:
        call = self._call_of(agent)
        if call is None or not call.listener:
            return None
        return Listening(office=agent.office, listener=call.listener, mode=call.listener_mode)

    def _help(self, agent: Agent) -> HelpWanted | None:
        call = self._call_of(agent)
        if call is None or call.story.help_since is None:
            return None
        home = call.story.office or call.story.queue
        return HelpWanted(name=agent.display_name, office=agent.office, home=home, since=call.story.help_since)

    def _call_of(self, agent: Agent) -> FoldedCall | None:
        """The conversation that the consultant has."""
        call = None if agent.call_id is None else self._calls.get(agent.call_id)
        return None if call is None or call.agent != agent.id else call

    def _story_of(self, reservation: Reservation | None) -> CallStory:
        """Of a call that is not there yet: whoever is promised is rung for a call-back."""
        if reservation is None:
            return CallStory()
        entry = reservation.entry
        return CallStory(
            office=entry.office,
            queue=entry.office,
            topic=entry.topic,
            is_callback=entry.is_callback,
            joined=self._moments.at(entry.joined),
            reason=self._matchmaker.queues.reason_pl(reservation.why, reservation.agent.office),
            why=reservation.why,
            overtaken=reservation.choice.overtaken,
        )
