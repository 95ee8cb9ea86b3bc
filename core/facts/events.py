"""What happened: facts in the past tense, written once into the event log and never changed. Pure.

Fields that hold personal data stand in `PERSONAL_FIELDS`; nothing else may, and they stand sealed in the database
(`core.keys.personal_keys`). What a caller keyed as a secret has no field at all.
"""

from datetime import datetime
from typing import Final, Literal, get_args

import msgspec

from core.facts.event import Event as Event
from core.facts.offer_reason import OfferReason
from core.facts.ringing_out import ClientDialEnded as ClientDialEnded
from core.facts.ringing_out import ClientDialled as ClientDialled
from core.questions.client_data import ClientTopic

PERSONAL_FIELDS = frozenset(
    {"caller_number", "callback_number", "client_id", "personal_value", "sms_number", "sms_values"}
)

NOT_PERSONAL_FIELDS = {
    "dialled_number": "of the centre",
    "name": "of a variable of a scenario",
    "reason": "one of a list, or a sentence about queues, hours and consultants",
    "pause_reason": "one of a list",
    "subject": "the id of an offer or a training",
    "file": "a random id; the sound goes with its row of `recording` or `voice_message`",
}
"""Fields that look personal, and why they are not."""

EndReason = Literal[
    "caller_hung_up",  # the caller went first
    "completed",  # the scenario came to its end, after a conversation or without
    "unknown_number",  # nobody owns the dialled number
    "time_limit",  # the scenario lasted longer than it may; queues and conversations do not count
    "too_many_calls",  # the caller's number had as many calls as it may have at once
    "shed",  # more calls came than the machine carries: the caller heard one sentence
    "not_reached",  # a client whom a consultant rang, and with whom nobody has talked
    "failed",  # our fault; the caller heard E01 if that was possible
    "interrupted",  # the application died with the call
]
CallDirection = Literal["inbound", "callback", "outbound"]
OfferOutcome = Literal[
    "accepted",
    "no_answer",
    "declined",
    "busy",
    "unreachable",
    "caller_gone",
    "withdrawn",  # the caller preferred to wait for the own office
    "interrupted",  # the application or the exchange died while the telephone rang
    "failed",
]
QueueLeftReason = Literal[
    "connected",
    "abandoned",  # the caller hung up
    "callback",  # nobody waits on the line any more: the centre rings back
    "nobody_there",  # nobody who could take the call is logged in
    "too_long",  # the longest wait of the queue has passed
    "full",  # the queue took nobody in
    "emergency",  # to the fallback path: the application died, and the call went on without it (a stored word)
    "interrupted",  # the exchange died with the caller in it
    "failed",
]
MAY_COME_BACK: Final[frozenset[QueueLeftReason]] = frozenset({"abandoned", "interrupted"})
"""Ends of a wait after which a caller who calls again gets the place back."""

