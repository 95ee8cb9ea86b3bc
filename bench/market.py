# ruff: noqa: S608 - put together of codes and numbers that stand here, never of what anybody has given
"""How long one waits for offers and candidates beside 10 calls a second: 100,000 offers and 60,000 registered
people in a database server of their own, on the machine of the calls. The import: `bench.offers_beside`.

Offers are written by the code of their imports; people by the database itself, as many in each office as in the
province: a viewer sees those of the own office alone, so the largest one is asked. `BENCH_MARKET_OFFERS` and
`BENCH_MARKET_PEOPLE` say how many.
"""

import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import anyio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.routes.market.candidates_schemas import near
from bench.centre import MeasuredCentre
from bench.failures import one_failure
from bench.figures import ms, table
from bench.reports import own_server
from clients.access import Viewer
from clients.candidates.candidate import CandidateSearch
from clients.candidates.candidate_store import find_candidates
from market.matching.matches_store import matches_of_client, trainings_of_client
from market.offers.asking import OfferFilters
from market.offers.offer import Offer, Source
from market.offers.offer_store import write_offers
from market.offers.official.reading import read_offer
from market.offers.search_store import search_offers
from ops.console import Failed
from tests.support.database.offices import put_shipped_offices
from tests.support.market.made_up_offers import an_offer

OFFICE = "20610"  # the largest
_AT_ONCE = 1000
_TIMES = 300  # each question
RATE = 10.0  # calls a second
_WARM_UP = 8.0  # seconds until the first calls talk
_LOADED = 45.0  # seconds of calls: all questions
_NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
_WORDS = ("magazyniera", "sprzedawca", "kucharz", "murarz kolno", "elektryk", "kierowca")
_CODES = ("432103", "522301", "833203", "512001", "711204", "741103")
_HOMES = ("2006011", "2061011", "2062011", "2063011")


@dataclass(frozen=True, slots=True)
class MarketTimes:
    """Seconds of each search."""

    offers: int
    people: int
    written: float
    asked_offers: Sequence[float]
    asked_candidates: Sequence[float]
    matched: Sequence[float]
    placed: int
    failed: int

    def figures(self) -> dict[str, float]:
        return {
            "offers_written_per_s": self.offers / self.written,
            "offers_search_ms_p95": ms(self.asked_offers, 0.95),
            "candidates_search_ms_p95": ms(self.asked_candidates, 0.95),
            "matching_ms_p95": ms(self.matched, 0.95),
            "market_failed_calls": self.failed,
        }

    def table(self) -> str:
        rows = [
            (name, f"{ms(times, 0.5):.1f}", f"{ms(times, 0.95):.1f}")
            for name, times in (
                (f"among {self.offers:,} offers", self.asked_offers),
                (f"among {self.people:,} people", self.asked_candidates),
                ("what fits one client best", self.matched),
            )
        ]
        beside = f"a search, beside {self.placed} calls ({self.failed} failed)"
        return table([beside, "p50 ms", "p95 ms"], rows)


def calls_beside() -> int:
    """How many calls are placed."""
    return round(RATE * (_LOADED + _WARM_UP))


def measure_market(centre: MeasuredCentre, folder: Path) -> MarketTimes:
    """Blocks for three minutes. Raises Failed."""
    offers = int(os.environ.get("BENCH_MARKET_OFFERS", "100000"))
    people = int(os.environ.get("BENCH_MARKET_PEOPLE", "60000"))
    with one_failure():
        return anyio.run(_measure, centre, folder, offers, people)


async def _measure(centre: MeasuredCentre, folder: Path, offers: int, people: int) -> MarketTimes:
    async with own_server(folder) as engine:
        await put_shipped_offices(engine)
        begun = time.monotonic()
        await _put_offers(engine, offers)
        written = time.monotonic() - begun
        await _put_people(engine, people)
        async with engine.begin() as connection:
            await connection.execute(text("ANALYZE"))
        failed: list[int] = []

        async def load() -> None:
            failed.append((await centre.place_calls(folder / "calls", RATE, calls_beside())).failed)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(load)
            await anyio.sleep(_WARM_UP)
            asked = await _times(lambda number: _ask_offers(engine, number))
            candidates = await _times(lambda number: _ask_candidates(engine, number))
            matched = await _times(lambda number: _match(engine, number))
            if failed:
                raise Failed("the calls ended before the searches")
        return MarketTimes(offers, people, written, asked, candidates, matched, calls_beside(), failed[0])


