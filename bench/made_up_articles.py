"""A knowledge base of any size, of real Polish words: those of shipped articles first, then the dictionary's.

How often a word is used follows Zipf's law, as in any language: a third of all documents have one
of the commonest, a handful one of most words. Everything follows from a seed.
"""

import itertools
import random
from collections.abc import Iterator

import numpy as np

from core.search.document import Document
from core.search.language.lemmas import forms, is_common, polish_lemmas
from core.search.language.stop_words import STOP_WORDS
from core.search.language.words import fold, words_of
from knowledge import defaults

_SYLLABLES = [
    onset + vowel
    for onset in (
        "b",
        "c",
        "d",
        "g",
        "k",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "t",
        "w",
        "z",
        "sk",
        "st",
        "pr",
        "tr",
        "kr",
    )
    for vowel in "aoeiuy"
]
_ENDINGS = ("", "k", "r", "t", "n", "ć", "ny", "nie", "ka", "wać", "sz")
_LEMMAS = 20_000
_SIZES = {"title": 4, "question": 5, "short": 18, "body": 45}  # words
_QUESTIONS = 4
_OFFICES = (None, None, None, "20060", "20610", "20620")
_AUDIENCES = (("everybody",), ("unemployed",), ("employer",), ("unemployed", "seeker"))


def lemmas_by_use(most: int = _LEMMAS) -> list[str]:
    """Lemmas: those of the shipped articles, by how often they stand there, then others of the dictionary."""
    counted: dict[str, int] = {}
    for article in defaults.articles():
        polish = article.content.texts["pl"]
        for word in words_of("\n".join(part for _, part in polish.parts)):
            for lemma in polish_lemmas(word.text.lower())[:1]:
                if lemma.isalpha() and fold(lemma) not in STOP_WORDS["pl"] and len(lemma) > 2:
                    counted[lemma] = counted.get(lemma, 0) + 1
    found = dict.fromkeys(sorted(counted, key=lambda lemma: -counted[lemma]))
    chance = random.Random(23)
    made_up = ["".join(parts) for parts in itertools.product(_SYLLABLES, _SYLLABLES, _ENDINGS)]
    chance.shuffle(made_up)
    for syllables in made_up:
        if len(found) >= most:
            break
        for lemma in polish_lemmas(syllables)[:1]:
            if lemma.isalpha() and len(lemma) > 3 and is_common("pl", lemma):
                found.setdefault(lemma)
    return list(found)


class MadeUpArticles:
    """Draws words by their use, in any of their forms."""

    def __init__(self, seed: int = 724) -> None:
        self._chance = random.Random(seed)
        self._draw = np.random.default_rng(seed)
        lemmas = lemmas_by_use()
        self._chance.shuffle(tail := lemmas[2000:])
        lemmas[2000:] = tail
        self._forms = [sorted(forms("pl", lemma))[:12] for lemma in lemmas]
        weights = 1 / (np.arange(len(lemmas)) + 8.0)
        self._shares = np.cumsum(weights / weights.sum())
        self.lemmas = len(lemmas)

    def documents(self, count: int) -> Iterator[Document]:
        for number in range(count):
            office = self._chance.choice(_OFFICES)
            yield Document(
                kind="article",
                id=f"bench-{number}",
                language="pl",
                title=self.sentence(_SIZES["title"]),
                questions=tuple(self.sentence(_SIZES["question"]) for _ in range(_QUESTIONS)),
                short=self.sentence(_SIZES["short"]),
                body=self.sentence(_SIZES["body"]),
                office=office,
                scope=office,
                audiences=self._chance.choice(_AUDIENCES),
                version=f"bench-{number}",
            )

    def sentence(self, words: int) -> str:
        drawn = np.searchsorted(self._shares, self._draw.random(words))
        return " ".join(self._chance.choice(self._forms[min(place, self.lemmas - 1)]) for place in drawn)


def as_typed(question: str, chance: random.Random) -> str:
    """As people type: a third without diacritics, a tenth with two letters changed for each other."""
    text = question.lower()
    if chance.random() < 0.33:
        text = " ".join(fold(word) for word in text.split())
    if chance.random() < 0.1 and len(text) > 8:
        place = chance.randrange(2, len(text) - 3)
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text