CallbackOutcome = Literal[
    "talked",
    "given_up",
    "withdrawn",
    "replaced",  # by an order of the same number for a sooner moment, or by the caller's own next call
]
CallbackCause = Literal[
    "wish",  # the caller's
    "fault",  # the end of an Asterisk has cut the caller off
]
Party = Literal["caller", "agent", "system"]
ListeningInEnd = Literal[
    "listener",  # hung up, or said so
    "conversation",  # was over, or handed on
    "failed",  # the exchange did not do it any more
    "interrupted",  # the application died
    "revoked",  # the right to hear it has ended
    "took_over",  # the listener has the call now
]
SupervisorMode = Literal[
    "listen",  # hears both, and is heard by nobody
    "whisper",  # and the consultant alone hears the supervisor
    "barge_in",  # all talk with each other
]
HelpEnd = Literal[
    "came",  # a supervisor speaks with the consultant
    "withdrawn",  # by the consultant
    "conversation",  # was over, or another consultant has the call
]
ColleagueMode = Literal[
    "apart",  # the consultant and the colleague talk; the caller hears music
    "together",  # all three talk
    "aside",  # both talk; the colleague hears both, and only the consultant hears the colleague
]
RequeueReason = Literal[
    "page",  # no page of the consultant's has come back
    "colleague",  # nobody has answered to whom the consultant, who has gone, has handed the call over
]
ColleagueEnd = Literal[
    "has_call",  # the colleague has the call now
    "back",  # not needed any more, said the consultant
    "left",  # the colleague hung up
    "no_answer",
    "declined",
    "busy",
    "unreachable",
    "withdrawn",  # not needed any more, while the telephone rang
    "over",  # the call was
    "failed",
    "interrupted",  # the application died
]
TransferOutcome = Literal[
    "connected",
    "no_answer",
    "busy",
    "not_allowed",  # not on the list of allowed numbers, or not for this line; nobody was rung
    "abandoned",  # the caller hung up while it rang
]
RecordingMode = Literal["off", "opt_in", "on_demand", "statutory"]
RecordingPause = Literal[
    "asked",  # by the consultant
    "secret",  # something secret is being keyed or told
    "hold",
]
ConsentKind = Literal[
    "key",  # the caller's own
    "spoken",  # the consultant asked, and says so
    "statutory",  # told, not asked: a provision says so
]
RecordingFault = Literal[
    "not_started",
    "not_closed",
    "disk_full",  # the room that must stay free is used up
]


class CallStarted(Event, kw_only=True, frozen=True, tag=True):
    """`direction` "callback": the centre rang the caller, for the order `callback`; "outbound": a consultant rings
    a client, who is the caller here, and `dialled_number` is what the client's telephone shows."""

    channel_id: str
    dialled_number: str
    caller_number: str
    is_free: bool | None = None  # toll class of the dialled number; None when nobody owns it
    scenario: str | None = None
    scenario_version: int | None = None
    direction: CallDirection = "inbound"
    callback: str | None = None
    # Of the scenarios that this one calls, directly or not, by name.
    subscenario_versions: dict[str, int] = msgspec.field(default_factory=dict)


class NodeEntered(Event, kw_only=True, frozen=True, tag=True):
    """`node` is a path if the node stands in a sub-scenario: „outer/inner”."""

    node: str
    kind: str


class AnnouncementPlayed(Event, kw_only=True, frozen=True, tag=True):
    """Written when it is over: `heard_time` in seconds, `is_interrupted` when a key cut it short.

    `in_polish`: of `prompts`, those that could not be said in the `language` of the call.
    """

    prompts: list[str]
    heard_time: float
    is_interrupted: bool = False
    has_failed: bool = False
    language: str = "pl"
    in_polish: list[str] = msgspec.field(default_factory=list)


class KeysEntered(Event, kw_only=True, frozen=True, tag=True):
    """Only how many keys and what came of them. `keys` is given only by steps that ask for nothing secret."""

    node: str
    length: int
    outcome: str
    keys: str | None = None


class VerificationTried(Event, kw_only=True, frozen=True, tag=True):
    """Never says whether the number or the PIN was wrong."""

    outcome: Literal["verified", "wrong", "locked", "unavailable"]
    attempt: int


class ManyWrongTries(Event, kw_only=True, frozen=True, tag=True):
    """Of no call: somebody may be guessing cards and PINs. `tries` is how many wrong ones there were in the whole
    centre lately; stated again each minute in which one more comes. An alarm stands on the name."""

    tries: int


class CallerVerified(Event, kw_only=True, frozen=True, tag=True):
    client_id: str
    office: str
    level: int


OfficeSource = Literal["client_record", "postal_code", "gmina", "menu", "default"]


class OfficeChosen(Event, kw_only=True, frozen=True, tag=True):
    office: str
    by: OfficeSource


class TopicChosen(Event, kw_only=True, frozen=True, tag=True):
    """What the call is about: unemployed, seeker, employer, other."""

    topic: str


class VariableSet(Event, kw_only=True, frozen=True, tag=True):
    """The scenario remembered something of the call. The value stands in one of two fields, the personal one where
    it says something of a person; a secret has no such fact at all.
    """

    name: str
    value: str = ""
    personal_value: str = ""
    is_personal: bool = False


