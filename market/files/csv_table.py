"""A table that somebody has saved from a spreadsheet as CSV: columns by name, lines, and what is wrong. Pure.

Semicolons, commas or tabulators; the first line names the columns, whose order does not matter.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Generic, TypeVar

MOST_LINES = 5000
MOST_SIGNS = 4000
"""In a cell."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that was not taken. `line`: the one with the columns is 1, 0 is the whole file. `column`: as the file
    calls it, empty for the whole line. `reason_pl`: why."""

    line: int
    column: str
    reason_pl: str


class Refused(Exception):
    """A cell that cannot be what its column is about."""

    def __init__(self, column: str, reason_pl: str) -> None:
        super().__init__(column)
        self.column = column
        self.reason_pl = reason_pl


@dataclass(frozen=True, slots=True)
class Columns:
    """Of one kind of table: `names` of the columns as people read them, those that must be there, an example."""

    names: Sequence[str]
    needed: frozenset[str]
    example: Sequence[str]

    @property
    def template(self) -> str:
        """What somebody fills in; its one line is an example."""
        lines = io.StringIO()
        csv.writer(lines, delimiter=";", lineterminator="\r\n").writerows((self.names, self.example))
        return f"\ufeff{lines.getvalue()}"  # so that a spreadsheet reads Polish letters


@dataclass(frozen=True, slots=True)
class ReadLine(Generic[T]):
    """A line that was read; `cells` as they came."""

    line: int
    value: T
    cells: Mapping[str, str]


@dataclass(slots=True)
class ReadTable(Generic[T]):
    """In the order of the file."""

    lines: list[ReadLine[T]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def read_table(
    text: str, columns: Columns, read: Callable[[Mapping[str, str]], T], key: Callable[[T], str]
) -> ReadTable[T]:
    """`read` makes a line of its cells, by the names of the columns, and raises Refused; `key`: what may stand in
    the file but once. A table whose columns are not right has no lines, and says why."""
    found: ReadTable[T] = ReadTable()
    header = text.removeprefix("\ufeff").lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=max(";,\t", key=header.count)
    )
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        found.rejects.append(Reject(reader.line_num, "", "tej linii nie da się odczytać; pliku nie wczytano"))
        return found
    found.rejects += _faults_of_all(lines, columns)
    if found.rejects:
        return found
    names = _names(lines[0][1])
    seen: set[str] = set()
    for number, cells in lines[1:]:
        try:
            filled = _filled(names, cells)
            value = read({name: filled.get(name, "") for name in columns.names})
            if key(value) in seen:
                raise Refused(columns.names[0], "ta sama pozycja była już wyżej w pliku")
        except Refused as refused:
            found.rejects.append(Reject(number, refused.column, refused.reason_pl))
            continue
        seen.add(key(value))
        found.lines.append(ReadLine(number, value, filled))
    return found


def _faults_of_all(lines: Sequence[tuple[int, Sequence[str]]], columns: Columns) -> Iterator[Reject]:
    if not lines:
        yield Reject(0, "", "plik jest pusty")
        return
    number, cells = lines[0]
    names = _names(cells)
    for name in names:
        if name not in columns.names:
            yield Reject(number, name, "nieznana kolumna" if name else "kolumna bez nazwy")
        elif names.count(name) > 1:
            yield Reject(number, name, "ta kolumna jest w pliku dwa razy")
    for name in columns.names:
        if name in columns.needed and name not in names:
            yield Reject(number, name, "brakuje tej kolumny")
    if len(lines) - 1 > MOST_LINES:
        yield Reject(0, "", f"plik może mieć najwyżej {MOST_LINES} pozycji")


def _names(cells: Sequence[str]) -> list[str]:
    names = [" ".join(cell.casefold().split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _filled(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(names) :]):
        raise Refused("", "w tej linii jest więcej pól niż kolumn")
    filled = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    for name, cell in filled.items():
        if len(cell) > MOST_SIGNS or _CONTROL.search(cell):
            raise Refused(name, "niedozwolone znaki albo zbyt długi tekst")
    return filled


def text_of(cells: Mapping[str, str], column: str, most: int, *, least: int = 0) -> str:
    """Raises Refused for what is missing, too short or too long."""
    value = " ".join(cells[column].split())
    if len(value) < least:
        raise Refused(column, "brak wartości" if not value else f"co najmniej {least} znaki")
    if len(value) > most:
        raise Refused(column, f"najwyżej {most} znaków")
    return value


def matching(
    cells: Mapping[str, str], column: str, pattern: str, reason_pl: str, *, is_needed: bool = False
) -> str:
    """What the whole cell must look like; an empty one is refused only where it is needed. Raises Refused."""
    value = cells[column].strip()
    if not value and is_needed:
        raise Refused(column, "brak wartości")
    if value and not re.fullmatch(pattern, value):
        raise Refused(column, reason_pl)
    return value


def day_of(cells: Mapping[str, str], column: str, *, is_needed: bool = False) -> date | None:
    """2026-12-01 or 01.12.2026. Raises Refused."""
    value = cells[column].strip()
    if not value:
        if is_needed:
            raise Refused(column, "brak daty")
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(value, form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    raise Refused(column, "to nie jest data (na przykład 2026-12-01)")


def number_of(
    cells: Mapping[str, str], column: str, least: int, most: int, *, is_needed: bool = False
) -> int | None:
    """A whole number. Raises Refused."""
    value = cells[column].strip()
    if not value:
        if is_needed:
            raise Refused(column, "brak liczby")
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most):
        raise Refused(column, f"to nie jest liczba od {least} do {most}")
    return int(value)


def grosze_of(cells: Mapping[str, str], column: str, most: int) -> int | None:
    """An amount in złote, with a comma or a dot; at most `most` grosze. Raises Refused."""
    value = re.sub(r"[\s\u00a0]|zł$", "", cells[column].strip()).replace(",", ".")
    if not value:
        return None
    try:
        amount = Decimal(value) * 100
    except InvalidOperation:
        raise Refused(column, "to nie jest kwota") from None
    if amount != amount.to_integral_value() or not 0 <= amount <= most:
        raise Refused(column, "to nie jest kwota w złotych")
    return int(amount)


def one_of(cells: Mapping[str, str], column: str, words: Mapping[str, T], usual: T) -> T:
    """By its Polish word; empty is what is usual. Raises Refused."""
    value = " ".join(cells[column].casefold().split())
    if not value:
        return usual
    if value not in words:
        raise Refused(column, f"jedno z: {', '.join(words)}")
    return words[value]
