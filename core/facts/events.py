"""What happened: facts in the past tense, written once into the event log and never changed. Pure.

Fields that hold personal data stand in `PERSONAL_FIELDS`; nothing else may, and they stand sealed in the database
(`core.keys.personal_keys`). What a caller keyed as a secret has no field at all.
"""

from typing import get_args

import msgspec

from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackPutOff, CallbackTried
from core.facts.kinds.calls import CallAdopted, CallEnded, CallFailed, CallStarted, EmergencyEntered, WatchdogActed
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
from core.facts.kinds.consultants import AgentStateChanged, AgentWishKept, ConsultantRemoved, ServedQueuesChanged
from core.facts.kinds.conversations import (
    CallerRequeued,
    CallHeld,
    CallTransferred,
    ConversationEnded,
    ConversationStarted,
    PageBack,
    PageLost,
)
from core.facts.kinds.messages import (
    SmsOrdered,
    VoiceMessageAccessed,
    VoiceMessageDiscarded,
    VoiceMessageLeft,
    VoiceMessageStarted,
)
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled
from core.facts.kinds.scenarios import (
    AnnouncementPlayed,
    ClientDataTold,
    ContactConfirmed,
    ContactRequested,
    EmergencyHeard,
    HoursChecked,
    KeysEntered,
    LanguageChosen,
    NodeEntered,
    OfficeChosen,
    SurveyAnswered,
    TopicChosen,
    VariableSet,
    WebServiceCalled,
)
from core.facts.kinds.transfers import TransferAnswered, TransferEnded, TransferStarted, TransferTargetChanged
from core.facts.kinds.verification import (
    CallerVerified,
    CardUnlocked,
    ManyWrongTries,
    PinChanged,
    VerificationTried,
)
from core.facts.kinds.waiting import (
    HomeOfficePreferred,
    OverflowPreferenceAnswered,
    QueueEntered,
    QueueLeft,
    QueueOverflowed,
    WaitBegan,
    WaitEstimateChecked,
    WaitEstimated,
)

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