class HoursChecked(Event, kw_only=True, frozen=True, tag=True):
    """Is anybody there for callers of `office` at this moment? `reason` is plain Polish."""

    office: str
    outcome: Literal["open", "evening", "closed", "holiday"]
    reason: str


class LanguageChosen(Event, kw_only=True, frozen=True, tag=True):
    """The caller is spoken to in this language from now on: pl, en, uk."""

    language: str


class RecordingConsentAnswered(Event, kw_only=True, frozen=True, tag=True):
    """Evidence of the answer: the words that were played (their hash), the key, or none."""

    is_given: bool
    key: str | None
    prompt: str
    text_sha256: str
    kind: ConsentKind = "key"
    language: str = "pl"
    by: str | None = None


class ClientDataTold(Event, kw_only=True, frozen=True, tag=True):
    """What the line told a client of the own data: never the data, only which and what came of it.

    `skipped`: the caller had pressed a key already, so nothing was read out.
    """

    topic: ClientTopic
    outcome: Literal[
        "told", "none", "skipped", "unavailable", "not_verified", "confirmed", "declined", "not_due", "already"
    ]


class ContactConfirmed(Event, kw_only=True, frozen=True, tag=True):
    """A client's contact with the office was noted; the evidence stands under `confirmation`."""

    client_id: str
    confirmation: str


class QueueEntered(Event, kw_only=True, frozen=True, tag=True):
    """`position` is 0 in a queue of Asterisk's own, which tells none.

    `resumed_time`: by how many seconds an old place given back is older than this wait; 0 for a new place.

    `waited_time`: seconds that this wait has lasted already, for a caller who is back from a dropped conversation.
    """

    queue: str
    position: int
    topic: str | None = None
    resumed_time: float = 0.0
    waited_time: float = 0.0
    priority: str | None = None
    is_held: bool = False  # the caller is asked something first; WaitBegan follows


class WaitBegan(Event, kw_only=True, frozen=True, tag=True):
    """The caller, who was asked something at a held place for `question_time` seconds, can be offered from now on.

    Without it the wait begins with QueueEntered.
    """

    queue: str
    question_time: float


class WaitEstimated(Event, kw_only=True, frozen=True, tag=True):
    """The caller was told to expect between so many seconds more, after `waited_time` seconds in the queue."""

    queue: str
    low_time: float
    high_time: float
    waited_time: float


class WaitEstimateChecked(Event, kw_only=True, frozen=True, tag=True):
    """By how many seconds the wait missed what was last announced: 0 inside it, negative when it was shorter."""

    queue: str
    error_time: float


class HomeOfficePreferred(Event, kw_only=True, frozen=True, tag=True):
    """The caller pressed the key to wait for the own office's consultants."""

    queue: str


class EmergencyHeard(Event, kw_only=True, frozen=True, tag=True):
    """The caller has heard an emergency message, or went on by a key: it is not said again in this call."""

    message: str


class OverflowPreferenceAnswered(Event, kw_only=True, frozen=True, tag=True):
    """Before the queue: would the caller rather wait for the own office?"""

    stays_home: bool


class CallbackOrdered(Event, kw_only=True, frozen=True, tag=True):
    """The place in the queue is kept, and the centre rings back when the turn comes, or later than that."""

    callback: str
    queue: str
    callback_number: str
    due_at: datetime
    topic: str | None = None
    client_id: str | None = None
    language: str = "pl"
    not_before: datetime | None = None  # it joins the line then; None: it stands in line at once
    cause: CallbackCause = "wish"
    agent: str | None = None  # with whom the caller talked who was cut off


class CallbackPutOff(Event, kw_only=True, frozen=True, tag=True):
    """Its time has come, and nobody is there to call: the hours have changed, or a trial came to nothing just
    before their end. It joins the line at `not_before`, the next opening."""

    callback: str
    not_before: datetime


class CallbackTried(Event, kw_only=True, frozen=True, tag=True):
    """The centre rang back. `call_id` is the call that was made, `origin` the one that ordered it."""

    callback: str
    attempt: int
    outcome: Literal["talked", "no_answer", "not_confirmed", "agent_missed", "failed"]
    origin: str


