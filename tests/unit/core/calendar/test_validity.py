"""Where a new row fits into a history."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.calendar.validity import Span, splice
from tests.support.calls.call_facts import NINE


def at(hours: float) -> timedelta:
    return timedelta(hours=hours)


def span(name: str, begin: float, end: float | None = None) -> Span[datetime]:
    return Span(name, NINE + at(begin), None if end is None else NINE + at(end))


def test_a_new_row_without_an_end_ends_the_row_in_force() -> None:
    found = splice([span("old", 0)], NINE + at(2), None)
    assert (found.valid_to, found.ends, found.resumed) == (None, {"old": NINE + at(2)}, [])


def test_a_new_row_with_an_end_lets_the_old_rules_hold_again_afterwards() -> None:
    found = splice([span("old", 0)], NINE + at(2), NINE + at(5))
    assert found.ends == {"old": NINE + at(2)}
    assert found.resumed == [Span("old", NINE + at(5), None)]


def test_a_new_row_without_an_end_holds_until_what_was_planned() -> None:
    found = splice([span("old", 0, 10), span("planned", 10)], NINE + at(2), None)
    assert (found.valid_to, found.ends, found.resumed) == (NINE + at(10), {"old": NINE + at(2)}, [])


def test_what_was_planned_for_the_same_time_is_replaced_before_it_begins() -> None:
    found = splice([span("old", 0, 10), span("planned", 10, 12), span("later", 12)], NINE + at(10), NINE + at(12))
    assert (found.ends, found.resumed) == ({"planned": NINE + at(10)}, [])


def test_a_row_that_was_replaced_before_it_began_counts_for_nothing() -> None:
    found = splice([span("old", 0), span("replaced", 10, 10)], NINE + at(2), None)
    assert (found.valid_to, found.ends) == (None, {"old": NINE + at(2)})


def test_days_are_counted_as_moments_are() -> None:
    old = Span("old", date(2026, 1, 1), None)
    found = splice([old], date(2026, 12, 1), date(2027, 1, 1))
    assert found.ends == {"old": date(2026, 12, 1)}
    assert found.resumed == [Span("old", date(2027, 1, 1), None)]
    assert old.holds_at(date(2026, 1, 1))


@given(st.lists(st.tuples(st.integers(0, 20), st.none() | st.integers(1, 10)), min_size=1, max_size=8))
def test_at_every_moment_at_most_one_row_holds_and_it_is_the_newest(saved: list[tuple[int, int | None]]) -> None:
    rows: dict[str, Span[datetime]] = {}
    origin: dict[str, int] = {}
    planned = 0
    for number, (begin, length) in enumerate(saved):
        begins = NINE + at(begin)
        found = splice(list(rows.values()), begins, None if length is None else begins + at(length))
        for name, ends in found.ends.items():
            old = rows[name]
            assert old.valid_to is None or ends <= old.valid_to, "a row only ever ends sooner"
            rows[name] = Span(name, old.valid_from, ends)
        for again in found.resumed:
            name = f"again-{planned}"
            planned += 1
            rows[name], origin[name] = Span(name, again.valid_from, again.valid_to), origin[again.id]
        rows[f"row-{number}"], origin[f"row-{number}"] = Span(f"row-{number}", begins, found.valid_to), number
        for hour in range(40):
            moment = NINE + at(hour)
            holding = [name for name, row in rows.items() if row.holds_at(moment)]
            assert len(holding) <= 1
            if rows[f"row-{number}"].holds_at(moment):
                assert origin[holding[0]] == number
