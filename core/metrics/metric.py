"""What a figure is: its words, and the function that reckons it from sums. Pure.

The words stand in the function's own docstring, in Polish, because the page that explains figures shows just that
text: paragraphs that begin with „Wzór:”, „Liczymy:”, „Nie liczymy:” and „Przypisanie:”.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from core.metrics.sums import Sums

Attribution: TypeAlias = Literal["begin", "end", "split"]

ATTRIBUTIONS_PL: dict[Attribution, str] = {
    "begin": "według początku",
    "end": "według końca",
    "split": "dzielone na przedziały",
}

_LABELS = {
    "Wzór": "formula",
    "Liczymy": "counts",
    "Nie liczymy": "excludes",
    "Przypisanie": "attribution",
}

PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and of how many cases it is. None: there is nothing to say it of, which is not the same as 0."""

    value: float | None
    n: int = 0


Compute: TypeAlias = Callable[[Sums], Figure]
Parts: TypeAlias = Callable[[Sums], Mapping[str, Figure]]
PartsBy: TypeAlias = Literal["topic", "disposition", "offices", "rating", "path"]
"""By what a figure is taken apart. `offices`: „20610>20620”, from the office whose call it is to the one that
helped: of the queue and of the consultant, or of both consultants."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of the dictionary. `parts`: the same taken apart, where it has parts; shares are percent.

    `threshold`: in seconds, of a figure that has one; `metric_at` makes the same with another. `opens`: the
    counters of the cases that are shown when somebody opens the figure (`cases`); none if it is not of calls.
    """

    key: str
    title_pl: str
    unit: str
    formula_pl: str
    counts_pl: str
    excludes_pl: str
    attribution: Attribution
    attribution_pl: str
    compute: Compute
    parts: Parts | None = None
    parts_by: PartsBy | None = None
    opens: tuple[str, ...] = ()
    threshold: int | None = None


def metric(
    key: str,
    title_pl: str,
    unit: str,
    attribution: Attribution,
    *,
    opens: str = "",
    parts: Parts | None = None,
    parts_by: PartsBy | None = None,
) -> Callable[[Compute], Metric]:
    """The figure whose words stand in the docstring of the function. Raises ValueError if one is missing there.

    `opens`: names of counters or families; one with a minus before it is taken away.
    """

    def made(compute: Compute) -> Metric:
        words = _words(compute)
        if missing := [label for label, name in _LABELS.items() if name not in words]:
            raise ValueError(f"{key}: nothing is said under {', '.join(missing)}")
        return Metric(
            key=key,
            title_pl=title_pl,
            unit=unit,
            formula_pl=words["formula"],
            counts_pl=words["counts"],
            excludes_pl=words["excludes"],
            attribution=attribution,
            attribution_pl=f"{ATTRIBUTIONS_PL[attribution]}: {words['attribution']}",
            compute=compute,
            parts=parts,
            parts_by=parts_by,
            opens=tuple(opens.split()),
        )

    return made


def cases(found: Metric, sums: Sums) -> int:
    """How many cases a figure opens: a count's value, the part of a share, the `n` of a mean. What one call brings
    to them is the same of its own sums, so a list of calls can be held against the figure."""
    return sum(
        -_cases(found, name[1:], sums) if name.startswith("-") else _cases(found, name, sums)
        for name in found.opens
    )


def _cases(found: Metric, name: str, sums: Sums) -> int:
    if found.threshold is not None:
        return sum(count for second, count in sums.histogram(name).items() if second <= found.threshold)
    return sums[name] + sum(sums.family(name).values())


def _words(compute: Compute) -> dict[str, str]:
    words: dict[str, str] = {}
    for line in (inspect.getdoc(compute) or "").splitlines():
        label, separator, rest = line.partition(":")
        if separator and label in _LABELS:
            name = _LABELS[label]
            words[name] = rest.strip()
        elif line.strip() and words:
            words[name] = f"{words[name]} {line.strip()}"
    return words


# -- how figures are reckoned; none divides by nothing


def whole(sums: Sums, value: int) -> Figure:
    """A number of cases that is part of nothing: 0 is a figure where anything was counted at all."""
    return Figure(float(value), value) if sums else Figure(None, 0)


def count(part: int, n: int) -> Figure:
    """A number of cases among `n`."""
    return Figure(float(part), n) if n > 0 else Figure(None, 0)


def share(part: int, whole: int) -> Figure:
    """Percent."""
    return Figure(100 * part / whole, whole) if whole > 0 else Figure(None, 0)


def mean(total: float, n: int) -> Figure:
    return Figure(total / n, n) if n > 0 else Figure(None, 0)


def mean_seconds(milliseconds: int, n: int) -> Figure:
    return mean(milliseconds / 1000, n)


def shares(parts: Mapping[str, int]) -> dict[str, Figure]:
    """What percent of all of them each one is, the largest first."""
    whole = sum(parts.values())
    ordered = sorted(parts.items(), key=lambda one: (-one[1], one[0]))
    return {name: share(part, whole) for name, part in ordered}


def counted(parts: Mapping[str, int]) -> dict[str, Figure]:
    """How many of each, the largest first; `n` is all of them."""
    whole = sum(parts.values())
    ordered = sorted(parts.items(), key=lambda one: (-one[1], one[0]))
    return {name: Figure(float(part), whole) for name, part in ordered}
