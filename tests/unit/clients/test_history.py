"""The one history: lines of several sources in one order, page by page, and their sentences."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from clients.contacts.history import Contact, call_pl, merged, sms_pl, step_pl
from tests.support.calls.call_facts import NINE


def line(key: int, minutes: int) -> Contact:
    return Contact(
        id=f"line-{key:03}",
        at=NINE + timedelta(minutes=minutes),
        kind="call",
        channel="call",
        direction="in",
        call_id=None,
        summary="Połączenie.",
    )


@given(st.lists(st.integers(0, 20), max_size=40), st.integers(1, 7))
def test_page_by_page_every_line_comes_once_newest_first(minutes: list[int], limit: int) -> None:
    lines = [line(key, minute) for key, minute in enumerate(minutes)]
    turned: list[Contact] = []
    left, place = lines, None
    while True:
        page, place = merged(left, limit)
        turned += page
        if place is None:
            break
        after = place
        left = [one for one in lines if (one.at, one.id) < after]
    assert turned == sorted(lines, key=lambda one: (one.at, one.id), reverse=True)


def test_a_call_says_what_came_of_it() -> None:
    assert call_pl("inbound", "9510", 125.0, "connected", None, is_over=True) == (
        "Połączenie na numer 9510: rozmowa z konsultantem, 2 min."
    )
    assert call_pl("callback", "9510", 12.0, "connected", None, is_over=True) == (
        "Oddzwonienie: rozmowa z konsultantem, poniżej minuty."
    )
    assert call_pl("inbound", "9510", None, None, None, is_over=False) == "Połączenie na numer 9510: trwa."
    assert call_pl("inbound", "9510", None, "abandoned", None, is_over=True) == (
        "Połączenie na numer 9510: osoba dzwoniąca nie doczekała się rozmowy."
    )
    assert call_pl("inbound", "9510", None, None, None, is_over=True) == (
        "Połączenie na numer 9510: bez rozmowy z konsultantem."
    )


def test_a_client_who_was_rung_was_reached_or_not() -> None:
    assert call_pl("outbound", "9510", 125.0, None, "reached", is_over=True) == (
        "Telefon do klienta: rozmowa z konsultantem, 2 min."
    )
    assert call_pl("outbound", "9510", None, None, None, is_over=False) == "Telefon do klienta: trwa."
    assert call_pl("outbound", "9510", None, None, "busy", is_over=True) == (
        "Telefon do klienta: numer był zajęty."
    )
    assert call_pl("outbound", "9510", None, None, "reached", is_over=True) == (
        "Telefon do klienta: bez rozmowy z konsultantem."
    )


def test_a_step_of_self_service_says_which_and_what_came_of_it_and_never_the_data() -> None:
    assert step_pl("visit", "told") == "Samoobsługa, najbliższa wizyta: podano."
    assert step_pl("a newer topic", "a newer outcome") == "Samoobsługa, a newer topic: a newer outcome."
    assert sms_pl("szczegoly") == "Zamówiono wiadomość SMS (szczegoly)."
