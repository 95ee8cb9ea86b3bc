"""Offers found by words, place and what they ask, on a real database."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.market.offer_tables import OfferRow
from core.errors import NotFound
from core.lists.distance import Point
from core.lists.gminas import gminas
from market.offers.asking import OfferFilters
from market.offers.offer import Offer, Source
from market.offers.offer_store import id_of, write_offers
from market.offers.official.reading import read_offer
from market.offers.search_store import OfferPage, get_offer, search_offers
from market.places.point_store import put_point
from tests.support.database.offices import put_shipped_offices
from tests.support.market.made_up_offers import an_offer

pytestmark = pytest.mark.anyio

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)
KOLNO = "2006011"


def at(number: int, town: str, county: str, **changed: Any) -> dict[str, Any]:
    return an_offer(number, TODAY, miejscowosc=town, gmina=town, kodPowiatu=county, **changed)


OFFERS = [
    at(1, "Kolno", "2006", stanowisko="Magazynier", pracodawca="Mleczarnia Kolno"),
    at(2, "Łomża", "2062", stanowisko="Magazynier-kierowca", wynagrodzenieBrutto="6500"),
    at(3, "Białystok", "2061", stanowisko="Kucharka", finansZPfron=True),
    at(4, "Stawiski", "2006", stanowisko="Szwaczka", ofertaWaznaDo="2026-11-30"),
    at(5, "Warszawa", "1465", stanowisko="Magazynier", wynagrodzenieBrutto="35 zł/godz"),
]


def _read(records: Iterable[dict[str, Any]]) -> list[Offer]:
    found = [read_offer(record, TODAY) for record in records]
    assert all(isinstance(each, Offer) for each in found)
    return [each for each in found if isinstance(each, Offer)]


@pytest.fixture
async def offers(engine: AsyncEngine) -> AsyncEngine:
    await put_shipped_offices(engine)
    read = _read(OFFERS)
    async with engine.begin() as connection:
        await write_offers(connection, Source.OFFICIAL, "offers-1", read, "20000", NOW)
        own = {
            "id": "offer-own",
            "office": "20060",
            "occupation": "432103",
            "position": "magazynier",
            "town": "Mały Płock",
            "contract": "umowa",
            "valid_from": TODAY,
            "valid_until": TODAY,
        }
        await connection.execute(insert(OfferRow), own)
        for state in ("draft", "withdrawn", "rejected", "submitted"):
            await connection.execute(insert(OfferRow), {**own, "id": f"offer-{state}", "state": state})
    return engine


def towns(found: OfferPage) -> list[str]:
    return [row.town for row in found.rows]


async def test_any_form_of_a_word_finds_without_diacritics(offers: AsyncEngine) -> None:
    for words in ("magazynierow", "MAGAZYNIERA", "magazyn"):
        found = await search_offers(offers, OfferFilters(words=words), limit=10)
        assert sorted(towns(found)) == ["Kolno", "Mały Płock", "Warszawa", "Łomża"], words
    assert towns(await search_offers(offers, OfferFilters(words="magazynier lomza"), limit=10)) == ["Łomża"]
    assert towns(await search_offers(offers, OfferFilters(words="mleczarni"), limit=10)) == ["Kolno"]


async def test_a_town_is_found_by_any_form_of_its_name(offers: AsyncEngine) -> None:
    for words in ("Kolnie", "magazyniera w kolnie", "Kolna"):
        assert towns(await search_offers(offers, OfferFilters(words=words), limit=10)) == ["Kolno"]
    assert towns(await search_offers(offers, OfferFilters(words="białymstoku"), limit=10)) == ["Białystok"]


async def test_the_nearest_come_first(offers: AsyncEngine) -> None:
    found = await search_offers(offers, OfferFilters(words="magazynier", home=KOLNO), limit=10)
    assert [(row.town, row.ring) for row in found.rows] == [
        ("Kolno", 0),
        ("Mały Płock", 1),
        ("Łomża", 2),
        ("Warszawa", 4),
    ]
    near = await search_offers(offers, OfferFilters(home=KOLNO, ring=1), limit=10)
    assert sorted(towns(near)) == ["Kolno", "Mały Płock", "Stawiski"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (OfferFilters(on=TODAY, words="szwaczka"), []),
        (OfferFilters(words="szwaczka"), ["Stawiski"]),
        (OfferFilters(least_pay=600_000), ["Łomża"]),
        (OfferFilters(is_for_disabled=True), ["Białystok"]),
        (OfferFilters(source="office"), ["Mały Płock"]),
        (OfferFilters(occupation="4321", office="20060"), ["Mały Płock"]),
        (OfferFilters(words="nikt"), []),
    ],
)
async def test_filters_all_hold(offers: AsyncEngine, filters: OfferFilters, expected: list[str]) -> None:
    assert towns(await search_offers(offers, filters, limit=10)) == expected


async def test_pages_follow_each_other(offers: AsyncEngine) -> None:
    every = await search_offers(offers, OfferFilters(), limit=10)
    assert (len(every.rows), every.total) == (6, 6)
    pages = [await search_offers(offers, OfferFilters(), limit=4, offset=offset) for offset in (0, 4)]
    assert [row.id for page in pages for row in page.rows] == [row.id for row in every.rows]
    assert [page.total for page in pages] == [6, 6]


@pytest.mark.parametrize("home", [KOLNO, "2061011", "2009042", "1465011"])
@pytest.mark.parametrize("has_points", [False, True])
async def test_short_pages_are_those_of_one_long_page(offers: AsyncEngine, home: str, has_points: bool) -> None:
    """A short page comes of the near ones alone; a long one needs all."""
    read = _read(an_offer(number, TODAY) for number in range(100, 420))
    async with offers.begin() as connection:
        await write_offers(connection, Source.OFFICIAL, "offers-2", read, "20000", NOW)
        for place, teryt in enumerate(sorted({KOLNO, home, *gminas()}) if has_points else ()):
            point = Point(53 + place % 7 / 9, 22 + place % 11 / 7)
            await put_point(connection, teryt, point, "office-worker", NOW)
    every = await search_offers(offers, OfferFilters(home=home), limit=400)
    assert every.total == 326
    pages = [
        await search_offers(offers, OfferFilters(home=home), limit=7, offset=offset) for offset in range(0, 70, 7)
    ]
    shown = [(row.id, row.ring, row.km) for page in pages for row in page.rows]
    assert shown == [(row.id, row.ring, row.km) for row in every.rows[:70]]
    assert {page.total for page in pages} == {326}


async def test_an_offer_is_read_with_all_that_came(offers: AsyncEngine) -> None:
    found = await get_offer(offers, id_of(Source.OFFICIAL, OFFERS[0]["identyfikatorOferty"]))
    assert found.record == OFFERS[0]
    with pytest.raises(NotFound):
        await get_offer(offers, "offer-draft")
    assert found.changed_at == NOW
    assert found.valid_until == TODAY + timedelta(days=30)
