"""One call as its desk is told of it, folded from the call's facts. Pure.

Folded once: by the process that owns the live state, as the call goes on, and after a restart from the facts that
were written. The live feed carries the story (`core.live.live.AgentCall`). Where the feed says nothing of a call,
in its wrap-up or while that process is away, the web service folds the written facts in the same way.

No personal datum is taken from any fact: no number, no name, no client's id, no key but those of menus.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import msgspec

from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallEnded, CallStarted, EmergencyEntered, WatchdogActed
from core.facts.kinds.colleagues import (
    ColleagueCalled,
    ColleagueCame,
    ColleagueEnd,
    ColleagueEnded,
    ColleagueMode,
    ColleagueMoved,
    HelpAsked,
    HelpEnded,
    ListeningInBegan,
    ListeningInEnded,
    ListeningInMoved,
    SupervisorMode,
)
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import (
    CallerRequeued,
    CallTransferred,
    ConversationEnded,
    ConversationStarted,
    PageBack,
    PageLost,
)
from core.facts.kinds.messages import SmsOrdered, VoiceMessageLeft
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import (
    ConsentKind,
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled, DialReason
from core.facts.kinds.scenarios import (
    AnnouncementPlayed,
    ClientDataTold,
    ContactConfirmed,
    ContactRequested,
    EmergencyHeard,
    KeysEntered,
    LanguageChosen,
    NodeEntered,
    OfficeChosen,
    TopicChosen,
)
from core.facts.kinds.transfers import TransferStarted
from core.facts.kinds.verification import CallerVerified, VerificationTried
from core.facts.kinds.waiting import (
    HomeOfficePreferred,
    OverflowPreferenceAnswered,
    QueueEntered,
    QueueLeft,
    WaitBegan,
)
from core.facts.offer_reason import OfferReason
from core.lists.topics import topic_title
from core.metrics.talks import is_drop
from core.questions.client_data import CLIENT_TOPICS_PL, ClientTopic

ArrivalKind: TypeAlias = Literal[
    "transfer", "lost_page", "not_taken_over", "dropped", "kept_place", "after_outage"
]
"""How a caller came into the present wait, if not out of the scenario."""

MissedWhy: TypeAlias = Literal["no_answer", "declined", "busy", "unreachable", "failed", ""]
"""Of who was called into a conversation: why that one was not reached."""

KnownBy: TypeAlias = Literal["client_record", "postal_code", "gmina", "menu", "default", ""]

RecordingNow: TypeAlias = Literal[
    "",  # nothing is recorded
    "on",
    "paused",  # the file goes on with silence
    "withdrawn",  # the consent: what there was is destroyed, and nothing is recorded any more
    "failed",  # it could not be made, or not to the end
]

HEARD_TIME = 1.0
"""Seconds of an announcement after which it counts as heard: less is a key that was pressed into it."""

LONGEST_PATH = 12  # phrases; the newest
MOST_HEARD = 12  # nodes of the knowledge base; the newest. A message of the live feed has to hold them
_LONGEST_PHRASE = 80
_LONGEST_REASON = 400
_LANGUAGES = {"pl": "polski", "en": "angielski", "uk": "ukraiński"}
_WAYS_TO_AN_OFFICE = {"postal_code": "kod pocztowy", "gmina": "gmina", "menu": "menu"}
_TOLD = frozenset({"told", "none", "confirmed", "declined", "already", "not_due"})
_NOT_REACHED: dict[ColleagueEnd, MissedWhy] = {
    "no_answer": "no_answer",
    "declined": "declined",
    "busy": "busy",
    "unreachable": "unreachable",
    "failed": "failed",
}
_AFTER_A_CONVERSATION = (NodeEntered, QueueEntered, OfferMade, CallEnded)


class Arrival(msgspec.Struct, frozen=True, omit_defaults=True):
    """`account`: the consultant who handed the call on, or whose conversation it was."""

    kind: ArrivalKind
    at: datetime | None = None
    account: str | None = None
    office: str | None = None  # from whose queue it came
    resumed_time: float = 0.0  # seconds by which the place is older than this wait


class HeardNode(msgspec.Struct, frozen=True):
    """A node of the knowledge base of which the caller has heard something; a path for one in a sub-scenario.
    `office` and `language`: those of that moment, for which the node has asked; no office: nobody knew it yet."""

    node: str
    at: datetime | None
    office: str
    language: str


class CallStory(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One call so far. What is not known is empty. Moments are UTC. Lists are replaced, never changed."""

    dialled_number: str = ""  # empty: nobody has seen its beginning, or it has none yet
    is_callback: bool = False
    callback: str | None = None  # the order that is carried out
    is_outbound: bool = False  # a consultant has rung the client
    dial_reason: DialReason | Literal[""] = ""  # and why
    versions: dict[str, int] = {}  # of the scenario and those that it calls, it first; with the first heard node
    verified_by: Literal["card", "code", ""] = ""
    wrong_tries: int = 0
    office: str = ""  # whose caller it is
    office_by: KnownBy = ""
    topic: str | None = None
    language: str = "pl"
    consent: ConsentKind | Literal[""] = ""  # to recording, as it stands; `statutory`: told of a provision
    recording: RecordingNow = ""
    is_listened: bool = False  # somebody listens in, and the rule of the office is that the consultant is told
    supervisor: str = ""  # the account that whispers, or has barged in; no secret, since it is heard
    supervisor_mode: SupervisorMode | Literal[""] = ""
    help_since: datetime | None = None  # the consultant asks supervisors for help
    queue: str = ""
    joined: datetime | None = None  # the queue
    arrival: Arrival | None = None
    transferred_by: str = ""  # the consultant who handed the call on
    colleague: str = ""  # the consultant who is called into the conversation
    colleague_target: str = ""  # or somebody outside of the centre: an entry of the list of numbers
    colleague_mode: ColleagueMode | Literal[""] = ""
    is_colleague_there: bool = False  # else the telephone rings
    asked_by: str = ""  # the consultant who has called in the colleague
    is_promised: bool = False  # the call is the colleague's at the answer
    missed: str = ""  # who was called in last and could not be reached: an account
    missed_target: str = ""  # or an entry of the list of numbers
    missed_why: MissedWhy = ""
    offered: datetime | None = None
    reason: str = ""  # why this consultant: a plain Polish clause
    why: OfferReason | None = None  # the same as a value
    overtaken: str = ""  # why somebody who has waited longer is not first
    answered: datetime | None = None
    hold_time: float = 0.0  # seconds, without a hold in progress
    path: list[str] = []  # what the caller did, as short Polish phrases, oldest first
    heard: list[HeardNode] = []
    told: list[ClientTopic] = []  # of which self-service has told the caller


