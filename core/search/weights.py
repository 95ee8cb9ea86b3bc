"""How much a document says of each of its lemmas, between 0 and 1. Pure.

As BM25F has it (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009): occurrences in a title weigh
more than those in the text, a long field spreads what it says, and the tenth occurrence hardly adds anything.
How rare the lemma is elsewhere is looked at when somebody asks.
"""

from collections import defaultdict
from functools import lru_cache

from core.search.document import Document
from core.search.language.lemmas import lemmas
from core.search.language.stop_words import STOP_WORDS
from core.search.language.words import Language, fold, is_cyrillic, texts_of

_SATURATION = 1.2
_BY_LENGTH = 0.6
_FIELDS = {"title": (3.0, 6), "questions": (2.5, 30), "short": (1.5, 35), "body": (0.7, 150)}
"""Weight, and how many words the field usually has."""


def impacts_of(document: Document) -> dict[str, float]:
    """By lemma; words that say nothing are left out."""
    total: defaultdict[str, float] = defaultdict(float)
    for (weight, usual), text in zip(_FIELDS.values(), _texts(document), strict=True):
        words = [found for word in texts_of(text) if (found := lemmas_to_index(document.language, word))]
        spread = 1 - _BY_LENGTH + _BY_LENGTH * max(1.0, len(words) / usual)
        for word in words:
            for lemma in word:
                total[lemma] += weight / spread
    return {lemma: often / (_SATURATION + often) for lemma, often in total.items()}


def passages_of(document: Document) -> list[list[list[str]]]:
    """The title and the questions, each as the lemmas of its words."""
    language = document.language
    return [
        [list(found) for word in texts_of(text) if (found := lemmas_to_index(language, word))]
        for text in (document.title, *document.questions)
    ]


def is_stop_word(language: Language, folded: str) -> bool:
    return folded in STOP_WORDS[language] or (len(folded) == 1 and not folded.isdigit())


@lru_cache(100_000)
def lemmas_to_index(language: Language, word: str) -> tuple[str, ...]:
    """Those of a word, each once; none of a word that says nothing.

    A Latin word in a Ukrainian text is Polish: `ZUS`, `praca.gov.pl`.
    """
    folded = fold(word)
    if not folded or is_stop_word(language, folded):
        return ()
    if language == "uk" and not is_cyrillic(word):
        return lemmas("pl", word)
    found = lemmas(language, word)
    stops = STOP_WORDS[language]
    return found if len(found) == 1 else tuple(lemma for lemma in found if fold(lemma) not in stops)


def _texts(document: Document) -> tuple[str, str, str, str]:
    return document.title, "\n".join(document.questions), document.short, document.body
