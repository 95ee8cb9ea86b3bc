"""A report on paper: A4, Polish, tagged for screen readers, with its chart, table and formulas. Pure.

Typst makes it with fonts that come with its package, so that it looks the same on every machine.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any, Literal

import typst

from core.metrics.dictionary import METRICS
from core.metrics.metric import PERCENT
from reports.answers.answer import ReportAnswer, ReportCell, ReportMatrix
from reports.answers.question import ReportRefused
from reports.answers.words_pl import NOTHING, number_text, value_text
from reports.export.export_table import matrix_corner, matrix_title, table_title

MOST_LINES = 1500
"""Of a PDF: about forty pages, made in less than two seconds. What is longer is for a spreadsheet."""

MOST_BARS = 20
_MOST_LABELS = 10

_OTHERS = {
    "earlier": "okres wcześniejszy ({})",
    "year": "rok wcześniej ({})",
    "network": "cała sieć",
    "target": "cel",
}


def pdf_of(answer: ReportAnswer, compare: str) -> bytes:
    """Blocks for some hundred milliseconds, with many lines for two seconds: never call it on the event loop.

    Raises ReportRefused for too many lines, typst.TypstError if the template is damaged.
    """
    if len(answer.lines) > MOST_LINES:
        raise ReportRefused(
            f"PDF może mieć najwyżej {MOST_LINES} wierszy, a ten raport ma {len(answer.lines)}. "
            "Proszę wybrać dłuższe okresy albo plik XLSX."
        )
    inputs = {"report": json.dumps(document(answer, compare))}  # as data, never as markup
    try:
        return _compiled(inputs, "ua-1")
    except typst.TypstError:
        # A name holds a sign that the fonts lack, which PDF/UA forbids: an empty box is better than no report.
        return _compiled(inputs, None)


def _compiled(inputs: dict[str, str], standard: Literal["ua-1"] | None, form: Literal["pdf"] = "pdf") -> bytes:
    made = typst.compile(template(), format=form, font_paths=fonts(), sys_inputs=inputs, pdf_standards=standard)
    assert isinstance(made, bytes)
    return made


def document(answer: ReportAnswer, compare: str) -> dict[str, Any]:
    """Everything that stands on paper."""
    other = {"year": "earlier"}.get(compare, compare)
    return {
        "title": answer.title,
        "period": answer.period,
        "offices": answer.offices,
        "author": "System 7/24",
        "sentence": answer.sentence,
        "complete": answer.complete_text,
        "is_complete": answer.is_complete,
        "zone": answer.time_zone,
        "compared": _OTHERS[compare].format(answer.compared_with) if compare in _OTHERS else None,
        "chart": _chart(answer),
        "by": answer.by_title,
        "columns": [f"{table_title(one)}, {one.unit}" if one.unit else table_title(one) for one in answer.columns],
        "lines": [{"label": line.label, "cells": _cells(line.cells, other)} for line in answer.lines],
        "total": _cells(answer.total, other),
        "matrix": None if answer.matrix is None else _matrix(answer.matrix),
        "parts": [
            {
                "title": METRICS[key].title_pl + ": z czego się składa",
                "values": [{"label": one.label, "text": one.text} for one in parts],
            }
            for key, parts in answer.parts.items()
            if parts and not (answer.matrix is not None and key == answer.matrix.metric)
        ],
        "figures": [
            {
                "title": table_title(column),
                "unit": column.unit,
                "formula": (one := METRICS[column.metric]).formula_pl,
                "counts": one.counts_pl,
                "excludes": one.excludes_pl,
                "attribution": one.attribution_pl,
            }
            for column in answer.columns
        ],
    }


def _cells(cells: Sequence[ReportCell], other: str) -> list[dict[str, str | None]]:
    found = []
    for cell in cells:
        compared = getattr(cell, other, None)
        found.append({"text": cell.text, "other": None if compared is None else compared.text})
    return found


def _chart(answer: ReportAnswer) -> dict[str, Any] | None:
    """Of the main figure: a line over intervals, bars of anything else. None where there is nothing to draw."""
    at = next(place for place, column in enumerate(answer.columns) if column.metric == answer.main)
    column = answer.columns[at]
    cells = [line.cells[at] for line in answer.lines]
    if len(cells) < 2 or all(cell.value is None for cell in cells):
        return None
    title = f"{table_title(column)}, {column.unit}" if column.unit else table_title(column)
    alt = f"Wykres: {title}. {answer.sentence}"
    if answer.by == "interval":
        values = [cell.value for cell in cells]
        step = -(-len(cells) // _MOST_LABELS)
        return {
            "kind": "line",
            "title": title,
            "alt": alt,
            "values": values,
            "labels": [{"at": at, "text": answer.lines[at].label} for at in range(0, len(cells), step)],
            "ticks": _ticks(max(value for value in values if value is not None), column.unit),
        }
    # Consultants stand by name: they are no rank.
    is_ranked = answer.by != "agent"
    rows = list(zip(answer.lines, cells, strict=True))
    shown = (sorted(rows, key=lambda one: -(one[1].value or 0.0)) if is_ranked else rows)[:MOST_BARS]
    return {
        "kind": "bars",
        "title": title
        if len(cells) <= MOST_BARS
        else f"{title} ({MOST_BARS} {'najwyższych' if is_ranked else 'pierwszych'})",
        "alt": alt,
        "values": [cell.value for _, cell in shown],
        "bars": [{"label": line.label, "value": cell.value, "text": cell.text} for line, cell in shown],
    }


def _ticks(most: float, unit: str) -> list[dict[str, Any]]:
    return [
        {
            "value": most * part,
            "text": value_text(most * part, unit) if unit in ("s", PERCENT) else _short(most * part),
        }
        for part in (0.0, 0.5, 1.0)
    ]


def _short(value: float) -> str:
    return number_text(value, 0 if value >= 20 or value == round(value) else 1)


def _matrix(matrix: ReportMatrix) -> dict[str, Any]:
    most = max((cell.value or 0.0 for row in matrix.values for cell in row if cell is not None), default=0.0)
    return {
        "title": matrix_title(matrix),
        "corner": matrix_corner(matrix),
        "columns": [head.label for head in matrix.columns],
        "rows": [
            {
                "label": head.label,
                "cells": [
                    {
                        "text": NOTHING if cell is None else cell.text,
                        "share": None if cell is None or most <= 0 else (cell.value or 0.0) / most,
                    }
                    for cell in row
                ],
            }
            for head, row in zip(matrix.rows, matrix.values, strict=True)
        ],
    }


@cache
def template() -> bytes:
    return (resources.files("reports") / "report.typ").read_bytes()


@cache
def fonts() -> typst.Fonts:
    """Those of the package alone. Looked for once: that takes longer than a page."""
    return typst.Fonts(include_system_fonts=False)