class CallbackEnded(Event, kw_only=True, frozen=True, tag=True):
    """Nothing more will be tried."""

    callback: str
    outcome: CallbackOutcome
    account: str | None = None  # who took the order back


class QueueOverflowed(Event, kw_only=True, frozen=True, tag=True):
    """The call may now be taken elsewhere; `reason` is one plain Polish sentence."""

    queue: str
    to_queue: str
    reason: str


class QueueLeft(Event, kw_only=True, frozen=True, tag=True):
    """`wait_time` in seconds from joining to leaving, whatever was offered in between."""

    queue: str
    reason: QueueLeftReason
    wait_time: float


class Candidate(msgspec.Struct, frozen=True):
    """One consultant who could have been chosen, and why not: the answer to 'why this consultant'."""

    agent: str
    office: str
    idle_time: float
    rank: int
    load: float = 0.0  # in the unit of the queue's strategy; the smallest is chosen
    calls: float = 0.0  # in the rolling window
    handled_time: float = 0.0
    ready_time: float = 0.0


class OfferMade(Event, kw_only=True, frozen=True, tag=True):
    """`reason` is for people, with the names of that day; nothing but words is to be made of it."""

    reservation: str
    agent: str
    queue: str
    reason: str
    why: OfferReason | None = None  # None: a fact of before 0.3.0, which has the words alone
    candidates: list[Candidate]
    candidate_count: int = 0  # all who could have taken the call; the list holds the first ones
    is_shared: bool = False  # the consultant serves another office's queue
    overtaken: str = ""  # why somebody who has waited longer is not first; empty when nobody is overtaken
    page: str = ""  # of the browser that is rung; empty for a SIP telephone


class OfferEnded(Event, kw_only=True, frozen=True, tag=True):
    reservation: str
    agent: str
    outcome: OfferOutcome
    ring_time: float


class ConversationStarted(Event, kw_only=True, frozen=True, tag=True):
    """`leg` is the consultant's channel, `page` the page of the browser it is in; empty for a SIP telephone."""

    agent: str
    bridge_id: str
    leg: str = ""
    page: str = ""


class CallHeld(Event, kw_only=True, frozen=True, tag=True):
    """The consultant put the caller on hold at the desk, or is back; the caller hears music meanwhile. A hold by
    the telephone's own key is only a change of the consultant's state."""

    agent: str
    is_held: bool


class PageLost(Event, kw_only=True, frozen=True, tag=True):
    """The consultant's page is gone in the middle of the conversation; the caller hears music."""

    agent: str


class PageBack(Event, kw_only=True, frozen=True, tag=True):
    """The conversation goes on: in the page of before, or in another one, by another channel `leg`."""

    agent: str
    leg: str
    page: str = ""


class CallerRequeued(Event, kw_only=True, frozen=True, tag=True):
    """The caller waits in the same queue again, with the wait of before, at that place. `agent` had the call."""

    agent: str
    why: RequeueReason = "page"


class CallTransferred(Event, kw_only=True, frozen=True, tag=True):
    """The consultant handed the call on: the caller waits in the queue of `to_office`, with the wait of before and
    at the place of that. No `topic`: the one of before holds."""

    agent: str
    to_office: str
    topic: str | None = None


class ConversationEnded(Event, kw_only=True, frozen=True, tag=True):
    agent: str
    ended_by: Party
    talk_time: float  # hold time included
    hold_time: float = 0.0


class ColleagueCalled(Event, kw_only=True, frozen=True, tag=True):
    """The consultant calls a colleague, another consultant, into the conversation; the telephone rings.

    In this fact and the three that follow, `colleague` is empty for somebody outside of the centre: `target` is an
    entry of the list of what is allowed then. `hands_over`: whoever answers has the call at once."""

    agent: str
    colleague: str
    mode: ColleagueMode
    target: str = ""
    hands_over: bool = False


