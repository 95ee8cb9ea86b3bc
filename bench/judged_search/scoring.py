"""How good answers were: figures of outcomes. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bench.judged_search.judged import ANSWERS, NO_SUBJECT, Judged

FIRST = 3
"""So many hits are looked at."""

Expected: TypeAlias = Literal["answer", "nothing yet", "nothing"]
"""`nothing yet`: a matter of the offices, of which the base has no document. `nothing`: none of theirs."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question found. `hits`: documents, the best first; `is_answered`: the search says that it knows."""

    question: Judged
    graded: Mapping[str, int]
    hits: Sequence[str]
    is_answered: bool

    @property
    def expected(self) -> Expected:
        if self.question.subject == NO_SUBJECT:
            return "nothing"
        return "answer" if ANSWERS in self.graded.values() else "nothing yet"

    @property
    def is_first(self) -> bool:
        """What answers stands at the top."""
        return self._answers_within(1)

    @property
    def is_found(self) -> bool:
        """What answers stands among the first three."""
        return self._answers_within(FIRST)

    @property
    def ndcg(self) -> float:
        return ndcg([self.graded.get(hit, 0) for hit in self.hits], self.graded.values(), FIRST)

    def _answers_within(self, most: int) -> bool:
        return any(self.graded.get(hit) == ANSWERS for hit in self.hits[:most])


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of the questions that have an answer, 0 to 1; `ndcg` is their mean."""

    asked: int
    found: float
    first: float
    ndcg: float


@dataclass(frozen=True, slots=True)
class Honesty:
    """How the search says that it knows nothing.

    `falsely`: of the questions that no office answers, how many got an answer; `falsely_yet`: of those of which
    the base has nothing yet; `silent`: of those that it could answer, how many were said to have none.
    `precision`: of the questions that were said to have no answer the share that has none; 0 if none was.
    """

    nothing: int
    falsely: int
    nothing_yet: int
    falsely_yet: int
    answerable: int
    silent: int

    @property
    def precision(self) -> float:
        rightly = self.nothing - self.falsely + self.nothing_yet - self.falsely_yet
        return rightly / (rightly + self.silent) if rightly else 0.0


def ndcg(found: Sequence[int], graded: Iterable[int], most: int) -> float:
    """Of grades in the order in which they were found: 1 when no order of `graded` is better; 0 if all are 0."""
    best = _gain(sorted(graded, reverse=True)[:most])
    return _gain(found[:most]) / best if best else 0.0


def score(outcomes: Iterable[Outcome]) -> Score:
    """Of those that have an answer."""
    asked = [one for one in outcomes if one.expected == "answer"]
    if not asked:
        return Score(0, 0.0, 0.0, 0.0)
    return Score(
        len(asked),
        sum(one.is_found for one in asked) / len(asked),
        sum(one.is_first for one in asked) / len(asked),
        sum(one.ndcg for one in asked) / len(asked),
    )


def honesty(outcomes: Sequence[Outcome]) -> Honesty:
    def count(expected: Expected, *, is_answered: bool | None = None) -> int:
        return sum(
            one.expected == expected and (is_answered is None or one.is_answered == is_answered)
            for one in outcomes
        )

    return Honesty(
        nothing=count("nothing"),
        falsely=count("nothing", is_answered=True),
        nothing_yet=count("nothing yet"),
        falsely_yet=count("nothing yet", is_answered=True),
        answerable=count("answer"),
        silent=count("answer", is_answered=False),
    )


def _gain(found: Sequence[int]) -> float:
    return sum(((1 << grade) - 1) / math.log2(place + 2) for place, grade in enumerate(found))
