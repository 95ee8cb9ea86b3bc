from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.offers.offer import Kind, Offer, Pay, PayUnit, WorkMode
from market.offers.official.reading import WITHOUT_AN_END, NotActive, Unusable, digest_of, read_offer
from tests.support.market.made_up_offers import an_offer

TODAY = date(2026, 12, 1)


def read(**changed: Any) -> Offer:
    found = read_offer(an_offer(3, TODAY, **changed), TODAY)
    assert isinstance(found, Offer)
    return found


@pytest.mark.parametrize(
    ("text", "system", "pay"),
    [
        ("4806", "", Pay(480_600)),
        ("4 806,00 PLN", "", Pay(480_600)),
        ("4.806,50 zł", "", Pay(480_650)),
        ("od 4806 do 5200 PLN", "", Pay(480_600, 520_000)),
        ("31,40 PLN/godz", "", Pay(3_140, None, PayUnit.HOUR)),
        ("31,40", "Czasowy ze stawką godzinową", Pay(3_140, None, PayUnit.HOUR)),
        ("do uzgodnienia", "", Pay()),
        ("2000 EUR", "", Pay()),
        ("48060000", "", Pay()),
    ],
)
def test_pay_is_read_as_people_write_it(text: str, system: str, pay: Pay) -> None:
    assert read(wynagrodzenieBrutto=text, systemWynagradzania=system).pay == pay


def test_fields_in_groups_are_those_of_their_group() -> None:
    found = read(
        warunkiPracyIPlacy={
            "miejscowosc": "Łapy",
            "kodPowiatu": "2002",
            "gmina": "Łapy",
            "trybyPracy": "Hybrydowa",
        },
        danePracodawcy={
            "miejscowosc": "Warszawa",
            "pracodawca": "Zakład Łapy",
            "publikowacDanePracodawcy": "true",
        },
        pozostaleDane={"typOferty": "STAZ_UP", "lWolnychMiejsc": 4},
    )
    assert (found.place.town, found.place.county, found.employer) == ("Łapy", "2002", "Zakład Łapy")
    assert (found.kind, found.places, found.work_mode) == (Kind.OFFICE_INTERNSHIP, 4, WorkMode.HYBRID)


def test_an_employer_who_does_not_want_to_be_named_is_not() -> None:
    assert read(publikowacDanePracodawcy=False).employer is None


def test_an_offer_of_no_known_unit_is_of_the_office_of_its_county() -> None:
    assert read(ofertaZgloszonaPrzezKodJednostki="999", kodPowiatu="2006").office == "20060"
    assert read(ofertaZgloszonaPrzezKodJednostki="999", kodPowiatu="1465").office is None


@pytest.mark.parametrize("state", ["P", "O", "H"])
def test_what_is_not_active_there_is_none(state: str) -> None:
    with pytest.raises(NotActive):
        read(statusOferty=state)


def test_an_offer_without_a_last_day_is_kept_for_two_weeks() -> None:
    assert read(ofertaWaznaDo=None).valid_until == TODAY + WITHOUT_AN_END
    found = read_offer(an_offer(1, TODAY, ofertaWaznaDo="wkrótce"), TODAY)
    assert found == Unusable("StPr/26/000001", "data ważności nie jest datą")


@pytest.mark.parametrize("day", ["2026-12-24", "2026-12-24T00:00:00", "24.12.2026", "1798066800000"])
def test_days_are_read_in_every_form_that_was_seen(day: str) -> None:
    assert read(ofertaWaznaDo=day).valid_until == date(2026, 12, 24)


def test_the_order_of_fields_is_no_change() -> None:
    offer = an_offer(1, TODAY)
    assert digest_of(offer) == digest_of(dict(reversed(offer.items())))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(an_offer(1, TODAY))), _JSON))
def test_nothing_that_comes_stops_the_reader(changed: dict[str, Any]) -> None:
    try:
        found = read_offer({**an_offer(1, TODAY), **changed}, TODAY)
    except NotActive:
        return
    assert isinstance(found, Unusable) or (found.position and found.place.town and found.places >= 1)
