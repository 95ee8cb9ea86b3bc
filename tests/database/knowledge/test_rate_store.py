"""Rates in the database: on no day are there two of a code."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import anyio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import NotFound, StaleVersion
from knowledge.rates.rate import Rate, RateRefused
from knowledge.rates.rate_store import (
    ReadRate,
    StoredRate,
    list_rates,
    load_rates,
    rate_codes,
    remove_rate,
    save_rates,
)

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 27, 11, tzinfo=UTC)
TODAY = date(2026, 11, 27)


def rate(amount: int, first: date, last: date | None, code: str = "zasilek") -> Rate:
    return Rate(code, "Zasiłek", Decimal(amount), first, last, "Obwieszczenie", "high")


async def save(engine: AsyncEngine, wanted: Rate, read: int, account: str) -> StoredRate:
    [stored] = await save_rates(engine, [ReadRate(wanted, read)], account, NOW)
    return stored


async def spans(engine: AsyncEngine) -> list[tuple[int, date, date | None]]:
    stored = [each.rate for each in (await list_rates(engine, limit=100, after=None))[0]]
    return [(int(each.amount), each.valid_from, each.valid_until) for each in stored]


async def test_a_rate_without_an_end_holds_until_the_next_that_is_planned(engine: AsyncEngine) -> None:
    await save(engine, rate(200, date(2027, 6, 1), None), 0, "anna")
    stored = await save(engine, rate(100, date(2026, 6, 1), None), 1, "anna")
    assert stored.rate.valid_until == date(2027, 5, 31)
    assert await spans(engine) == [
        (100, date(2026, 6, 1), date(2027, 5, 31)),
        (200, date(2027, 6, 1), None),
    ]


async def test_one_with_an_end_lays_itself_over_what_was_there_and_then_that_holds_again(
    engine: AsyncEngine,
) -> None:
    await save(engine, rate(100, date(2026, 1, 1), None), 0, "anna")
    await save(engine, rate(150, date(2026, 3, 1), date(2026, 3, 31)), 1, "jan")
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
    await save(engine, rate(100, first, last), 0, "anna")
    await save(engine, rate(101, first, last), 1, "jan")
    [stored], _ = await list_rates(engine, limit=100, after=None)
    assert (stored.rate.amount, stored.changed_by) == (Decimal("101.00"), "jan")


async def test_rates_of_another_code_are_left_alone(engine: AsyncEngine) -> None:
    await save(engine, rate(100, date(2026, 1, 1), None), 0, "anna")
    await save(engine, rate(7, date(2026, 3, 1), None, "dodatek"), 0, "anna")
    async with engine.connect() as connection:
        assert await rate_codes(connection) == {"zasilek", "dodatek"}
    assert (100, date(2026, 1, 1), None) in await spans(engine)


async def test_of_two_who_set_a_rate_at_once_one_is_told_to_read_again(engine: AsyncEngine) -> None:
    outcomes: list[str] = []

    async def set_to(amount: int) -> None:
        try:
            await save(engine, rate(amount, date(2026, 6, 1), None), 0, "anna")
            outcomes.append("saved")
        except StaleVersion as stale:
            outcomes.append(f"stale {stale.version}")

    async with anyio.create_task_group() as tasks:
        for amount in range(100, 105):
            tasks.start_soon(set_to, amount)
    assert sorted(outcomes) == ["saved", *["stale 1"] * 4]
    assert len(await spans(engine)) == 1


async def test_every_change_of_a_code_is_on_the_version_that_was_read(engine: AsyncEngine) -> None:
    first = await save(engine, rate(100, date(2026, 1, 1), None), 0, "anna")
    second = await save(engine, rate(200, date(2027, 1, 1), None), first.version, "anna")
    assert (first.version, second.version) == (1, 2)
    for read in (0, 1, 3):
        with pytest.raises(StaleVersion) as stale:
            await save(engine, rate(7, date(2027, 6, 1), None), read, "jan")
        assert stale.value.version == 2
        with pytest.raises(StaleVersion):
            await remove_rate(engine, "zasilek", date(2027, 1, 1), read, TODAY)
    found, _ = await list_rates(engine, limit=9, after=None)
    assert [each.version for each in found] == [2, 2]


async def test_a_span_that_was_set_by_mistake_goes_before_its_first_day_alone(
    engine: AsyncEngine,
) -> None:
    await save(engine, rate(100, date(2026, 1, 1), None), 0, "anna")
    await save(engine, rate(999, TODAY + timedelta(days=1), None), 1, "anna")
    with pytest.raises(NotFound):
        await remove_rate(engine, "zasilek", TODAY + timedelta(days=2), 2, TODAY)
    with pytest.raises(RateRefused):
        await remove_rate(engine, "zasilek", TODAY + timedelta(days=1), 2, TODAY + timedelta(days=1))
    await remove_rate(engine, "zasilek", TODAY + timedelta(days=1), 2, TODAY)
    assert await spans(engine) == [(100, date(2026, 1, 1), TODAY)]
    with pytest.raises(StaleVersion):  # who has seen it still
        await save(engine, rate(7, date(2027, 6, 1), None), 2, "jan")
    await save(engine, rate(100, TODAY + timedelta(days=1), None), 3, "anna")


async def test_pages_follow_each_other_by_code_and_day(engine: AsyncEngine) -> None:
    for code in ("a", "b"):
        for number in range(3):
            await save(engine, rate(number, date(2026 + number, 1, 1), None, code), number, "anna")
    seen, after = [], None
    while True:
        page, after = await list_rates(engine, limit=2, after=after)
        seen += [(each.rate.code, each.rate.valid_from.year, each.version) for each in page]
        if after is None:
            break
    assert seen == [(code, year, 3) for code in "ab" for year in (2026, 2027, 2028)]
