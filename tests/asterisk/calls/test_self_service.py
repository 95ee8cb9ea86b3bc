"""The free line by telephone: Anna hears of her own data what the office knows, and every look is noted."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import WARSAW, SystemClock
from core.db.tables.client_tables import (
    AccessLogRow,
    BenefitPaymentRow,
    ClientOccupation,
    ContactConfirmationRow,
    RegistrationRow,
    VisitRow,
)
from core.db.tables.market.offer_tables import OfferRow
from ivr.client_data_pl import room
from ivr.speech.values import Count, Date, Month, Ordinal, Pay, Time, Value, Weekday
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre, listen
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phone, Phones
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio


async def anna_chooses(centre: RunningCentre, phones: Phones, number: str, choice: str) -> Phone:
    """Anna keys card, PIN and an item of the menu, which she knows by heart."""
    anna = phones.caller(number)
    await anna.call("9510", centre.sip_port)
    await centre.identify(anna)
    await anna.send_keys(choice)
    return anna


async def looks(centre: RunningCentre, number: str) -> list[tuple[str, str]]:
    """What the access log says of a caller's call: topics and outcomes in order."""
    call = await centre.call_from(number)
    query = select(AccessLogRow.__table__).where(AccessLogRow.call_id == call["id"]).order_by(AccessLogRow.at)
    rows = await centre.rows(query)
    for row in rows:
        assert (row.who_kind, row.who) == ("line", call["id"])
        assert (row.client_id, row.office) == (centre.anna.id, ANNAS_OFFICE)
    return [(row.topic, row.outcome) for row in rows]


def today() -> date:
    return SystemClock().now().astimezone(WARSAW).date()


@pytest.mark.more(
    "a visit is read out for real, with its look noted, to somebody of an import; a payment in virtual time",
    "tests/asterisk/test_a_person_of_an_import.py::test_who_is_known_only_by_an_import_is_recognised_and_hears_the_own_next_visit",
    "tests/scenario/nodes/test_self_service.py::test_each_outcome_is_said_and_leads_on",
    "tests/scenario/test_full_menus.py::test_each_item_of_the_menu_serves_at_three_on_a_sunday_morning",
)
async def test_the_next_visit_and_the_next_payment_are_read_out_and_each_look_is_noted(
    centre: RunningCentre, phones: Phones
) -> None:
    [visit, *_] = await centre.rows(
        select(VisitRow.__table__)
        .where(VisitRow.client_id == centre.anna.id, VisitRow.at > SystemClock().now())
        .order_by(VisitRow.at)
    )
    [payment, *_] = await centre.rows(
        select(BenefitPaymentRow.__table__)
        .where(BenefitPaymentRow.client_id == centre.anna.id, BenefitPaymentRow.pay_on >= today())
        .order_by(BenefitPaymentRow.pay_on)
    )
    anna = await anna_chooses(centre, phones, "600100420", "1")
    at = visit.at.astimezone(WARSAW)
    day: dict[str, Value] = {"w_dzien_tygodnia": Weekday(at.date()), "data": Date(at.date())}
    when = day | {"godz": Time(at.hour, at.minute)}
    await until_prompt(anna, await centre.prompt("D01", **when, nr=room(visit.room)))
    await until_prompt(anna, await centre.prompt("D07", doradca=visit.adviser))
    await anna.send_keys("2")  # ahead of the menu, in the middle of what follows the visit
    paid: dict[str, Value] = {"miesiac": Month(payment.month.month), "data": Date(payment.pay_on)}
    await until_prompt(anna, await centre.prompt("D08", **paid))
    await anna.hang_up()
    assert await looks(centre, "600100420") == [
        ("visit", "found"),
        ("registration", "found"),
        ("benefit", "found"),
    ]


