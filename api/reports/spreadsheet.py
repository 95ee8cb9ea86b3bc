"""Tables as files that a spreadsheet opens: CSV with semicolons, UTF-8 with its mark, as Polish Excel expects."""

import csv
import io
from collections.abc import Iterable, Sequence

from core.cells import without_formula


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """None is an empty cell. A cell that a spreadsheet would compute is made a text by an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    return without_formula("" if value is None else str(value))
