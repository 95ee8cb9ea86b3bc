"""A client's own data as it is said in Polish."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.questions.client_data import (
    ContactState,
    NotedContact,
    Offer,
    Payment,
    PlannedVisit,
    Registration,
    Training,
)
from ivr import client_data_pl as said
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.rendering import rendered
from ivr.speech.values import Value

LIBRARY = PromptLibrary.load()


def say(prompt: str, values: Mapping[str, Value]) -> str:
    return LIBRARY.text(prompt, language="pl", **values)


def shown(value: Value, case: str | None = None) -> str:
    return rendered(value, "pl", case)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("7", "siedem"),
        ("12a", "dwanaście a"),
        ("105 B", "sto pięć B"),
        ("007", "siedem"),
        ("sala konferencyjna", "sala konferencyjna"),
        ("", ""),
        ("²", "²"),
    ],
)
def test_a_room_is_said_as_a_number_or_as_it_is_written(number: str, words: str) -> None:
    assert shown(said.room(number)) == words


def test_a_visit_is_said_by_the_clock_of_warsaw() -> None:
    winter = PlannedVisit(datetime(2026, 12, 1, 9, 15, tzinfo=UTC), "7", "Maria Zalewska")
    assert say("D01", said.visit_values(winter)) == (
        "Najbliższa wizyta w urzędzie: we wtorek, pierwszego grudnia, o godzinie dziesiątej piętnaście,"
        " pokój numer siedem."
    )
    assert say("D07", said.visit_values(winter)) == "Doradca: Maria Zalewska."
    summer = PlannedVisit(datetime(2027, 6, 30, 22, 5, tzinfo=UTC), "7", "-")
    assert "pierwszego lipca, o godzinie zerowej zero pięć" in say("D01", said.visit_values(summer))


def test_the_dates_of_the_regular_contact_are_given_to_announcements() -> None:
    contact = ContactState(True, date(2026, 9, 4), date(2026, 12, 3), 9)
    assert "od trzeciego listopada, a najpóźniej trzeciego grudnia" in say("D15", said.not_due_values(contact, 30))
    in_time = NotedContact(date(2026, 5, 12), date(2026, 5, 12), date(2026, 8, 10), is_new=True)
    assert say("D03", said.noted_values(in_time)) == (
        "Kontakt z urzędem został zapisany dwunastego maja. Następny kontakt jest wymagany najpóźniej"
        " dziesiątego sierpnia."
    )
    late = NotedContact(date(2026, 5, 12), date(2026, 5, 9), date(2026, 8, 10), is_new=True)
    assert "Termin minął jednak dziewiątego maja." in say("D17", said.noted_values(late))


def test_a_benefit_is_given_with_and_without_its_amount() -> None:
    payment = Payment("zasiłek", date(2026, 5, 1), date(2026, 6, 12), 172190)
    assert say("D04", said.payment_values(payment)) == (
        "Świadczenie za maj zostanie przekazane na rachunek dwunastego czerwca. Kwota do wypłaty:"
        " tysiąc siedemset dwadzieścia jeden złotych dziewięćdziesiąt groszy."
    )
    silent = said.payment_values(Payment("zasiłek", date(2026, 5, 1), date(2026, 6, 12), None))
    assert say("D08", silent) == ("Świadczenie za maj zostanie przekazane na rachunek dwunastego czerwca.")
    assert "kwota" not in silent


def test_the_day_of_the_registration_is_given_with_its_year() -> None:
    since = said.registration_values(Registration("unemployed", date(2025, 6, 1)))
    for prompt in ("D06", "D10", "D11"):
        assert "od pierwszego czerwca dwa tysiące dwudziestego piątego roku" in say(prompt, since)
    assert said.registration_values(Registration("none")) == {}


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (None, None, "do uzgodnienia"),
        (500000, 500000, "pięć tysięcy złotych"),
        (500000, None, "najmniej pięć tysięcy złotych"),
        (None, 600050, "najwięcej sześć tysięcy złotych pięćdziesiąt groszy"),
        (500000, 600000, "najmniej pięć tysięcy złotych, najwięcej sześć tysięcy złotych"),
    ],
)
def test_pay_is_said_from_and_to(least: int | None, most: int | None, words: str) -> None:
    offer = Offer("o", "magazynier", "Łomża", least, most, "umowa o pracę", date(2026, 6, 30))
    assert f"Wynagrodzenie brutto: {words}." in say("O02", said.offer_values(offer, 1))


def test_an_offer_and_a_training_are_given_with_their_place_in_the_list() -> None:
    offer = Offer("o", "magazynier", "Łomża", 500000, 500000, "umowa o pracę", date(2026, 6, 30))
    assert say("O02", said.offer_values(offer, 1)) == (
        "Oferta pierwsza. Stanowisko: magazynier. Miejsce pracy: Łomża. Wynagrodzenie brutto:"
        " pięć tysięcy złotych. Umowa: umowa o pracę. Ważna do trzydziestego czerwca."
    )
    training = Training("t", "operator wózka widłowego", "Łomża", 40, date(2027, 1, 7), date(2026, 12, 30))
    assert say("Z02", said.training_values(training, 2)) == (
        "Szkolenie drugie: operator wózka widłowego. Miejsce: Łomża. Liczba godzin: czterdzieści."
        " Początek siódmego stycznia. Zapisy najpóźniej trzydziestego grudnia."
    )
    assert say("O01", said.offers_count(1)) == "Znaleźliśmy jedną ofertę."
    assert say("Z01", said.trainings_count(1)) == "Znaleźliśmy jedno szkolenie."
    assert say("Z01", said.trainings_count(22)) == "Znaleźliśmy dwadzieścia dwa szkolenia."


moments = st.integers(0, 15 * 366 * 86_400).map(
    lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(moments, st.text(max_size=10))
def test_whatever_a_room_is_called_a_visit_can_be_said(at: datetime, number: str) -> None:
    values = said.visit_values(PlannedVisit(at, "", "doradca"))
    assert not re.search(r"[0-9]", say("D01", values) + say("D07", values))
    assert say("D01", said.visit_values(PlannedVisit(at, number, "doradca")))
