"""Words by which a question shows what it asks for, as data (`knowledge/data/question_*.json`). Pure.

A phrase stands for all forms of its words, in their order; `=word` for that form alone, `word*` for what begins
so, and a `*` alone for any word. A word that no dictionary knows may be a slip of one of them.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, TypeAlias

from core.search.language.lemmas import forms, lemmas, polish_lemmas, ukrainian_lemmas
from core.search.language.near_forms import NearForms
from core.search.language.words import LANGUAGES, Language, Word, fold, is_cyrillic

_SHORTEST_SLIP = 5
_SHORTEST_CAREFUL_SLIP = 7
_LONG = 8  # letters of a word in which two slips are one word still
_MOST_REMEMBERED = 8192
_LEMMA = "~"  # before a lemma, which is no form: `szkoła` is not meant by `szkolą`

Keys: TypeAlias = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Phrase:
    tag: str
    language: Language
    words: tuple[Keys, ...]
    begins: tuple[str, ...]
    """For each word what it has to begin with; empty if `words` decides."""


@dataclass(frozen=True, slots=True)
class Cue:
    """`words` of the question, from that place on, say `tag`, in that language."""

    tag: str
    language: Language
    at: int
    words: int


class Cues:
    """Phrases by language and tag. Of those under the tags `carefully` only long words may be mistyped."""

    def __init__(
        self, content: Mapping[str, Mapping[str, Sequence[str]]], carefully: frozenset[str] = frozenset()
    ) -> None:
        self._by_first: defaultdict[str, list[_Phrase]] = defaultdict(list)
        self._by_beginning: defaultdict[str, list[_Phrase]] = defaultdict(list)
        """By the first letter of what the first word has to begin with."""
        may_slip: set[str] = set()
        for language in LANGUAGES:
            for tag, phrases in content[language].items():
                for phrase in phrases:
                    made = _phrase(language, tag, phrase.split())
                    if made.begins[0]:
                        self._by_beginning[made.begins[0][0]].append(made)
                    for key in made.words[0]:
                        self._by_first[key].append(made)
                    shortest = _SHORTEST_SLIP if tag not in carefully else _SHORTEST_CAREFUL_SLIP
                    forms_of_phrase = frozenset[str]().union(*made.words)
                    may_slip.update(one for one in forms_of_phrase if len(one) >= shortest and one[0] != _LEMMA)
        self._near = NearForms(sorted(may_slip))
        self._keys = lru_cache(_MOST_REMEMBERED)(self._keys_of_word)

    def of(self, words: Sequence[Word]) -> list[Cue]:
        """In the order of the words; what stands within a longer phrase says nothing of its own."""
        keys = [self._keys(word.text, word.folded) for word in words]
        found: list[Cue] = []
        for place, word in enumerate(words):
            for phrase in self._candidates(word, keys[place]):
                there = range(place, place + len(phrase.words))
                if there.stop <= len(words) and all(
                    _fits(keys[at], words[at].folded, wanted, begins)
                    for at, wanted, begins in zip(there, phrase.words, phrase.begins, strict=True)
                ):
                    found.append(Cue(phrase.tag, phrase.language, place, len(phrase.words)))
        return [one for one in found if not any(_is_within(one, other) for other in found)]

    def _candidates(self, word: Word, keys: Keys) -> Iterator[_Phrase]:
        candidates = {id(phrase): phrase for key in keys for phrase in self._by_first.get(key, ())}
        for phrase in self._by_beginning.get(word.folded[:1], ()):
            if word.folded.startswith(phrase.begins[0]):
                candidates[id(phrase)] = phrase
        yield from candidates.values()

    def _keys_of_word(self, text: str, folded: str) -> Keys:
        """A form, its lemmas in any language of its script, and what it may be a slip of."""
        keys, is_known = _own_keys(text, folded)
        if is_known or len(folded) < _SHORTEST_SLIP or any(key in self._by_first for key in keys):
            return keys
        most = 1 if len(folded) < _LONG else 2
        near = (form for form, _ in self._near.of(folded, most) if form[0] == folded[0])
        return keys.union(near)


@cache
def question_cues() -> Cues:
    """What kind of question it is."""
    return Cues(read_data("question_cues.json"), carefully=frozenset(("elsewhere", "elsewhere_alone")))


def read_data(name: str) -> Any:
    return json.loads((resources.files("knowledge") / "data" / name).read_text("utf-8"))


@cache
def _keys_of_cue(language: Language, word: str) -> Keys:
    """All forms of a word, and its lemmas."""
    found = lemmas(language, word)
    all_forms = {fold(form) for lemma in found for form in forms(language, lemma)}
    return frozenset([fold(word), *(form for form in all_forms if len(form) > 1), *map(_lemma_key, found)])


def _phrase(language: Language, tag: str, words: Sequence[str]) -> _Phrase:
    keys: list[Keys] = []
    begins: list[str] = []
    for word in words:
        is_prefix = word.endswith("*")
        begins.append(fold(word[:-1]) or "*" if is_prefix else "")
        if is_prefix:
            keys.append(frozenset())
        elif word.startswith("="):
            keys.append(frozenset([fold(word[1:])]))
        else:
            keys.append(_keys_of_cue(language, word))
    return _Phrase(tag, language, tuple(keys), tuple(begins))


def _is_within(one: Cue, other: Cue) -> bool:
    return one.words < other.words and other.at <= one.at and one.at + one.words <= other.at + other.words


def _fits(keys: Keys, folded: str, wanted: Keys, begins: str) -> bool:
    return begins == "*" or (folded.startswith(begins) if begins else not keys.isdisjoint(wanted))


def _lemma_key(lemma: str) -> str:
    return _LEMMA + fold(lemma)


@lru_cache(8192)
def _own_keys(text: str, folded: str) -> tuple[Keys, bool]:
    """A form and its lemmas; whether a dictionary knows it."""
    keys = {folded}
    if is_cyrillic(text):
        keys.update(map(_lemma_key, lemmas("uk", text)))
        return frozenset(keys), bool(ukrainian_lemmas(text.lower()))
    keys.update(map(_lemma_key, (*lemmas("pl", text), *lemmas("en", text))))
    return frozenset(keys), bool(polish_lemmas(text.lower()))
