"""A report as CSV: semicolons, decimal commas, UTF-8 with its mark, as Polish spreadsheets expect. Pure."""

import csv
import io

from core.cells import without_formula
from reports.export.export_table import Kind, Table, Value

DECIMALS = 4


def csv_of(table: Table) -> bytes:
    """Times in seconds, percent as 86,3; what is not there is an empty cell. The last row is the total."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([without_formula(column.title) for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(value, column.kind) for value, column in zip(row, table.columns, strict=True)])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Value, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return without_formula(value)
    if kind == "count":
        return str(round(value))
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".").replace(".", ",")
