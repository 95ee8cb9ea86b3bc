"""What a consultant's page shows of a call, made of the call's facts. Pure.

No personal datum is taken from any fact: no number, no name, no client's id, no key but those of menus.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from core.facts.events import (
    AgentStateChanged,
    AnyEvent,
    CallbackOrdered,
    CallerRequeued,
    CallerVerified,
    CallStarted,
    CallTransferred,
    ClientDataTold,
    ContactConfirmed,
    ConversationEnded,
    ConversationStarted,
    EmergencyEntered,
    EmergencyHeard,
    HomeOfficePreferred,
    KeysEntered,
    LanguageChosen,
    ListeningInBegan,
    ListeningInEnded,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OfficeChosen,
    OverflowPreferenceAnswered,
    PageBack,
    PageLost,
    QueueEntered,
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingMode,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
    SmsOrdered,
    TopicChosen,
    TransferStarted,
    VerificationTried,
    VoiceMessageLeft,
    WaitBegan,
)
from core.facts.offer_reason import OfferReason
from core.lists.topics import topic_title
from core.live.live import AgentCall, CallPhase, RecordingNow
from core.questions.client_data import CLIENT_TOPICS_PL

LONGEST_PATH = 12  # phrases; the newest
_LONGEST_PHRASE = 80
_LONGEST_REASON = 400
_LANGUAGES = {"pl": "polski", "en": "angielski", "uk": "ukraiński"}
_WAYS_TO_AN_OFFICE = {"postal_code": "kod pocztowy", "gmina": "gmina", "menu": "menu"}


@dataclass(slots=True)
class CallStory:
    """One call so far. What is not known is empty. Moments are UTC."""

    dialled_number: str = ""
    office: str = ""
    queue: str = ""
    topic: str | None = None
    language: str = "pl"
    verified_by: Literal["card", "code", ""] = ""
    is_callback: bool = False
    recording: RecordingNow = ""
    is_listened: bool = False
    """Does somebody listen in, and is the consultant told so?"""
    joined: datetime | None = None
    offered: datetime | None = None
    answered: datetime | None = None
    hold_time: float = 0.0
    reason: str = ""
    why: OfferReason | None = None
    transferred_by: str = ""
    agent: str | None = None
    """Who is offered the call or has it."""
    page_lost: datetime | None = None
    """Since when the consultant's page is gone in the conversation."""
    path: list[str] = field(default_factory=list)
    _kind: str = ""  # of the present node
    _held_since: datetime | None = None

    def take(self, event: AnyEvent) -> None:
        """One more fact of this call, in the order in which it was stated."""
        match event:
            case NodeEntered(kind=kind):
                self._kind = kind
            case OfferMade() | OfferEnded() | ConversationStarted() | ConversationEnded() | AgentStateChanged():
                self._take_of_agent(event)
            case QueueEntered() | WaitBegan() | HomeOfficePreferred() | OverflowPreferenceAnswered():
                self._take_of_queue(event)
            case PageLost() | PageBack() | CallerRequeued() | CallTransferred():
                self._take_of_desk(event)
            case (
                RecordingStarted()
                | RecordingPaused()
                | RecordingResumed()
                | RecordingWithdrawn()
                | RecordingEnded()
                | RecordingFailed()
            ):
                self._take_of_recording(event)
            case ListeningInBegan():
                self.is_listened = event.is_told
            case ListeningInEnded():
                self.is_listened = False
            case CallStarted():
                self.dialled_number = event.dialled_number
                self.is_callback = event.direction == "callback"
            case CallerVerified():
                is_by_code = self._kind == "one_time_code"
                self.office, self.verified_by = event.office, "code" if is_by_code else "card"
                self._tell("weryfikacja: " + ("kod jednorazowy" if is_by_code else "karta i PIN"))
            case OfficeChosen():
                self.office = event.office
                if event.by in _WAYS_TO_AN_OFFICE:
                    self._tell(f"wybór urzędu: {_WAYS_TO_AN_OFFICE[event.by]}")
            case TopicChosen():
                self.topic = event.topic
                self._tell(f"temat: {topic_title(event.topic)}")
            case LanguageChosen():
                self.language = event.language
                self._tell(f"język: {_LANGUAGES.get(event.language, event.language)}")
            case _:
                if phrase := _phrase(event, self._kind):
                    self._tell(phrase)

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
            case RecordingStarted() | RecordingResumed():
                self.recording = "on"
            case RecordingPaused():
                self.recording = "paused"
            case RecordingWithdrawn():
                self.recording = "withdrawn"
            case RecordingEnded(fault=None):
                self.recording = "withdrawn" if self.recording == "withdrawn" else ""
            case RecordingEnded() | RecordingFailed():
                self.recording = "failed"

    def _take_of_queue(
        self, event: QueueEntered | WaitBegan | HomeOfficePreferred | OverflowPreferenceAnswered
    ) -> None:
        match event:
            case QueueEntered():
                self.queue, self.agent = event.queue, None
                self.topic = event.topic or self.topic
                self.joined = None if event.at is None else event.at - timedelta(seconds=event.waited_time)
                is_old = event.resumed_time > 0 or event.waited_time > 0
                self._tell("powrót na dawne miejsce w kolejce" if is_old else "kolejka")
            case WaitBegan():
                self.joined = event.at
            case HomeOfficePreferred():
                self._tell("życzenie: własny urząd")
            case OverflowPreferenceAnswered():
                if event.stays_home:
                    self._tell("życzenie: własny urząd")

    def _take_of_desk(self, event: PageLost | PageBack | CallerRequeued | CallTransferred) -> None:
        match event:
            case PageLost():
                self.page_lost = event.at
            case PageBack():
                self.page_lost = None
            case CallerRequeued():
                self.agent = None
                self._tell("stanowisko konsultanta utraciło połączenie")
            case CallTransferred():
                self.agent, self.transferred_by = None, event.agent
                self.topic = event.topic or self.topic
                self._tell("przekazanie przez konsultanta")

    def _take_of_agent(
        self, event: OfferMade | OfferEnded | ConversationStarted | ConversationEnded | AgentStateChanged
    ) -> None:
        match event:
            case OfferMade():
                self.agent, self.offered = event.agent, event.at
                self.reason, self.why = event.reason, event.why
                self.answered, self.hold_time, self._held_since, self.page_lost = None, 0.0, None, None
                self.queue = event.queue
            case OfferEnded(outcome="accepted"):
                self.answered = event.at
            case OfferEnded():
                self.agent = None
                if event.outcome in ("no_answer", "declined"):
                    self._tell("konsultant nie odebrał")
            case ConversationStarted():
                if self.recording != "withdrawn":
                    self.recording = ""
                self.agent = event.agent
                self.answered = self.answered or event.at
            case ConversationEnded():
                self.agent = None
                self._tell("rozmowa z konsultantem")
            case AgentStateChanged(event="hold"):
                self._held_since = event.at
            case AgentStateChanged(event="unhold") if self._held_since is not None and event.at is not None:
                self.hold_time += max(0.0, (event.at - self._held_since).total_seconds())
                self._held_since = None
            case AgentStateChanged():
                pass

    def _tell(self, phrase: str) -> None:
        if not self.path or self.path[-1] != phrase:
            self.path = [*self.path, phrase[:_LONGEST_PHRASE]][-LONGEST_PATH:]

    def agent_call(
        self,
        call_id: str,
        phase: CallPhase,
        since: datetime,
        ring_until: datetime | None = None,
        recording_mode: RecordingMode | Literal[""] = "",
    ) -> AgentCall:
        """As pages show it to the consultant and about him."""
        return AgentCall(
            id=call_id,
            phase=phase,
            since=since,
            dialled_number=self.dialled_number,
            office=self.office,
            queue=self.queue,
            topic=self.topic,
            language=self.language,
            verified_by=self.verified_by,
            is_callback=self.is_callback,
            recording=self.recording,
            recording_mode=recording_mode,
            joined=self.joined,
            offered=self.offered,
            ring_until=ring_until,
            answered=self.answered,
            hold_time=round(self.hold_time, 1),
            is_listened=self.is_listened,
            reason=self.reason[:_LONGEST_REASON],
            why=self.why,
            path=self.path,
            transferred_by=self.transferred_by,
        )


def call_story(facts: Iterable[AnyEvent]) -> CallStory:
    """The story of facts that were written before."""
    story = CallStory()
    for fact in facts:
        story.take(fact)
    return story


def _phrase(event: AnyEvent, kind: str) -> str:
    """What the caller did or heard; empty for what says nothing to a consultant. Nouns: nobody's sex is known."""
    match event:
        case KeysEntered(keys=str(key), length=1) if kind == "menu":
            return f"menu: {key}"
        case VerificationTried(outcome="wrong" | "locked"):
            return "nieudana weryfikacja"
        case VerificationTried(outcome="unavailable"):
            return "weryfikacja niedostępna"
        case ClientDataTold(outcome="told" | "none" | "confirmed" | "declined" | "already" | "not_due"):
            return f"informacja: {CLIENT_TOPICS_PL.get(event.topic, event.topic)}"
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
        case CallbackOrdered():
            return "zamówione oddzwonienie"
        case VoiceMessageLeft():
            return "zostawiona wiadomość"
        case SmsOrdered():
            return "zamówiony SMS"
        case TransferStarted():
            return "przekierowanie na zewnątrz"
        case _:
            return ""
