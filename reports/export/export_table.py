"""A report as a flat table, for files that programs and spreadsheets read. Pure.

A figure is one column of values and one of its cases; what it is held against stands in further columns.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from core.metrics.dictionary import METRICS
from core.metrics.metric import PERCENT
from reports.answers.answer import ComparedFigure, ReportAnswer, ReportCell, ReportColumn, ReportLine, ReportMatrix
from reports.answers.words_pl import COUNTED

Value: TypeAlias = float | int | str | None
Kind: TypeAlias = Literal["text", "count", "percent", "time", "number"]
"""`percent` as 86.3, `time` in seconds."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    title: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """The last row is the total."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Value, ...], ...]


OF_OFFICES = "overflow_matrix"
"""The figure of a matrix that has offices on both sides."""

_COMPARED: dict[str, tuple[Literal["earlier", "network", "target"], str]] = {
    "earlier": ("earlier", "okres wcześniejszy"),
    "year": ("earlier", "rok wcześniej"),
    "network": ("network", "cała sieć"),
    "target": ("target", "cel"),
}


def table_of(answer: ReportAnswer, compare: str) -> Table:
    """`compare`: as in the question."""
    is_of_intervals = answer.by == "interval"
    columns = [TableColumn(answer.by_title, "text")]
    if is_of_intervals:
        columns += [TableColumn("Początek", "text"), TableColumn("Koniec", "text")]
    other = _COMPARED.get(compare)
    for column in answer.columns:
        unit, kind = unit_of(column), kind_of(column.unit)
        columns += [
            TableColumn(f"{table_title(column)}{unit}", kind),
            TableColumn(f"{table_title(column)} (n)", "count"),
        ]
        if other is not None:
            columns.append(TableColumn(f"{table_title(column)}{unit}: {other[1]}", kind))
    columns.append(TableColumn("Dane kompletne do", "text"))
    until = None if answer.complete_until is None else answer.complete_until.isoformat(timespec="minutes")
    rows = []
    for line in answer.lines:
        head = [line.label, *(_edges(line) if is_of_intervals else ())]
        rows.append((*head, *_values(line.cells, other), until))
    total: list[Value] = ["Razem", *([None, None] if is_of_intervals else [])]
    rows.append((*total, *_values(answer.total, other), until))
    return Table(tuple(columns), tuple(rows))


_KINDS: Mapping[str, Kind] = {PERCENT: "percent", "s": "time", **dict.fromkeys(COUNTED, "count")}


def kind_of(unit: str) -> Kind:
    return _KINDS.get(unit, "number")


def unit_of(column: ReportColumn) -> str:
    return f" [{column.unit}]" if column.unit else ""


def table_title(column: ReportColumn) -> str:
    return column.title if column.threshold is None else f"{column.title}, próg {column.threshold} s"


def matrix_title(matrix: ReportMatrix) -> str:
    if matrix.metric == OF_OFFICES:
        return "Odebrane: urząd kolejki × urząd konsultanta"
    return f"{METRICS[matrix.metric].title_pl}: dzień tygodnia × godzina"


def matrix_corner(matrix: ReportMatrix) -> str:
    """The head of its rows."""
    return "Urząd kolejki" if matrix.metric == OF_OFFICES else "Dzień"


def _edges(line: ReportLine) -> Iterator[str | None]:
    for moment in (line.begin, line.end):
        yield None if moment is None else moment.isoformat(timespec="minutes")


def _values(
    cells: tuple[ReportCell, ...], other: tuple[Literal["earlier", "network", "target"], str] | None
) -> Iterator[Value]:
    for cell in cells:
        yield cell.value
        yield cell.n
        if other is not None:
            compared: ComparedFigure | None = getattr(cell, other[0])
            yield None if compared is None else compared.value
