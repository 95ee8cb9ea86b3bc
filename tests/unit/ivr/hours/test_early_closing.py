"""Closing earlier on one day: nobody new is let in from then on, and before it nothing changes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ivr.hours.early_closing import closed_from, if_closed, without_day
from ivr.hours.opening_hours import Hours
from tests.unit.ivr.hours.test_opening_hours import KOLNO, SHARED, WUP, at, exception, office, plan

TUESDAY = date(2026, 11, 24)
NOON = 12 * 60
DAY = timedelta(days=1)


def outcome(hours: Hours, moment: str, topic: str | None = None) -> str:
    return hours.state(KOLNO, topic, at(f"2026-11-{moment}")).outcome


@given(st.integers(0, 24 * 60 - 1), st.integers(0, 24 * 60 - 1), st.sampled_from([None, "employer"]))
def test_nobody_new_is_let_in_from_then_on_and_before_it_nothing_changes(
    closing: int, asked: int, topic: str | None
) -> None:
    written = office(
        plan("07:30-12:30", "13:00-15:30", evening_pool=WUP),
        plan("09:00-11:00", purpose="employer", evening_pool=WUP),
        exceptions=(exception(TUESDAY - DAY, TUESDAY + DAY, "08:00-14:00"),),
    )
    before = Hours({**SHARED.offices, KOLNO: written})
    after = if_closed(before, KOLNO, TUESDAY, closing)
    moment = f"24T{asked // 60:02}:{asked % 60:02}"
    if asked < closing:
        assert outcome(after, moment, topic) == outcome(before, moment, topic)
    else:
        assert outcome(after, moment, topic) != "open"
        assert (outcome(after, moment, topic) == "evening") == (outcome(before, moment, topic) == "evening")
    for other in (23, 25):
        same = f"{other}T{asked // 60:02}:{asked % 60:02}"
        assert outcome(after, same, topic) == outcome(before, same, topic)


def test_before_the_hours_begin_the_whole_day_is_closed() -> None:
    [days] = closed_from(office(plan("07:30-15:30")), TUESDAY, 7 * 60, "awaria")
    assert (days.kind, days.spans, days.closed_from) == ("closed", (), 7 * 60)


def test_a_topic_that_ends_before_keeps_its_hours() -> None:
    written = office(plan("07:30-15:30"), plan("08:00-10:00", purpose="employer"))
    found = {days.purpose: str(days.spans[0]) for days in closed_from(written, TUESDAY, NOON, "awaria")}
    assert found == {"all": "07:30–12:00", "employer": "08:00–10:00"}


def test_where_nobody_would_be_let_in_there_is_nothing_to_close() -> None:
    assert closed_from(office(plan("07:30-12:00")), TUESDAY, NOON, "awaria") == ()
    assert closed_from(office(), TUESDAY, NOON, "awaria") == ()
    assert if_closed(SHARED, KOLNO, date(2026, 11, 29), NOON) is SHARED  # a Sunday


def test_an_exception_goes_on_around_the_day_that_is_taken_out_of_it() -> None:
    parts = without_day(exception(TUESDAY - DAY, TUESDAY + 2 * DAY), TUESDAY)
    assert [(part.first_day.day, part.last_day.day) for part in parts] == [(23, 23), (25, 26)]
    assert without_day(exception(TUESDAY), TUESDAY) == ()
