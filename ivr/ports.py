"""What nodes need from outside: words turned into sound, identity checked, offices looked up."""

from dataclasses import dataclass
from typing import Literal, Protocol

from ivr.rendering import DEFAULT
from ivr.values import Place, Value


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
