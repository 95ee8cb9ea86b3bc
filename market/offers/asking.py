"""What somebody looks for among offers, and how the words of it are asked for. Pure.

PostgreSQL compares without case and diacritics (`folded_name`). Each word stands for all forms of its lemmas, and
for whatever begins with it, since the last one may still be typed: „magazynierów” finds „Magazynier”. A name of a
gmina stands for all its forms: „Kolnie” finds „Kolno”.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from core.lists.place_forms import place_forms
from core.search.language.lemmas import forms, lemmas
from core.search.language.words import fold, words_of

MOST_WORDS = 8
MOST_FORMS = 24
"""Of one word: those of a gmina, then the shortest ones, of which the others are longer ones of the same
beginning."""

_LONG, _ENDING = 8, 3
"""Letters: of a word of that length that no dictionary has, as one without diacritics, the ending is left out."""


@dataclass(frozen=True, slots=True)
class OfferFilters:
    """`occupation`: the first digits of a code. `home`: the gmina from which nearness is reckoned. `ring`: at most
    so far. `changed_since`: for who looks again."""

    words: str = ""
    occupation: str = ""
    office: str | None = None
    home: str | None = None
    ring: int | None = None
    kind: str | None = None
    source: str | None = None
    state: str | None = None
    least_pay: int | None = None
    is_for_disabled: bool = False
    on: date | None = None
    """Open on that day; None: also those that are over."""


_SMALL = frozenset(["w", "we", "na", "z", "ze", "do", "i", "o", "od", "u", "przy", "kolo"])
"""Words that say nothing alone: „spawacz w Kolnie” is „spawacz Kolno”."""
_ABOUT_OFFERS = (
    "oferta oferty ofert oferte praca prace pracy prac zatrudnienie zatrudnienia szukam szukac szuka gdzie jest sa"
    " jaka jakie jakis jakas czy wolne miejsca kurs kursy kursow szkolenie szkolenia szkolen instytucja instytucje"
    " szkoleniowa szkoleniowe dla jako okolicy okolice"
)
"""Words by which people say that they mean offers, trainings or who gives them, and small ones: none tells
which."""
_UNTOLD = _SMALL.union(_ABOUT_OFFERS.split())


def telling_words(text: str) -> str:
    """Of a question those words that say which offers are meant: „praca dla spawacza w Łomży” is „spawacza
    Łomży”."""
    return " ".join(word.text for word in words_of(text) if word.folded not in _UNTOLD)


def words_query(text: str) -> str:
    """For `to_tsquery('simple', …)`; empty if there is no word in it."""
    parts = []
    words = words_of(text)
    for word in ([one for one in words if one.folded not in _SMALL] or words)[:MOST_WORDS]:
        folded = word.folded
        known = {fold(form) for lemma in lemmas("pl", word.text) for form in forms("pl", lemma)}
        beginning = folded if known - {folded} or len(folded) < _LONG else folded[:-_ENDING]
        places = _places().get(folded, frozenset())
        others = [
            *sorted(places - {folded}),
            *sorted((form for form in known - places - {folded} if form.isalnum()), key=_shortest),
        ]
        if folded.isalnum():
            parts.append(f"({' | '.join([f'{beginning}:*', *others[:MOST_FORMS]])})")
    return " & ".join(parts)


def _shortest(form: str) -> tuple[int, str]:
    return (len(form), form)


@cache
def _places() -> Mapping[str, frozenset[str]]:
    """By each form of the first word of a gmina's name all of its forms, as they are compared."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for place in place_forms():
        own = {fold(form) for form in (*place.forms, *place.with_second_word)}
        for form in own:
            found[form] |= own
    return {form: frozenset(own) for form, own in found.items()}
