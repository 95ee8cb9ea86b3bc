"""The job market as anybody may hear it on the line: offers and trainings near an office. Plain values. Pure.

Days are days in Warsaw, and pay is in grosze.
"""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from core.questions.client_data import Offer, Trainings, Unavailable

AnswerT = TypeVar("AnswerT", covariant=True)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class MarketQuestion(Generic[AnswerT]):
    """What a call asks; a subclass names the type of the answer."""


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """`office`: the one that tells more of it."""

    offer: Offer
    office: str


@dataclass(frozen=True, slots=True)
class OpenOffers:
    """The nearest come first, then the newest."""

    offers: tuple[OpenOffer, ...]


@dataclass(frozen=True)
class OpenOffersNear(MarketQuestion[OpenOffers]):
    """Offers that everybody may be told, of work in the area of `office`, or `everywhere` in the province; without
    an office always there. `occupations`: the first digits of those that are wanted, none for all."""

    office: str | None
    everywhere: bool
    occupations: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class OpenTrainingsNear(MarketQuestion[Trainings]):
    """Trainings that one can sign up for: those of `office` first, then the province's."""

    office: str | None
    most: int


class MarketAnswers(Protocol):
    """Answers questions to the job market."""

    async def ask(self, question: MarketQuestion[Answer]) -> Answer | Unavailable:
        """Within 3 s; `Unavailable` if the data cannot be reached by then. A hang-up ends the waiting only."""
        ...


class NoMarketAnswers:
    """`MarketAnswers` of an installation, or a test, that has no way to the data."""

    async def ask(self, question: MarketQuestion[Answer]) -> Answer | Unavailable:
        return Unavailable()
