"""Words by which a question shows what it asks for, as data (`knowledge/data/question_cues.json`). Pure.

A phrase stands for all forms of its words, in their order; `=word` for that form alone, `word*` for what begins
so, and a `*` alone for any word. A word that no dictionary knows may be a slip of one of them.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import TypeAlias

from core.search.language.lemmas import forms, lemmas, polish_lemmas, ukrainian_lemmas
from core.search.language.words import LANGUAGES, Language, Word, fold, is_cyrillic
from core.search.nearness import slips

_SHORTEST_SLIP = 5
_LEMMA = "~"  # before a lemma, which is no form: `szkoła` is not meant by `szkolą`

Keys: TypeAlias = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Phrase:
    tag: str
    words: tuple[Keys, ...]
    begins: tuple[str, ...]
    """For each word what it has to begin with; empty if `words` decides."""


@dataclass(frozen=True, slots=True)
class Cue:
    """`words` of the question, from that place on, say `tag`."""

    tag: str
    at: int
    words: int


@dataclass(slots=True)
class _Cues:
    by_first: defaultdict[str, list[_Phrase]] = field(default_factory=lambda: defaultdict(list))
    of_prefix: list[_Phrase] = field(default_factory=list)
    known: dict[str, list[str]] = field(default_factory=dict)
    """Forms of five letters and more by their first letter."""


@cache
def _cues() -> _Cues:
    found = _Cues()
    content = json.loads((resources.files("knowledge") / "data" / "question_cues.json").read_text("utf-8"))
    known: defaultdict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for tag, phrases in content[language].items():
            for phrase in phrases:
                made = _phrase(language, tag, phrase.split())
                if made.begins[0]:
                    found.of_prefix.append(made)
                for key in made.words[0]:
                    found.by_first[key].append(made)
                for form in frozenset().union(*made.words):
                    if len(form) >= _SHORTEST_SLIP and not form.startswith(_LEMMA):
                        known[form[0]].add(form)
    found.known = {letter: sorted(of_letter) for letter, of_letter in known.items()}
    return found


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
            folded = fold(word)
            all_forms = {fold(form) for lemma in lemmas(language, word) for form in forms(language, lemma)}
            all_forms = {form for form in all_forms if len(form) > 1}
            keys.append(frozenset([folded, *all_forms, *map(_lemma_key, lemmas(language, word))]))
    return _Phrase(tag, tuple(keys), tuple(begins))


def cues_of(words: Sequence[Word]) -> list[Cue]:
    """In the order of the words; what stands within a longer phrase says nothing of its own."""
    cues = _cues()
    keys = [keys_of_word(word.text, word.folded) for word in words]
    found: list[Cue] = []
    for place, word in enumerate(words):
        candidates = {id(phrase): phrase for key in keys[place] for phrase in cues.by_first.get(key, ())}
        candidates |= {id(one): one for one in cues.of_prefix if word.folded.startswith(one.begins[0])}
        for phrase in candidates.values():
            there = range(place, place + len(phrase.words))
            if there.stop <= len(words) and all(
                _fits(keys[at], words[at].folded, wanted, begins)
                for at, wanted, begins in zip(there, phrase.words, phrase.begins, strict=True)
            ):
                found.append(Cue(phrase.tag, place, len(phrase.words)))
    return [one for one in found if not any(_is_within(one, other) for other in found)]


def _is_within(one: Cue, other: Cue) -> bool:
    return one.words < other.words and other.at <= one.at and one.at + one.words <= other.at + other.words


def _fits(keys: Keys, folded: str, wanted: Keys, begins: str) -> bool:
    return begins == "*" or (folded.startswith(begins) if begins else not keys.isdisjoint(wanted))


def _lemma_key(lemma: str) -> str:
    return _LEMMA + fold(lemma)


@lru_cache(8192)
def keys_of_word(text: str, folded: str) -> Keys:
    """A form, its lemmas in any language of its script, and what it may be a slip of."""
    keys = {folded}
    if is_cyrillic(text):
        keys.update(map(_lemma_key, lemmas("uk", text)))
        is_known = bool(ukrainian_lemmas(text.lower()))
    else:
        keys.update(map(_lemma_key, (*lemmas("pl", text), *lemmas("en", text))))
        is_known = bool(polish_lemmas(text.lower()))
    if not is_known and len(folded) >= _SHORTEST_SLIP and not any(key in _cues().by_first for key in keys):
        most = 1 if len(folded) < 8 else 2
        near = _cues().known.get(folded[0], ())
        keys.update(form for form in near if slips(folded, form, most) <= most)
    return frozenset(keys)
