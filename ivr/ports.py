"""What nodes need from outside: words turned into sound, identity checked, offices and data looked up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from core.client_data import (
    ContactEvidence,
    ContactState,
    NextPayment,
    NextVisit,
    NotedContact,
    Offers,
    Registration,
    ShortAnswers,
    Trainings,
    Unavailable,
)
from ivr.hours.opening_hours import State
from ivr.outside.web_rules import Answered
from ivr.outside.web_rules import Call as WebCall
from ivr.speech.rendering import DEFAULT
from ivr.speech.values import Place, Value


@dataclass(frozen=True, slots=True)
class Spoken:
    """A prompt ready to be played: the words and where the sound lies (a path without extension).

    `language` is the one in which it is said: Polish where there is nothing in the language that was asked for.
    """

    prompt: str
    text: str
    sound: str
    language: str = DEFAULT


class Voice(Protocol):
    """Turns prompts into sound."""

    async def spoken(self, prompt: str, *, language: str = DEFAULT, **values: Value) -> Spoken:
        """The prompt with its placeholders filled. Rendered ahead, or within some 50 ms.

        Where it cannot be said in `language` it is said in Polish. Raises core.errors.PlaybackFailed when it
        cannot be spoken at all.
        """
        ...

    def was_not_heard(self, spoken: Spoken) -> None:
        """The sound could not be played: look at it again before it is played next time."""
        ...


class SoundTimes(Protocol):
    """How long announcements take, as far as their sounds are there."""

    def time_of(self, prompt: str, text: str, language: str = DEFAULT) -> float | None:
        """Seconds of what was recorded for the prompt, or of the sound that was rendered for these words; None
        where neither is there. It looks at the disk: not for an event loop."""
        ...


class NoSounds:
    """Where nothing was rendered yet."""

    def time_of(self, prompt: str, text: str, language: str = DEFAULT) -> float | None:
        return None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one try. `attempts_left` counts tries before the lock; client and office when verified."""

    outcome: Literal["verified", "wrong", "locked", "unavailable"]
    attempts_left: int = 0
    client_id: str = ""
    office: str = ""


class Verifier(Protocol):
    """Checks a card number and a PIN."""

    async def check(self, card_number: str, pin: str, caller_number: str) -> Verdict:
        """Takes the same time whatever is wrong; `unavailable` when the data cannot be reached in time.

        The try counts even if the caller hangs up meanwhile."""
        ...


class Codes(Protocol):
    """One-time codes by text message."""

    async def order(
        self, call_id: str, card_number: str, caller_number: str
    ) -> Literal["sent", "locked", "unavailable"]:
        """Send a code to the registered number of the card's client, for use in this call.

        `sent`, in the same time, also where there is no such card or no number; `unavailable` when the data cannot
        be reached in time, or nothing can be sent."""
        ...

    async def check(self, call_id: str, code: str, caller_number: str) -> Verdict:
        """As `Verifier.check`, for the code that was ordered in this call: for 5 minutes and 3 tries."""
        ...


class NoCodes:
    """Where nothing can be sent."""

    async def order(
        self, call_id: str, card_number: str, caller_number: str
    ) -> Literal["sent", "locked", "unavailable"]:
        return "unavailable"

    async def check(self, call_id: str, code: str, caller_number: str) -> Verdict:
        return Verdict("unavailable")


class WebServices(Protocol):
    """Outside services over HTTP."""

    async def ask(self, call: WebCall) -> Answered:
        """The answer's JSON document, or how it failed; never later than half a minute. Only listed services are
        asked. The question is asked even if the caller hangs up meanwhile."""
        ...


class NoWebServices:
    """Where nothing outside is reached."""

    async def ask(self, call: WebCall) -> Answered:
        return Answered(fault="failed")


class Contacts(Protocol):
    """How clients want to be reached."""

    async def sms_number(self, client_id: str) -> str | None:
        """The registered number for text messages; None where there is none, or the data cannot be reached in
        time."""
        ...


class NoContacts:
    """Where nothing is known of clients."""

    async def sms_number(self, client_id: str) -> str | None:
        return None


