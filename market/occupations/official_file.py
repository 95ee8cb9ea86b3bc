"""The file of the official classification of occupations (KZiS): a code and a name a line. Pure.

The ministry publishes it as a sheet; saved as text its columns stand between semicolons, tabulators or commas.
Groups, whose codes have up to four digits, are passed over.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_CODE = re.compile(r"\d{6}")
_GROUP_DIGITS = 4
MOST_SIGNS = 200


@dataclass(frozen=True, slots=True)
class ReadFile:
    """`names` by code. `rejects`: the number of the line and why it is none, in Polish."""

    names: Mapping[str, str]
    rejects: Sequence[tuple[int, str]]


def read_occupations(content: str) -> ReadFile:
    """The first line may be a heading. A code that comes twice counts once, with the first name."""
    lines = content.removeprefix("\ufeff").splitlines()
    separator = next((sign for sign in (";", "\t", ",") if lines and sign in lines[0]), ";")
    names: dict[str, str] = {}
    rejects: list[tuple[int, str]] = []
    for number, cells in enumerate(csv.reader(lines, delimiter=separator), start=1):
        told = [cell.strip() for cell in cells]
        numbers = [cell for cell in told if cell.isdigit()]
        if not any(told) or (numbers and all(len(cell) <= _GROUP_DIGITS for cell in numbers)):
            continue
        code = next((cell for cell in told if _CODE.fullmatch(cell)), "")
        name = next((cell for cell in told if cell != code and not cell.isdigit() and cell), "")
        if not code:
            if number > 1:
                rejects.append((number, "brak sześciocyfrowego kodu"))
        elif not name or len(name) > MOST_SIGNS:
            rejects.append((number, "brak nazwy albo jest za długa"))
        elif code in names:
            rejects.append((number, f"kod {code} był już wcześniej"))
        else:
            names[code] = " ".join(name.split())
    return ReadFile(names, rejects)
