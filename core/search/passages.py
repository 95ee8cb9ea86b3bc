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


class Fitness:
    """Of one question; `rarity` of each term is how much it says."""

    def __init__(self, question: Question, rarity: Sequence[float]) -> None:
        self._rarity = rarity
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

    def best(self, passages: npt.NDArray[np.int32]) -> float:
        """Between 0 and 1: that of the best of the sentences."""
        best, total, least = 0.0, 0.0, _NO_WORD
        found: dict[tuple[int, int], float] = {}
        rarities, meant = self._rarity, self._meant
        for term in passages.tolist():
            if term > 0:
                if rarities[term] < least:
                    least = rarities[term]
                if term in meant:
                    for way, word, value in meant[term]:
                        if value > found.get((way, word), 0.0):
                            found[way, word] = value
            elif term == _END_OF_WORD:
                if least < _NO_WORD:
                    total += least
                    least = _NO_WORD
            else:
                if found:
                    best = max(best, 2 * self._shared(found) / (self._mass + total + 1e-6))
                    found = {}
                total = 0.0
        return min(best, 1.0)

    def _shared(self, found: dict[tuple[int, int], float]) -> float:
        ways: defaultdict[int, float] = defaultdict(float)
        for (way, _), value in found.items():
            ways[way] += value
        groups: dict[int, float] = {}
        for way, value in ways.items():
            number = self._ways[way]
            groups[number] = max(groups.get(number, 0.0), min(value, self._masses[number]))
        return sum(groups.values())
