"""What people call things: phrases and what they mean in the words of the documents. Pure.

A phrase is found in any form of its words, in their order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from core.search.language.lemmas import forms, lemmas
from core.search.language.words import Language, fold, words_of

WordKeys: TypeAlias = frozenset[str]
"""What a word is known by, folded: its form and its lemmas; of a word in the data, all forms of it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in their order, and what they mean: phrases as texts, in `language`."""

    words: tuple[WordKeys, ...]
    means: tuple[str, ...]
    language: Language


@dataclass(frozen=True, slots=True, eq=False)
class Synonyms:
    """Of a language, by the keys of the first word of each phrase."""

    by_first: dict[str, list[Phrase]] = field(default_factory=dict)

    def add(self, phrase: str, means: tuple[str, ...], language: Language, into: Language) -> None:
        words = tuple(_keys_of_forms(language, word.text) for word in words_of(phrase))
        for key in words[0]:
            self.by_first.setdefault(key, []).append(Phrase(words, means, into))

    def at(self, asked: list[WordKeys], place: int) -> list[Phrase]:
        """The phrases that begin at that place of a question, the longest first."""
        found: dict[int, Phrase] = {}
        for key in asked[place]:
            for phrase in self.by_first.get(key, ()):
                there = asked[place : place + len(phrase.words)]
                if len(there) == len(phrase.words) and all(
                    mine & theirs for mine, theirs in zip(there, phrase.words, strict=True)
                ):
                    found[id(phrase)] = phrase
        return sorted(found.values(), key=lambda phrase: -len(phrase.words))


def keys_of(language: Language, word: str) -> WordKeys:
    return frozenset([fold(word), *map(fold, lemmas(language, word))])


def _keys_of_forms(language: Language, word: str) -> WordKeys:
    """So that a form is recognised that was typed without its diacritics."""
    of_word = lemmas(language, word)
    return frozenset([*keys_of(language, word), *(fold(form) for one in of_word for form in forms(language, one))])


SynonymsOf: TypeAlias = Callable[[Language], Synonyms]


@cache
def no_synonyms(language: Language) -> Synonyms:
    """Where documents are asked in their own words."""
    return Synonyms()
