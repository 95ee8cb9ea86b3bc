"""The lemmas of words and the forms of lemmas: Polish by Morfeusz, Ukrainian by pymorphy, English by stems.

One dictionary of each for the process, opened when it is first asked (Morfeusz: 0.06 s and 35 MB). Neither may be
asked by two threads at once, so each is guarded; one question takes 10 µs, so that nobody waits for it.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from core.search.language.english import stem
from core.search.language.words import Language, fold, is_cyrillic, is_number

_polish_lock = Lock()
_ukrainian_lock = Lock()
_NAMES = {"imię", "nazwisko", "patronimicum"}
_MOST_FORMS = 120  # of one lemma; a verb has about sixty
_PAST = {
    "m": ("em", "eś", "bym", "byś", "by"),
    "f": ("m", "ś", "bym", "byś", "by"),
    "n": ("by",),
    "pl": ("śmy", "ście", "byśmy", "byście", "by"),
}
"""What a speaker adds to a verb of the past, which the dictionary keeps apart."""


@cache
def _polish() -> Any:
    import morfeusz2

    return morfeusz2.Morfeusz(generate=True)


@cache
def _ukrainian() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="uk")


def _analysed(word: str) -> list[tuple[int, int, tuple[str, str, str, list[str], list[str]]]]:
    with _polish_lock:
        return list(_polish().analyse(word))


@lru_cache(50_000)
def lemmas(language: Language, word: str) -> tuple[str, ...]:
    """All lemmas that a word may be a form of, in lower case; the word itself if nobody knows it."""
    lowered = word.lower()
    if is_number(lowered):
        return (fold(lowered),)
    if language == "en":
        return (stem(fold(lowered)),)
    known = polish_lemmas(lowered) if language == "pl" else ukrainian_lemmas(lowered)
    return known or (lowered,)


@lru_cache(50_000)
def polish_lemmas(word: str) -> tuple[str, ...]:
    """Those that the dictionary knows; none for what is no Polish word."""
    found = [
        _plain(lemma)
        for begins, _, (_, lemma, tag, _, _) in _analysed(word)
        if begins == 0 and not tag.startswith(("ign", "interp"))
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(20_000)
def ukrainian_lemmas(word: str) -> tuple[str, ...]:
    """Those that the dictionary knows; none for what is no Ukrainian word."""
    if not is_cyrillic(word):
        return ()
    with _ukrainian_lock:
        parsed = _ukrainian().parse(word.replace("ʼ", "’").replace("'", "’"))
    return tuple(dict.fromkeys(one.normal_form for one in parsed[:4] if one.is_known))


def forms(language: Language, lemma: str) -> frozenset[str]:
    """All forms of a lemma, in lower case, the lemma among them."""
    if is_number(lemma) or language == "en":
        return frozenset({lemma})
    made = _polish_forms(lemma) if language == "pl" else _ukrainian_forms(lemma)
    return frozenset([lemma, *sorted(made)[:_MOST_FORMS]])


def _polish_forms(lemma: str) -> set[str]:
    with _polish_lock:
        generated = _polish().generate(lemma) or _polish().generate(lemma.capitalize())
    made: set[str] = set()
    for form, _, tag, _, _ in generated:
        kinds = tag.split(":")
        if "neg" in kinds:  # "niezgubienie": nobody asks so
            continue
        made.add(form.lower())
        if kinds[0] == "praet":
            who = "pl" if kinds[1] == "pl" else kinds[2][0]
            made |= {form.lower() + ending for ending in _PAST.get(who, ())}
    return {form for form in made if form.isalpha()}


def _ukrainian_forms(lemma: str) -> set[str]:
    if not is_cyrillic(lemma):
        return set()
    with _ukrainian_lock:
        parsed = _ukrainian().parse(lemma)
        return {form.word for one in parsed[:2] if one.is_known for form in one.lexeme}


def is_common(language: Language, word: str) -> bool:
    """Does the dictionary know it as an ordinary word, and as nobody's name however it is written?

    No number is; an English word is known to no dictionary here.
    """
    if is_number(word):
        return False
    if language == "pl":
        entries = [entry for _, _, entry in (*_analysed(word.lower()), *_analysed(word.capitalize()))]
        known = any(not tag.startswith("ign") for _, _, tag, _, _ in entries)
        return known and not any(_NAMES & set(names) for _, _, _, names, _ in entries)
    if language == "uk":
        with _ukrainian_lock:
            parsed = _ukrainian().parse(word.lower())
        tags = [str(one.tag) for one in parsed]
        return any(one.is_known for one in parsed) and not any(
            name in tag for tag in tags for name in ("Name", "Surn", "Patr")
        )
    return False


def is_only_a_name(word: str) -> bool:
    """Does the Polish dictionary know it as a person's name, and as nothing else when it is written small?"""
    names = [names for _, _, (_, _, tag, names, _) in _analysed(word.lower()) if not tag.startswith("ign")]
    if names:
        return all(_NAMES & set(one) for one in names)
    return any(_NAMES & set(one) for _, _, (_, _, _, one, _) in _analysed(word.capitalize()))


def warm_up(languages: Iterable[Language]) -> None:
    """Open the dictionaries of these languages; blocks for 0.1 s."""
    for language in languages:
        lemmas(language, {"pl": "praca", "uk": "робота", "en": "work"}[language])


def _plain(lemma: str) -> str:
    """Without Morfeusz' mark of which of several it is: `karta:Sf`."""
    return lemma.partition(":")[0].lower()