async def _put_offers(engine: AsyncEngine, offers: int) -> None:
    today = _NOW.date()
    for first in range(0, offers, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, offers))
        read = [read_offer(an_offer(number, today), today) for number in numbers]
        async with engine.begin() as connection:
            known = [each for each in read if isinstance(each, Offer)]
            await write_offers(connection, Source.OFFICIAL, "offers-bench", known, "20000", _NOW)


async def _put_people(engine: AsyncEngine, people: int) -> None:
    """Every sixth in the largest office, the others over all of them."""
    numbers = f"generate_series(1, {people}) AS n"
    codes = ", ".join(f"'{code}'" for code in _CODES)
    homes = ", ".join(f"'{home}'" for home in _HOMES)
    one = f"(ARRAY[{codes}])[1 + n % {len(_CODES)}]"
    office = (
        "CASE WHEN n % 6 = 0 THEN :office ELSE (SELECT code FROM office ORDER BY code OFFSET n % 15 LIMIT 1) END"
    )
    statements = (
        f"INSERT INTO client (id, office, first_name, last_name, gmina) SELECT 'client-' || n, {office}, 'Anna', "
        f"'Nowak' || n, (ARRAY[{homes}])[1 + n % {len(_HOMES)}] FROM {numbers}",
        "INSERT INTO registration (client_id, status, since, is_insured) "
        f"SELECT 'client-' || n, CASE WHEN n % 9 = 0 THEN 'seeker' ELSE 'unemployed' END, '2026-01-02', true "
        f"FROM {numbers}",
        f"INSERT INTO client_occupation (client_id, occupation) SELECT 'client-' || n, {one} FROM {numbers}",
        "INSERT INTO qualification (client_id, place, kind, occupation, name, years) "
        f"SELECT 'client-' || n, 1, 'performed', {one}, 'zawód ' || {one}, n % 12 FROM {numbers}",
        "INSERT INTO qualification (client_id, place, kind, name) SELECT 'client-' || n, 2, 'licence', "
        f"'Prawo jazdy kategorii ' || (ARRAY['B', 'C', 'T'])[1 + n % 3] FROM {numbers}",
    )
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement), {"office": OFFICE} if ":office" in statement else {})


async def _times(ask: Callable[[int], Awaitable[object]]) -> Sequence[float]:
    taken = []
    for number in range(_TIMES):
        begun = time.perf_counter()
        await ask(number)
        taken.append(time.perf_counter() - begun)
    return taken


async def _ask_offers(engine: AsyncEngine, number: int) -> object:
    home = _HOMES[number % len(_HOMES)]
    wanted = (
        OfferFilters(words=_WORDS[number % len(_WORDS)], on=_NOW.date()),
        OfferFilters(occupation=_CODES[number % len(_CODES)][:4], home=home, ring=2, on=_NOW.date()),
        OfferFilters(words=_WORDS[number % len(_WORDS)], home=home, least_pay=500_000, on=_NOW.date()),
    )
    return await search_offers(engine, wanted[number % len(wanted)], limit=50)


async def _ask_candidates(engine: AsyncEngine, number: int) -> object:
    """By another account each time: the ceiling of the day is one of each."""
    viewer = Viewer(f"bench-{number}", "supervisor", OFFICE, frozenset({OFFICE}))
    code, home = _CODES[number % len(_CODES)], _HOMES[number % len(_HOMES)]
    wanted = (
        CandidateSearch(occupation=code, near=near(home)),
        CandidateSearch(occupation=code[:2], licence="kategorii c", near=near(home)),
        CandidateSearch(words=f"zawód {code}", least_years=5, near=near(home)),
    )
    return await find_candidates(engine, viewer, wanted[number % len(wanted)], _NOW, limit=20)


async def _match(engine: AsyncEngine, number: int) -> object:
    """One client against all offers and all trainings."""
    client, today = f"client-{1 + number * 7}", _NOW.date()
    async with engine.begin() as connection:
        offers = await matches_of_client(connection, client, 10, today=today)
        return [*offers, *await trainings_of_client(connection, client, 10, today=today)]
