"""When somebody is reminded of a visit, and how."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.consents.consent import Channel, Consent
from core.zone import WARSAW
from messaging.reminders import FARTHEST, LATEST, day_pl, hour_pl, in_order, is_due


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("visit", "now", "expected"),
    [
        ("2026-12-08T09:30", "2026-12-07T09:59", False),
        ("2026-12-08T09:30", "2026-12-07T10:00", True),
        ("2026-12-08T09:30", "2026-12-07T19:59", True),
        ("2026-12-08T09:30", "2026-12-07T20:00", False),
        ("2026-12-08T09:30", "2026-12-08T07:25", False),
        ("2026-12-08T13:00", "2026-12-08T08:00", True),
        ("2026-12-08T13:00", "2026-12-08T11:01", False),
        ("2026-12-07T09:30", "2026-12-04T10:00", True),  # of Monday on Friday
        ("2026-12-07T09:30", "2026-12-03T12:00", False),
        ("2026-12-28T09:30", "2026-12-23T10:00", True),  # before three holidays and a weekend
    ],
)
def test_on_the_last_working_day_before_and_never_at_night(visit: str, now: str, expected: bool) -> None:
    assert is_due(at(visit), at(now)) is expected


@given(
    st.integers(0, 10 * 365 * 24).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
    st.integers(0, 12 * 24),
)
def test_each_visit_that_is_due_is_within_reach(visit: datetime, hours: int) -> None:
    now = visit - timedelta(hours=hours)
    if is_due(visit, now):
        assert LATEST <= visit - now < FARTHEST
        assert 8 <= now.astimezone(WARSAW).hour < 20


def test_what_was_agreed_to_goes_first_and_then_a_text_message() -> None:
    now = at("2026-12-07T10:00")
    both: list[Channel] = ["email", "sms"]
    assert list(in_order(both, [])) == ["sms", "email"]
    mail = Consent("contact", "email", "given", now, "consultant", 1)
    assert list(in_order(both, [mail])) == ["email", "sms"]
    offers = Consent("offers", "email", "given", now, "consultant", 1)
    assert list(in_order(both, [offers])) == ["sms", "email"]


def test_day_and_hour_are_said_as_people_do() -> None:
    assert (day_pl(at("2026-12-07T09:05")), hour_pl(at("2026-12-07T09:05"))) == ("7 grudnia 2026", "9:05")