class Room(Protocol):
    """Room on the disk for what callers say."""

    @property
    def is_full(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Plenty:
    """Where nothing is recorded there is always room."""

    is_full: bool = False


@dataclass(frozen=True, slots=True)
class EmergencyMessage:
    """What callers hear in front of everything: a prompt, or words of the moment; one of the two is set.

    `office` is None for the whole province. It holds from `starts_at` until `ends_at` (None: until switched off).
    """

    id: str
    office: str | None
    prompt: str | None
    text: str | None
    starts_at: datetime
    ends_at: datetime | None = None


class Emergency(Protocol):
    """The emergency messages that are switched on, in memory."""

    def message(self, office: str | None) -> EmergencyMessage | None:
        """What callers of that office are to hear now: the office's own message, or else the province's.

        For None only the province's. Never waits."""
        ...


class AllIsWell:
    """Where no message is ever switched on."""

    def message(self, office: str | None) -> EmergencyMessage | None:
        return None


@dataclass(frozen=True, slots=True)
class OfficeInfo:
    """What announcements need to know of an office."""

    code: str
    name: str
    seat: str
    locative: str
    is_province: bool
    genitive: str = ""

    @property
    def place(self) -> Place:
        """The seat as a value of announcements."""
        return Place(self.seat, self.genitive, self.locative)


class Offices(Protocol):
    """The offices, in memory."""

    def get(self, code: str) -> OfficeInfo:
        """KeyError for an office that does not exist."""
        ...

    def province(self) -> OfficeInfo:
        """The provincial office, competent for every caller."""
        ...

    def by_postal_code(self, postal_code: str) -> OfficeInfo | None:
        """The office of the longest known prefix; None when the code lies outside the province."""
        ...


class ClientData(Protocol):
    """A verified client's own data.

    Every method answers within 3 s, `Unavailable` when the data cannot be reached by then. Each look is in the
    access log before it is answered. A hang-up ends the waiting only; what was to be written is written.
    """

    async def next_visit(self, client_id: str, call_id: str) -> NextVisit | Unavailable: ...

    async def contact(self, client_id: str, call_id: str) -> ContactState | Unavailable: ...

    async def confirm_contact(
        self, client_id: str, call_id: str, evidence: ContactEvidence
    ) -> NotedContact | Unavailable:
        """Note today's contact. What is returned stands in the database, once for a client and day.

        `Unavailable` says only that it is not known to stand."""
        ...

    async def benefit(self, client_id: str, call_id: str, *, with_amount: bool) -> NextPayment | Unavailable: ...

    async def registration(self, client_id: str, call_id: str) -> Registration | Unavailable: ...

    async def offers(self, client_id: str, call_id: str, *, everywhere: bool, most: int) -> Offers | Unavailable:
        """Open offers of the client's occupations: of the own office, or `everywhere` in the province."""
        ...

    async def trainings(self, client_id: str, call_id: str, *, most: int) -> Trainings | Unavailable: ...


class PublicAnswers(Protocol):
    """Short answers of the knowledge base, for everybody."""

    async def short_answers(
        self, topic: str, office: str | None, language: str, *, most: int
    ) -> ShortAnswers | Unavailable:
        """Those in force today: of the office where it has any, else of the province. Within 3 s."""
        ...


class _NoData:
    """`ClientData` and `PublicAnswers` where there is no way to the data."""

    async def next_visit(self, client_id: str, call_id: str) -> Unavailable:
        return Unavailable()

    async def contact(self, client_id: str, call_id: str) -> Unavailable:
        return Unavailable()

    async def confirm_contact(self, client_id: str, call_id: str, evidence: ContactEvidence) -> Unavailable:
        return Unavailable()

    async def benefit(self, client_id: str, call_id: str, *, with_amount: bool) -> Unavailable:
        return Unavailable()

    async def registration(self, client_id: str, call_id: str) -> Unavailable:
        return Unavailable()

    async def offers(self, client_id: str, call_id: str, *, everywhere: bool, most: int) -> Unavailable:
        return Unavailable()

    async def trainings(self, client_id: str, call_id: str, *, most: int) -> Unavailable:
        return Unavailable()

    async def short_answers(self, topic: str, office: str | None, language: str, *, most: int) -> Unavailable:
        return Unavailable()


NO_DATA = _NoData()


class OpeningHours(Protocol):
    """The hours of all offices, in memory; see `ivr.hours.opening_hours.Hours`, which is one."""

    def state(self, office: str, topic: str | None, moment: datetime) -> State:
        """What a caller of `office` with that topic meets at `moment`. Reckoned anew at each call."""
        ...

    def pool(self, office: str, topic: str | None, moment: datetime) -> str | None:
        """The office that keeps the evening pool in which `office` takes part; None where there is none."""
        ...
