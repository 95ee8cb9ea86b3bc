"""Figures without identities: small counts are left out, and cannot be reckoned from the others."""

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from clients.statistics import FEWEST, total, totals, without_small

VALUES = ("a", "b", "c")
tables = st.dictionaries(
    st.sampled_from([f"2006{n}" for n in range(6)]),
    st.fixed_dictionaries({value: st.integers(0, 12) for value in VALUES}),
    min_size=1,
)


@given(tables)
def test_what_is_shown_is_true_and_no_small_count_is_shown(counts: dict[str, dict[str, int]]) -> None:
    for office, row in without_small(counts, VALUES).items():
        for value, shown in row.items():
            assert shown is None or shown == counts[office][value]
            assert shown is None or shown == 0 or shown >= FEWEST


@given(tables)
def test_what_is_missing_in_a_row_or_column_is_never_one_count_nor_few_persons(
    counts: dict[str, dict[str, int]],
) -> None:
    shown = without_small(counts, VALUES)
    lines = [[(office, value) for value in VALUES] for office in counts]
    if len(counts) > 1:
        lines += [[(office, value) for office in counts] for value in VALUES]
    for line in lines:
        gone = [counts[office][value] for office, value in line if shown[office][value] is None]
        assert not gone or len(gone) == len(line) or (len(gone) > 1 and sum(gone) >= FEWEST)


@given(tables)
def test_the_sum_of_all_is_told_only_if_it_tells_of_no_small_office(counts: dict[str, dict[str, int]]) -> None:
    found = totals(counts, VALUES)
    has_small = any(0 < sum(row.values()) < FEWEST for row in counts.values())
    assert (found is None) == has_small
    if found is not None:
        for value, shown in found.items():
            assert shown in (None, sum(row[value] for row in counts.values()))


FOUR = ("a", "b", "c", "d")
A_BRIDGE = {
    "20061": {"a": 3, "b": 4, "c": 2, "d": 50},
    "20062": {"a": 4, "b": 3, "c": 40, "d": 30},
    "20063": {"a": 20, "b": 30, "c": 4, "d": 3},
    "20064": {"a": 60, "b": 70, "c": 3, "d": 4},
}
"""The small counts are two squares, and one more that joins them: the rows 1 and 2 less the columns a and b."""


@given(
    st.dictionaries(
        st.sampled_from([f"2006{n}" for n in range(6)]),
        st.fixed_dictionaries({value: st.integers(0, 15) for value in FOUR}),
        min_size=2,
    )
)
@example(A_BRIDGE)
def test_no_missing_count_can_be_reckoned_from_all_sums_together(counts: dict[str, dict[str, int]]) -> None:
    shown, sums = without_small(counts, FOUR), totals(counts, FOUR)
    missing = [(office, value) for office, row in shown.items() for value, count in row.items() if count is None]
    told = [{cell for cell in missing if cell[0] == office} for office in counts if total(counts[office])]
    told += [{cell for cell in missing if cell[1] == value} for value in FOUR if sums is not None and sums[value]]
    assert [cell for cell in missing if is_reckoned(cell, missing, told)] == []


def is_reckoned(cell: tuple[str, str], missing: list[tuple[str, str]], told: list[set[tuple[str, str]]]) -> bool:
    """Is the count alone a sum of multiples of the told sums? By Gauss's elimination, that count last."""
    order = [*(other for other in missing if other != cell), cell]
    rows = [[Fraction(other in line) for other in order] for line in told]
    for column in range(len(order) - 1):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is not None:
            rows.remove(pivot)
            rows = [[x - row[column] / pivot[column] * y for x, y in zip(row, pivot, strict=True)] for row in rows]
    return any(row[-1] for row in rows)


def test_an_example() -> None:
    counts = {"20060": {"a": 3, "b": 40, "c": 9}, "20610": {"a": 500, "b": 70, "c": 80}}
    assert without_small(counts, VALUES) == {
        "20060": {"a": None, "b": 40, "c": None},
        "20610": {"a": None, "b": 70, "c": None},
    }
    assert totals(counts, VALUES) == {"a": 503, "b": 110, "c": 89}
    assert total({"a": 3, "b": 1}) is None
    assert total({}) == 0
