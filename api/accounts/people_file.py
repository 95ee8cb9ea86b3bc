"""A file of people who are to get accounts, as somebody has saved it from a spreadsheet. Pure.

Commas or semicolons, UTF-8 with or without a mark at its beginning, or windows-1250. Its first line names the
columns; their order does not matter.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from clients.importing.files.encodings import decoded

Column: TypeAlias = Literal["name", "account", "role", "office", "queues", "skills", "telephone"]
COLUMNS_PL: Mapping[Column, str] = {
    "name": "imię i nazwisko",
    "account": "nazwa konta",
    "role": "rola",
    "office": "urząd",
    "queues": "kolejki",
    "skills": "tematy",
    "telephone": "telefon",
}
"""Each column as it is called in the file."""

MOST_ROWS = 300
MOST_SIGNS = 200  # in a cell

_NEEDED: frozenset[Column] = frozenset({"name", "account", "role", "office"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

TEMPLATE = (
    "\ufeff"  # so that a spreadsheet reads Polish letters
    + ";".join(COLUMNS_PL.values())
    + "\r\nAnna Nowak;a.nowak;konsultant;20060;20000;pracodawca=3|osoba bezrobotna=4;tak"
    + "\r\nJan Lis;j.lis;kierownik;20060;;;nie\r\n"
)
"""What somebody fills in; its two people are examples."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with the file: in which line (the one with the columns is 1) and column. `column` is
    empty where it is about a whole line, `line` is 0 where it is about the whole file."""

    line: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file, as it was written."""

    line: int
    cells: Mapping[Column, str]


@dataclass(frozen=True, slots=True)
class PeopleFile:
    rows: Sequence[Row]
    faults: Sequence[Fault]


def read_people(raw: bytes) -> PeopleFile:
    """The lines that are not empty, and everything that is wrong with how the file is written."""
    text = decoded(raw).text
    header = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=header.count))
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        return PeopleFile([], [Fault(reader.line_num, "", "Tej linii nie da się odczytać.")])
    if not lines:
        return PeopleFile([], [Fault(0, "", "Plik jest pusty.")])
    columns, faults = _columns(*lines[0])
    if len(lines) == 1:
        faults.append(Fault(0, "", "W pliku nie ma ani jednej osoby."))
    if len(lines) - 1 > MOST_ROWS:
        faults.append(Fault(0, "", f"Plik może mieć najwyżej {MOST_ROWS} osób."))
    if faults:
        return PeopleFile([], faults)
    rows = []
    for line, cells in lines[1:]:
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            faults.append(Fault(line, "", "W tej linii jest więcej pól niż kolumn."))
        filled = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
        faults += [
            Fault(line, COLUMNS_PL[column], "Niedozwolone znaki albo zbyt długi tekst.")
            for column, cell in filled.items()
            if len(cell) > MOST_SIGNS or _CONTROL.search(cell)
        ]
        rows.append(Row(line, {column: filled.get(column, "") for column in get_args(Column)}))
    return PeopleFile(rows, faults)


def _columns(line: int, cells: Sequence[str]) -> tuple[list[Column], list[Fault]]:
    """What each column is, and what is wrong with their names."""
    by_name = {name: column for column, name in COLUMNS_PL.items()}
    names = [" ".join(cell.casefold().split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    faults = [
        Fault(line, name, "Nieznana kolumna." if name else "Kolumna bez nazwy.")
        for name in names
        if name not in by_name
    ]
    found = [by_name[name] for name in names if name in by_name]
    faults += [
        Fault(line, COLUMNS_PL[column], "Ta kolumna jest w pliku dwa razy.")
        for column in sorted(set(found))
        if found.count(column) > 1
    ]
    missing = _NEEDED - set(found)
    faults += [Fault(line, COLUMNS_PL[c], "Brakuje tej kolumny.") for c in COLUMNS_PL if c in missing]
    return found, faults
