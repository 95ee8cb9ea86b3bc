"""Short answers of the knowledge base, which anybody may hear: the question and the answers. Pure."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from core.questions.client_data import Unavailable

NEWS = "knowledge"
"""What is told when callers may hear other answers than before: an article was published or withdrawn, or a rate
was set. At midnight nothing is told: what holds is reckoned for each day."""


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """`legal_status_on`: none for a pointer, which says nothing of the law. `language`: that of the text.
    `article_id`: whose it is, for counting alone; empty where nothing is counted."""

    text: str
    legal_status_on: date | None
    language: str = "pl"
    article_id: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ShortAnswers:
    """In the order in which they are read. `day`: when they hold, in Warsaw; on another day ask anew."""

    answers: tuple[ShortAnswer, ...]
    day: date


@dataclass(frozen=True, slots=True)
class ShortAnswersOn:
    """Answers in force today, `most` at most: the office's own if it has any, else those of the province.

    Each in `language`, or in Polish where it is not written in that.
    """

    topic: str
    office: str | None
    language: str
    most: int


@dataclass(frozen=True, slots=True)
class AnswerTold:
    """The line has told a caller of an office an answer, in the language of its text; `again`: once more, as the
    caller wished. `is_hung_up`: the caller hung up meanwhile."""

    article_id: str
    office: str | None
    language: str
    again: bool
    is_hung_up: bool


class PublicAnswers(Protocol):
    """Answers questions to the knowledge base."""

    async def ask(self, question: ShortAnswersOn) -> ShortAnswers | Unavailable:
        """Within 3 s; `Unavailable` if the knowledge base cannot be reached by then."""
        ...


class NoPublicAnswers:
    """`PublicAnswers` of an installation, or a test, that has no knowledge base."""

    async def ask(self, question: ShortAnswersOn) -> Unavailable:
        return Unavailable()
