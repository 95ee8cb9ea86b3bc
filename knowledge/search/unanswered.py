"""What is kept of a question that found nothing: its ordinary words, and nobody's name or number. Pure."""

from core.search.language.lemmas import is_common, is_only_a_name, lemmas
from core.search.language.words import LANGUAGES, Language, is_cyrillic, words_of
from core.search.weights import is_stop_word

MOST_WORDS = 12


def common_words(text: str, language: Language | None, known: frozenset[str]) -> tuple[Language, str] | None:
    """The language, and the lemmas in the order of the alphabet; None if nothing of it may be kept.

    A word is kept if a dictionary knows it and it is no name of a person, however it is written: `żołnierz` is a
    surname, too, and is left out. A word that articles have is kept if it is anything but a name: `known` has
    their folded forms. English words are known to no dictionary here, so of them only those that articles have.
    """
    words = words_of(text)
    spoken = language or ("uk" if any(is_cyrillic(word.text) for word in words) else "pl")
    kept = set()
    for word in words:
        if is_stop_word(spoken, word.folded) or any(sign.isdigit() for sign in word.folded):
            continue
        of_articles = word.folded in known and not is_only_a_name(word.text)
        if of_articles or is_common(spoken, word.text):
            kept.add(lemmas(spoken, word.text)[0])
    if not kept:
        return None
    return LANGUAGES[LANGUAGES.index(spoken)], " ".join(sorted(kept)[:MOST_WORDS])
