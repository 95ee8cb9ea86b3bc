"""Figures of job offers against what was counted by hand: by which way they came, and what became of them."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.person_tables import Client, ReferralRow
from core.metrics.dictionary import METRICS, SUBJECTS
from core.metrics.needed import counters_of
from core.metrics.sums import Sums
from core.zone import WARSAW
from reports.figures.figure_query import Filters, GroupBy, Query
from reports.figures.figure_store import read_sums
from tests.support.database.offices import put_shipped_offices

pytestmark = pytest.mark.anyio

OF_OFFERS = counters_of(SUBJECTS["Rynek pracy"])


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=WARSAW)


async def sums_of(engine: AsyncEngine, by: GroupBy = "total", *offices: str) -> list[tuple[object, Sums]]:
    """Of the last thirty days and today."""
    today = SystemClock().now().astimezone(WARSAW).date()
    begin, end = midnight(today - timedelta(days=30)), midnight(today + timedelta(days=1))
    filters = Filters(offices=frozenset(offices) or None)
    async with engine.connect() as connection:
        return list(await read_sums(connection, Query(begin, end, by, "day", filters, OF_OFFERS)))


async def put(engine: AsyncEngine, number: int, source: str, office: str = "20060", **more: object) -> None:
    today = SystemClock().now().astimezone(WARSAW).date()
    values = {
        "id": f"offer-{number}",
        "office": office,
        "occupation": "721204",
        "position": f"Spawacz {number}",
        "town": "Kolno",
        "contract": "umowa",
        "valid_from": today - timedelta(days=10),
        "valid_until": today + timedelta(days=30),
        "source": source,
        "ext_id": f"ext-{number}",
        **more,
    }
    async with engine.begin() as connection:
        await connection.execute(insert(OfferRow).values(values))


async def test_every_offer_is_counted_once_by_its_way_and_by_its_end(engine: AsyncEngine) -> None:
    """Nine offers: 7 shown of 20060 (3 of offices, 2 by the line, 1 of an employer, 1 of a base), 1 of 20610, and
    one that nobody has verified yet. One is filled ten days after its first day, one is withdrawn, one is over."""
    await put_shipped_offices(engine)
    today = SystemClock().now().astimezone(WARSAW).date()
    for number, source in enumerate(("office", "office", "office", "line", "line", "employer", "official")):
        await put(engine, number, source)
    await put(engine, 7, "official", "20610")
    await put(engine, 8, "line", state="submitted")
    await put(engine, 9, "official", duplicate_of="offer-0")
    async with engine.begin() as connection:
        person = {"id": "client-1", "office": "20060", "first_name": "Ada", "last_name": "Lis"}
        await connection.execute(insert(Client).values(person))
        of = {"client_id": "client-1", "kind": "offer"}
        for place, (target, outcome) in enumerate(
            (
                ("ext-0", "podjęła pracę"),
                ("ext-0", "podjęła pracę"),
                ("ext-1", "odmowa pracodawcy"),
                ("x", "podjął"),
            )
        ):
            row = {**of, "place": place, "target_id": target, "title": "Spawacz", "outcome": outcome}
            await connection.execute(insert(ReferralRow).values(row))
        await connection.execute(update(OfferRow).where(OfferRow.id == "offer-3").values(state="withdrawn"))
        await connection.execute(
            update(OfferRow).where(OfferRow.id == "offer-4").values(valid_until=today - timedelta(days=1))
        )
        await connection.execute(update(OfferRow).where(OfferRow.id == "offer-5").values(position="Spawacz MIG"))
    [(_, sums)] = await sums_of(engine)
    told = {key: METRICS[key].compute(sums).value for key in (each.key for each in SUBJECTS["Rynek pracy"])}
    days = told.pop("fill_days")
    assert told == {
        "offers_opened": 8,
        "offers_by_line": 2,
        "offers_by_employer": 1,
        "offers_by_office": 3,
        "offers_from_bases": 2,
        "offers_filled": 1,
        "offers_unfilled": 2,
        "offers_unmet": pytest.approx(100 * 2 / 3),
    }
    assert days is not None
    assert 10 <= days < 11.1
    by_office = dict(await sums_of(engine, "office"))
    assert (by_office["20060"]["offers_opened"], by_office["20610"]["offers_opened"]) == (7, 1)
    [(_, elsewhere)] = await sums_of(engine, "total", "20610")
    assert (elsewhere["offers_opened"], elsewhere["offers_filled"]) == (1, 0)
    by_day = await sums_of(engine, "interval")
    assert sum(line["offers_unfilled"] for _, line in by_day) == 2
    assert by_day[-1][1]["offers_opened"] == 8


async def test_what_comes_back_or_is_filled_after_all_is_no_unfilled_one(engine: AsyncEngine) -> None:
    await put_shipped_offices(engine)
    await put(engine, 1, "official")
    await put(engine, 2, "official")
    async with engine.begin() as connection:
        await connection.execute(update(OfferRow).values(state="withdrawn"))
    [(_, sums)] = await sums_of(engine)
    assert sums["offers_unfilled"] == 2
    async with engine.begin() as connection:
        await connection.execute(update(OfferRow).where(OfferRow.id == "offer-1").values(state="verified"))
        await connection.execute(
            text("INSERT INTO client (id, office, first_name, last_name) VALUES ('c', '20060', 'A', 'B')")
        )
        row = {"client_id": "c", "kind": "offer", "place": 1, "target_id": "ext-2", "outcome": "zatrudniona"}
        await connection.execute(insert(ReferralRow).values(row))
    [(_, sums)] = await sums_of(engine)
    assert (sums["offers_opened"], sums["offers_filled"], sums["offers_unfilled"]) == (2, 1, 0)
