"""May a client be rung now, at which number, and what does the telephone show?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import TransitionRefused
from core.facts.kinds.ringing_out import DIAL_REASONS_PL, DialReason
from core.zone import WARSAW
from ivr.outside.phone_number import is_ordinary
from ivr.outside.ringing_out import check_ceiling, check_hours, number_shown, number_to_ring, reason_pl


@dataclass(frozen=True)
class Line:
    number: str
    is_free: bool
    office: str | None = None


LINES = [Line("9524", is_free=False), Line("9510", is_free=True), Line("857000060", is_free=False, office="20060")]


@given(st.integers(0, 365 * 24 * 3600))
def test_clients_are_rung_from_eight_to_twenty_by_the_clock_in_poland(seconds: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    if 8 <= now.astimezone(WARSAW).hour < 20:
        check_hours(now)
    else:
        with pytest.raises(TransitionRefused, match="od 8 do 20"):
            check_hours(now)
        check_hours(now, is_always_open=True)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)])
def test_the_edges_are_those_of_the_clock_also_when_it_is_put_on_or_back(day: date) -> None:
    eight, twenty = (datetime.combine(day, time(hour), WARSAW).astimezone(UTC) for hour in (8, 20))
    moment = timedelta(microseconds=1)
    check_hours(eight)
    check_hours(twenty - moment)
    for outside in (eight - moment, twenty):
        with pytest.raises(TransitionRefused):
            check_hours(outside)


@pytest.mark.parametrize(
    ("telephone", "number"),
    [("600100200", "600100200"), ("+48 600 100 200", "600100200"), ("0048857001491", "857001491")],
)
def test_a_polish_subscriber_is_rung_however_the_number_is_written(telephone: str, number: str) -> None:
    assert number_to_ring(telephone) == number


@pytest.mark.parametrize("telephone", [None, "", "  "])
def test_without_a_number_nobody_is_rung(telephone: str | None) -> None:
    with pytest.raises(TransitionRefused, match="nie ma numeru"):
        number_to_ring(telephone)


@given(st.one_of(st.text(max_size=20), st.from_regex(r"\+?[0-9 ]{3,15}", fullmatch=True)))
def test_whatever_stands_in_a_card_only_an_ordinary_number_is_rung_and_none_is_quoted(telephone: str) -> None:
    try:
        number = number_to_ring(telephone)
    except TransitionRefused as refused:
        assert telephone.strip() == "" or len(telephone) < 4 or telephone not in refused.message_pl
    else:
        assert is_ordinary(number)


@pytest.mark.parametrize("telephone", ["700123456", "801100100", "112", "+442079460000", "0900123456"])
def test_what_is_dear_short_or_abroad_is_not_rung(telephone: str) -> None:
    with pytest.raises(TransitionRefused, match="nie jest zwykłym polskim numerem"):
        number_to_ring(telephone)


def test_the_ceiling_allows_so_many_and_zero_allows_none() -> None:
    check_ceiling(39, 40)
    with pytest.raises(TransitionRefused, match="dzienną granicę telefonów do klientów: 40"):
        check_ceiling(40, 40)
    with pytest.raises(TransitionRefused, match="nie dzwonią"):
        check_ceiling(0, 0)


@pytest.mark.parametrize(
    ("office", "wanted", "dialled", "shown"),
    [
        ("20060", "9524", "9510", "9524"),  # the office's rule
        ("20060", None, "9524", "9524"),  # what the client had dialled
        ("20060", None, "", "857000060"),  # the office's own
        ("20620", None, "", "9510"),  # a free line of the centre
        ("20620", "123456789", "987654321", "9510"),  # numbers that nobody answers any more
    ],
)
def test_the_telephone_shows_a_number_that_is_answered(
    office: str, wanted: str | None, dialled: str, shown: str
) -> None:
    assert number_shown(LINES, office, wanted, dialled) == shown


@given(
    st.lists(st.builds(Line, st.from_regex("[0-9]{4}", fullmatch=True), st.booleans()), max_size=4),
    st.one_of(st.none(), st.from_regex("[0-9]{4}", fullmatch=True)),
)
def test_nothing_is_shown_but_what_the_centre_answers(lines: list[Line], wanted: str | None) -> None:
    shown = number_shown(lines, "20060", wanted)
    assert shown in {line.number for line in lines} or (shown == "" and not lines)


def test_every_reason_has_its_words() -> None:
    assert set(DIAL_REASONS_PL) == set(get_args(DialReason))
    assert reason_pl("visit") == "telefon do klienta: termin wizyty"
