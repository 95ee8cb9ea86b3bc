"""The gminas of Podlaskie by their official code (TERYT, 1 January 2024), with the post office of each seat.

A gmina of kind 1 is a town, one of kind 2 rural, one of kind 3 a town with villages; the kind is the code's last
digit. No file is read but at the first question.

Pure.
"""

import csv
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple, TypeAlias

GminaKind: TypeAlias = Literal["town", "rural", "mixed"]
"""A town, villages, or a town with its villages."""


_KINDS: dict[str, GminaKind] = {"1": "town", "2": "rural", "3": "mixed"}


class Gmina(NamedTuple):
    """`teryt` has seven digits; `office` is the labour office of its people."""

    teryt: str
    name: str
    office: str
    postal_code: str

    @property
    def kind(self) -> GminaKind:
        return _KINDS[self.teryt[-1]]

    @property
    def has_town(self) -> bool:
        return self.teryt[-1] != "2"

    @property
    def has_villages(self) -> bool:
        return self.teryt[-1] != "1"


@cache
def gminas() -> dict[str, Gmina]:
    """All of them by code, in the order of the codes."""
    file = resources.files("core.lists") / "data" / "gminas.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines(), delimiter=";")
    return {row["teryt"]: Gmina(**row) for row in rows}


def gmina_name(teryt: str | None) -> str | None:
    """The name of a gmina, None for a code that is none of the province."""
    found = gminas().get(teryt or "")
    return None if found is None else found.name


@cache
def seat_gmina(office: str, seat: str) -> str | None:
    """The code of the gmina in which an office is: that of its town; the provincial office has none of its own
    people, so any town of that name. None for a place that is none."""
    towns = [gmina for gmina in gminas().values() if gmina.name == seat and gmina.has_town]
    own = (gmina.teryt for gmina in towns if gmina.office == office)
    return next(own, towns[0].teryt if towns else None)
