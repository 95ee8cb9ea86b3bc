"""Offers and institutions by the words of a question to the knowledge base."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.training_tables import InstitutionRow
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE
from tests.support.plugins.more import ANOTHER, first_of

pytestmark = pytest.mark.anyio

TODAY = NINE.date()


def offer(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"offer-{name}",
        "office": "20060",
        "occupation": "721204",
        "position": "Spawacz",
        "town": "Kolno",
        "contract": "umowa",
        "valid_from": TODAY,
        "valid_until": TODAY + timedelta(days=9),
        "state": "verified",
        **more,
    }


@pytest.fixture
async def market(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        newer = offer("marked", state="unverified", valid_from=TODAY - timedelta(days=1))
        over = offer("over", valid_until=TODAY - timedelta(days=1))
        elsewhere = offer("lomza", town="Łomża")
        gone = offer("gone", state="withdrawn")
        await connection.execute(insert(OfferRow), [offer("open"), newer, over, elsewhere, gone])
        institution = {"id": "institution-1", "name": "Zakład Doskonalenia Zawodowego", "town": "Białystok"}
        await connection.execute(insert(InstitutionRow).values(**institution, telephone="857001300"))


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize(
    ("question", "words", "offers", "institutions"),
    first_of(
        3,
        [
            ("praca dla spawacza w Łomży", "spawacza Łomży", ["offer-lomza"], 0),
            ("spawacz Kolno", "spawacz Kolno", ["offer-open", "offer-marked"], 0),
            ("oferty pracy spawacz", "spawacz", ["offer-lomza", "offer-open", "offer-marked"], 0),
            ("zakład doskonalenia w Białymstoku", "zakład doskonalenia Białymstoku", [], 1),
            ("gdzie są oferty pracy", "", [], 0),
            ("jak zarejestrować się w urzędzie", "jak zarejestrować się urzędzie", [], 0),
        ],
        ANOTHER,
        "tests/api/market/test_market_search.py::test_what_is_open_today_is_found_by_words_and_place_in_any_form",
    ),
)
async def test_what_is_open_today_is_found_by_words_and_place_in_any_form(
    log_in: LogIn, question: str, words: str, offers: list[str], institutions: int
) -> None:
    client = await log_in("k20060-1")
    found = (await client.post("/api/knowledge/market", json={"q": question})).json()
    assert found["words"] == words
    assert [each["id"] for each in found["offers"]] == offers
    assert found["offers_total"] == len(offers)
    assert len(found["institutions"]) == institutions
    assert {each["id"]: each["is_verified"] for each in found["offers"]}.get("offer-marked", False) is False


@pytest.mark.usefixtures("market")
async def test_who_may_not_see_offers_finds_none(log_in: LogIn) -> None:
    assert (
        await (await log_in("audytor")).post("/api/knowledge/market", json={"q": "spawacz"})
    ).status_code == 403
