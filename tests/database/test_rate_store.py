"""Rates in the database: on no day are there two of a code."""

from datetime import UTC, date, datetime
from decimal import Decimal

import anyio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from knowledge.rates.rate import Rate
from knowledge.rates.rate_store import list_rates, load_rates, rate_codes, save_rate

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 27, 11, tzinfo=UTC)


def rate(amount: int, first: date, last: date | None, code: str = "zasilek") -> Rate:
    return Rate(code, "Zasiłek", Decimal(amount), first, last, "Obwieszczenie", "high")


async def spans(engine: AsyncEngine) -> list[tuple[int, date, date | None]]:
    stored = [each.rate for each in await list_rates(engine)]
    return [(int(each.amount), each.valid_from, each.valid_until) for each in stored]


async def test_a_rate_without_an_end_holds_until_the_next_that_is_planned(engine: AsyncEngine) -> None:
    await save_rate(engine, rate(200, date(2027, 6, 1), None), "anna", NOW)
    stored = await save_rate(engine, rate(100, date(2026, 6, 1), None), "anna", NOW)
    assert stored.rate.valid_until == date(2027, 5, 31)
    assert await spans(engine) == [
        (100, date(2026, 6, 1), date(2027, 5, 31)),
        (200, date(2027, 6, 1), None),
    ]


async def test_one_with_an_end_lays_itself_over_what_was_there_and_then_that_holds_again(
    engine: AsyncEngine,
) -> None:
    await save_rate(engine, rate(100, date(2026, 1, 1), None), "anna", NOW)
    await save_rate(engine, rate(150, date(2026, 3, 1), date(2026, 3, 31)), "jan", NOW)
    assert await spans(engine) == [
        (100, date(2026, 1, 1), date(2026, 2, 28)),
        (150, date(2026, 3, 1), date(2026, 3, 31)),
        (100, date(2026, 4, 1), None),
    ]
    rates = await load_rates(engine)
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
        assert rates.on("zasilek", day) is not None
    assert rates.on("zasilek", date(2025, 12, 31)) is None


async def test_the_same_span_said_again_replaces_the_amount(engine: AsyncEngine) -> None:
    first, last = date(2026, 6, 1), date(2027, 5, 31)
    await save_rate(engine, rate(100, first, last), "anna", NOW)
    await save_rate(engine, rate(101, first, last), "jan", NOW)
    [stored] = await list_rates(engine)
    assert (stored.rate.amount, stored.changed_by) == (Decimal("101.00"), "jan")


async def test_rates_of_another_code_are_left_alone(engine: AsyncEngine) -> None:
    await save_rate(engine, rate(100, date(2026, 1, 1), None), "anna", NOW)
    await save_rate(engine, rate(7, date(2026, 3, 1), None, "dodatek"), "anna", NOW)
    async with engine.connect() as connection:
        assert await rate_codes(connection) == {"zasilek", "dodatek"}
    assert (100, date(2026, 1, 1), None) in await spans(engine)


async def test_two_who_set_a_rate_at_once_leave_one_for_each_day(engine: AsyncEngine) -> None:
    async with anyio.create_task_group() as tasks:
        for amount in range(100, 105):
            tasks.start_soon(save_rate, engine, rate(amount, date(2026, 6, 1), None), "anna", NOW)
    assert len(await spans(engine)) == 1
