"""How well a question fits one of the questions that a document answers, taken as a whole. Pure.

Words scattered over a document say less than the same words in one sentence. So those that are found are ordered
once more, by the sentence of each (title or question) that shares most with what is asked and has least besides.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from core.search.question import Question

Passage: TypeAlias = list[list[int]]
"""The words of a sentence, each as the terms that it may be."""

MOST_PASSAGES = 41  # a title and forty questions
_END_OF_WORD, _END_OF_PASSAGE = 0, -1
_NO_WORD = 1e9  # rarer than any word


def packed(passages: Sequence[Passage]) -> npt.NDArray[np.int32]:
    flat: list[int] = []
    for passage in passages[:MOST_PASSAGES]:
        for word in passage:
            flat += [*word, _END_OF_WORD]
        flat.append(_END_OF_PASSAGE)
    return np.array(flat, np.int32)


def as_read(rarities: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How much each term says, so that what ends a word or a sentence is none that says little: it stands where no
    term does, in the first place (0) and in one behind the last (-1)."""
    made = np.append(rarities, _NO_WORD)
    made[0] = _NO_WORD
    return made


class Fitness:
    """Of one question; `rarities`: how much each term says, `as_read`."""

    def __init__(self, question: Question, rarities: npt.NDArray[np.float64]) -> None:
        self._rarities = rarities
        self._is_meant = np.zeros(len(rarities), np.bool_)
        self._mass = question.mass
        self._masses = [group.mass for group in question.groups]
        self._ways: list[int] = []
        """The group of each way."""
        self._meant: defaultdict[int, list[tuple[int, int, float]]] = defaultdict(list)
        """By term: the way, the word in it, and what the word counts."""
        words = 0
        for number, group in enumerate(question.groups):
            for way in group.ways:
                for word in way.words:
                    for term, weight in word.terms.items():
                        self._meant[term].append((len(self._ways), words, weight * word.rarity * way.weight))
                    words += 1
                self._ways.append(number)
        self._is_meant[list(self._meant)] = True

    def of(self, documents: Sequence[npt.NDArray[np.int32]]) -> list[float]:
        """Of each document, given by its sentences (one at least): between 0 and 1, that of the best of them. Of
        all at once, since one after the other takes three times as long."""
        if not documents:
            return []
        terms = np.concatenate(documents)
        ends = np.flatnonzero(terms <= 0)
        ends_word = terms[ends] == _END_OF_WORD
        begins = np.concatenate(([0], ends[:-1] + 1))[ends_word]
        sentences = np.cumsum(terms == _END_OF_PASSAGE)  # by place: how many have ended
        least = np.minimum.reduceat(self._rarities[terms], begins) if len(begins) else np.zeros(0)
        totals = np.bincount(sentences[begins], least, minlength=int(sentences[-1]) + 1)
        best = np.zeros(len(totals))
        for sentence, found in self._found(terms, sentences).items():
            best[sentence] = min(2 * self._shared(found) / (self._mass + totals[sentence] + 1e-6), 1.0)
        lengths = np.cumsum([len(one) for one in documents])
        first = np.concatenate(([0], sentences[lengths[:-1] - 1]))
        of_documents: list[float] = np.maximum.reduceat(best, first).tolist()
        return of_documents

    def _found(
        self, terms: npt.NDArray[np.int32], sentences: npt.NDArray[np.int64]
    ) -> dict[int, dict[tuple[int, int], float]]:
        """By sentence: what each word of each way counts there."""
        found: defaultdict[int, dict[tuple[int, int], float]] = defaultdict(dict)
        places = np.flatnonzero(self._is_meant[terms])
        for term, sentence in zip(terms[places].tolist(), sentences[places].tolist(), strict=True):
            here = found[sentence]
            for way, word, value in self._meant[term]:
                if value > here.get((way, word), 0.0):
                    here[way, word] = value
        return found

    def _shared(self, found: dict[tuple[int, int], float]) -> float:
        ways: defaultdict[int, float] = defaultdict(float)
        for (way, _), value in found.items():
            ways[way] += value
        groups: dict[int, float] = {}
        for way, value in ways.items():
            number = self._ways[way]
            groups[number] = max(groups.get(number, 0.0), min(value, self._masses[number]))
        return sum(groups.values())
