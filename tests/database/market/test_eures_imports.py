"""Offers of EURES on a real database, from a feed with its contract, by the same import as those of the base."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.market.offer_tables import OfferRow
from core.outside.web_answer import Times
from market.offers import run_store
from market.offers.asking import OfferFilters
from market.offers.eures.feed import ASKED_AT_ONCE, EuresFeed
from market.offers.offer import Source
from market.offers.official.service import TIMES
from market.offers.run import OfferImports
from market.offers.search_store import search_offers
from tests.database.market.test_offer_imports import EVENING, IMPATIENT, NO_ANSWER, TODAY
from tests.support.database.offices import put_shipped_offices
from tests.support.market.eures_feed import StandInFeed, a_vacancy, eures_feed
from tests.support.timing.standing_clock import StandingClock
from tests.support.web.loopback_service import Fault

pytestmark = pytest.mark.anyio


@pytest.fixture
def feed() -> Iterator[StandInFeed]:
    with eures_feed() as stand_in:
        yield stand_in


class Taking:
    def __init__(self, engine: AsyncEngine, feed: StandInFeed, folder: Path) -> None:
        self.engine, self.clock = engine, StandingClock(EVENING)
        self.feed, self.folder = feed, folder
        self.imports = self.that_wait(TIMES)

    def that_wait(self, times: Times) -> OfferImports:
        return OfferImports(self.engine, self.clock, self.folder, EuresFeed(self.feed.url, times))

    async def take(self) -> Any:
        async with self.engine.begin() as connection:
            run_id = await run_store.ask_for_run(connection, Source.EURES, "kierownik", self.clock.now())
        await self.imports.run(run_id)
        return await run_store.get_run(self.engine, run_id)

    async def offers(self) -> dict[str, Any]:
        async with self.engine.connect() as connection:
            return {row.ext_id: row for row in await connection.execute(select(OfferRow.__table__))}


@pytest.fixture
async def taking(engine: AsyncEngine, feed: StandInFeed, tmp_path: Path) -> Taking:
    await put_shipped_offices(engine)
    return Taking(engine, feed, tmp_path / "offers")


async def test_vacancies_are_taken_in_told_apart_and_withdrawn(taking: Taking, feed: StandInFeed) -> None:
    feed.vacancies = [a_vacancy(f"jv-{number}") for number in range(ASKED_AT_ONCE + 1)]
    first = await taking.take()
    assert (first.state, first.counts["new"], first.counts["rejected"]) == ("done", ASKED_AT_ONCE + 1, 0)
    assert [path.rpartition("/")[2] for path in feed.asked] == ["getAll", "getDetails", "getDetails"]
    found = await search_offers(taking.engine, OfferFilters(words="elektryka", source="eures"), limit=500)
    assert found.total == ASKED_AT_ONCE + 1
    near = await search_offers(taking.engine, OfferFilters(home="2006011", ring=3), limit=1)
    assert near.total == 0
    offer = (await taking.offers())["jv-0"]
    assert (offer.source, offer.office, offer.town, offer.country) == ("eures", "20000", "Oslo", "NO")
    feed.vacancies = [*feed.vacancies[1:], a_vacancy("jv-1", title="Elektryczka")]
    taking.clock.passes(hours=1)
    second = await taking.take()
    assert (second.counts["changed"], second.counts["withdrawn"]) == (1, 1)
    assert (await taking.offers())["jv-0"].state == "withdrawn"


@pytest.mark.parametrize("at", ["getAll", "getDetails"])
@pytest.mark.parametrize("fault", ["500", "page", "cut", "silent", "trickle"])
async def test_a_feed_that_fails_half_way_changes_nothing_and_is_asked_again(
    taking: Taking, feed: StandInFeed, fault: Fault, at: str
) -> None:
    feed.vacancies = [a_vacancy("jv-1"), a_vacancy("jv-2")]
    await taking.take()
    feed.vacancies, feed.fault, feed.at = [a_vacancy("jv-2")], fault, at
    if fault in NO_ANSWER:
        taking.imports = taking.that_wait(IMPATIENT)
    run = await taking.take()
    assert (run.state, run.not_before) == ("waiting", EVENING + timedelta(minutes=15))
    assert (run.error_pl == "EURES nie odpowiedział w czasie.") == (fault in NO_ANSWER)
    assert {row.state for row in (await taking.offers()).values()} == {"verified"}
    feed.fault = ""
    taking.imports = taking.that_wait(TIMES)
    taking.clock.passes(minutes=15)
    await taking.imports.run(run.id)
    assert (await taking.offers())["jv-1"].state == "withdrawn"


async def test_it_is_asked_once_an_evening_and_no_call_of_the_central_base_is_counted(
    taking: Taking, feed: StandInFeed
) -> None:
    feed.vacancies = [a_vacancy("jv-1")]
    await taking.imports.look()
    await taking.imports.look()
    [run] = await run_store.list_runs(taking.engine, 10)
    assert run.source == Source.EURES
    await taking.imports.run(run.id)
    async with taking.engine.begin() as connection:
        assert await run_store.calls_in(connection, TODAY) == 0


async def test_what_the_central_base_has_itself_is_told_from_there(taking: Taking, feed: StandInFeed) -> None:
    feed.vacancies = [a_vacancy("jv-1", city="Kolno", country="PL", legal="526-025-02-74")]
    values = {
        "office": "20060",
        "position": "Monter",
        "town": "Kolno",
        "contract": "umowa",
        "employer_nip": "5260250274",
    }
    days = {"valid_from": TODAY - timedelta(days=50), "valid_until": TODAY}
    async with taking.engine.begin() as connection:
        new = insert(OfferRow).values(
            id="offer-1", source="official", ext_id="x", occupation="7411", **values, **days
        )
        await connection.execute(new)
    run = await taking.take()
    assert run.counts["duplicates"] == 0  # it began too long before
    async with taking.engine.begin() as connection:
        await connection.execute(update(OfferRow).values(valid_from=TODAY - timedelta(days=20)))
    taking.clock.passes(hours=1)
    assert (await taking.take()).counts["duplicates"] == 1
    assert (await taking.offers())["jv-1"].duplicate_of == "offer-1"
