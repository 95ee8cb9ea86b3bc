"""Documents by the terms that they have, and how well each fits a question. Pure: numbers only. Pure.

Every document that has any of the terms is scored: at 100,000 documents, half of which have a term, that is
0.2 ms a term (decision 0058), and no frequent word has to be left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from core.search.corpus import Corpus
from core.search.document import EVERYBODY
from core.search.language.words import LANGUAGES, Language
from core.search.question import Question

_MOST_AUDIENCES = 63
_OF_A_GROUP = 128  # documents of which the highest is looked at, before it is looked which are the highest
_LEAST = np.finfo(np.float32).tiny


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the index has it: `terms` in rising order, with what the document says of each, and its
    sentences (`core.search.passages`)."""

    key: str
    kind: str
    id: str
    language: Language
    scope: str | None
    audiences: Sequence[str]
    terms: npt.NDArray[np.int32]
    impacts: npt.NDArray[np.float32]
    passages: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Filters:
    """`language` chooses among documents of translated kinds. `kinds`: None for all of the corpus."""

    language: Language | None = None
    office: str | None = None
    audience: str | None = None
    kinds: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`coverage`: which share of what was asked the document has anything of, by weight. `scope`: the office for
    whose clients alone it is."""

    key: str
    kind: str
    id: str
    score: float
    coverage: float
    scope: str | None
    passages: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Segment:
    """Never changes, except that `without` makes another one in which some documents are gone."""

    corpus: Corpus
    keys: Sequence[str]
    ids: Sequence[str]
    places: dict[str, int]
    kinds: npt.NDArray[np.int8]
    languages: npt.NDArray[np.int8]
    scopes: npt.NDArray[np.int32]
    audiences: npt.NDArray[np.uint64]
    scope_names: dict[str | None, int]
    scope_list: Sequence[str | None]
    """By the number of a scope."""
    audience_bits: dict[str, int]
    starts: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int32]
    impacts: npt.NDArray[np.float32]
    passages: Sequence[npt.NDArray[np.int32]]
    is_there: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, corpus: Corpus, entries: Iterable[Entry]) -> Self:
        """For 100,000 documents about a second."""
        all_of = list(entries)
        scopes: dict[str | None, int] = {None: 0}
        bits: dict[str, int] = {EVERYBODY: 0}
        for entry in all_of:
            scopes.setdefault(entry.scope, len(scopes))
            for audience in entry.audiences:
                bits.setdefault(audience, min(len(bits), _MOST_AUDIENCES))
        sizes = np.fromiter((len(entry.terms) for entry in all_of), np.int64, len(all_of))
        terms = np.concatenate([entry.terms for entry in all_of]) if all_of else np.zeros(0, np.int32)
        impacts = np.concatenate([entry.impacts for entry in all_of]) if all_of else np.zeros(0, np.float32)
        order = np.argsort(terms, kind="stable")
        counts = np.bincount(terms) if len(terms) else np.zeros(0, np.int64)
        return cls(
            corpus=corpus,
            keys=[entry.key for entry in all_of],
            ids=[entry.id for entry in all_of],
            places={entry.key: place for place, entry in enumerate(all_of)},
            kinds=np.array([corpus.kinds.index(entry.kind) for entry in all_of], np.int8),
            languages=np.array([LANGUAGES.index(entry.language) for entry in all_of], np.int8),
            scopes=np.array([scopes[entry.scope] for entry in all_of], np.int32),
            audiences=np.array(
                [sum(1 << bit for bit in {bits[a] for a in e.audiences}) for e in all_of], np.uint64
            ),
            scope_names=scopes,
            scope_list=list(scopes),
            audience_bits=bits,
            starts=np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64))),
            documents=np.repeat(np.arange(len(all_of), dtype=np.int32), sizes)[order],
            impacts=impacts[order],
            passages=[entry.passages for entry in all_of],
            is_there=np.ones(len(all_of), np.bool_),
        )

    def __len__(self) -> int:
        return len(self.keys)

    def without(self, keys: Iterable[str]) -> Self:
        """The same, with these documents gone."""
        gone = [self.places[key] for key in keys if key in self.places]
        if not gone:
            return self
        left = self.is_there.copy()
        left[gone] = False
        return replace(self, is_there=left)

    def often(self, terms: int) -> npt.NDArray[np.int32]:
        """How many documents have each term, for so many terms."""
        counted = np.zeros(terms, np.int32)
        counts = np.diff(self.starts)[:terms]
        counted[: len(counts)] = counts
        return counted

    def best(self, question: Question, filters: Filters, most: int, also: Iterable[str] = ()) -> list[Found]:
        """The documents that fit best, the best first; behind them those of `also` that pass the filters, by their
        keys."""
        if not len(self) or not question.groups:
            return []
        scores, coverage = self._score(question)
        coverage /= max(question.mass, 1e-6)
        total = 0.6 * coverage
        total += 0.4
        total *= scores
        passing = self._passing(filters)
        total *= passing
        highest = _highest(total, most)
        there = set(highest.tolist())
        wanted = [self.places[key] for key in also if key in self.places]
        highest = np.append(highest, [place for place in wanted if passing[place] and place not in there]).astype(
            np.int64
        )
        rows = zip(highest.tolist(), total[highest].tolist(), coverage[highest].tolist(), strict=True)
        return [self._found(*row) for row in rows]

    def document(self, key: str) -> Found | None:
        """One by its key, whatever is asked; None if it is not there."""
        place = self.places.get(key)
        return None if place is None or not self.is_there[place] else self._found(place, 0.0, 0.0)

    def _found(self, place: int, score: float, coverage: float) -> Found:
        return Found(
            self.keys[place],
            self.corpus.kinds[self.kinds[place]],
            self.ids[place],
            score,
            coverage,
            self.scope_list[self.scopes[place]],
            self.passages[place],
        )

    def _score(self, question: Question) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        size = len(self)
        scores, covered = np.zeros(size, np.float32), np.zeros(size, np.float32)
        for group in question.groups:
            best: npt.NDArray[np.float32] | None = None
            for way in group.ways:
                first, *others = (self._fit(word.terms, word.rarity * way.weight) for word in way.words)
                for fits in others:
                    first += fits
                best = first if best is None else np.maximum(best, first, out=best)
            if best is None:
                continue
            scores += best
            best *= 3 / group.mass
            np.minimum(best, 1.0, out=best)
            best *= group.mass
            covered += best
        return scores, covered

    def _fit(self, terms: dict[int, float], rarity: float) -> npt.NDArray[np.float32]:
        """How well each document fits a word: by the best of the terms that it may mean."""
        fits = np.zeros(len(self), np.float32)
        for term, weight in terms.items():
            if term + 1 >= len(self.starts):
                continue
            begins, ends = self.starts[term], self.starts[term + 1]
            if begins == ends:
                continue
            # Ten times as fast as by numbers of 4 bytes on both sides of an assignment.
            np.maximum.at(
                fits, self.documents[begins:ends], self.impacts[begins:ends] * np.float32(weight * rarity)
            )
        return fits

    def _passing(self, filters: Filters) -> npt.NDArray[np.bool_]:
        passing = self.is_there
        if filters.kinds is not None:
            passing = passing & self._is_of(filters.kinds)
        if filters.language is not None:
            wanted = self.languages == LANGUAGES.index(filters.language)
            passing = passing & (wanted | ~self._is_of(self.corpus.translated))
        if filters.office is not None:
            own = self.scope_names.get(filters.office, -1)
            passing = passing & ((self.scopes == 0) | (self.scopes == own))
        if filters.audience is not None:
            bits = 1 | (1 << self.audience_bits.get(filters.audience, 0))
            passing = passing & ((self.audiences & np.uint64(bits)) > 0)
        return passing

    def _is_of(self, kinds: frozenset[str]) -> npt.NDArray[np.bool_]:
        numbers = [number for number, kind in enumerate(self.corpus.kinds) if kind in kinds]
        return np.isin(self.kinds, numbers)


def _highest(total: npt.NDArray[np.float32], most: int) -> npt.NDArray[np.int64]:
    """Places of the highest, at most so many, the highest first; those of 0 are none.

    Each place is in one of the groups that are a step apart: of so many groups each has one that is as high as the
    least of their highest, so that nothing below it has to be put in order.
    """
    groups = len(total) // _OF_A_GROUP
    if groups > most:
        highest = total[: groups * _OF_A_GROUP].reshape(_OF_A_GROUP, groups).max(axis=0)
        chosen = np.flatnonzero(total >= max(np.partition(highest, -most)[-most], _LEAST))
    else:
        chosen = np.flatnonzero(total > 0)
    values = total[chosen]
    if len(chosen) > most:
        first = np.argpartition(-values, most)[:most]
        chosen, values = chosen[first], values[first]
    return chosen[np.lexsort((chosen, -values))]
