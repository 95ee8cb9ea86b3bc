"""Offers of the central base on a real database, from a service with the official contract."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.market.offer_tables import OfferRecordRow, OfferRow
from core.outside.web_answer import Times
from market.offers import run_store
from market.offers.duplicate_store import same_offers
from market.offers.offer import Source
from market.offers.official.envelope import Status
from market.offers.official.service import TIMES, OfficialService
from market.offers.official.window import CALLS
from market.offers.run import OfferImports
from tests.support.database.offices import put_shipped_offices
from tests.support.market.made_up_offers import a_package, an_offer
from tests.support.market.official_service import StandIn, official_service
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock
from tests.support.web.loopback_service import Fault

pytestmark = pytest.mark.anyio

EVENING = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)  # 19:00 in Warsaw
TODAY = EVENING.date()
IMPATIENT = Times(connect=5, silence=0.3, whole=0.6)
NO_ANSWER = ("silent", "trickle")


@pytest.fixture
def service() -> Iterator[StandIn]:
    with official_service() as stand_in:
        yield stand_in


class Taking:
    def __init__(self, engine: AsyncEngine, service: StandIn, folder: Path) -> None:
        self.engine, self.service, self.clock = engine, service, StandingClock(EVENING)
        self.folder = folder
        self.imports = self.that_wait(TIMES)

    def that_wait(self, times: Times) -> OfferImports:
        official = OfficialService(self.service.url, "podlaskie", times)
        return OfferImports(self.engine, self.clock, self.folder, official)

    async def ask(self) -> str:
        async with self.engine.begin() as connection:
            return await run_store.ask_for_run(connection, Source.OFFICIAL, "kierownik", self.clock.now())

    async def take(self, *offers: dict[str, Any], in_a_file: int = 1000) -> Any:
        """One whole run with these offers."""
        self.service.package = a_package(offers, in_a_file)
        run_id = await self.ask()
        await self.imports.run(run_id)
        return await run_store.get_run(self.engine, run_id)

    async def states(self) -> dict[str, str]:
        query = select(OfferRow.ext_id, OfferRow.state).where(OfferRow.source == Source.OFFICIAL)
        async with self.engine.connect() as connection:
            return {row.ext_id: row.state for row in await connection.execute(query)}

    async def run_of(self, run_id: str) -> Any:
        return await run_store.get_run(self.engine, run_id)


@pytest.fixture
async def taking(engine: AsyncEngine, service: StandIn, tmp_path: Path) -> AsyncIterator[Taking]:
    await put_shipped_offices(engine)
    yield Taking(engine, service, tmp_path / "offers")


async def test_offers_are_taken_in_changed_and_withdrawn(taking: Taking) -> None:
    offers = [an_offer(number, TODAY) for number in range(5)]
    first = await taking.take(*offers, in_a_file=2)
    assert (first.state, first.files, first.files_done) == ("done", 3, 3)
    assert first.counts == {
        "read": 5,
        "new": 5,
        "changed": 0,
        "same": 0,
        "rejected": 0,
        "withdrawn": 0,
        "duplicates": 0,
    }
    taking.clock.passes(days=1)
    second = await taking.take(*offers[1:4], an_offer(4, TODAY, stanowisko="Szwaczka"), an_offer(9, TODAY))
    assert (second.counts["new"], second.counts["changed"], second.counts["same"]) == (1, 1, 3)
    assert second.counts["withdrawn"] == 1
    states = await taking.states()
    assert states["StPr/26/000000"] == "withdrawn"
    assert sorted(states.values()).count("verified") == 5
    assert not list(taking.folder.iterdir())


async def test_an_offer_that_comes_again_is_open_again(taking: Taking) -> None:
    await taking.take(an_offer(1, TODAY), an_offer(2, TODAY))
    await taking.take(an_offer(2, TODAY))
    third = await taking.take(an_offer(1, TODAY), an_offer(2, TODAY))
    assert (third.counts["changed"], third.counts["same"]) == (1, 1)
    assert set((await taking.states()).values()) == {"verified"}


async def test_what_came_is_kept_as_it_came(taking: Taking) -> None:
    offer = an_offer(3, TODAY, dodSwiadczenia="Karta „Sport” – od zaraz")
    await taking.take(offer)
    async with taking.engine.connect() as connection:
        assert await connection.scalar(select(OfferRecordRow.record)) == offer


async def test_a_record_that_is_no_offer_is_named_and_the_others_are_taken(taking: Taking) -> None:
    run = await taking.take(
        an_offer(1, TODAY), an_offer(2, TODAY, stanowisko=""), an_offer(3, TODAY, miejscowosc="")
    )
    assert (run.state, run.counts["read"], run.counts["rejected"]) == ("done", 3, 2)
    rejects = await run_store.list_rejects(taking.engine, run.id)
    assert [(reject.ext_id, reject.reason_pl) for reject in rejects] == [
        ("StPr/26/000002", "brak nazwy stanowiska"),
        ("StPr/26/000003", "brak miejscowości pracy"),
    ]


@pytest.mark.parametrize(
    "fault",
    first_of(
        3,
        ["cut", "page", "500", "silent", "trickle"],
        ANOTHER,
        "tests/database/market/test_offer_imports.py::test_a_service_that_fails_is_asked_again_and_nothing_is_withdrawn",
    ),
)
async def test_a_service_that_fails_is_asked_again_and_nothing_is_withdrawn(taking: Taking, fault: Fault) -> None:
    offers = [an_offer(number, TODAY) for number in range(3)]
    await taking.take(*offers)
    taking.service.fault = fault
    if fault in NO_ANSWER:
        taking.imports = taking.that_wait(IMPATIENT)
    run = await taking.take(offers[0])
    assert run.state == "waiting"
    assert run.not_before == EVENING + timedelta(minutes=15)
    assert (run.error_pl == "Usługa nie odpowiedziała w czasie.") == (fault in NO_ANSWER)
    assert set((await taking.states()).values()) == {"verified"}
    taking.service.fault = ""
    taking.imports = taking.that_wait(TIMES)
    taking.clock.passes(minutes=15)
    await taking.imports.run(run.id)
    assert (await taking.run_of(run.id)).state == "done"
    assert sorted((await taking.states()).values()) == ["verified", "withdrawn", "withdrawn"]


async def test_a_broken_package_is_fetched_again(taking: Taking) -> None:
    await taking.take(an_offer(1, TODAY), an_offer(2, TODAY))
    whole = a_package([an_offer(1, TODAY)])
    taking.service.package = whole[: len(whole) // 2]
    run_id = await taking.ask()
    await taking.imports.run(run_id)
    assert (await taking.run_of(run_id)).error_pl.startswith("Paczka ofert jest uszkodzona")
    assert len(await taking.states()) == 2
    taking.service.package = whole
    taking.clock.passes(minutes=15)
    await taking.imports.run(run_id)
    assert (await taking.run_of(run_id)).counts["withdrawn"] == 1


async def test_outside_of_its_hours_the_service_is_not_asked(taking: Taking) -> None:
    taking.clock.at = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
    run_id = await taking.ask()
    await taking.imports.run(run_id)
    run = await taking.run_of(run_id)
    assert (run.state, run.not_before) == ("waiting", datetime(2026, 12, 1, 16, 0, tzinfo=UTC))
    assert taking.service.asked == []


async def test_the_service_is_asked_at_most_twenty_times_in_a_window(taking: Taking) -> None:
    taking.service.status = Status.UNAVAILABLE
    run_id = await taking.ask()
    for _ in range(CALLS + 3):
        await taking.imports.run(run_id)
    assert len(taking.service.asked) == CALLS
    assert (await taking.run_of(run_id)).not_before == datetime(2026, 12, 2, 16, 0, tzinfo=UTC)


async def test_who_dies_in_the_middle_goes_on_with_the_next_file(
    taking: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers = [an_offer(number, TODAY) for number in range(6)]
    taking.service.package = a_package(offers, in_a_file=2)
    run_id = await taking.ask()
    note_file, noted = run_store.note_file, []

    class Killed(BaseException):
        pass

    async def killed_at_the_second(*arguments: Any) -> None:
        noted.append(arguments[2])
        if len(noted) == 2:
            raise Killed
        await note_file(*arguments)

    monkeypatch.setattr(run_store, "note_file", killed_at_the_second)
    with pytest.raises(Killed):
        await taking.imports.run(run_id)
    assert len(await taking.states()) == 2
    await taking.that_wait(TIMES).run(run_id)
    run = await taking.run_of(run_id)
    assert (run.state, run.counts["read"], run.counts["new"]) == ("done", 6, 6)
    assert len(taking.service.asked) == 1
    assert noted == [1, 2, 2, 3]


async def test_most_offers_go_only_by_somebodys_word(taking: Taking) -> None:
    await taking.take(*[an_offer(number, TODAY) for number in range(150)])
    run = await taking.take(an_offer(1, TODAY))
    assert (run.state, run.counts["going"]) == ("quarantined", 149)
    assert set((await taking.states()).values()) == {"verified"}
    async with taking.engine.begin() as connection:
        assert await run_store.confirm(connection, run.id, "kierownik")
    await taking.imports.run(run.id)
    assert (await taking.run_of(run.id)).state == "done"
    assert sorted((await taking.states()).values()).count("withdrawn") == 149


async def test_a_newer_run_replaces_one_that_waits_for_a_word(taking: Taking) -> None:
    await taking.take(*[an_offer(number, TODAY) for number in range(150)])
    waiting = await taking.take(an_offer(1, TODAY))
    await taking.take(*[an_offer(number, TODAY) for number in range(149)])
    assert (await taking.run_of(waiting.id)).state == "refused"
    async with taking.engine.begin() as connection:
        assert not await run_store.confirm(connection, waiting.id, "kierownik")


async def test_the_same_offer_of_an_office_is_told_once(taking: Taking) -> None:
    offer = an_offer(0, TODAY)
    async with taking.engine.begin() as connection:
        await connection.execute(
            insert(OfferRow).values(
                id="offer-20010-x1",
                office=offer["ofertaZgloszonaPrzezKodJednostki"],
                occupation="432103",
                position="magazynier",
                town=offer["miejscowosc"],
                pay_from=480_600,
                pay_to=520_000,
                contract="umowa o pracę",
                valid_from=TODAY,
                valid_until=TODAY,
            )
        )
    run = await taking.take(offer, an_offer(1, TODAY))
    assert run.counts["duplicates"] == 1
    async with taking.engine.connect() as connection:
        query = select(func.count()).where(OfferRow.duplicate_of == "offer-20010-x1")
        assert await connection.scalar(query) == 1


def an_own_offer(offer_id: str, office: str, **changed: Any) -> dict[str, Any]:
    return {
        "id": offer_id,
        "office": office,
        "occupation": "432103",
        "position": "Pracownik magazynu",
        "town": "Augustów",
        "gmina": "2001011",
        "contract": "umowa o pracę",
        "valid_from": TODAY - timedelta(days=3),
        "valid_until": TODAY,
        **changed,
    }


@pytest.mark.parametrize(
    ("changed", "is_same"),
    [
        ({"employer_nip": "5260250274"}, True),
        ({"employer_name": "ZAKŁAD 0 SP. Z O.O."}, True),
        ({"employer_nip": "5260250274", "valid_from": TODAY - timedelta(days=15)}, False),
        ({"employer_nip": "5260250274", "gmina": "2001022"}, False),
        ({"employer_nip": "5260250274", "occupation": "741103"}, False),
        ({"employer_nip": "1234563218"}, False),
        ({"employer_nip": "5260250274", "valid_until": TODAY - timedelta(days=1)}, False),
    ],
)
async def test_the_same_job_of_the_same_employer_is_one_offer(
    taking: Taking, changed: dict[str, Any], is_same: bool
) -> None:
    found = {"nip": "526-025-02-74", "miejscowosc": "Augustów", "gmina": "Augustów", "kodPowiatu": "2001"}
    offer = an_offer(0, TODAY, **found, dataDodaniaOferty=f"{TODAY}")
    async with taking.engine.begin() as connection:
        own = an_own_offer("offer-line-1", "20610", source="line", ext_id="i-1", **changed)
        await connection.execute(insert(OfferRow).values(**own))
    run = await taking.take(offer)
    assert run.counts["duplicates"] == int(is_same)


async def test_a_duplicate_is_an_offer_of_its_own_when_the_other_is_over(taking: Taking) -> None:
    offer = an_offer(0, TODAY, nip="5260250274", dataDodaniaOferty=f"{TODAY}")
    async with taking.engine.begin() as connection:
        own = an_own_offer("offer-line-1", "20610", source="line", ext_id="i-1", employer_nip="5260250274")
        await connection.execute(insert(OfferRow).values(**own))
    assert (await taking.take(offer)).counts["duplicates"] == 1
    [same] = await same_offers(taking.engine, "offer-line-1", None)
    assert (same.source, same.ext_id) == ("official", "StPr/26/000000")
    [told] = await same_offers(taking.engine, same.id, "offer-line-1")
    assert told.id == "offer-line-1"
    taking.clock.passes(days=1)
    assert (await taking.take(offer)).counts["duplicates"] == 0


async def test_the_import_of_the_evening_is_asked_for_once(taking: Taking) -> None:
    taking.clock.at = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    await taking.imports.look()
    assert await run_store.list_runs(taking.engine, 10) == []
    taking.clock.at = EVENING
    taking.service.package = a_package([an_offer(1, TODAY)])
    await taking.imports.look()
    await taking.imports.look()
    [run] = await run_store.list_runs(taking.engine, 10)
    await taking.imports.run(run.id)
    taking.clock.passes(hours=3)
    await taking.imports.look()
    assert len(await run_store.list_runs(taking.engine, 10)) == 1
    taking.clock.passes(hours=21)
    await taking.imports.look()
    assert len(await run_store.list_runs(taking.engine, 10)) == 2
