"""Where a call was when the application died, folded from its facts. Pure.

Moments are `ticks`, monotonic seconds of the machine: a call that can be taken up again began on the same machine
since its last start, or its channel would be gone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ari_app.calls.guest_so_far import GuestSoFar
from core.facts.call_context import CallContext
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallEnded, CallStage, CallStarted
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
from core.facts.kinds.conversations import (
    CallerRequeued,
    CallHeld,
    CallTransferred,
    ConversationEnded,
    ConversationStarted,
    PageBack,
    PageLost,
    Party,
)
from core.facts.kinds.messages import SmsOrdered, VoiceMessageDiscarded, VoiceMessageLeft, VoiceMessageStarted
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingPause,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled
from core.facts.kinds.scenarios import (
    EmergencyHeard,
    LanguageChosen,
    NodeEntered,
    OfficeChosen,
    TopicChosen,
    VariableSet,
)
from core.facts.kinds.transfers import TransferAnswered, TransferEnded, TransferStarted
from core.facts.kinds.verification import CallerVerified
from core.facts.kinds.waiting import (
    MAY_COME_BACK,
    HomeOfficePreferred,
    OverflowPreferenceAnswered,
    QueueEntered,
    QueueLeft,
    QueueLeftReason,
    WaitBegan,
)
from core.live.call_story import FoldedCall
from core.metrics.talks import is_drop

_NEVER = datetime.min.replace(tzinfo=UTC)
_WAYS_ON: dict[QueueLeftReason, str] = {
    "callback": "callback",
    "full": "full",
    "nobody_there": "nobody_there",
    "too_long": "nobody_there",
}
"""The outcome of the queue's node for each end of a wait after which the caller is on the line without a talk."""


@dataclass(slots=True)
class RecordedPlace:
    """A place in a queue. `due` is `joined`, or earlier if an old place was given back."""

    queue: str
    joined: float
    due: float
    topic: str | None = None
    priority: str | None = None
    stays_home: bool = False
    is_held: bool = False  # the caller was still asked something
    knows_of_sharing: bool = False  # and of the key by which the own office is preferred


@dataclass(slots=True)
class RecordedTalk:
    """A consultant has answered; while there is no `bridge_id` the two were not connected yet."""

    agent: str
    bridge_id: str | None = None
    began: float = 0.0
    leg: str = ""
    hold_time: float = 0.0
    held_since: float | None = None
    page: str = ""  # of the browser; empty at a SIP telephone
    is_held_by_desk: bool = False
    page_lost: float | None = None  # since when
    has_parted: bool = False  # somebody was taken out of the bridge, and may be out of it still


@dataclass(frozen=True, slots=True)
class RecordedTransfer:
    """A transfer that was answered: `leg` is the other party's channel. It began at the monotonic moment `began`
    and may last for `longest_time` seconds. `is_handed_over`: by a consultant, out of a conversation.
    """

    target: str
    bridge_id: str
    leg: str
    began: float
    longest_time: float
    is_handed_over: bool = False