@pytest.mark.more(
    "shown in virtual time; answers of the database are read out for real in the last",
    "tests/scenario/nodes/test_self_service.py::test_offers_are_read_one_by_one_with_their_place_again_and_back",
    "tests/asterisk/test_a_person_of_an_import.py::test_who_is_known_only_by_an_import_is_recognised_and_hears_the_own_next_visit",
)
async def test_offers_of_the_own_occupations_are_read_one_by_one(centre: RunningCentre, phones: Phones) -> None:
    found = await offers_for_anna(centre)
    anna = await anna_chooses(centre, phones, "600100421", "3")
    await until_prompt(anna, await centre.prompt("O01", liczba_ofert=Count(len(found), "oferta")))
    await until_prompt(anna, await centre.prompt("O02", **said_of(found[0], 1)), timeout=30)
    await centre.replies(anna, ("O06", "2"))
    second = await centre.prompt("O02" if len(found) > 1 else "O09", **said_of(found[-1], 2))
    await until_prompt_begins(anna, second, since=anna.heard.seconds)
    await anna.send_keys("9")
    await until_prompt_begins(anna, await centre.prompt("M01"), since=anna.heard.seconds)
    await anna.hang_up()
    assert await looks(centre, "600100421") == [("offers", "found")]


async def offers_for_anna(centre: RunningCentre) -> list[Any]:
    """Those of her office for her occupations, the ones that end sooner first."""
    own = select(ClientOccupation.occupation).where(ClientOccupation.client_id == centre.anna.id)
    return await centre.rows(
        select(OfferRow.__table__)
        .where(
            OfferRow.office == ANNAS_OFFICE,
            OfferRow.occupation.in_(own),
            OfferRow.valid_from <= today(),
            OfferRow.valid_until >= today(),
        )
        .order_by(OfferRow.valid_until, OfferRow.id)
    )


def said_of(offer: Any, place: int) -> dict[str, Value]:
    return {
        "liczebnik_porzadkowy_zenski": Ordinal(place, "f"),
        "stanowisko": offer.position,
        "miejscowosc": offer.town,
        "kwota": Pay(offer.pay_from, offer.pay_to),
        "rodzaj": offer.contract,
        "data": Date(offer.valid_until),
    }


@pytest.mark.more(
    "what is said and kept is shown in virtual time; that keys and prompts are real, by any call",
    "tests/scenario/nodes/test_self_service.py::test_what_proves_the_confirmation_is_kept",
    "tests/scenario/nodes/test_self_service.py::test_redialling_finds_the_contact_noted_and_notes_no_second_one",
    "tests/asterisk/calls/test_a_call.py::test_anna_rings_9510_talks_to_her_own_office_and_the_record_is_complete",
)
async def test_the_contact_is_confirmed_with_evidence_and_a_second_time_is_told_so(
    centre: RunningCentre, phones: Phones
) -> None:
    [registered] = await centre.rows(
        select(RegistrationRow.__table__).where(RegistrationRow.client_id == centre.anna.id)
    )
    due_on = registered.last_contact_on + timedelta(days=registered.contact_interval)
    next_due_on = today() + timedelta(days=registered.contact_interval)
    anna = await anna_chooses(centre, phones, "600100422", "5")
    await until_prompt_begins(anna, await centre.prompt("D13"))
    await listen(anna, 2)  # a key of the first moment cannot be an answer to the question
    await anna.send_keys("1")
    noted = await centre.prompt("D03", data=Date(today()), data2=Date(next_due_on))
    await until_prompt(anna, noted)
    [row] = await evidence(centre)  # stands already: nothing is promised that is not
    await until_prompt_begins(anna, await centre.prompt("M01"), since=anna.heard.seconds)
    await anna.send_keys("5")
    await until_prompt(anna, await centre.prompt("D16", data2=Date(next_due_on)))
    await anna.hang_up()

    question = centre.prompts.text("D13")
    assert (row.contact_on, row.due_on, row.next_due_on) == (today(), due_on, next_due_on)
    assert (row.prompt, row.key, row.verification_level) == ("D13", "1", 2)
    assert (row.question, row.question_sha256) == (question, hashlib.sha256(question.encode()).hexdigest())
    call = await centre.call_from("600100422")
    assert row.call_id == call["id"]
    assert row.confirmed_at.isoformat() >= call["started_at"][:19]
    assert await looks(centre, "600100422") == [
        ("contact", "found"),
        ("contact_confirmation", "written"),
        ("contact", "found"),
    ]
    assert len(await evidence(centre)) == 1

    async def is_listed() -> bool:
        shown = await centre.get("/api/access-log", call=call["id"])
        return [entry["topic"] for entry in shown["entries"]].count("contact_confirmation") == 1

    await eventually(is_listed)


async def evidence(centre: RunningCentre) -> list[Any]:
    return await centre.rows(
        select(ContactConfirmationRow.__table__).where(ContactConfirmationRow.client_id == centre.anna.id)
    )