class FoldedCall:
    """A call's story, with what is needed to carry it on."""

    def __init__(self) -> None:
        self.story = CallStory()
        self.agent: str | None = None
        """Who is offered the call or has it."""
        self.page_lost: datetime | None = None
        """Since when the consultant's page is gone in the conversation."""
        self.listener = ""
        """The account that hears the conversation; no part of the story, which the consultant reads."""
        self.listener_mode: SupervisorMode = "listen"
        self._is_told = False  # of the listening
        self._node = self._kind = ""  # of the present node
        self._versions: dict[str, int] = {}
        self._held_since: datetime | None = None
        self._coming: Arrival | None = None  # told before the wait that it leads to

    @property
    def node(self) -> tuple[str, int, str] | None:
        """Where in a scenario the call came last: the name, the version, the path. None: in none."""
        if not self._versions or not self._node:
            return None
        scenario, version = next(iter(self._versions.items()))
        return scenario, version, self._node

    def take(self, event: AnyEvent) -> None:
        """One more fact of this call, in the order in which it was stated."""
        story = self.story
        match event:
            case NodeEntered():
                self._node, self._kind = event.node, event.kind
            case AnnouncementPlayed():
                self._take_of_announcement(event)
            case OfferMade() | OfferEnded() | ConversationStarted() | ConversationEnded() | AgentStateChanged():
                self._take_of_agent(event)
            case QueueEntered() | WaitBegan() | QueueLeft() | HomeOfficePreferred() | OverflowPreferenceAnswered():
                self._take_of_queue(event)
            case PageLost() | PageBack() | CallerRequeued() | CallTransferred():
                self._take_of_desk(event)
            case WatchdogActed(action="to_application"):
                self.comes_back(event.at)
            case (
                RecordingStarted()
                | RecordingPaused()
                | RecordingResumed()
                | RecordingWithdrawn()
                | RecordingEnded()
                | RecordingFailed()
            ):
                self._take_of_recording(event)
            case ColleagueCalled() | ColleagueCame() | ColleagueMoved() | ColleagueEnded():
                self._take_of_colleague(event)
            case ClientDialled():
                self.agent, story.dial_reason = event.agent, event.reason
                story.office = story.queue = event.office
            case ClientDialEnded(outcome=outcome):
                if outcome == "reached":
                    story.answered = event.at
                else:
                    self.agent = None
            case ListeningInBegan() | ListeningInMoved() | ListeningInEnded() | HelpAsked() | HelpEnded():
                self._take_of_supervisor(event)
            case CallStarted():
                story.dialled_number = event.dialled_number
                story.is_callback, story.callback = event.direction == "callback", event.callback
                story.is_outbound = event.direction == "outbound"
                if event.scenario is not None:
                    self._versions = {event.scenario: event.scenario_version or 0, **event.subscenario_versions}
            case RecordingConsentAnswered():
                story.consent = event.kind if event.is_given else ""
                self._tell(_phrase(event, self._kind))
            case VerificationTried(outcome="wrong" | "locked"):
                story.wrong_tries += 1
                self._tell("nieudana weryfikacja")
            case CallerVerified():
                is_by_code = self._kind == "one_time_code"
                story.office, story.office_by = event.office, "client_record"
                story.verified_by = "code" if is_by_code else "card"
                self._tell("weryfikacja: " + ("kod jednorazowy" if is_by_code else "karta i PIN"))
            case OfficeChosen():
                story.office, story.office_by = event.office, event.by
                if event.by in _WAYS_TO_AN_OFFICE:
                    self._tell(f"wybór urzędu: {_WAYS_TO_AN_OFFICE[event.by]}")
            case TopicChosen():
                story.topic = event.topic
                self._tell(f"temat: {topic_title(event.topic)}")
            case LanguageChosen():
                story.language = event.language
                self._tell(f"język: {_LANGUAGES.get(event.language, event.language)}")
            case ClientDataTold(topic=told, outcome=outcome) if outcome in _TOLD:
                if told not in story.told:
                    story.told = [*story.told, told]
                self._tell(f"informacja: {CLIENT_TOPICS_PL.get(told, told)}")
            case _:
                if phrase := _phrase(event, self._kind):
                    self._tell(phrase)

    def _take_of_colleague(self, event: ColleagueCalled | ColleagueCame | ColleagueMoved | ColleagueEnded) -> None:
        story = self.story
        match event:
            case ColleagueCalled():
                story.colleague, story.colleague_target = event.colleague, event.target
                story.colleague_mode, story.is_colleague_there = event.mode, False
                story.asked_by, story.is_promised = event.agent, event.hands_over
                story.missed = story.missed_target = story.missed_why = ""
            case ColleagueCame():
                story.is_colleague_there = True
            case ColleagueMoved():
                story.colleague_mode = event.mode
            case ColleagueEnded():
                if why := _NOT_REACHED.get(event.why):
                    story.missed, story.missed_target, story.missed_why = event.colleague, event.target, why
                story.colleague = story.colleague_target = story.colleague_mode = story.asked_by = ""
                story.is_colleague_there = story.is_promised = False

    def _take_of_supervisor(
        self, event: ListeningInBegan | ListeningInMoved | ListeningInEnded | HelpAsked | HelpEnded
    ) -> None:
        story = self.story
        match event:
            case ListeningInBegan():
                self._is_told, self.listener, self.listener_mode = event.is_told, event.listener, event.mode
            case ListeningInMoved():
                self.listener_mode = event.mode
            case ListeningInEnded():
                self.listener, self.listener_mode = "", "listen"
            case HelpAsked():
                story.help_since = event.at
            case HelpEnded():
                story.help_since = None
        is_heard = self.listener_mode != "listen"
        story.is_listened = bool(self.listener) and self._is_told and not is_heard
        story.supervisor = self.listener if is_heard else ""
        story.supervisor_mode = self.listener_mode if is_heard else ""

    def _take_of_announcement(self, event: AnnouncementPlayed) -> None:
        story = self.story
        if self._kind != "knowledge" or event.heard_time < HEARD_TIME:
            return
        if all(heard.node != self._node for heard in story.heard):
            heard = HeardNode(self._node, event.at, story.office, story.language)
            story.heard, story.versions = [*story.heard, heard][-MOST_HEARD:], self._versions

    def _take_of_recording(
        self,
        event: RecordingStarted
        | RecordingPaused
        | RecordingResumed
        | RecordingWithdrawn
        | RecordingEnded
        | RecordingFailed,
    ) -> None:
        story = self.story
        match event:
            case RecordingStarted() | RecordingResumed():
                story.recording = "on"
            case RecordingPaused():
                story.recording = "paused"
            case RecordingWithdrawn():
                story.recording = "withdrawn"
            case RecordingEnded(fault=None):
                story.recording = "withdrawn" if story.recording == "withdrawn" else ""
            case RecordingEnded() | RecordingFailed():
                story.recording = "failed"

    def _take_of_queue(
        self, event: QueueEntered | WaitBegan | QueueLeft | HomeOfficePreferred | OverflowPreferenceAnswered
    ) -> None:
        story = self.story
        match event:
            case QueueEntered():
                story.queue, self.agent = event.queue, None
                story.topic = event.topic or story.topic
                story.joined = None if event.at is None else event.at - timedelta(seconds=event.waited_time)
                story.arrival, self._coming = self._coming, None
                if story.arrival is None and event.resumed_time > 0 and not story.is_callback:
                    story.arrival = Arrival("kept_place", event.at, resumed_time=event.resumed_time)
                is_old = event.resumed_time > 0 or event.waited_time > 0
                self._tell("powrót na dawne miejsce w kolejce" if is_old else "kolejka")
            case WaitBegan():
                story.joined = event.at
            case QueueLeft(reason="connected") if event.at is not None:
                # Some hundredths after the telephone was picked up: what reports call the wait ends here.
                story.joined, story.answered = event.at - timedelta(seconds=event.wait_time), event.at
            case QueueLeft():
                pass
            case HomeOfficePreferred():
                self._tell("życzenie: własny urząd")
            case OverflowPreferenceAnswered():
                if event.stays_home:
                    self._tell("życzenie: własny urząd")

    def _take_of_desk(self, event: PageLost | PageBack | CallerRequeued | CallTransferred) -> None:
        story = self.story
        match event:
            case PageLost():
                self.page_lost = event.at
            case PageBack():
                self.page_lost = None
            case CallerRequeued():
                self.agent = None
                is_page = event.why == "page"
                self._coming = Arrival(
                    "lost_page" if is_page else "not_taken_over", event.at, event.agent, story.queue
                )
                self._tell("stanowisko konsultanta utraciło połączenie" if is_page else "nikt nie przejął rozmowy")
            case CallTransferred():
                self.agent, story.transferred_by = None, event.agent
                story.topic = event.topic or story.topic
                self._coming = Arrival("transfer", event.at, event.agent, story.queue)
                self._tell("przekazanie przez konsultanta")

    def _take_of_agent(
        self, event: OfferMade | OfferEnded | ConversationStarted | ConversationEnded | AgentStateChanged
    ) -> None:
        story = self.story
        match event:
            case OfferMade():
                self.agent, story.offered, story.queue = event.agent, event.at, event.queue
                story.reason, story.why = event.reason[:_LONGEST_REASON], event.why
                story.overtaken = event.overtaken[:_LONGEST_REASON]
                story.answered, story.hold_time, self._held_since, self.page_lost = None, 0.0, None, None
            case OfferEnded(outcome="accepted"):
                story.answered = event.at
            case OfferEnded():
                self.agent = None
                if event.outcome in ("no_answer", "declined"):
                    self._tell("konsultant nie odebrał")
            case ConversationStarted():
                if story.recording != "withdrawn":
                    story.recording = ""
                story.missed = story.missed_target = story.missed_why = ""
                self.agent = event.agent
                story.answered = story.answered or event.at
            case ConversationEnded():
                self.agent = None
                self._tell("rozmowa z konsultantem")
            case AgentStateChanged() if is_drop(event):
                self._coming = Arrival("dropped", event.at, event.agent, story.queue)
            case AgentStateChanged(event="hold"):
                self._held_since = event.at
            case AgentStateChanged(event="unhold") if self._held_since is not None and event.at is not None:
                held_time = max(0.0, (event.at - self._held_since).total_seconds())
                story.hold_time, self._held_since = round(story.hold_time + held_time, 3), None
            case AgentStateChanged():
                pass

    def comes_back(self, at: datetime | None) -> None:
        """The caller comes back from the fallback path: their next wait begins with it."""
        self._coming = Arrival("after_outage", at)

    def _tell(self, phrase: str) -> None:
        path = self.story.path
        if not path or path[-1] != phrase:
            self.story.path = [*path, phrase[:_LONGEST_PHRASE]][-LONGEST_PATH:]


