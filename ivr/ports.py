"""What nodes need from outside: words turned into sound, identity checked, offices looked up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Spoken:
    """A prompt ready to be played: the words and where the sound lies (a path without extension)."""

    prompt: str
    text: str
    sound: str


class Voice(Protocol):
    """Turns prompts into sound."""

    async def spoken(self, prompt: str, **values: str) -> Spoken:
        """The prompt with its placeholders filled. Rendered ahead, or within some 50 ms.

        Raises core.errors.PlaybackFailed when it cannot be spoken."""
        ...

    def was_not_heard(self, spoken: Spoken) -> None:
        """The sound could not be played: look at it again before it is played next time."""
        ...


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


@dataclass(frozen=True, slots=True)
class OfficeInfo:
    """What announcements need to know of an office."""

    code: str
    name: str
    seat: str
    locative: str
    is_province: bool


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
