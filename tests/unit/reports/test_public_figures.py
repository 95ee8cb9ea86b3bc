"""Nothing that is hidden in public figures can be reckoned back."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics.sums import Sums
from reports.public_figures import FEWEST, TOTAL, hidden_places, is_told, month_days, public_rows

Table = dict[str, dict[str, int]]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows = draw(st.integers(1, 7))
    columns = draw(st.integers(2, 4))
    counts = st.one_of(st.integers(0, 6), st.integers(0, 60))
    inner = [[draw(counts) for _ in range(columns)] for _ in range(rows)]
    return with_sums(inner)


def with_sums(inner: list[list[int]]) -> Table:
    found: Table = {f"r{r}": {f"c{c}": n for c, n in enumerate(row)} for r, row in enumerate(inner)}
    found[TOTAL] = {f"c{c}": sum(row[c] for row in inner) for c in range(len(inner[0]))}
    for row in found.values():
        row[TOTAL] = sum(row.values())
    return found


def determined(table: Mapping[str, Mapping[str, int]], hidden: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which hidden numbers the sums of rows and columns leave only one value for: worked out by elimination, as
    somebody who wants to know them would."""
    unknown = sorted(hidden)
    rows, columns = list(table), list(next(iter(table.values())))
    equations = []
    for row in rows:
        equations.append({(row, column): 1 if column == TOTAL else -1 for column in columns})
    for column in columns:
        equations.append({(row, column): 1 if row == TOTAL else -1 for row in rows})
    matrix = [[Fraction(one.get(place, 0)) for place in unknown] for one in equations]
    at = 0
    for column_at in range(len(unknown)):
        pivot = next((r for r in range(at, len(matrix)) if matrix[r][column_at]), None)
        if pivot is None:
            continue
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        matrix[at] = [value / matrix[at][column_at] for value in matrix[at]]
        for r in range(len(matrix)):
            if r != at and (factor := matrix[r][column_at]):
                matrix[r] = [a - factor * b for a, b in zip(matrix[r], matrix[at], strict=True)]
        at += 1
    alone = [row for row in matrix if sum(1 for value in row if value) == 1]
    return {unknown[next(i for i, value in enumerate(row) if value)] for row in alone}


@settings(max_examples=300, deadline=None)
@given(tables())
def test_no_hidden_number_can_be_reckoned_back_from_sums(table: Table) -> None:
    hidden = hidden_places(table)
    small = {(row, column) for row, counts in table.items() for column, n in counts.items() if n < FEWEST}
    assert small <= hidden
    every = {(row, column) for row, counts in table.items() for column in counts}
    if hidden != every:
        assert determined(table, hidden) == set()
    for row in table:
        inside = [table[row][column] for column in table[row] if (row, column) in hidden]
        assert not inside or len(inside) == len(table[row]) or (len(inside) > 1 and sum(inside) >= FEWEST)


def test_one_small_number_takes_three_others_with_it() -> None:
    table = with_sums([[100, 50, 20], [80, 3, 30], [90, 40, 25]])
    assert hidden_places(table) == {("r1", "c1"), ("r1", "c2"), ("r2", "c1"), ("r2", "c2")}


def test_a_table_without_small_numbers_hides_nothing() -> None:
    assert hidden_places(with_sums([[10, 20], [30, 40]])) == set()


def test_shares_of_hidden_numbers_are_not_told() -> None:
    busy = {"calls": 100, "path_queue": 60, "path_self_service": 20, "path_closed": 10, "path_menu": 10}
    waited = {"offered": 60, "answered": 50, "abandoned": 5, "wait|10": 40, "wait|30": 10}
    rows = public_rows(
        {
            "20060": Sums({**busy, **waited}),
            "20610": Sums({**busy, **waited, "abandoned": 3, "offered": 58}),
            "20620": Sums({**busy, **waited}),
        }
    )
    of = {row.office: row for row in rows}
    assert of["20610"].queue["abandoned"].hidden
    assert of["20610"].rates.abandoned_share is None
    assert of[""].queue["answered_in_time"].value == 120
    assert of[""].rates.service_level == 67.4
    assert all((row.rates.abandoned_share is None) >= row.queue["abandoned"].hidden for row in rows)


def test_only_months_that_are_over_are_told() -> None:
    assert month_days(date(2026, 12, 1)) == (date(2026, 12, 1), date(2027, 1, 1))
    assert is_told(date(2026, 10, 1), date(2026, 11, 1))
    assert not is_told(date(2026, 10, 1), date(2026, 10, 31))
    assert is_told(date(2023, 11, 1), date(2026, 11, 30))
    assert not is_told(date(2023, 10, 1), date(2026, 11, 1))
