"""The proportions of the province: how many people each office has, where they live, what they have learned. Pure.

Read from `data/`, once. Registered people of each office: end of 2025; rural shares are set so that the province
has what its description says, more than 40 %.
"""

import csv
import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from clients.pesel import Sex
from core.lists.gminas import Gmina, gminas

Education = Literal["primary", "vocational", "secondary", "higher"]
Thing = TypeVar("Thing")

WOMEN = 0.423
"""Share of women among the registered at the end of 2025 (public statistics of the province)."""

LONG_TERM = 0.62
AGES = (((19, 24), 12), ((25, 34), 26), ((35, 44), 25), ((45, 54), 20), ((55, 59), 10), ((60, 64), 7))
"""Years of age, both included, with their weights."""

SCHOOLS: dict[Education, str] = {
    "primary": "podstawowe i gimnazjalne",
    "vocational": "zasadnicze zawodowe",
    "secondary": "średnie zawodowe i policealne",
    "higher": "wyższe",
}
EDUCATION: dict[Sex, tuple[tuple[Education, int], ...]] = {
    "K": (("primary", 20), ("vocational", 26), ("secondary", 31), ("higher", 23)),
    "M": (("primary", 28), ("vocational", 36), ("secondary", 26), ("higher", 10)),
}
TOWN_WEIGHTS = {"2061011": 60, "2062011": 20, "2063011": 20}
"""How many people of an office live in a town, beside 1 for an ordinary one: the three cities with rights of a
county. The other towns that are gminas of their own have `_COUNTY_TOWN`."""
_COUNTY_TOWN = 6


class Occupation(NamedTuple):
    """Of the official classification (KZiS, six digits), with its name in small letters."""

    code: str
    name: str


class Weighted(Generic[Thing]):
    """Things of which some are taken more often than others."""

    def __init__(self, weighted: Iterable[tuple[Thing, float]]) -> None:
        pairs = [(thing, weight) for thing, weight in weighted if weight > 0]
        self._things = [thing for thing, _ in pairs]
        self._ends = list(accumulate(weight for _, weight in pairs))

    def at(self, point: float) -> Thing:
        """The thing at a point from 0 up to 1."""
        place = bisect_right(self._ends, point * self._ends[-1])
        return self._things[min(place, len(self._things) - 1)]

    def any(self, chance: Random) -> Thing:
        return self.at(chance.random())


class Places(NamedTuple):
    """Where the people of an office live."""

    rural_share: float
    towns: Weighted[Gmina]
    villages: Weighted[Gmina]


class Model(NamedTuple):
    """Everything that the generator draws from."""

    offices: Weighted[str]
    places: dict[str, Places]
    ages: Weighted[tuple[int, int]]
    education: dict[Sex, Weighted[Education]]
    occupations: dict[tuple[Sex, Education], Weighted[Occupation]]
    first_names: dict[Sex, Weighted[str]]
    last_names: Weighted[str]
    foreign: dict[str, dict[str, Sequence[str]]]
    streets: Sequence[str]
    advisers: Sequence[str]
    employers: Sequence[str]


@cache
def model() -> Model:
    rows = _table("offices.csv")
    names = json.loads(_text("names.json"))
    return Model(
        offices=Weighted((row["office"], float(row["registered"])) for row in rows),
        places={row["office"]: _places(row["office"], int(row["rural_percent"]) / 100) for row in rows},
        ages=Weighted(AGES),
        education={sex: Weighted(shares) for sex, shares in EDUCATION.items()},
        occupations=_occupations(),
        first_names={"K": Weighted(_pairs(names["K"])), "M": Weighted(_pairs(names["M"]))},
        last_names=Weighted(_pairs(names["last"])),
        foreign=names["foreign"],
        streets=names["streets"],
        advisers=names["advisers"],
        employers=names["employers"],
    )


def _places(office: str, rural_share: float) -> Places:
    own = [gmina for gmina in gminas().values() if gmina.office == office]
    towns = [(gmina, _town_weight(gmina)) for gmina in own if gmina.has_town]
    villages = [(gmina, 2.0 if not gmina.has_town else 1.0) for gmina in own if gmina.has_villages]
    return Places(rural_share, Weighted(towns), Weighted(villages))


def _town_weight(gmina: Gmina) -> float:
    is_county_town = not gmina.has_villages
    return TOWN_WEIGHTS.get(gmina.teryt, _COUNTY_TOWN if is_county_town else 1)


def _occupations() -> dict[tuple[Sex, Education], Weighted[Occupation]]:
    rows = _table("occupations.csv")
    columns: tuple[tuple[Sex, str], ...] = (("K", "women"), ("M", "men"))
    return {
        (sex, education): Weighted(
            (Occupation(row["occupation"], row["name"]), int(row[column]))
            for row in rows
            if row["education"] == education
        )
        for sex, column in columns
        for education in SCHOOLS
    }


def occupation_names() -> dict[str, str]:
    """By code: those that made-up people have."""
    return {row["occupation"]: row["name"] for row in _table("occupations.csv")}


def _pairs(values: list[list[Any]]) -> list[tuple[str, float]]:
    return [(str(name), float(weight)) for name, weight in values]


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(name).splitlines(), delimiter=";"))


def _text(name: str) -> str:
    return (resources.files("clients") / "population" / "data" / name).read_text(encoding="utf-8")
