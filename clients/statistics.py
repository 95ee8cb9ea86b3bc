"""Figures of clients without identities: how many of an office are what. Pure.

Counts that would tell of a few persons are left out, and so many others that none of them can be reckoned from
sums: in each row and column of a table no count is missing, or at least two are, of at least `FEWEST` persons
together, and no count is the difference of several rows and columns (primary and secondary cell suppression:
Hundepool et al., Statistical Disclosure Control, 2012, ch. 4).
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

FEWEST = 5
"""A smaller count of somebody is not shown. Nobody is nobody: 0 is shown."""

Attribute: TypeAlias = Literal["status", "rural", "long_term", "sex", "age"]

VALUES: Mapping[Attribute, tuple[str, ...]] = {
    "status": ("unemployed", "seeker", "none"),
    "rural": ("yes", "no"),
    "long_term": ("yes", "no"),
    "sex": ("K", "M", "unknown"),
    "age": ("to_24", "25_34", "35_44", "45_54", "from_55", "unknown"),
}

Counts: TypeAlias = Mapping[str, Mapping[str, int]]
"""By office and value."""
Shown: TypeAlias = dict[str, dict[str, int | None]]
"""The same; None: too few persons to be told."""


def without_small(counts: Counts, values: tuple[str, ...]) -> Shown:
    """The table with what may not be told left out."""
    table = {office: {value: row.get(value, 0) for value in values} for office, row in counts.items()}
    hidden = {
        (office, value) for office, row in table.items() for value, count in row.items() if 0 < count < FEWEST
    }
    while more := _to_hide(table, values, hidden):
        hidden.add(more)
    return {
        office: {value: None if (office, value) in hidden else count for value, count in row.items()}
        for office, row in table.items()
    }


def total(row: Mapping[str, int]) -> int | None:
    """All of a row; None if they are too few to be told."""
    found = sum(row.values())
    return None if 0 < found < FEWEST else found


def totals(counts: Counts, values: tuple[str, ...]) -> dict[str, int | None] | None:
    """Of all offices together, by value; None where an office is so small that the sum would tell of it."""
    if any(total(row) is None for row in counts.values()):
        return None
    sums = {value: sum(row.get(value, 0) for row in counts.values()) for value in values}
    return without_small({"all": sums}, values)["all"]


_Cell: TypeAlias = tuple[str, str]


def _to_hide(table: Counts, values: tuple[str, ...], hidden: set[_Cell]) -> _Cell | None:
    """One more count that has to go, of the first line that tells too much, or of several lines that do together;
    None if none does.

    The smallest one, but rather one that closes another line, too, so that few go.
    """

    def cost(cell: _Cell) -> tuple[bool, bool, int, _Cell]:
        office, value = cell
        crossed = sum(office == other for other, _ in hidden) and sum(value == other for _, other in hidden)
        return table[office][value] == 0, not crossed, table[office][value], cell

    lines = [[(office, value) for value in values] for office in table]
    lines += [[(office, value) for office in table] for value in values if len(table) > 1]
    for line in lines:
        gone = [table[office][value] for office, value in line if (office, value) in hidden]
        left = [cell for cell in line if cell not in hidden]
        if gone and left and (len(gone) == 1 or sum(gone) < FEWEST):
            return min(left, key=cost)
    others = _that_hide_a_bridge(table, values, hidden) if len(table) > 1 else []
    return min(others, key=cost, default=None)


def _that_hide_a_bridge(table: Counts, values: tuple[str, ...], hidden: set[_Cell]) -> list[_Cell]:
    """Counts of which one has to go so that a missing one cannot be reckoned from several rows and columns.

    Rows and columns are the nodes of a graph whose edges are the missing counts. A count can be reckoned from the
    sums exactly if its edge is a bridge: the rows less the columns on its one side leave nothing but that count
    (Gusfield, A graph theoretic approach to statistical data security, SIAM J. Comput. 17, 1988).
    """
    for cell in sorted(hidden):
        offices, its_values = _joined(cell[0], hidden - {cell})
        if cell[1] in its_values:
            continue
        across = [
            (office, value)
            for office in table
            for value in values
            if (office in offices) != (value in its_values) and (office, value) not in hidden
        ]
        if across:
            return across
    return []


def _joined(office: str, edges: set[_Cell]) -> tuple[set[str], set[str]]:
    """The rows and columns that missing counts join with the row of an office."""
    offices, values = {office}, set[str]()
    while True:
        more_values = {value for other, value in edges if other in offices}
        more_offices = offices | {other for other, value in edges if value in more_values}
        if more_values == values and more_offices == offices:
            return offices, values
        offices, values = more_offices, more_values
