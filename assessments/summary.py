"""Figures of assessments, with how many they are made of. Pure.

A mean of fewer than `LEAST` says nothing and is not shown. Consultants stand in the order of their names, never of
their results: it is no ranking, and leaves the office for nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from assessments.form import Criterion

LEAST: Final = 5


@dataclass(frozen=True, slots=True)
class Assessed:
    """One sheet that was given, in its newest version. `result`: in per cent; None if nothing applied."""

    office: str
    agent: str
    result: float | None
    criteria: tuple[Criterion, ...]
    scores: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """`n`: of how many; `mean`: in per cent, None below `LEAST`."""

    n: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """By office; by office and consultant; by office and criterion (its key, with the newest title)."""

    offices: dict[str, Figure]
    consultants: dict[tuple[str, str], Figure]
    criteria: dict[tuple[str, str], Figure]
    titles: dict[str, str]


def figure(values: Iterable[float]) -> Figure:
    exact = [Fraction(str(value)) for value in values]
    n = len(exact)
    return Figure(n, float(round(sum(exact, Fraction()) / n, 1)) if n >= LEAST else None)


def summarise(assessed: Iterable[Assessed]) -> Summary:
    """In the order in which they come, the newest title of a criterion is the last one."""
    offices: dict[str, list[float]] = defaultdict(list)
    consultants: dict[tuple[str, str], list[float]] = defaultdict(list)
    criteria: dict[tuple[str, str], list[float]] = defaultdict(list)
    titles: dict[str, str] = {}
    for one in assessed:
        if one.result is not None:
            offices[one.office].append(one.result)
            consultants[one.office, one.agent].append(one.result)
        for criterion in one.criteria:
            score = one.scores.get(criterion.key)
            if score is not None:
                titles[criterion.key] = criterion.title
                criteria[one.office, criterion.key].append(round(100 * score / criterion.highest, 4))
    return Summary(
        {office: figure(values) for office, values in offices.items()},
        {who: figure(values) for who, values in consultants.items()},
        {which: figure(values) for which, values in criteria.items()},
        titles,
    )
