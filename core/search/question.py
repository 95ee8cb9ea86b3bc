"""What somebody asks, as terms of the index. Pure.

A question is a row of groups, one for each word or phrase that says something. A document fits a group in one of
several ways: it has the word itself in any form, a word of the same family, or what the phrase means. A way of
several words fits by the sum of them.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AskedWord:
    """The terms that a word may mean, with how surely each is meant; `rarity` is how much it says (idf)."""

    terms: dict[int, float]
    rarity: float


@dataclass(frozen=True, slots=True)
class Way:
    """A way to fit a group; `weight` is how much it counts beside the words themselves."""

    weight: float
    words: tuple[AskedWord, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """`mass`: how much of the question it is."""

    ways: tuple[Way, ...]
    mass: float


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """`mass` is that of all that was asked, also of words that nobody knows. `corrected`: the question with its
    slips mended, None if there were none. `unfinished`: the folded word that is being typed. `strange`: the share
    of what was said, by weight, that no document has in any form."""

    groups: tuple[Group, ...] = ()
    mass: float = 0.0
    corrected: str | None = None
    unfinished: str | None = None
    completions: tuple[int, ...] = ()
    strange: float = 0.0

    @property
    def terms(self) -> frozenset[int]:
        """Everything that is a hit wherever it stands."""
        return frozenset(
            term for group in self.groups for way in group.ways for word in way.words for term in word.terms
        )


@dataclass(slots=True)
class Resolved:
    """A word as the vocabulary knows it."""

    terms: dict[int, float] = field(default_factory=dict)
    kin: dict[int, float] = field(default_factory=dict)
    mended: str | None = None
    completions: tuple[int, ...] = ()