class ColleagueCame(Event, kw_only=True, frozen=True, tag=True):
    """The colleague, of `office`, has answered, on the channel `leg`; `page` as in ConversationStarted."""

    agent: str
    colleague: str
    office: str
    mode: ColleagueMode
    leg: str = ""
    page: str = ""
    target: str = ""


class ColleagueMoved(Event, kw_only=True, frozen=True, tag=True):
    """From now on they talk in the other mode."""

    agent: str
    colleague: str
    mode: ColleagueMode
    target: str = ""


class ColleagueEnded(Event, kw_only=True, frozen=True, tag=True):
    """Exactly one for each ColleagueCalled. Seconds: `ring_time` until the answer or the end, the others in each
    mode. After `has_call` a ConversationStarted of the colleague follows, or a TransferStarted of who is outside.
    """

    agent: str
    colleague: str
    why: ColleagueEnd
    ring_time: float
    apart_time: float = 0.0
    together_time: float = 0.0
    aside_time: float = 0.0
    target: str = ""


class ListeningInBegan(Event, kw_only=True, frozen=True, tag=True):
    """A supervisor, the account `listener`, hears the conversation of `agent` from now on. `is_told`: and the
    consultant is told so, by the rule of the consultant's office.

    Kept out of the timeline of the call, which the consultant reads."""

    agent: str
    listener: str
    is_told: bool
    mode: SupervisorMode = "listen"
    hears_both: bool = True  # else the consultant alone is heard: the caller is another office's


class ListeningInMoved(Event, kw_only=True, frozen=True, tag=True):
    """The supervisor takes part in another way from now on."""

    agent: str
    listener: str
    mode: SupervisorMode


class ListeningInEnded(Event, kw_only=True, frozen=True, tag=True):
    """Exactly one for each ListeningInBegan. `listened_time` in seconds, all modes and silences included; of it
    `whispered_time` and `barged_in_time`."""

    agent: str
    listener: str
    listened_time: float
    why: ListeningInEnd
    whispered_time: float = 0.0
    barged_in_time: float = 0.0


class HelpAsked(Event, kw_only=True, frozen=True, tag=True):
    """The consultant in a conversation asks supervisors for help."""

    agent: str


class HelpEnded(Event, kw_only=True, frozen=True, tag=True):
    """Exactly one for each HelpAsked, `waited_time` seconds later."""

    agent: str
    why: HelpEnd
    waited_time: float


class RecordingStarted(Event, kw_only=True, frozen=True, tag=True):
    """On disk before the exchange is told to record. `mode`: by which rule, see `recordings.policy`."""

    recording: str
    file: str
    agent: str | None = None
    office: str | None = None
    topic: str | None = None
    mode: RecordingMode | None = None


class RecordingPaused(Event, kw_only=True, frozen=True, tag=True):
    """The file goes on with silence. `at_time`: seconds into the recording."""

    recording: str
    at_time: float
    why: RecordingPause


class RecordingResumed(Event, kw_only=True, frozen=True, tag=True):
    recording: str
    at_time: float


class RecordingWithdrawn(Event, kw_only=True, frozen=True, tag=True):
    """Consent was withdrawn: nothing is recorded any more in this conversation, and what exists is destroyed.

    `by`: the consultant or account that was told so, or `caller`."""

    recording: str
    by: str
    way: Literal["page", "telephone", "office"]


class RecordingEnded(Event, kw_only=True, frozen=True, tag=True):
    """The file is whole. With a `fault` it ends before the conversation does."""

    recording: str
    file: str
    duration_time: float
    fault: RecordingFault | None = None


class RecordingFailed(Event, kw_only=True, frozen=True, tag=True):
    """There is no recording, or no whole one, though the caller agreed."""

    recording: str
    fault: RecordingFault | None = None


CallStage = Literal["scenario", "waiting", "connecting", "talking"]


class CallAdopted(Event, kw_only=True, frozen=True, tag=True):
    """The application had died and took the call up again. `away_time` in seconds since the last fact before."""

    stage: CallStage
    away_time: float


