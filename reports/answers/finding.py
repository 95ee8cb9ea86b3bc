"""What a report found, in one or two Polish sentences. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.metrics.metric import PERCENT, Metric
from core.zone import WARSAW
from reports.answers.catalogue import is_additive
from reports.answers.words_pl import COUNTED, NBSP, moment_text, number_text, plural, value_text, value_with_unit


class _Other(Protocol):
    @property
    def value(self) -> float | None: ...
    @property
    def text(self) -> str: ...


class _Cell(Protocol):
    @property
    def value(self) -> float | None: ...
    @property
    def n(self) -> int: ...
    @property
    def earlier(self) -> _Other | None: ...
    @property
    def target(self) -> _Other | None: ...
    @property
    def network(self) -> _Other | None: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """What the sentence needs of a cell."""

    value: float | None
    n: int
    earlier: float | None = None
    target: float | None = None
    network: float | None = None

    @classmethod
    def of(cls, cell: _Cell) -> "Shown":
        others = (None if other is None else other.value for other in (cell.earlier, cell.target, cell.network))
        return cls(cell.value, cell.n, *others)


FEWEST = 5
"""Cases of a line that is named as the highest or the lowest: of fewer nothing can be said."""


def finding(
    metric: Metric,
    total: Shown,
    lines: Sequence[tuple[str, Shown]],
    *,
    by: str,
    compare: str,
    compared_with: str | None,
    narrowed_to: str | None,
    complete: str | None,
) -> str:
    """The main figure, what it is held against, the highest and the lowest line, and what has to be known."""
    said = [_main(metric, total, compare, compared_with, is_whole=complete is None)]
    if total.value is not None and by != "total" and (extremes := _extremes(metric, lines)):
        said.append(extremes)
    if narrowed_to is not None:
        said.append(f"Pokazano tylko urzędy, do których mają Państwo dostęp: {narrowed_to}.")
    if complete is not None:
        said.append(complete)
    return " ".join(said)


def _main(metric: Metric, total: Shown, compare: str, compared_with: str | None, *, is_whole: bool) -> str:
    if total.value is None:
        return f"{metric.title_pl}: w tym okresie nie było żadnego przypadku."
    title = metric.title_pl if metric.threshold is None else f"{metric.title_pl}, próg {metric.threshold} s"
    text = f"{title}: {value_with_unit(total.value, metric.unit)}"
    if not is_additive(metric) and metric.unit != "s":
        text += f" (n{NBSP}={NBSP}{number_text(total.n, 0)})"
    others = {
        "earlier": (total.earlier, "poprzednio", f"{compared_with}: "),
        "year": (total.earlier, "rok wcześniej", f"{compared_with}: "),
        "network": (total.network, "w całej sieci", ""),
        "target": (total.target, "według celu", ""),
    }
    if compare in others:
        other, where, when = others[compare]
        if other is None:
            text += {
                "target": "; celu nie ustalono",
                "network": "; dla całej sieci nie ma wartości do porównania",
            }.get(compare, f"; {where} ({compared_with}) nie było żadnego przypadku")
        elif when and not is_whole and is_additive(metric):  # a morning has fewer calls than any whole day
            text += f"; {where}, w całym okresie ({compared_with}): {value_with_unit(other, metric.unit)}"
        else:
            text += (
                f", {_difference(metric, total.value, other)} niż {where} ({when}{value_text(other, metric.unit)})"
            )
            text = text.replace("tyle samo niż", "tyle samo co")
    return f"{text}."


def _difference(metric: Metric, value: float, other: float) -> str:
    if value_text(value, metric.unit) == value_text(other, metric.unit):
        return "tyle samo"
    way = "więcej" if value > other else "mniej"
    gap = abs(value - other)
    if metric.unit == PERCENT:
        return f"o {number_text(gap, 1)} pkt{NBSP}proc. {way}"
    if (forms := COUNTED.get(metric.unit)) is not None:
        return f"o {value_text(gap, metric.unit)}{NBSP}{plural(round(gap), forms)} {way}".replace(
            f"1{NBSP}{forms[0]} ", f"1{NBSP}{_accusative(forms[0])} ", 1
        )
    return f"o {value_with_unit(gap, metric.unit)} {way}"


def _accusative(noun: str) -> str:
    return f"{noun[:-1]}ę" if noun.endswith("a") else noun


def _extremes(metric: Metric, lines: Sequence[tuple[str, Shown]]) -> str:
    is_count = metric.unit in COUNTED
    ranked = [(label, cell) for label, cell in lines if cell.value is not None and (is_count or cell.n >= FEWEST)]
    if len(ranked) < 2:
        return ""
    most = max(ranked, key=lambda line: line[1].value or 0.0)
    least = min(ranked, key=lambda line: line[1].value or 0.0)
    high, low = (value_text(line[1].value, metric.unit) for line in (most, least))
    if high == low:
        return ""
    all_ranked = sum(1 for _, cell in lines if cell.value is not None) == len(ranked)
    whose = "Najwięcej" if all_ranked else f"Tam, gdzie było co najmniej {FEWEST} przypadków, najwięcej"
    return f"{whose}: {most[0]} ({high}), najmniej: {least[0]} ({low})."


def complete_text(complete_until: datetime | None, begin: datetime, end: datetime) -> str:
    """Up to when everything is in the figures of a period."""
    if complete_until is None:
        return "Dane raportów nie zostały jeszcze policzone."
    if complete_until >= end:
        return "Dane kompletne za cały okres."
    if complete_until <= begin:
        return f"Ten okres jeszcze nie ma danych: są kompletne do {moment_text(complete_until)}."
    last = (end.astimezone(WARSAW)).date()
    day = complete_until.astimezone(WARSAW).date()
    # The day need not be named where it is the last one of the period.
    on = day if (last - day).days == 1 else None
    return f"Dane kompletne do {moment_text(complete_until, on)}."
