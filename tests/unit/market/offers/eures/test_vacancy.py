"""A vacancy of EURES as an offer."""

from datetime import date
from typing import Any

import pytest

from market.offers.eures.vacancy import read_vacancy
from market.offers.offer import Offer
from market.offers.official.reading import NotActive, Unusable
from tests.support.market.eures_feed import a_vacancy

TODAY = date(2026, 12, 1)


def read(record: dict[str, Any]) -> Offer:
    found = read_vacancy(record, TODAY)
    assert isinstance(found, Offer)
    return found


def test_what_is_told_has_its_place_and_all_that_came_stays() -> None:
    offer = read(a_vacancy("jv-1"))
    assert (offer.position, offer.place.town, offer.place.country, offer.places) == ("Elektryk", "Oslo", "NO", 2)
    assert (offer.contract, offer.shifts, offer.duties) == (
        "praca tymczasowa",
        "pełny etat",
        "Praca przy pociągach",
    )
    assert (offer.valid_from, offer.valid_until) == (date(2026, 11, 5), date(2026, 12, 31))
    assert (offer.occupation, offer.nip, offer.is_from_eures) == ("7411", None, True)
    assert offer.record["ApplicationCloseDate"] == "2026-12-31"


def test_a_polish_employer_has_a_nip() -> None:
    assert read(a_vacancy("jv-1", country="PL", legal="526-025-02-74")).nip == "5260250274"


def test_the_same_content_has_the_same_digest() -> None:
    assert read(a_vacancy("jv-1")).digest == read(a_vacancy("jv-1")).digest
    assert read(a_vacancy("jv-1")).digest != read(a_vacancy("jv-1", title="Monter")).digest


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"reference": "jv-1"},
        {"reference": "jv-1", "content": "<half"},
        {"reference": "jv-1", "content": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"},
        {"reference": "jv-1", "content": "<PositionOpening/>"},
        a_vacancy("jv-1", title=""),
        a_vacancy("jv-1", city="", country=""),
    ],
)
def test_what_is_no_offer_is_named(record: dict[str, Any]) -> None:
    assert isinstance(read_vacancy(record, TODAY), Unusable)


def test_what_is_closed_is_none() -> None:
    with pytest.raises(NotActive):
        read_vacancy({**a_vacancy("jv-1"), "status": "CLOSED"}, TODAY)