@dataclass(slots=True)
class UnfinishedCall:
    """An unfinished call. What is None, empty or False was not the case, or is over."""

    started: CallStarted
    began: float
    last_at: datetime
    last: float
    context: CallContext = field(default_factory=CallContext)
    node: str | None = None
    way_on: str | None = (
        None  # the outcome of a node that has sent the call somewhere, while the next node has not been entered
    )
    put_off: str | None = None  # the node whose question about recording has no answer yet
    place: RecordedPlace | None = None  # the last one, kept also while talking
    is_in_queue: bool = False
    may_come_back: bool = False  # to the place in the queue, by calling again
    has_been_dropped: bool = False  # by the consultant: back to the queue, at the place
    is_sent_on: bool = False  # out of a conversation, into the queue of the place; maybe not there yet
    ringing: OfferMade | None = None
    dialling: ClientDialled | None = None  # a client is rung, who has not answered
    talking: RecordedTalk | None = None
    transfer: RecordedTransfer | None = None  # answered, outside of the centre
    message: VoiceMessageStarted | None = None  # for an office; neither left nor discarded
    recording: RecordingStarted | None = None
    recording_paused: RecordingPause | None = None  # why it is silent
    listening: ListeningInBegan | None = None  # somebody listens in
    help_since: float | None = None  # the consultant asks for help
    guest: GuestSoFar | None = None  # called into the conversation
    left: RecordedTalk | None = None  # handed over to a guest who has not answered; nobody has the call
    withdrawn: set[str] = field(default_factory=set)  # recordings that are to be destroyed
    kept_wish: AgentWishKept | None = None
    folded: FoldedCall = field(default_factory=FoldedCall)
    """What a page shows of it."""
    _rung_page: str = ""
    _is_handed_over: bool = False  # to somebody who was called in, or outside

    @property
    def call_id(self) -> str:
        return self.started.call_id or ""

    @property
    def withdrawn_files(self) -> list[str]:
        """Of recordings that were withdrawn, but for the one that may still be made: somebody may just have been
        about to destroy them."""
        going_on = None if self.recording is None else self.recording.recording
        gone = self.withdrawn - {going_on}
        return [begun.file for recording, begun in self.context.recordings.items() if recording in gone]

    @property
    def versions(self) -> list[tuple[str, int]]:
        """The scenario's name and version, and those of the ones that it calls; none for a call without one."""
        started = self.started
        if started.scenario is None:
            return []
        return [(started.scenario, started.scenario_version or 0), *started.subscenario_versions.items()]

    @property
    def other_leg(self) -> str | None:
        """The channel of whom the caller talks with."""
        if self.transfer is not None:
            return self.transfer.leg
        return None if self.talking is None else self.talking.leg

    @property
    def sent_on_by(self) -> Party:
        """Who ended the conversation out of which the caller is sent on."""
        is_lost = self.talking is not None and self.talking.page_lost is not None
        return "system" if is_lost else "agent"

    @property
    def stage(self) -> CallStage:
        if self.transfer is not None:
            return "talking"
        if self.is_sent_on or self.left is not None:
            return "waiting"
        if self.talking is not None:
            return "connecting" if self.talking.bridge_id is None else "talking"
        return "waiting" if self.is_in_queue or self.has_been_dropped else "scenario"

    def take(self, event: AnyEvent) -> None:
        """One more fact, in the order in which it was stated."""
        self.folded.take(event)
        at = event.ticks or 0.0
        self.last, self.last_at = max(self.last, at), event.at or self.last_at
        context = self.context
        match event:
            case NodeEntered():
                self.node, self.way_on = event.node, None
                if event.kind == "recording_consent":
                    self.put_off = event.node
            case OfficeChosen():
                context.office = event.office
            case CallerVerified():
                context.client_id, context.verification_level = event.client_id, event.level
                context.office = event.office
            case TopicChosen():
                context.topic = event.topic
            case VariableSet():
                context.variables[event.name] = event.personal_value if event.is_personal else event.value
                (context.personal.add if event.is_personal else context.personal.discard)(event.name)
            case SmsOrdered():
                context.sms_orders += 1
            case EmergencyHeard():
                context.heard_emergencies.add(event.message)
            case OverflowPreferenceAnswered():
                context.stays_home = event.stays_home
            case CallbackOrdered() if not self.is_in_queue and self.way_on is None:
                self.way_on = "ordered"  # by a node; an order from the queue stands after the end of the wait
            case LanguageChosen():
                context.language = event.language
            case RecordingConsentAnswered():
                context.is_recording_allowed, self.put_off = event.is_given, None
                context.consent_kind = event.kind
            case (
                RecordingStarted()
                | RecordingPaused()
                | RecordingResumed()
                | RecordingWithdrawn()
                | RecordingEnded()
                | RecordingFailed()
            ):
                self._take_of_recording(event)
            case ClientDialled() | ClientDialEnded():
                self._take_of_dialling(event, at)
            case ColleagueCalled() | ColleagueCame() | ColleagueMoved() | ColleagueEnded():
                self._take_of_guest(event, at)
            case ListeningInBegan():
                self.listening = event
            case ListeningInMoved():
                if self.talking is not None:
                    self.talking.has_parted = True
            case HelpAsked():
                self.help_since = at
            case HelpEnded():
                self.help_since = None
            case ListeningInEnded():
                self.listening = None
            case TransferAnswered():
                self.transfer = RecordedTransfer(
                    event.target, event.bridge_id, event.leg, at, event.longest_time, self._is_handed_over
                )
            case TransferStarted():
                self.transfer, self.left, self._is_handed_over = None, None, bool(event.agent)
            case TransferEnded():
                self.transfer = None
                self.way_on = "served" if self._is_handed_over else event.outcome
                self._is_handed_over = False
            case VoiceMessageStarted():
                self.message = event
            case VoiceMessageLeft() | VoiceMessageDiscarded():
                self.message = None
            case AgentWishKept():
                self.kept_wish = event if event.wish else None
            case _:
                self._take_of_queue(event, at)

    def _take_of_guest(
        self, event: ColleagueCalled | ColleagueCame | ColleagueMoved | ColleagueEnded, at: float
    ) -> None:
        guest = self.guest
        match event:
            case ColleagueCalled():
                self.guest = GuestSoFar(event, at, mode=event.mode, since=at)
            case ColleagueCame() if guest is not None:
                guest.came, guest.since, guest.ring_time = event, at, at - guest.began
            case ColleagueMoved() if guest is not None:
                guest.moves(event.mode, at)
            case ColleagueEnded():
                self.guest, self._is_handed_over = None, event.why == "has_call"
        if self.talking is not None and not isinstance(event, ColleagueCalled):
            self.talking.has_parted = True

    def _take_of_dialling(self, event: ClientDialled | ClientDialEnded, at: float) -> None:
        match event:
            case ClientDialled():
                self.dialling, self.context.office = event, event.office
            case ClientDialEnded(agent=agent, outcome="reached") if self.dialling is not None:
                # No wait on the line; but the client may be handed on to a queue.
                self.place = RecordedPlace(self.dialling.office, at, at)
                self.talking = RecordedTalk(agent, began=at, page=self.dialling.page)
                self.dialling = None
            case ClientDialEnded():
                self.dialling = None

    def _take_of_recording(
        self,
        event: RecordingStarted
        | RecordingPaused
        | RecordingResumed
        | RecordingWithdrawn
        | RecordingEnded
        | RecordingFailed,
    ) -> None:
        match event:
            case RecordingStarted():
                self.recording, self.recording_paused = event, None
                self.context.recordings[event.recording] = event
            case RecordingPaused():
                self.recording_paused = event.why
            case RecordingResumed():
                self.recording_paused = None
            case RecordingWithdrawn():
                self.withdrawn.add(event.recording)
                self.context.is_recording_withdrawn = True
                if self.context.consent_kind != "statutory":
                    self.context.is_recording_allowed = False
            case RecordingEnded() | RecordingFailed():
                if self.recording is not None and self.recording.recording == event.recording:
                    self.recording = None

    def _take_of_queue(self, event: AnyEvent, at: float) -> None:
        match event:
            case QueueEntered():
                joined = at - event.waited_time
                self.place = RecordedPlace(
                    event.queue,
                    joined,
                    joined - event.resumed_time,
                    event.topic,
                    event.priority,
                    is_held=event.is_held,
                )
                self.is_in_queue, self.has_been_dropped, self.may_come_back = True, False, False
                self.is_sent_on = False
                self.way_on = self.talking = self.ringing = self.left = (
                    None  # whatever was before, in another wait
                )
            case WaitBegan() if self.place is not None:
                self.place.joined, self.place.is_held = at, False
            case QueueLeft():
                self.is_in_queue = False
                if event.reason != "connected":
                    self.talking = self.ringing = None
                self.may_come_back = event.reason in MAY_COME_BACK
                self.way_on = _WAYS_ON.get(event.reason)
            case HomeOfficePreferred() if self.place is not None:
                self.place.stays_home = True
            case OfferMade():
                self.ringing, self.kept_wish = event, None
                if self.place is not None and event.is_shared:
                    self.place.knows_of_sharing = True
            case OfferEnded():
                self._rung_page, self.ringing = "" if self.ringing is None else self.ringing.page, None
                if event.outcome == "accepted":
                    self.talking = RecordedTalk(event.agent, began=at, page=self._rung_page)
            case ConversationStarted():
                self.talking = RecordedTalk(event.agent, event.bridge_id, at, event.leg, page=event.page)
                # Whoever has just been given the call may not be with the caller yet.
                self.talking.has_parted, self._is_handed_over, self.left = self._is_handed_over, False, None
                self.context.agent = event.agent
            case CallHeld() | PageLost() | PageBack() | CallerRequeued() | CallTransferred():
                self._take_of_desk(event, at)
            case ConversationEnded():
                is_promised = self.guest is not None and self.guest.called.hands_over and self.guest.came is None
                if event.ended_by == "agent" and is_promised and not self.is_sent_on:
                    self.left = self.talking
                self.talking, self.way_on = None, "served"
            case AgentStateChanged() if is_drop(event):
                self.talking, self.way_on, self.has_been_dropped = None, None, True
            case AgentStateChanged() if self.talking is not None and event.agent == self.talking.agent:
                self._take_of_agent(event.event, self.talking, at)

    def _take_of_desk(
        self, event: CallHeld | PageLost | PageBack | CallerRequeued | CallTransferred, at: float
    ) -> None:
        talking, place = self.talking or self.left, self.place
        if talking is None:
            return
        match event:
            case CallHeld(is_held=is_held):
                talking.is_held_by_desk, talking.has_parted = is_held, True
            case PageLost():
                talking.page_lost, talking.has_parted = at, True
            case PageBack(leg=leg, page=page):
                talking.page_lost, talking.leg, talking.page = None, leg, page
            case CallerRequeued() if place is not None:
                self._send_on(place, place.queue, place.topic, talking, at)
            case CallTransferred(agent=agent, to_office=office, topic=topic) if place is not None:
                self._send_on(place, office, topic if topic is not None else place.topic, talking, at)
                self.context.transferred_by = agent
                if topic is not None:
                    self.context.topic = topic

    def send_back(self, at: float) -> None:
        """Nobody answers to whom the call was left: into the queue again, with the wait of before."""
        if self.left is not None and self.place is not None:
            self._send_on(self.place, self.place.queue, self.place.topic, self.left, at)

    def _send_on(
        self, place: RecordedPlace, queue: str, topic: str | None, talking: RecordedTalk, at: float
    ) -> None:
        """Into a queue out of a conversation, which is no part of the wait."""
        waited = max(0.0, talking.began - place.joined)
        self.place = RecordedPlace(queue, at - waited, place.joined, topic, "dropped")
        self.is_sent_on, self.left = True, None

    def _take_of_agent(self, event: str, talking: RecordedTalk, at: float) -> None:
        if event == "hang_up":
            self.talking = None  # without a conversation that had begun, or after its end
        elif event == "hold":
            talking.held_since = at
        elif event == "unhold" and talking.held_since is not None:
            talking.hold_time, talking.held_since = talking.hold_time + at - talking.held_since, None


def unfinished_call(facts: Iterable[AnyEvent], *, is_over: bool = False) -> UnfinishedCall | None:
    """Where the call of these facts was left; None when it has ended, or when its beginning is not among them.

    `is_over`: it has ended, and the question is where that was.
    """
    found: UnfinishedCall | None = None
    for fact in facts:
        match fact:
            case CallStarted():
                at = fact.ticks or 0.0
                found = UnfinishedCall(fact, at, fact.at or _NEVER, at)
                found.folded.take(fact)
            case CallEnded():
                if found is not None and fact.reason == "interrupted" and found.way_on == "served":
                    found.may_come_back = True  # the conversation was cut off
                return found if is_over else None
            case _ if found is not None:
                found.take(fact)
    return found
