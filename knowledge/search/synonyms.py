"""What people call things, as data: phrases and what they mean in the words of the articles. Pure.

A file for each language ships (`knowledge/data/synonyms_pl.json`). `same`: phrases each of which means the others.
`means`: phrases (`words`) that mean others (`mean`), and not the other way round. `polish`: what phrases of
another language mean in Polish, for articles that are written in Polish alone. There is no law in it: it says only
where to look. Editors add to it and switch off of it (`EverydayWord`).
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from core.errors import S724Error
from core.search.language.synonyms import Synonyms, SynonymsOf, keys_of
from core.search.language.words import LANGUAGES, Language, words_of

_DATA = resources.files("knowledge") / "data"
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class ShippedPhrase:
    """A phrase that ships, with all that it means in the language `into`."""

    language: Language
    phrase: str
    meanings: tuple[str, ...]
    into: Language


@dataclass(frozen=True, slots=True)
class EverydayWord:
    """An editor's: the phrase means that, in the language `into`. `is_off`: it does not, though it ships so."""

    language: Language
    phrase: str
    meaning: str
    into: Language
    is_off: bool = False


@cache
def shipped(language: Language) -> tuple[ShippedPhrase, ...]:
    """Read once."""
    file = _DATA / f"synonyms_{language}.json"
    return tuple(_phrases(language, json.loads(file.read_text("utf-8"))))


def _phrases(language: Language, content: dict[str, Any]) -> Iterator[ShippedPhrase]:
    for group in content["same"]:
        for phrase in group:
            yield ShippedPhrase(language, phrase, tuple(other for other in group if other != phrase), language)
    for entry in content["means"]:
        for phrase in entry["words"]:
            yield ShippedPhrase(language, phrase, tuple(entry["mean"]), language)
    for entry in content.get("polish", ()):
        for phrase in entry["words"]:
            yield ShippedPhrase(language, phrase, tuple(entry["mean"]), "pl")


@cache
def synonyms_of(language: Language) -> Synonyms:
    """Those that ship."""
    return synonyms_with(language, ())


def synonyms_with(language: Language, words: Collection[EverydayWord]) -> Synonyms:
    """Those that ship with what editors have made of them; for all languages this blocks for 0.05 s."""
    made = Synonyms()
    off = [one for one in words if one.is_off and one.language == language]
    for one in shipped(language):
        kept = tuple(meaning for meaning in one.meanings if not any(_is_it(word, one, meaning) for word in off))
        if kept:
            made.add(one.phrase, kept, language, one.into)
    for word in words:
        if word.language == language and not word.is_off:
            made.add(word.phrase, (word.meaning,), language, word.into)
    return made


class EverydayWords:
    """Those in force in a process. What questions read is replaced as a whole."""

    def __init__(self) -> None:
        self._words: frozenset[EverydayWord] = frozenset()
        self._made: dict[Language, Synonyms] = {}

    def of(self, language: Language) -> Synonyms:
        return self._made.get(language) or synonyms_of(language)

    def replace(self, words: frozenset[EverydayWord]) -> None:
        """Editors have these now; in a language in which nothing changes all stays as it was."""
        changed = {one.language for one in words ^ self._words}
        made = {language: synonyms_with(language, _in_order(words)) for language in changed}
        self._words, self._made = words, {**self._made, **made}

    def tried(self, word: EverydayWord) -> SynonymsOf:
        """Those with one more, or for one that is in force already without it."""
        words = self._words ^ {word}
        made = synonyms_with(word.language, _in_order(words))
        return lambda language: made if language == word.language else self.of(language)


class EverydayWordRefused(S724Error):
    """It cannot be saved so; `fields` has Polish sentences."""

    code = "settings_refused"
    message_pl = "Słowa nie zapisano."

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        super().__init__()
        self.fields = fields


def check_word(word: EverydayWord) -> None:
    """Raises EverydayWordRefused."""
    if found := _faults(word):
        raise EverydayWordRefused(found)


def _faults(word: EverydayWord) -> list[tuple[str, str]]:
    found = [
        (field, f"Wymagane jest od jednego do {MOST_WORDS} słów, bez zdań i numerów.")
        for field, text in (("phrase", word.phrase), ("meaning", word.meaning))
        if not 1 <= len(words_of(text)) <= MOST_WORDS
    ]
    if not found and word.language == word.into and _folded(word.phrase) == _folded(word.meaning):
        found.append(("meaning", "To te same słowa: wyszukiwanie zna już wszystkie ich formy."))
    if word.into not in (word.language, "pl"):
        found.append(("into", "Słowo może znaczyć coś w swoim języku albo po polsku."))
    if word.is_off and not _ships(word):
        found.append(("phrase", "Takiego słowa nie ma wśród dostarczonych z systemem."))
    if not word.is_off and _ships(word):
        found.append(("phrase", "To znaczenie jest już dostarczone z systemem."))
    return found


def shipped_like(language: Language, typed: str) -> list[ShippedPhrase]:
    """Those that ship of which the phrase or a meaning has a word that begins so."""
    begins = tuple(word.folded for word in words_of(typed))

    def fits(text: str) -> bool:
        words = [word.folded for word in words_of(text)]
        return all(any(word.startswith(begin) for word in words) for begin in begins)

    return [one for one in shipped(language) if any(fits(text) for text in (one.phrase, *one.meanings))]


def _ships(word: EverydayWord) -> bool:
    return any(_is_it(word, one, meaning) for one in shipped(word.language) for meaning in one.meanings)


def _is_it(word: EverydayWord, one: ShippedPhrase, meaning: str) -> bool:
    """Does that ship in these words? The phrase in any form of its words."""
    if word.into != one.into or _folded(word.meaning) != _folded(meaning):
        return False
    mine, theirs = words_of(word.phrase), words_of(one.phrase)
    return len(mine) == len(theirs) and all(
        keys_of(word.language, each.text) & keys_of(word.language, other.text)
        for each, other in zip(mine, theirs, strict=True)
    )


def _folded(text: str) -> str:
    """The same for what differs in signs and case alone."""
    return " ".join(word.folded for word in words_of(text))


def _in_order(words: Collection[EverydayWord]) -> list[EverydayWord]:
    return sorted(words, key=lambda one: (one.language, one.phrase, one.into, one.meaning))


def load_synonyms() -> None:
    """Of all languages; blocks for 0.05 s."""
    for language in LANGUAGES:
        synonyms_of(language)
