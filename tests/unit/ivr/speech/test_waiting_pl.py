"""The day and the hours of a promise."""

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.clock import WARSAW
from ivr.speech.polish.speech_pl import time_ins
from ivr.speech.polish.waiting_pl import promised_hours

NOW = datetime(2026, 11, 24, 10, 20, tzinfo=WARSAW)  # a Tuesday


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("begin", "end", "day", "hours"),
    [
        (_at(24, 11), _at(24, 12), "dzisiaj", "między godziną jedenastą a dwunastą"),
        (_at(24, 11, 17), _at(24, 12, 17), "dzisiaj", "między godziną jedenastą a dwunastą trzydzieści"),
        (
            _at(24, 14, 45),
            _at(24, 15, 30),
            "dzisiaj",
            "między godziną czternastą trzydzieści a piętnastą trzydzieści",
        ),
        (_at(24, 11), _at(24, 11), "dzisiaj", "między godziną jedenastą a jedenastą trzydzieści"),
        (_at(24, 11), _at(24, 9), "dzisiaj", "między godziną jedenastą a jedenastą trzydzieści"),
        (_at(24, 23), _at(25, 0), "dzisiaj", "między godziną dwudziestą trzecią a dwudziestą czwartą"),
        (
            _at(24, 23, 40),
            _at(24, 23, 50),
            "dzisiaj",
            "między godziną dwudziestą trzecią trzydzieści a dwudziestą czwartą",
        ),
        (_at(25, 2), _at(25, 3), "jutro", "między godziną drugą a trzecią"),
        (_at(27, 8), _at(27, 9), "w piątek", "między godziną ósmą a dziewiątą"),
        (_at(30, 8), _at(30, 9), "w poniedziałek", "między godziną ósmą a dziewiątą"),
        (
            datetime(2026, 12, 1, 8, tzinfo=WARSAW),
            datetime(2026, 12, 1, 9, tzinfo=WARSAW),
            "we wtorek, pierwszego grudnia,",
            "między godziną ósmą a dziewiątą",
        ),
        (_at(24, 15), _at(25, 8), "dzisiaj po godzinie piętnastej", "albo jutro do godziny ósmej"),
        (_at(23, 9), _at(23, 10), "dzisiaj", "między godziną dziewiątą a dziesiątą"),
    ],
)
def test_the_day_and_the_hours_of_a_promise(begin: datetime, end: datetime, day: str, hours: str) -> None:
    assert promised_hours(begin, end, NOW) == (day, hours)


def test_in_the_night_of_the_change_of_clocks_the_hours_on_the_wall_are_said() -> None:
    begin = datetime(2026, 10, 25, 1, 40, tzinfo=WARSAW)
    assert promised_hours(begin, begin + timedelta(minutes=80), begin) == (
        "dzisiaj",
        "między godziną pierwszą trzydzieści a trzecią",
    )


moments = st.timedeltas(timedelta(), timedelta(days=365)).map(lambda after: NOW + after)


@given(moments, st.timedeltas(timedelta(hours=-3), timedelta(days=3)), moments)
def test_every_promise_can_be_said_in_words(begin: datetime, length: timedelta, now: datetime) -> None:
    day, hours = promised_hours(begin, begin + length, now)
    assert day and hours
    assert not any(sign.isdigit() for sign in day + hours)


BY_WORDS = {time_ins(hour, minute): 60 * hour + minute for hour in range(24) for minute in (0, 30)} | {
    time_ins(24): 24 * 60
}


@given(st.integers(0, 24 * 60 - 1), st.integers(0, 24 * 60))
def test_a_promise_within_one_day_holds_at_both_ends_and_is_no_wider_than_it_must(first: int, last: int) -> None:
    assume(first <= last)
    begin = _at(24, 0) + timedelta(minutes=first)
    _, hours = promised_hours(begin, _at(24, 0) + timedelta(minutes=last), NOW)
    said_first, said_last = (BY_WORDS[words] for words in hours.removeprefix("między godziną ").split(" a "))
    assert first - 30 < said_first <= first
    assert last <= said_last < max(last, said_first + 1) + 30
