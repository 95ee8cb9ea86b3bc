"""How the knowledge base is used: what is counted, without who used it. Pure."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from core.search.language.words import Language

What: TypeAlias = Literal[
    "asked",
    "nothing_found",
    "not_opened",
    "no_answer",
    "opened",
    "read_aloud",
    "told",
    "told_again",
    "hung_up",
]
WHATS: tuple[What, ...] = get_args(What)
"""`asked`: a question stood for some seconds, or something of it was opened. `nothing_found`: nothing says enough
about it. `not_opened`: something was found, and nothing opened. `no_answer`: somebody says that nothing helps.
`opened`: a hit. `read_aloud`: by a consultant to a caller. `told`: by the line, once more (`told_again`), and the
caller hung up while it was read (`hung_up`)."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use. `words`: the question's (`knowledge.search.unanswered`); empty: none may be kept, or nothing was
    asked. `article`: its id, or empty. `office`: whose staff asked, or whose caller heard; empty: not known."""

    what: What
    office: str
    language: Language
    words: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class AskedOtherwise:
    """A question of which nothing was opened was put in other words soon after, and an article opened then."""

    language: Language
    words: str
    then_words: str
    article: str


def lacks(words: str, then_words: str) -> str:
    """The words of the first that are none of the second."""
    return " ".join(word for word in words.split() if word not in then_words.split())


def says_otherwise(words: str, then_words: str) -> bool:
    """Is a word of each one missing in the other? Else the question has only become longer or shorter, and says
    nothing of what people call things."""
    return bool(lacks(words, then_words) and lacks(then_words, words))
