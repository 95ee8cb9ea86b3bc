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


async def test_unmet_demand_is_told_by_group_of_occupations_and_by_county(engine: AsyncEngine) -> None:
    """Six offers. Ended: two welders of the county of Kolno, one filled and one withdrawn; a cook of the city of
    Łomża, over; one without an occupation, of a gmina of Augustów, withdrawn and gone from the table since. A
    third welder, near Łomża, and a cook somewhere in the province go on."""
    await put_shipped_offices(engine)
    today = SystemClock().now().astimezone(WARSAW).date()
    await put(engine, 1, "office")
    await put(engine, 2, "line", occupation="721203")
    await put(
        engine, 3, "official", "20620", occupation="512001", county="2062", valid_until=today - timedelta(days=1)
    )
    await put(engine, 4, "official", "20010", occupation=None, gmina="2001022")
    await put(engine, 5, "official", "20620", county="2007")
    await put(engine, 6, "official", "20000", occupation="512001")
    async with engine.begin() as connection:
        person = {"id": "client-1", "office": "20060", "first_name": "Ada", "last_name": "Lis"}
        await connection.execute(insert(Client).values(person))
        row = {"client_id": "client-1", "kind": "offer", "place": 1, "target_id": "ext-1", "title": "Spawacz"}
        await connection.execute(insert(ReferralRow).values({**row, "outcome": "podjęła pracę"}))
        ended = OfferRow.id.in_(("offer-2", "offer-4"))
        await connection.execute(update(OfferRow).where(ended).values(state="withdrawn"))
        await connection.execute(text("DELETE FROM offer WHERE id = 'offer-4'"))
    names = ("offers_opened", "offers_filled", "offers_unfilled")
    of = {key: tuple(sums[name] for name in names) for key, sums in await sums_of(engine, "occupation")}
    assert of == {"": (1, 0, 1), "5120": (2, 0, 1), "7212": (3, 1, 1)}
    by_county = dict(await sums_of(engine, "county"))
    assert {key: tuple(sums[name] for name in names) for key, sums in by_county.items()} == {
        "2000": (1, 0, 0),
        "2001": (1, 0, 1),
        "2006": (2, 1, 1),
        "2007": (1, 0, 0),
        "2062": (1, 0, 1),
    }
    assert METRICS["offers_unmet"].compute(by_county["2006"]).value == 50
    [(group, sums)] = await sums_of(engine, "occupation", "20060")
    assert (group, METRICS["offers_unmet"].compute(sums).value) == ("7212", 50)