def folded_call(facts: Iterable[AnyEvent]) -> FoldedCall:
    """The call of facts that were written before."""
    call = FoldedCall()
    for fact in facts:
        call.take(fact)
    return call


def story_at_desk(agent: str, facts: Sequence[AnyEvent]) -> CallStory:
    """The story as the desk of `agent` may know it: whoever has handed the call on, or whose caller went on to
    another conversation, is told nothing of what came then."""
    own = (OfferMade, ConversationStarted, ConversationEnded)
    places = [place for place, fact in enumerate(facts) if isinstance(fact, own) and fact.agent == agent]
    if places and isinstance(facts[places[-1]], ConversationEnded):
        rest = range(places[-1] + 1, len(facts))
        end = next((place for place in rest if isinstance(facts[place], _AFTER_A_CONVERSATION)), len(facts))
        facts = facts[:end]
    return folded_call(facts).story


def _phrase(event: AnyEvent, kind: str) -> str:
    """What the caller did or heard; empty for what says nothing to a consultant. Nouns: nobody's sex is known."""
    match event:
        case KeysEntered(keys=str(key), length=1) if kind == "menu":
            return f"menu: {key}"
        case VerificationTried(outcome="unavailable"):
            return "weryfikacja niedostępna"
        case ClientDataTold(outcome="unavailable"):
            return f"dane niedostępne: {CLIENT_TOPICS_PL.get(event.topic, event.topic)}"
        case ContactConfirmed():
            return "potwierdzenie kontaktu"
        case RecordingConsentAnswered(kind="statutory"):
            return "zapowiedź nagrania wymaganego przepisem"
        case RecordingConsentAnswered():
            return "zgoda na nagrywanie" if event.is_given else "brak zgody na nagrywanie"
        case EmergencyHeard():
            return "komunikat nadzwyczajny"
        case EmergencyEntered():
            return "ścieżka zapasowa"
        case CallbackOrdered(cause="fault"):
            return "oddzwonienie po awarii"
        case CallbackOrdered():
            return "zamówione oddzwonienie"
        case VoiceMessageLeft():
            return "zostawiona wiadomość"
        case SmsOrdered():
            return "zamówiony SMS"
        case ContactRequested():
            return "prośba o kontakt"
        case TransferStarted():
            return "przekierowanie na zewnątrz"
        case _:
            return ""
