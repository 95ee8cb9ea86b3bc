"""Judging a figure: against its target, and against another value of itself. Pure.

Nothing is judged by chance: a share or mean of fewer than `ENOUGH` cases is not judged, and two shares that differ
by no more than chance alone makes of them are alike.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Literal, TypeAlias

from core.metrics.metric import PERCENT, Figure, Metric
from reports.answers.cases import ENOUGH, is_count, is_enough, noun_of, shows_cases
from reports.answers.catalogue import better, is_additive
from reports.answers.words_pl import COUNTED, NBSP, number_text, plural, value_text, value_with_unit

VerdictKind: TypeAlias = Literal["met", "missed", "few", "open", "no_target", "none"]
"""`few`: of too few cases; `open`: a number that may still change the verdict before its period is over;
`none`: nothing to judge, or a figure that has no good direction."""

_CHANCE = 1.96
"""Of two shares that are really the same, 19 of 20 pairs lie nearer to each other than so many deviations."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of a figure against its target, and the same in words."""

    kind: VerdictKind
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """What a figure is held against. None: it was not asked for, or there is none."""

    target: float | None = None
    earlier: Figure | None = None
    network: Figure | None = None
    can_have_target: bool = True
    """False: a threshold that is not the dictionary's, of which no target can be set."""


def verdict_of(metric: Metric, found: Figure, held: Held, *, is_whole: bool) -> Verdict:
    """`is_whole`: the period is over."""
    way = better(metric.key)
    if found.value is None or way is None or not held.can_have_target:
        return Verdict("none", "")
    if not is_enough(metric, found.n):
        return Verdict("few", f"za mało {noun_of(metric).many}, by oceniać")
    if held.target is None:
        return Verdict("no_target", "celu nie ustalono")
    target = target_text(metric, held.target)
    is_met = found.value >= held.target if way == "higher" else found.value <= held.target
    # What adds up only grows: what is too much stays so, and what is enough stays so.
    if not is_whole and is_additive(metric) and is_met is (way == "lower"):
        return Verdict("open", f"cel {target}, okres jeszcze trwa")
    if is_met:
        words = f"cel {target} osiągnięty" if way == "higher" else f"w granicach celu (najwyżej {target})"
        return Verdict("met", words)
    gap = gap_text(metric, abs(found.value - held.target))
    return Verdict("missed", f"o {gap} {'poniżej' if way == 'higher' else 'powyżej'} celu {target}")


def against(metric: Metric, found: Figure, other: Figure, *, is_judged: bool = True) -> str:
    """„o 3,1 pkt proc. lepiej niż”, „podobnie jak”. Both have a value. `is_judged`: else only more or less."""
    assert found.value is not None
    assert other.value is not None
    if value_text(found.value, metric.unit) == value_text(other.value, metric.unit):
        return "tyle samo co"
    if metric.unit == PERCENT and shows_cases(metric) and is_chance(found, other):
        return "podobnie jak"
    is_more = found.value > other.value
    way = better(metric.key) if is_judged else None
    if metric.unit in ("s", "min"):
        word = "dłużej" if is_more else "krócej"
    elif way is None or is_count(metric) or is_additive(metric):
        word = "więcej" if is_more else "mniej"
    else:
        word = "lepiej" if is_more is (way == "higher") else "gorzej"
    return f"o {gap_text(metric, abs(found.value - other.value))} {word} niż"


def is_chance(found: Figure, other: Figure) -> bool:
    """May two shares be the same, for all that so many cases can tell?"""
    if found.value is None or other.value is None or not found.n or not other.n:
        return False
    one, two = found.value / 100, other.value / 100
    both = (one * found.n + two * other.n) / (found.n + other.n)
    deviation = sqrt(max(0.0, both * (1 - both)) * (1 / found.n + 1 / other.n))
    return abs(one - two) < _CHANCE * deviation


def gap_text(metric: Metric, gap: float) -> str:
    """A difference: „3,1 pkt proc.”, „1 rozmowę”, „40 s”."""
    if metric.unit == PERCENT:
        return f"{number_text(gap, 1)} pkt{NBSP}proc."
    if (forms := COUNTED.get(metric.unit)) is not None:
        noun = plural(round(gap), forms)
        if round(gap) == 1 and noun.endswith("a"):
            noun = f"{noun[:-1]}ę"
        return f"{value_text(gap, metric.unit)}{NBSP}{noun}"
    return value_with_unit(gap, metric.unit)


def target_text(metric: Metric, value: float) -> str:
    """„80 %”, as people say a target: without a nought behind the comma."""
    return (
        value_with_unit(value, metric.unit).replace(",0", "")
        if value == round(value)
        else (value_with_unit(value, metric.unit))
    )


def few_text(metric: Metric) -> str:
    """What is said where nothing can be judged."""
    return f"To za mało {noun_of(metric).many}, by oceniać: potrzeba co najmniej {ENOUGH}."
