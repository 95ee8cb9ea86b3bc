"""What a call's facts tell the consultant who is offered it, has it, or has had it last. Pure.

Nothing is taken from a fact that says who somebody is: no number, no client's id, no secret key. Whose call it is
tells `clients`, after it has asked who may know.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from core.facts.events import (
    AgentStateChanged,
    AnnouncementPlayed,
    AnyEvent,
    CallEnded,
    CallerRequeued,
    CallerVerified,
    CallHeld,
    CallStarted,
    CallTransferred,
    ConsentKind,
    ConversationEnded,
    ConversationStarted,
    LanguageChosen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OfficeChosen,
    PageBack,
    PageLost,
    QueueEntered,
    QueueLeft,
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
    TopicChosen,
    VerificationTried,
    WaitBegan,
    WatchdogActed,
)
from reports.calls.call_record import is_drop

ArrivalKind: TypeAlias = Literal["transfer", "lost_page", "dropped", "kept_place", "after_outage"]
"""How a caller came into the present wait, if not out of the scenario."""

Recording: TypeAlias = Literal["none", "running", "paused", "withdrawn", "closed", "failed", "disk_full"]
KnownBy: TypeAlias = Literal["client_record", "postal_code", "gmina", "menu", "default", ""]
Phase: TypeAlias = Literal["", "offered", "talking", "held", "page_lost", "over"]

HEARD_TIME = 1.0
"""Seconds of an announcement after which it counts as heard: less is a key that was pressed into it."""

_AFTER_A_CONVERSATION = (NodeEntered, QueueEntered, OfferMade, CallEnded)


@dataclass(frozen=True, slots=True)
class Arrival:
    """`account`: the consultant who handed the call on, or whose conversation it was."""

    kind: ArrivalKind
    at: datetime | None
    account: str | None = None
    office: str | None = None  # from whose queue it came
    resumed_time: float = 0.0  # seconds by which the place is older than this wait


@dataclass(frozen=True, slots=True)
class HeardNode:
    """A node of the knowledge base of which the caller has heard something; a path for one in a sub-scenario.
    `office` and `language`: those of that moment, for which the node has asked; no office: nobody knew it yet."""

    node: str
    at: datetime | None
    office: str
    language: str


@dataclass(slots=True)
class DeskStory:
    """One call, seen from the desk of `agent`. What is not known is empty. Moments are UTC."""

    agent: str
    facts: list[AnyEvent] = field(default_factory=list)
    """Those that concern this desk: none after the end of its conversation."""
    started_at: datetime | None = None
    dialled_number: str = ""
    is_callback: bool = False
    callback: str | None = None  # the order that is carried out
    versions: dict[str, int] = field(default_factory=dict)  # of the scenario and those that it calls, it first
    level: int = 0
    verified_by: Literal["card", "code", ""] = ""
    wrong_tries: int = 0
    office: str = ""
    office_by: KnownBy = ""
    topic: str | None = None
    language: str = "pl"
    consent: bool | None = None  # None: the caller was not asked
    consent_kind: ConsentKind = "key"
    recording: Recording = "none"
    queue: str = ""
    joined: datetime | None = None
    waited_until: datetime | None = None
    arrival: Arrival | None = None
    offer: OfferMade | None = None  # the last one to this desk
    phase: Phase = ""
    heard: list[HeardNode] = field(default_factory=list)
    _node: str = ""
    _kind: str = ""
    _coming: Arrival | None = None  # told before the wait that it leads to

    @property
    def scenario(self) -> str | None:
        return next(iter(self.versions), None)

    def take(self, event: AnyEvent) -> None:
        """One more fact of this call, in the order in which it was stated."""
        self.facts.append(event)
        match event:
            case NodeEntered():
                self._node, self._kind = event.node, event.kind
            case AnnouncementPlayed() if self._kind == "knowledge" and event.heard_time >= HEARD_TIME:
                if not any(heard.node == self._node for heard in self.heard):
                    self.heard.append(HeardNode(self._node, event.at, self.office, self.language))
            case CallStarted():
                self.started_at, self.dialled_number = event.at, event.dialled_number
                self.is_callback, self.callback = event.direction == "callback", event.callback
                if event.scenario is not None:
                    self.versions = {event.scenario: event.scenario_version or 0, **event.subscenario_versions}
            case VerificationTried(outcome="wrong" | "locked"):
                self.wrong_tries += 1
            case CallerVerified():
                self.level, self.office, self.office_by = event.level, event.office, "client_record"
                self.verified_by = "code" if self._kind == "one_time_code" else "card"
            case OfficeChosen():
                self.office, self.office_by = event.office, event.by
            case TopicChosen():
                self.topic = event.topic
            case LanguageChosen():
                self.language = event.language
            case RecordingConsentAnswered():
                self.consent, self.consent_kind = event.is_given, event.kind
            case RecordingStarted() | RecordingResumed():
                self.recording = "running"
            case RecordingPaused():
                self.recording = "paused"
            case RecordingWithdrawn():
                self.recording = "withdrawn"
            case RecordingEnded():
                self.recording = "disk_full" if event.fault == "disk_full" else "closed"
            case RecordingFailed():
                self.recording = "disk_full" if event.fault == "disk_full" else "failed"
            case QueueEntered() | WaitBegan() | QueueLeft() | OfferMade() | OfferEnded():
                self._take_of_queue(event)
            case _:
                self._take_of_conversation(event)

    def _take_of_queue(self, event: QueueEntered | WaitBegan | QueueLeft | OfferMade | OfferEnded) -> None:
        match event:
            case QueueEntered():
                self.queue, self.topic = event.queue, event.topic or self.topic
                self.joined = None if event.at is None else event.at - timedelta(seconds=event.waited_time)
                self.waited_until, self.recording = None, "none"
                self.arrival, self._coming = self._coming, None
                if self.arrival is None and event.resumed_time > 0 and not self.is_callback:
                    self.arrival = Arrival("kept_place", event.at, resumed_time=event.resumed_time)
            case WaitBegan():
                self.joined = event.at
            case QueueLeft():
                self.waited_until = self.waited_until or event.at
            case OfferMade():
                self.queue = event.queue
                if event.agent == self.agent:
                    self.offer, self.phase = event, "offered"
            case OfferEnded() if event.agent == self.agent:
                if event.outcome == "accepted":
                    self.phase, self.waited_until = "talking", event.at
                else:
                    self.phase = ""

    def _take_of_conversation(self, event: AnyEvent) -> None:
        match event:
            case ConversationStarted():
                self.waited_until = self.waited_until or event.at
                if event.agent == self.agent:
                    self.phase = "talking"
            case ConversationEnded() if event.agent == self.agent:
                self.phase = "over"
            case CallHeld() if event.agent == self.agent:
                self.phase = "held" if event.is_held else "talking"
            case PageLost() if event.agent == self.agent:
                self.phase = "page_lost"
            case PageBack() if event.agent == self.agent:
                self.phase = "talking"
            case CallerRequeued():
                self._coming = Arrival("lost_page", event.at, event.agent, self.queue)
            case CallTransferred():
                self.topic = event.topic or self.topic
                self._coming = Arrival("transfer", event.at, event.agent, self.queue)
            case WatchdogActed(action="to_application"):
                self._coming = Arrival("after_outage", event.at)
            case AgentStateChanged() if is_drop(event):
                self._coming = Arrival("dropped", event.at, event.agent, self.queue)
            case AgentStateChanged(event="hold" | "unhold") if event.agent == self.agent:
                self.phase = "held" if event.event == "hold" else "talking"
            case _:
                pass


def desk_story(agent: str, facts: Iterable[AnyEvent]) -> DeskStory:
    """The call of these facts as the desk of `agent` may know it: whoever has handed it on, or whose caller went
    on to another conversation, is told nothing of what came then.
    """
    story = DeskStory(agent)
    for fact in _of_desk(agent, list(facts)):
        story.take(fact)
    return story


def _of_desk(agent: str, facts: Sequence[AnyEvent]) -> Sequence[AnyEvent]:
    ended = next(
        (
            place
            for place in range(len(facts) - 1, -1, -1)
            if isinstance(facts[place], ConversationEnded | OfferMade | ConversationStarted)
            and getattr(facts[place], "agent", None) == agent
        ),
        None,
    )
    if ended is None or not isinstance(facts[ended], ConversationEnded):
        return facts
    rest = range(ended + 1, len(facts))
    end = next((place for place in rest if isinstance(facts[place], _AFTER_A_CONVERSATION)), len(facts))
    return facts[:end]
