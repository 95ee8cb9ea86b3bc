"""An offer that is written down: what is missing, what it becomes, who may say yes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import TransitionRefused
from market.intake.intake import Intake, doubts, faults, grosze, offer_of, record_of
from market.intake.intake_store import intake_of
from market.intake.steps import SecondPersonNeeded, check_decision, check_step
from market.offers.offer import Kind, State
from tests.support.calls.call_facts import NINE
from tests.support.market.made_up_intakes import A_WHOLE_INTAKE

TODAY = NINE.date()
WHOLE = intake_of(A_WHOLE_INTAKE)


def wrong(intake: Intake) -> set[str]:
    return {field for field, _ in faults(intake, TODAY)}


def test_what_was_said_in_a_call_becomes_the_offer_that_is_told() -> None:
    assert not wrong(WHOLE)
    offer = offer_of(WHOLE, "intake-1", "20000", TODAY)
    assert (offer.office, offer.place.county, offer.place.gmina) == ("20060", "2006", "2006011")
    assert (offer.pay.least, offer.pay.most, offer.places) == (520000, 610050, 2)
    assert offer.contract == "umowa o pracę na czas nieokreślony"
    assert offer.employer == "Tartak Kolno sp. z o.o."
    assert offer.record["zakresObowiazkow"].startswith("Spawanie")


def test_an_empty_form_names_every_field_that_is_needed() -> None:
    needed = {"nip", "employer", "position", "occupation", "duties", "gmina", "town", "contract", "pay_from"}
    assert wrong(Intake()) == needed | {"valid_until"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"nip": "5260250275"}, "nip"),
        ({"regon": "123456789"}, "regon"),
        ({"pay_to": "5000"}, "pay_to"),
        ({"pay_from": "dużo"}, "pay_from"),
        ({"places": "0"}, "places"),
        ({"places_for_disabled": "3"}, "places_for_disabled"),
        ({"valid_until": f"{TODAY - timedelta(days=1)}"}, "valid_until"),
        ({"valid_until": f"{TODAY + timedelta(days=400)}"}, "valid_until"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"contact_email": "tartak"}, "contact_email"),
        ({"gmina": "1465011"}, "gmina"),
    ],
)
def test_what_cannot_be_is_named_at_its_field(changed: dict[str, str], field: str) -> None:
    assert wrong(replace(WHOLE, **changed)) == {field}  # type: ignore[arg-type]


def test_who_applies_to_the_employer_needs_a_way_to_it() -> None:
    direct = intake_of({**A_WHOLE_INTAKE, "apply_to": "employer", "contact_phone": ""})
    assert wrong(direct) == {"contact_phone"}


def test_a_volunteer_is_not_paid() -> None:
    assert not wrong(replace(WHOLE, kind=Kind.VOLUNTEERING, pay_from="", pay_to=""))


def test_the_person_to_turn_to_stays_out_of_what_is_told() -> None:
    told = f"{record_of(WHOLE)}"
    assert "Ewa Lis" not in told
    assert "862780000" not in told
    hidden = replace(WHOLE, is_employer_told=False)
    assert offer_of(hidden, "intake-1", "20060", TODAY).employer is None
    assert "Tartak" not in f"{record_of(hidden)}"


def test_what_may_be_discrimination_is_shown_to_who_verifies() -> None:
    assert list(doubts(WHOLE)) == []
    [doubt] = doubts(replace(WHOLE, requirements="Kobieta do 35 lat"))
    assert "Kobieta" in doubt


@given(st.text(max_size=20))
def test_an_amount_is_read_or_is_none(typed: str) -> None:
    found = grosze(typed)
    assert found is None or found >= 0


@given(st.integers(0, 9_999_999), st.integers(0, 99))
def test_every_amount_is_read_as_it_was_meant(whole: int, rest: int) -> None:
    assert grosze(f"{whole:,}".replace(",", " ") + f",{rest:02}") == whole * 100 + rest


@given(st.sampled_from(State), st.sampled_from(State), st.sets(st.sampled_from(["a", "b"])), st.sampled_from("ab"))
def test_nobody_verifies_what_they_have_written(state: State, wanted: State, writers: set[str], by: str) -> None:
    try:
        check_decision(state, wanted, writers, by, "powód")
    except TransitionRefused:
        return
    assert state is State.SUBMITTED
    assert by not in writers


def test_a_rejection_says_why() -> None:
    with pytest.raises(TransitionRefused):
        check_decision(State.SUBMITTED, State.REJECTED, ["a"], "b", " ")
    with pytest.raises(SecondPersonNeeded):
        check_decision(State.SUBMITTED, State.VERIFIED, ["a"], "a", "")


def test_what_was_withdrawn_stays_so() -> None:
    with pytest.raises(TransitionRefused):
        check_step(State.WITHDRAWN, State.SUBMITTED)
    check_step(State.VERIFIED, State.WITHDRAWN)


def test_what_is_stored_comes_back_as_it_was_typed() -> None:
    assert intake_of({}) == Intake()
    assert intake_of({"pay_unit": "hour", "strange": 1}).pay_unit == "hour"
    assert date.fromisoformat(WHOLE.valid_until) > TODAY
