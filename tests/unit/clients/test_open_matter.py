"""What waits is told in whole sentences, and never with what somebody keyed, wrote or left."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.contact_rule import contact_state
from clients.contacts.correction import CorrectedField
from clients.contacts.open_matter import (
    DUE_SOON,
    callback_matter,
    contact_matter,
    correction_matter,
    message_matter,
    request_matter,
    written_matter,
)
from clients.requests.request import RequestKind
from tests.support.calls.call_facts import NINE

TODAY = date(2026, 11, 24)


def test_a_call_back_says_when_it_was_ordered_and_how_it_stands() -> None:
    assert callback_matter("callback-1", NINE, None, 0).words == (
        "Zamówione oddzwonienie z 24.11.2026, 10:00: czeka w kolejce."
    )
    later = callback_matter("callback-1", NINE, NINE + timedelta(days=1), 2)
    assert later.words == (
        "Zamówione oddzwonienie z 24.11.2026, 10:00: nie wcześniej niż 25.11.2026, 10:00, prób: 2."
    )


@pytest.mark.parametrize("kind", get_args(RequestKind))
def test_each_request_says_what_was_asked_and_until_when_it_is_to_be_answered(kind: RequestKind) -> None:
    matter = request_matter("request-1", NINE, date(2026, 12, 24), kind)
    assert matter.words.startswith("Wniosek o ")
    assert matter.words.endswith("termin odpowiedzi: 24.12.2026.")
    assert kind not in matter.words


@pytest.mark.parametrize("field", get_args(CorrectedField))
def test_each_field_of_a_correction_has_its_word(field: str) -> None:
    words = correction_matter("correction-1", NINE, field).words
    assert field == "gmina" or field not in words  # the one word that is the same in both languages


def test_a_message_says_whether_somebody_has_heard_it() -> None:
    assert message_matter("m", NINE, "new").words.endswith("czeka na odsłuchanie.")
    assert message_matter("m", NINE, "listened").words.endswith("odsłuchana, niezałatwiona.")
    written = written_matter("m", NINE, NINE.date(), "KOL/2026/000001")
    assert written.words.startswith("Sprawa KOL/2026/000001 z ")
    assert (written.kind, written.due_on) == ("matter", NINE.date())


@given(days=st.integers(0, 200), interval=st.sampled_from([30, 90]))
def test_the_regular_contact_is_told_from_two_weeks_before_its_last_day_on(days: int, interval: int) -> None:
    state = contact_state("unemployed", TODAY - timedelta(days=days), [], interval, TODAY)
    matter = contact_matter(state)
    left = interval - days
    if left > DUE_SOON.days:
        assert matter is None
    else:
        assert matter is not None
        assert matter.kind == ("contact_overdue" if left < 0 else "contact_due")
        assert matter.due_on == TODAY + timedelta(days=left)


def test_of_whoever_is_not_registered_no_contact_is_required() -> None:
    assert contact_matter(contact_state("none", TODAY, [], 90, TODAY + timedelta(days=400))) is None