class EmergencyEntered(Event, kw_only=True, frozen=True, tag=True):
    """The application was away: the call went on by the fallback path. Not about emergency messages: the name is
    stored with every fact, and alarms stand on it.

    `by` is who spoke with the caller: the FastAGI server, the stand-alone script, or Asterisk all alone.
    """

    by: Literal["fast_agi", "script", "dialplan"]


class WatchdogActed(Event, kw_only=True, frozen=True, tag=True):
    """The watchdog moved a call by itself. `away_time`: seconds since the application's last sign of life.

    `to_emergency` is to the fallback path; the word is stored.
    """

    action: Literal["to_emergency", "to_goodbye", "to_application"]
    away_time: float


class CallFailed(Event, kw_only=True, frozen=True, tag=True):
    """`error` is the name of the error, never its text, which might quote what was keyed."""

    error: str


class CallEnded(Event, kw_only=True, frozen=True, tag=True):
    """Exactly one for each CallStarted. `duration_time` in seconds."""

    reason: EndReason
    duration_time: float


class AgentStateChanged(Event, kw_only=True, frozen=True, tag=True):
    """One transition of one consultant: `old -> event -> new`."""

    agent: str
    old: str
    event: str
    new: str
    pause_reason: str | None = None
    trouble: str | None = None  # why the consultant is technically unavailable; one of `core.live.live.Trouble`
    epoch: int | None = None  # of the application that led the calls (`core.lease`); None: of no application


class AgentWishKept(Event, kw_only=True, frozen=True, tag=True):
    """A consultant wished something for the end of the call in progress; `wish` is empty if it was taken
    back.
    """

    agent: str
    wish: Literal["pause", "log_out", ""]
    pause_reason: str | None = None


class TransferStarted(Event, kw_only=True, frozen=True, tag=True):
    """The centre rings somebody outside of it for the caller. `target` is an entry of the list of what is
    allowed. `agent`: the consultant who has handed the call over, to one who has answered already; empty: the
    scenario asked for it."""

    target: str
    agent: str = ""


class TransferAnswered(Event, kw_only=True, frozen=True, tag=True):
    """Both hear each other. `leg` is the other party's channel; they may talk for `longest_time` seconds."""

    target: str
    bridge_id: str
    leg: str
    longest_time: float


class TransferEnded(Event, kw_only=True, frozen=True, tag=True):
    """The centre pays for `talk_time` seconds."""

    target: str
    outcome: TransferOutcome
    ring_time: float = 0.0
    talk_time: float = 0.0


class TransferTargetChanged(Event, kw_only=True, frozen=True, tag=True):
    """Somebody put a number on the list of allowed ones, changed it, or took it off (`is_allowed` False)."""

    target: str
    is_allowed: bool
    account: str


class VoiceMessageStarted(Event, kw_only=True, frozen=True, tag=True):
    """The caller speaks, or is about to, into `file` (relative to the folder of the recordings), for `office`."""

    message: str
    file: str
    office: str


class VoiceMessageLeft(Event, kw_only=True, frozen=True, tag=True):
    """The message is the office's. `duration_time` is None if the application died before it knew."""

    message: str
    file: str
    office: str
    duration_time: float | None
    caller_number: str
    client_id: str | None = None


class VoiceMessageDiscarded(Event, kw_only=True, frozen=True, tag=True):
    """There is no message: its file is deleted."""

    message: str
    why: Literal[
        "caller",  # who took it back, or records it anew
        "too_short",
        "failed",
        "interrupted",  # the application died, and the caller is asked again
    ]


class VoiceMessageAccessed(Event, kw_only=True, frozen=True, tag=True):
    """Somebody of the office looked at a message with its number, listened to it, or set its state."""

    message: str
    what: Literal["read", "played", "listened", "done", "new"]
    account: str


class SmsOrdered(Event, kw_only=True, frozen=True, tag=True):
    """A text message is to be sent: `template` with `sms_values`, which costs `segments` messages."""

    order: str
    template: str
    sms_number: str
    sms_values: dict[str, str]
    segments: int
    office: str | None = None


class ContactRequested(Event, kw_only=True, frozen=True, tag=True):
    """The caller wants to be rung about an offer or a training (`subject`: its id), by people of `office`."""

    about: Literal["offer", "training"]
    subject: str
    office: str
    callback_number: str
    client_id: str | None = None


