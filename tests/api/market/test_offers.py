"""Offers over the web service: found, read, imported, confirmed."""

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.market.offer_tables import OfferRow, OfferRunRow
from core.jobs.job_queue_store import is_job_asked_for
from core.settings import Settings
from market.offers.offer import Source
from market.offers.offer_store import write_offers
from market.offers.official.reading import read_offer
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE
from tests.support.market.made_up_offers import an_offer

pytestmark = pytest.mark.anyio

TODAY = NINE.date()
OFFICE = {"ofertaZgloszonaPrzezKodJednostki": "20060"}
KOLNO = an_offer(7, TODAY, **OFFICE, miejscowosc="Kolno", gmina="Kolno", kodPowiatu="2006", stanowisko="Spawacz")
RUN = {"source": "official", "asked_by": "system", "began_at": NINE}


@pytest.fixture
async def offers(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        read = [read_offer(offer, TODAY) for offer in (KOLNO, an_offer(2, TODAY, **OFFICE, kodPowiatu="1465"))]
        await write_offers(connection, Source.OFFICIAL, "offers-1", read, "20000", NINE)  # type: ignore[arg-type]


@pytest.mark.usefixtures("offers")
async def test_a_consultant_finds_an_offer_and_reads_it_whole(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    found = (await client.post("/api/offers/search", json={"q": "spawacza", "home": "2006022"})).json()
    assert found["total"] == 1
    [offer] = found["offers"]
    assert (offer["town"], offer["ring"], offer["state"]) == ("Kolno", 1, "verified")
    assert offer["employer_name"] == KOLNO["pracodawca"]
    whole = (await client.get(f"/api/offers/{offer['id']}")).json()
    assert whole["record"] == KOLNO
    assert (await client.get("/api/offers/offer-none")).status_code == 404


@pytest.mark.usefixtures("offers")
async def test_what_is_over_is_found_only_when_it_is_asked_for(log_in: LogIn, engine: AsyncEngine) -> None:
    over = {"valid_from": TODAY.replace(month=1), "valid_until": TODAY.replace(month=2)}
    async with engine.begin() as connection:
        await connection.execute(
            insert(OfferRow).values(
                id="offer-over",
                office="20060",
                occupation="721204",
                position="Spawacz",
                town="Kolno",
                contract="",
                **over,
            )
        )
    client = await log_in("kierownik-20060")
    assert (await client.post("/api/offers/search", json={"q": "spawacz"})).json()["total"] == 1
    every = await client.post("/api/offers/search", json={"q": "spawacz", "open_only": False})
    assert every.json()["total"] == 2


async def test_filters_that_cannot_be_are_refused(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    for wrong in ({"home": "20"}, {"occupation": "43x"}, {"limit": 0}, {"state": "draft"}, {"names": "x"}):
        assert (await client.post("/api/offers/search", json=wrong)).status_code == 422, wrong


async def test_without_a_service_no_import_can_be_asked_for(log_in: LogIn) -> None:
    client = await log_in("administrator")
    assert (await client.get("/api/offer-runs")).json() == {
        "runs": [],
        "is_set_up": False,
        "is_eures_set_up": False,
    }
    refused = await client.post("/api/offer-runs")
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_refused")


class TestWithAService:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"offers_url": "https://oferty.example.pl/v2/oferta"})

    async def test_an_import_is_asked_for_once(self, log_in: LogIn, engine: AsyncEngine) -> None:
        client = await log_in("administrator")
        first, second = [(await client.post("/api/offer-runs")).json() for _ in range(2)]
        assert (first["id"], first["state"], first["asked_by"]) == (second["id"], "waiting", "administrator")
        async with engine.connect() as connection:
            assert await is_job_asked_for(connection, "offers", first["id"])

    async def test_what_would_take_most_offers_away_waits_for_a_word(
        self, log_in: LogIn, engine: AsyncEngine
    ) -> None:
        run = {**RUN, "id": "offers-0a-0b", "state": "quarantined", "counts": {"going": 900}}
        async with engine.begin() as connection:
            await connection.execute(insert(OfferRunRow).values(run))
        client = await log_in("administrator")
        [told] = (await client.get("/api/offer-runs")).json()["runs"]
        assert (told["state"], told["counts"]) == ("quarantined", {"going": 900})
        confirmed = await client.post("/api/offer-runs/offers-0a-0b/confirmation")
        assert (confirmed.status_code, confirmed.json()["confirmed_by"]) == (202, "administrator")
        assert (await client.post("/api/offer-runs/offers-00-00/confirmation")).status_code == 404
        assert (await client.get("/api/offer-runs/offers-0a-0b/rejects")).json() == {"rejects": []}

    async def test_who_only_sees_offers_imports_none(self, log_in: LogIn) -> None:
        client = await log_in("k20060-1")
        assert (await client.get("/api/offer-runs")).status_code == 403
        assert (await client.post("/api/offer-runs")).status_code == 403
