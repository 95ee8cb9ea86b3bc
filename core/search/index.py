"""The index of a process: what was read at the start, and beside it what has changed since. Pure.

A state never changes; a change makes another one that shares what it can (as log-structured stores do it). Who
searches goes on with the state that it began with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Self

import numpy as np

from core.search.asking import Asking
from core.search.corpus import Corpus
from core.search.language.synonyms import SynonymsOf
from core.search.language.vocabulary import Term, Vocabulary
from core.search.language.words import LANGUAGES, Language
from core.search.lately import Lately
from core.search.passages import Fitness
from core.search.question import Question
from core.search.segment import Entry, Filters, Found, Segment

_ORDERED_AGAIN = 40  # documents whose sentences are looked at
_BY_SENTENCE = 0.8  # what a sentence that is just the question counts, beside all of its words
_FAVOURED = 0.7  # what counts that somebody else knows that a document is meant (decision 0106)
_FEW_WORDS = 3  # a question of fewer is in many a title, and says less than a topic that is known
_JUST_THE_QUESTION = 0.9  # how well a sentence fits that has the words of the question and hardly any others
_LATELY = 32  # questions of which is remembered what they mean and what fits them
MOST_CHANGES = 2000  # documents or terms that were added before it is worth while to make it anew


@dataclass(frozen=True, slots=True)
class Favoured:
    """What is meant by a question, whatever words it has, and how surely: between 0 and 1. It is put forward in
    every language, and found in one of `languages` even with no word in common."""

    kind: str
    id: str
    languages: tuple[Language, ...]
    sure: float


@dataclass(frozen=True, slots=True)
class Index:
    """`read_until`: the number of the last change that it has; `last_term`: of the last term."""

    main: Segment
    recent: Segment
    vocabularies: Sequence[Vocabulary]
    recent_entries: dict[str, Entry | None] = field(default_factory=dict)
    recent_terms: Sequence[Term] = ()
    read_until: int = 0
    last_term: int = 0
    asking: Asking = field(init=False)
    _read: Lately[Question] = field(init=False, default_factory=partial(Lately, _LATELY))
    _found: Lately[list[Found]] = field(init=False, default_factory=partial(Lately, _LATELY))

    def __post_init__(self) -> None:
        terms = self.last_term + 1
        often = self.main.often(terms) + self.recent.often(terms)
        object.__setattr__(self, "asking", Asking(self.vocabularies, often, len(self), self.corpus.synonyms_of))

    @classmethod
    def of(cls, corpus: Corpus, entries: Iterable[Entry], terms: Sequence[Term], read_until: int) -> Self:
        """For 100,000 documents some seconds: off the event loop."""
        last = max((term.number for term in terms), default=0)
        return cls(
            Segment.of(corpus, entries),
            Segment.of(corpus, ()),
            (Vocabulary(terms),),
            read_until=read_until,
            last_term=last,
        )

    def changed(self, changes: dict[str, Entry | None], terms: Sequence[Term], read_until: int) -> Self:
        """With these documents in place of those that had their keys; None: the document is gone."""
        recent = {**self.recent_entries, **changes}
        recent_terms = (*self.recent_terms, *terms)
        vocabularies = self.vocabularies if not terms else (self.vocabularies[0], Vocabulary(recent_terms))
        last = max((term.number for term in terms), default=self.last_term)
        return type(self)(
            self.main.without(changes),
            Segment.of(self.corpus, (entry for entry in recent.values() if entry is not None)),
            vocabularies,
            recent,
            recent_terms,
            read_until,
            last,
        )

    def with_synonyms(self, synonyms_of: SynonymsOf) -> Self:
        """The same documents, asked in other everyday words. Makes anew only what is remembered of questions."""
        corpus = replace(self.corpus, synonyms_of=synonyms_of)
        return replace(self, main=replace(self.main, corpus=corpus), recent=replace(self.recent, corpus=corpus))

    @property
    def corpus(self) -> Corpus:
        return self.main.corpus

    @property
    def is_worn(self) -> bool:
        """So much has changed that making it anew is cheaper."""
        return len(self.recent_entries) + len(self.recent_terms) > max(MOST_CHANGES, len(self.main) // 4)

    def __len__(self) -> int:
        return int(np.count_nonzero(self.main.is_there)) + len(self.recent)

    def ask(self, text: str, language: Language | None, *, completes: bool = True) -> Question:
        """What is asked; without a language in any."""
        languages = LANGUAGES if language is None else tuple(dict.fromkeys((language, "pl")))
        synonyms = tuple(self.corpus.synonyms_of(one) for one in languages)
        read = partial(self.asking.read, text, languages, completes=completes)
        return self._read.made((text, languages, completes, synonyms), read)

    def document(self, key: str) -> Found | None:
        """One by its key, with nothing scored; None if it is not there."""
        return self.recent.document(key) or self.main.document(key)

    def find(
        self, question: Question, filters: Filters, most: int, favoured: tuple[Favoured, ...] = ()
    ) -> list[Found]:
        """The best first; of what there is in several languages only that which fits best."""
        wanted = max(_ORDERED_AGAIN, 3 * most)
        in_order = partial(self._in_order, question, filters, wanted, favoured)
        return self._found.made((question, filters, wanted, favoured), in_order)[:most]

    def _in_order(
        self, question: Question, filters: Filters, wanted: int, favoured: tuple[Favoured, ...]
    ) -> list[Found]:
        fitness = Fitness(question, self.asking.rarities)
        also = [key for one in favoured if (key := self._key(one)) is not None]
        found = [
            one for segment in (self.main, self.recent) for one in segment.best(question, filters, wanted, also)
        ]
        fits = fitness.of([one.passages for one in found])
        sure = {(one.kind, one.id): one.sure for one in favoured}
        says_enough = len(question.groups) >= _FEW_WORDS
        scored = []
        for one, fit in zip(found, fits, strict=True):
            is_just_it = says_enough and fit >= _JUST_THE_QUESTION
            meant = 1.0 if is_just_it else sure.get((one.kind, one.id), 0.0)
            scored.append((one.score + question.mass * (_BY_SENTENCE * fit + _FAVOURED * meant), one))
        scored.sort(key=lambda pair: (-pair[0], pair[1].key))
        first: dict[tuple[str, str], Found] = {}
        for score, one in scored:
            if (one.kind, one.id) not in first:
                first[one.kind, one.id] = replace(one, score=score)
        return list(first.values())

    def _key(self, favoured: Favoured) -> str | None:
        """Of the document in the first language in which it is there."""
        keys = (f"{favoured.kind}:{favoured.id}:{language}" for language in favoured.languages)
        return next((key for key in keys if self.document(key) is not None), None)