class WebServiceCalled(Event, kw_only=True, frozen=True, tag=True):
    """A node asked an outside service. What was asked is in no fact; what is kept of the answer is a `VariableSet`
    each."""

    node: str
    host: str
    outcome: Literal["done", "failed", "timeout"]
    took_time: float


class SurveyAnswered(Event, kw_only=True, frozen=True, tag=True):
    """A caller rated the service from 1 (very bad) to 5. `agent` and `office` are whom it was about.

    Kept out of the timeline of the call, which the consultant reads.
    """

    node: str
    about: Literal["conversation", "self_service"]
    rating: int
    is_solved: bool | None = None  # None: not asked, or not answered
    agent: str | None = None
    office: str | None = None


class CardUnlocked(Event, kw_only=True, frozen=True, tag=True):
    """Somebody in the office let a client's card be tried again, after five wrong tries in a day."""

    client_id: str
    account: str


class PinChanged(Event, kw_only=True, frozen=True, tag=True):
    """Somebody in the office gave a client's card another PIN."""

    client_id: str
    account: str


class ServedQueuesChanged(Event, kw_only=True, frozen=True, tag=True):
    """Somebody set which other queues a consultant serves, and how well the topics are known."""

    agent: str
    queues: list[str]
    skills: dict[str, int]
    account: str


class ConsultantRemoved(Event, kw_only=True, frozen=True, tag=True):
    """Somebody dismissed a consultant, who may be taken back. The audit log has the other changes of staff."""

    agent: str
    account: str


AnyEvent = (
    CallStarted
    | NodeEntered
    | AnnouncementPlayed
    | KeysEntered
    | VerificationTried
    | ManyWrongTries
    | CallerVerified
    | OfficeChosen
    | TopicChosen
    | VariableSet
    | HoursChecked
    | LanguageChosen
    | RecordingConsentAnswered
    | ClientDataTold
    | ContactConfirmed
    | QueueEntered
    | WaitBegan
    | WaitEstimated
    | WaitEstimateChecked
    | HomeOfficePreferred
    | EmergencyHeard
    | OverflowPreferenceAnswered
    | CallbackOrdered
    | CallbackPutOff
    | CallbackTried
    | CallbackEnded
    | QueueOverflowed
    | QueueLeft
    | OfferMade
    | OfferEnded
    | ConversationStarted
    | ConversationEnded
    | CallHeld
    | PageLost
    | PageBack
    | CallerRequeued
    | CallTransferred
    | ColleagueCalled
    | ColleagueCame
    | ColleagueMoved
    | ColleagueEnded
    | ClientDialled
    | ClientDialEnded
    | ListeningInBegan
    | ListeningInMoved
    | ListeningInEnded
    | HelpAsked
    | HelpEnded
    | RecordingStarted
    | RecordingPaused
    | RecordingResumed
    | RecordingWithdrawn
    | RecordingEnded
    | RecordingFailed
    | CallAdopted
    | EmergencyEntered
    | WatchdogActed
    | CallFailed
    | CallEnded
    | AgentStateChanged
    | AgentWishKept
    | TransferStarted
    | TransferAnswered
    | TransferEnded
    | TransferTargetChanged
    | VoiceMessageStarted
    | VoiceMessageLeft
    | VoiceMessageDiscarded
    | VoiceMessageAccessed
    | SmsOrdered
    | ContactRequested
    | WebServiceCalled
    | SurveyAnswered
    | CardUnlocked
    | ServedQueuesChanged
    | ConsultantRemoved
    | PinChanged
)

KINDS: dict[str, type[AnyEvent]] = {kind.__name__: kind for kind in get_args(AnyEvent)}

_reader: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def read_event(line: bytes) -> AnyEvent:
    """A fact from its JSON. Raises msgspec.DecodeError for what is none, or is of another version.

    By a decoder that is kept: to look through so many kinds anew takes msgspec a hundred times as long as to read.
    """
    return _reader.decode(line)
