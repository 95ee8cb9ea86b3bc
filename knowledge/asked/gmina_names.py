"""Gminas as people write them: in every case, without diacritics, with slips, in Cyrillic. Pure.

The forms are those of `core.lists.place_forms`. A name that is an ordinary word as well (`łapy`, `sokoły`) counts
only where it is written or used as a name.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Self

from core.lists.gminas import gminas
from core.lists.place_forms import place_forms
from core.search.language.lemmas import forms, polish_lemmas, ukrainian_lemmas
from core.search.language.near_forms import NearForms
from core.search.language.words import Word, fold, is_cyrillic
from core.search.nearness import allowed_slips, slips
from knowledge.asked.sound import sound

_BEFORE_A_NAME = frozenset(
    map(
        fold,
        """
        w we z ze do dla koło pod obok gmina gminy gminie gminę gmino miasto miasta mieście wieś wsi miejscowość
        miejscowości mieszkańcy mieszkaniec mieszkańca in from near of at to town
        у в з із зі до для місто місті міста гміна гміні гміни село селі
        """.split(),  # noqa: SIM905 - a list of words is read as text
    )
)
_LONGEST_ENDING = 4  # letters that Ukrainian adds to a name
_SHORTEST_SLIP = 6


@dataclass(frozen=True, slots=True)
class Named:
    """A gmina that is named, between these words. `is_sure`: it is no other word that looks so."""

    gmina: str
    office: str
    begins: int
    ends: int
    is_sure: bool


@dataclass(slots=True)
class _Names:
    offices: dict[str, str] = field(default_factory=dict)
    second: dict[str, str] = field(default_factory=dict)
    """The folded second word of a name."""
    by_form: defaultdict[str, list[tuple[str, bool]]] = field(default_factory=lambda: defaultdict(list))
    """By folded form: the gminas, and whether the second word has to follow."""
    by_adjective: dict[str, str] = field(default_factory=dict)
    by_stem: dict[str, str] = field(default_factory=dict)
    by_sound: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    """Gminas whose names are ordinary words."""


@cache
def _names() -> _Names:
    names = _Names()
    for gmina in gminas().values():
        names.offices[gmina.name] = gmina.office
    for place in place_forms():
        name = place.name
        if place.is_a_word:
            names.words.add(name)
        _, _, second = name.replace("-", " ").partition(" ")
        if second:
            names.second[name] = fold(second)
        for form in place.forms:
            names.by_form[fold(form)].append((name, False))
            if not place.is_a_word:
                names.by_sound.setdefault(sound(form), name)
        for form in place.with_second_word:
            names.by_form[fold(form)].append((name, True))
        for adjective in place.adjectives:
            for form in forms("pl", adjective) | _adjective_forms(adjective):
                names.by_adjective.setdefault(fold(form), name)
        for stem in place.ukrainian:
            names.by_stem[stem] = name
    return names


def _adjective_forms(adjective: str) -> set[str]:
    """Of an adjective that the dictionary does not know."""
    stem = adjective.removesuffix("i")
    return {stem + ending for ending in ("i", "iego", "iemu", "im", "a", "iej", "ą", "ie", "ich")}


def named_gminas(words: Sequence[Word], is_office_word: Sequence[bool]) -> list[Named]:
    """In the order of the words. `is_office_word`: which of them are words for a labour office or a county, beside
    which an adjective of a name counts, too."""
    found: list[Named] = []
    place = 0
    while place < len(words):
        named = _named(words, is_office_word, place)
        if named is not None:
            found.append(named)
            place = named.ends
        else:
            place += 1
    return found


def _named(words: Sequence[Word], is_office_word: Sequence[bool], place: int) -> Named | None:
    names, word = _names(), words[place]
    following = words[place + 1] if place + 1 < len(words) else None
    candidates = names.by_form.get(word.folded, [])
    for name, needs_second in sorted(candidates, key=lambda one: not one[1]):
        is_followed = following is not None and _is_second(names.second.get(name), following.folded)
        if is_followed:
            return Named(name, names.offices[name], place, place + 2, is_sure=True)
        if not needs_second:
            is_sure = name not in names.words or _is_used_as_a_name(words, place)
            return Named(name, names.offices[name], place, place + 1, is_sure=is_sure)
    gmina = names.by_adjective.get(word.folded)
    if gmina is not None and any(
        is_office_word[near] for near in (place - 1, place + 1, place + 2) if 0 <= near < len(words)
    ):
        return Named(gmina, names.offices[gmina], place, place + 1, is_sure=True)
    gmina = _of_other_writing(word.text, word.folded)
    if gmina is None:
        return None
    is_followed = following is not None and _is_second(names.second.get(gmina), following.folded)
    is_sure = gmina not in names.words or _is_used_as_a_name(words, place)
    return Named(gmina, names.offices[gmina], place, place + 1 + is_followed, is_sure=is_sure)


def _is_second(second: str | None, typed: str) -> bool:
    """`maz` and `mazowieckiem` are meant as `mazowieckie`."""
    if second is None or len(typed) < 3:
        return False
    stem = second[: max(3, len(second) - 3)]
    return typed.startswith(stem) or second.startswith(typed) or slips(typed, second, 1) <= 1


def _is_used_as_a_name(words: Sequence[Word], place: int) -> bool:
    """It is written with a capital within a sentence, or follows what stands before names."""
    word = words[place]
    is_shouted = all(one.text.isupper() for one in words)
    if place and word.text[0].isupper() and not is_shouted:
        return True
    return bool(place) and words[place - 1].folded in _BEFORE_A_NAME


@lru_cache(8192)
def _of_other_writing(text: str, folded: str) -> str | None:
    """By its beginning in Cyrillic, by its sound, or by few slips. A word that a dictionary knows is no slip."""
    names = _names()
    if text.lower().endswith(("'s", "’s")) and folded[:-1] in names.by_form:
        return names.by_form[folded[:-1]][0][0]
    if len(folded) < 4:
        return names.by_stem.get(folded)
    if is_cyrillic(text):
        for stem, name in names.by_stem.items():
            if folded.startswith(stem) and len(folded) - len(stem) <= _LONGEST_ENDING:
                return name
        if ukrainian_lemmas(text.lower()):
            return None
    elif polish_lemmas(text.lower()):
        return None
    heard = sound(text)
    if heard in names.by_sound and len(heard) >= 4:
        return names.by_sound[heard]
    if len(folded) < _SHORTEST_SLIP:
        return None
    if is_cyrillic(text):
        return _nearest(heard, _by_sound())
    return _nearest(folded, _by_form()) or _nearest(heard, _by_sound())


@dataclass(frozen=True, slots=True)
class _Written:
    """Names by what is written or heard, of six letters or more."""

    names: dict[str, str]
    near: NearForms

    @classmethod
    def of(cls, names: dict[str, str]) -> Self:
        return cls(names, NearForms(form for form in names if len(form) >= _SHORTEST_SLIP))


@cache
def _by_form() -> _Written:
    return _Written.of({form: of_form[0][0] for form, of_form in _names().by_form.items() if not of_form[0][1]})


@cache
def _by_sound() -> _Written:
    return _Written.of(_names().by_sound)


def _nearest(typed: str, written: _Written) -> str | None:
    """What is fewest slips away; None if two gminas of several offices are."""
    most = min(allowed_slips(typed), 1 if len(typed) < 8 else 2)
    near = [
        (distance, written.names[form])
        for form, distance in written.near.of(typed, most)
        if form[0] == typed[0] or form[:2] == typed[1::-1]
    ]
    fewest = min((distance for distance, _ in near), default=0)
    best = {name for distance, name in near if distance == fewest}
    offices = {_names().offices[name] for name in best}
    return min(best) if len(offices) == 1 else None
