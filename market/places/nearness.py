"""How near work is to somebody's home: by gmina, county and the counties around it. Pure.

Without coordinates nothing finer is known, and nobody is told kilometres. A county is the area of one labour
office: a city and the land county around it are one.
"""

import json
from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import cache
from importlib import resources

from core.lists.counties import PROVINCE
from core.lists.gminas import gminas


class Ring(IntEnum):
    """From the nearest to the farthest."""

    GMINA = 0
    COUNTY = 1
    NEIGHBOUR = 2
    PROVINCE = 3
    ELSEWHERE = 4


RINGS_PL: Mapping[Ring, str] = {
    Ring.GMINA: "ta sama gmina",
    Ring.COUNTY: "ten sam powiat",
    Ring.NEIGHBOUR: "sąsiedni powiat",
    Ring.PROVINCE: "województwo podlaskie",
    Ring.ELSEWHERE: "poza województwem",
}


def ring(home: str, gmina: str | None, county: str | None) -> Ring:
    """From the gmina `home` (seven digits of TERYT) to work in a gmina, or in a county (four digits) of which no
    gmina is known. ELSEWHERE, too, for places that nobody knows."""
    if gmina is not None and gmina == home:
        return Ring.GMINA
    code = gmina or county or ""
    here, there = office_of(home[:4]), office_of(code[:4])
    if here is None or not code.startswith(PROVINCE):
        return Ring.ELSEWHERE
    if there is None:
        return Ring.PROVINCE
    if here == there:
        return Ring.COUNTY
    return Ring.NEIGHBOUR if there in neighbours()[here] else Ring.PROVINCE


@cache
def neighbours() -> Mapping[str, frozenset[str]]:
    """Of each office of a county, those across its county's border."""
    file = resources.files("market.places") / "data" / "neighbours.json"
    return {office: frozenset(others) for office, others in json.loads(file.read_text("utf-8")).items()}


def counties_of(offices: Iterable[str | None]) -> list[str]:
    """The counties of these offices, four digits of TERYT each; none for the provincial one."""
    wanted = set(offices)
    return sorted(county for county, office in _offices().items() if office in wanted)


def office_of(county: str) -> str | None:
    """The labour office of a county of the province, by four digits of TERYT."""
    return _offices().get(county)


@cache
def county_of(office: str) -> str | None:
    """A county that a labour office serves; None for the provincial one."""
    return min((county for county, own in _offices().items() if own == office), default=None)


@cache
def _offices() -> Mapping[str, str]:
    return {code[:4]: gmina.office for code, gmina in gminas().items()}
