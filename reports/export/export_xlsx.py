"""A report as a workbook: the table with real numbers; sheets for its matrix, its parts, and what figures mean.

Blocks for tens of milliseconds, with thousands of lines for a second: never call it on the event loop. Pure.
"""

import io
from collections.abc import Mapping, Sequence
from copy import copy

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.cells import is_computed
from core.metrics.dictionary import METRICS
from reports.answers.answer import ReportAnswer, ReportMatrix, ReportPart, part_unit
from reports.export.export_table import Kind, Table, Value, kind_of, matrix_corner, matrix_title

_FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "#,##0",
    "percent": "0.0%",
    "time": "[h]:mm:ss",
    "number": "#,##0.00",
}

HEAD_ROW = 5
"""The row of the heads, from 0; above it stand title, period, sentence and how complete it is."""

_DAY = 86_400


def xlsx_of(answer: ReportAnswer, table: Table) -> bytes:
    """Percent are parts of 1 and times parts of a day, which is what spreadsheets count with. Texts never become
    formulas or links, whatever they begin with."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": f"{answer.title}: {answer.period}", "subject": answer.offices})
        sheet = _Sheet(book, book.add_worksheet("Raport"), answer, table)
        sheet.write()
        if answer.matrix is not None:
            sheet.on(book.add_worksheet("Macierz")).write_matrix(answer.matrix)
        if any(answer.parts.values()):
            sheet.on(book.add_worksheet("Z czego się składa")).write_parts(answer.parts)
        _dictionary(book, book.add_worksheet("Jak liczymy"), answer)
    return out.getvalue()


class _Sheet:
    """The table."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet, answer: ReportAnswer, table: Table) -> None:
        self._sheet, self._answer, self._table = sheet, answer, table
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._of = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        self._bold = {
            kind: book.add_format({"num_format": form, "bold": True, "top": 1}) for kind, form in _FORMATS.items()
        }
        self._quoted = book.add_format({"quote_prefix": True})

    def write(self) -> None:
        answer, sheet, table = self._answer, self._sheet, self._table
        sheet.write_string(0, 0, answer.title, self._title)
        self._text(1, 0, f"{answer.period} · {answer.offices}")
        self._text(2, 0, answer.sentence)
        self._text(3, 0, f"{answer.complete_text} Strefa czasowa: {answer.time_zone}.")
        for column, one in enumerate(table.columns):
            sheet.write_string(HEAD_ROW, column, one.title, self._head)
        sheet.set_row(HEAD_ROW, 48)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, len(table.columns), 14)
        last = len(table.rows) - 1
        for row, values in enumerate(table.rows):
            formats = self._bold if row == last else self._of
            for column, (value, one) in enumerate(zip(values, table.columns, strict=True)):
                self._cell(HEAD_ROW + 1 + row, column, value, one.kind, formats[one.kind])
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)

    def on(self, sheet: Worksheet) -> "_Sheet":
        """The same writer on another sheet of the book."""
        other = copy(self)
        other._sheet = sheet
        return other

    def write_matrix(self, matrix: ReportMatrix) -> None:
        sheet, kind = self._sheet, kind_of(matrix.unit)
        self._text(0, 0, matrix_title(matrix), self._title)
        for column, text in enumerate((matrix_corner(matrix), *(head.label for head in matrix.columns))):
            self._text(2, column, text, self._head)
        sheet.set_column(0, 0, 30)
        for row, (head, values) in enumerate(zip(matrix.rows, matrix.values, strict=True), start=3):
            self._text(row, 0, head.label, self._of["text"])
            for column, cell in enumerate(values, start=1):
                self._cell(row, column, None if cell is None else cell.value, kind, self._of[kind])
        sheet.freeze_panes(3, 1)

    def write_parts(self, parts: Mapping[str, Sequence[ReportPart]]) -> None:
        for column, text in enumerate(("Wskaźnik", "Część", "Wartość", "n")):
            self._text(0, column, text, self._head)
        self._sheet.set_column(0, 1, 40)
        lines = [(METRICS[key], one) for key, made in parts.items() for one in made]
        for row, (metric, one) in enumerate(lines, start=1):
            kind = kind_of(part_unit(metric))
            self._text(row, 0, metric.title_pl, self._of["text"])
            self._text(row, 1, one.label, self._of["text"])
            self._cell(row, 2, one.value, kind, self._of[kind])
            self._cell(row, 3, one.n, "count", self._of["count"])
        self._sheet.freeze_panes(1, 0)

    def _cell(self, row: int, column: int, value: Value, kind: Kind, form: Format) -> None:
        if value is None:
            self._sheet.write_blank(row, column, None, form)
        elif isinstance(value, str):
            self._text(row, column, value, form)
        else:
            divided = {"percent": 100, "time": _DAY}.get(kind, 1)
            self._sheet.write_number(row, column, value / divided, form)

    def _text(self, row: int, column: int, text: str, form: Format | None = None) -> None:
        self._sheet.write_string(row, column, text, self._quoted if is_computed(text) else form)


def _dictionary(book: xlsxwriter.Workbook, sheet: Worksheet, answer: ReportAnswer) -> None:
    head = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    names = ("Wskaźnik", "Jednostka", "Wzór", "Liczymy", "Nie liczymy", "Przypisanie")
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, head)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 5, 60)
    for row, column_of in enumerate(answer.columns, start=1):
        one = METRICS[column_of.metric]
        words = (one.title_pl, one.unit, one.formula_pl, one.counts_pl, one.excludes_pl, one.attribution_pl)
        for column, text in enumerate(words):
            sheet.write_string(row, column, text, wrapped)
