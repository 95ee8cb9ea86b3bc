"""What people call things, as data: phrases and what they mean in the words of the articles. Pure.

A file for each language (`knowledge/data/synonyms_pl.json`). `same`: phrases each of which means the others.
`means`: phrases (`words`) that mean others (`mean`), and not the other way round. A phrase is found in any form of
its words, in their order. `polish`: what phrases of another language mean in Polish, for articles that are written
in Polish alone. There is no law in it: it says only where to look.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

from core.search.language.lemmas import forms, lemmas
from core.search.language.words import LANGUAGES, Language, fold, words_of

_DATA = resources.files("knowledge") / "data"

WordKeys: TypeAlias = frozenset[str]
"""What a word is known by, folded: its form and its lemmas; of a word in the data, all forms of it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in their order, and what they mean: phrases as texts, in `language`."""

    words: tuple[WordKeys, ...]
    means: tuple[str, ...]
    language: Language


@dataclass(frozen=True, slots=True)
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


@cache
def synonyms_of(language: Language) -> Synonyms:
    """Those that ship; read once."""
    file = _DATA / f"synonyms_{language}.json"
    content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    made = Synonyms()
    for group in content["same"]:
        for phrase in group:
            made.add(phrase, tuple(other for other in group if other != phrase), language, language)
    for entry in content["means"]:
        for phrase in entry["words"]:
            made.add(phrase, tuple(entry["mean"]), language, language)
    for entry in content.get("polish", ()):
        for phrase in entry["words"]:
            made.add(phrase, tuple(entry["mean"]), language, "pl")
    return made


def load_synonyms() -> None:
    """Of all languages; blocks for 0.05 s."""
    for language in LANGUAGES:
        synonyms_of(language)
