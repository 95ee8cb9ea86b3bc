"""Rates that end, or have ended, without another one: told to editors and to the board as long as that is so."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.todo.work_store import read_waiting
from knowledge.rates.rate import Rate
from knowledge.rates.rate_store import ReadRate, save_rates, stored_rates
from knowledge.rates.standing import standing_of
from knowledge.rates.waiting_store import EndingRates, ending_rates, read_ending_rates
from tests.support.knowledge.article_versions import content, put_article, put_rates

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("shipped_offices")]

END = date(2027, 5, 31)
SAID_FROM = datetime(2027, 4, 30, 22, tzinfo=UTC)  # midnight in Warsaw, 30 days before
NOW = datetime(2027, 5, 20, 9, tzinfo=UTC)


def rate(code: str, first: date, last: date | None) -> Rate:
    return Rate(code, f"Stawka {code}", Decimal(1), first, last, "ustawa", "high")


async def ends(engine: AsyncEngine, day: date) -> list[tuple[str, str, str, date | None]]:
    return [
        (each.subject, each.what, each.title, each.due_on)
        for each in await read_waiting(engine, [ending_rates(day)], 10)
    ]


async def test_rates_that_end_together_are_one_thing_from_thirty_days_before_until_others_follow(
    engine: AsyncEngine,
) -> None:
    named = "{stawka:a} i {stawka:b}, {stawka:c}."
    await put_article(engine, "stawki", content(named))
    year = [rate(code, date(2026, 6, 1), END) for code in ("a", "b")]
    await put_rates(engine, *year, rate("c", date(2026, 1, 1), None), rate("nowhere", date(2026, 1, 1), END))
    early, first_day = END - timedelta(days=31), END - timedelta(days=30)
    assert await ends(engine, early) == []
    assert await read_ending_rates(engine, early) is None
    both = "Stawka a; Stawka b"
    assert await ends(engine, first_day) == [("2027-05-31", "ends", both, END)]
    assert await read_ending_rates(engine, first_day) == EndingRates(2, SAID_FROM, END)
    assert await ends(engine, END) == [("2027-05-31", "ends", both, END)]
    assert await ends(engine, END + timedelta(days=1)) == [("2027-05-31", "ended", both, END)]
    june = date(2027, 6, 1)
    await save_rates(engine, [ReadRate(rate("a", june, None), 1)], "anna", NOW)
    assert await ends(engine, first_day) == [("2027-05-31", "ends", "Stawka b", END)]
    await save_rates(engine, [ReadRate(rate("b", june + timedelta(days=1), None), 1)], "anna", NOW)
    assert await ends(engine, first_day) == [("2027-05-31", "ends", "Stawka b", END)], "a day is missing"
    await save_rates(engine, [ReadRate(rate("b", june, june), 2)], "anna", NOW)
    assert await ends(engine, first_day) == []
    assert await read_ending_rates(engine, END + timedelta(days=40)) is None


async def test_the_database_says_the_same_as_the_page_of_rates(engine: AsyncEngine) -> None:
    await put_article(engine, "stawki", content("{stawka:a}, {stawka:b}, {stawka:c}, {stawka:d}."))
    await put_rates(
        engine,
        rate("a", date(2025, 6, 1), date(2026, 5, 31)),
        rate("a", date(2026, 6, 1), END),
        rate("b", date(2026, 6, 1), END),
        rate("b", date(2027, 6, 1), date(2027, 6, 20)),
        rate("c", date(2026, 6, 1), date(2027, 2, 1)),
        rate("c", date(2027, 7, 1), None),
        rate("d", date(2026, 6, 1), None),
    )
    async with engine.connect() as connection:
        stored = [each.rate for each in await stored_rates(connection)]
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(0, 220, 3)]
    for day in days:
        standings = {code: standing_of([one for one in stored if one.code == code], day) for code in "abcd"}
        expected = [each.today or each.past[0] for each in standings.values() if each.state in ("ends", "ended")]
        found = await read_ending_rates(engine, day)
        assert (found.count if found else 0) == len(expected), day
