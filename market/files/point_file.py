"""A file of where gminas are: a line is a gmina. Pure."""

from collections.abc import Mapping

from core.lists.distance import Point
from core.lists.gminas import gminas
from market.files.csv_table import Columns, Refused, matching

COLUMNS = Columns(
    names=("teryt", "szerokość", "długość"),
    needed=frozenset({"teryt", "szerokość", "długość"}),
    example=("2006011", "53,4113", "21,9258"),
)
_LAT, _LON = (52.0, 54.6), (21.4, 24.2)
"""Degrees between which the province lies: what is elsewhere is a slip, or the two columns are changed."""


def read_point_line(cells: Mapping[str, str]) -> tuple[str, Point]:
    """With its code. Raises Refused."""
    teryt = matching(cells, "teryt", r"[0-9]{7}", "kod TERYT gminy ma siedem cyfr", is_needed=True)
    if teryt not in gminas():
        raise Refused("teryt", "takiej gminy nie ma w województwie")
    return teryt, Point(_degrees(cells, "szerokość", _LAT), _degrees(cells, "długość", _LON))


def _degrees(cells: Mapping[str, str], column: str, between: tuple[float, float]) -> float:
    value = matching(cells, column, r"[0-9]{2}([.,][0-9]{1,8})?", "stopnie, na przykład 53,4113", is_needed=True)
    degrees = float(value.replace(",", "."))
    if not between[0] <= degrees <= between[1]:
        raise Refused(column, f"poza województwem: od {between[0]} do {between[1]} stopni")
    return degrees
