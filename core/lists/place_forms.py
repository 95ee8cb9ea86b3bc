"""Names of the gminas of Podlaskie as people write them: in every case, in Cyrillic, and as adjectives.

The forms stand in `data/place_forms.csv`: the dictionary of Polish knows names of places only where they begin
with a capital, and nobody searches so. No file is read but at the first question.

Pure.
"""

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple


class PlaceForms(NamedTuple):
    """`forms`: of the first word of the name. `with_second_word`: of names that are meant only where their second
    word follows. `ukrainian`: how the name begins in Cyrillic. `is_a_word`: the name is an ordinary word, too."""

    name: str
    forms: tuple[str, ...]
    with_second_word: tuple[str, ...]
    adjectives: tuple[str, ...]
    ukrainian: tuple[str, ...]
    is_a_word: bool


@cache
def place_forms() -> tuple[PlaceForms, ...]:
    """Of each name once: a town and the villages around it may have the same one."""
    file = resources.files("core.lists") / "data" / "place_forms.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines(), delimiter=";")
    return tuple(
        PlaceForms(
            row["name"],
            tuple(row["forms"].split()),
            tuple(row["with_second_word"].split()),
            tuple(row["adjectives"].split()),
            tuple(row["ukrainian"].split()),
            bool(row["is_a_word"]),
        )
        for row in rows
    )
