"""The overlay says exactly what the facts say: how often nodes and arrows, who hung up where, for how long."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.fact_log.event_log import write_facts
from core.metrics.node_stays import quantile, stay_step
from reports.figures.figure_check_store import differences_of, fold_anew, put_right
from reports.figures.node_figure_store import NodeSums, numbers_of_node, read_nodes
from tests.support.reports.report_projection import catch_up, write
from tests.support.reports.walked_calls import SCENARIO, Count, Way, facts_of, naive_count, ways

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

DAY = date(2026, 11, 24)
DAYS = (DAY, DAY + timedelta(days=1))
LATER = datetime(2026, 11, 26, tzinfo=UTC)
NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


async def check(engine: AsyncEngine, count: Count) -> None:
    """Every figure of every day, of each version and of both."""
    async with engine.connect() as connection:
        for days in ((DAYS[0], DAYS[0]), (DAYS[1], DAYS[1]), DAYS):
            for versions in ((2,), (3,), (2, 3)):
                version = versions[0] if len(versions) == 1 else None
                found = await read_nodes(connection, SCENARIO, version, *days)
                expected = {node for day, of, node in count.entered if day in _range(*days) and of in versions}
                assert found.nodes.keys() == expected - {""}
                for node in expected:
                    sums = found.nodes.get(node, found.whole)
                    places = [(day, of, node) for day in _range(*days) for of in versions]
                    assert _plain(sums) == {
                        "calls": sum(count.calls[place] for place in places),
                        "entered": sum(count.entered[place] for place in places),
                        "hung_up": sum(count.hung_up[place] for place in places),
                        "over": sum(count.over[place] for place in places),
                    }
                    assert dict(sums.next) == {
                        follower: total
                        for follower in {after for _, after in count.walked}
                        if (total := sum(count.walked[place, follower] for place in places))
                    }
                    _check_stays(sums, [time for place in places for time in count.stays.get(place, [])])
                told = {one.version: (one.calls, one.hung_up) for one in found.versions}
                assert told == {
                    of: (calls, sum(count.hung_up[day, of, ""] for day in _range(*days)))
                    for of in (2, 3)
                    if (calls := sum(count.calls[day, of, ""] for day in _range(*days)))
                }


def _check_stays(sums: NodeSums, times: list[float]) -> None:
    """Median and 90th percentile, found among the single times, and then told in the steps of the figure."""
    times = sorted(times)
    assert sum(sums.stays.values()) == len(times)
    for share in (0.5, 0.9):
        expected = None
        if times:
            rank = max(1, -(-len(times) * round(share * 10) // 10))
            expected = stay_step(times[rank - 1])
        assert quantile(sums.stays, share) == expected


def _range(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _plain(sums: NodeSums) -> dict[str, int]:
    return {name: getattr(sums, name) for name in ("calls", "entered", "hung_up", "over")}


async def test_the_overlay_of_a_day_of_2000_calls_is_what_their_facts_say(engine: AsyncEngine) -> None:
    calls = ways(2000, DAY)
    count = naive_count(calls)
    # There is of everything that could be counted wrongly.
    assert any(day == DAYS[1] for day, *_ in count.entered), "a call goes on beyond midnight"
    assert any(way.taken_up is not None for way in calls)
    assert all(
        any(count.hung_up[DAY, of, node] for of in (2, 3)) for node in ("menu", "karta/pin", "karta", "kolejka")
    )
    facts = [fact for way in calls for fact in facts_of(way)]
    random.Random(1).shuffle(facts)  # late and out of order
    for part in (facts[: len(facts) // 2], facts[len(facts) * 2 // 5 :]):  # and some of them twice
        async with engine.begin() as connection:
            await write_facts(connection, part)
        await catch_up(engine, LATER, batch=20_000)
    await check(engine, count)
    assert [one for day in DAYS for one in await differences_of(engine, day)] == []

    async with engine.begin() as connection:  # something is damaged, and made again of the facts
        await connection.execute(
            text("UPDATE report_node_day SET hung_up = 1, families = NULL WHERE day = :day"), {"day": DAY}
        )
        await connection.execute(text("DELETE FROM report_node_day WHERE day > :day"), {"day": DAY})
    assert {one.table for one in await differences_of(engine, DAY)} == {"nodes"}
    await fold_anew(engine, NINE - timedelta(days=1), LATER)
    for day in DAYS:
        await put_right(engine, day)
    await check(engine, count)
    assert [one for day in DAYS for one in await differences_of(engine, day)] == []


async def test_a_call_that_goes_on_stands_in_its_node_until_the_next_fact(engine: AsyncEngine) -> None:
    way = Way("call-1", NINE, 2, nodes=[("powitanie", 1.0), ("menu", 4.0)], reason=None)
    await write(engine, facts_of(way))
    await catch_up(engine, LATER)
    async with engine.connect() as connection:
        menu = (await read_nodes(connection, SCENARIO, 2, DAY, DAY)).nodes["menu"]
    assert (menu.calls, menu.hung_up, menu.over, dict(menu.next), dict(menu.stays)) == (1, 0, 0, {}, {})
    way.reason = "caller_hung_up"
    await write(engine, facts_of(way))
    await catch_up(engine, LATER)
    async with engine.connect() as connection:
        found = await read_nodes(connection, SCENARIO, 2, DAY, DAY)
        number = await numbers_of_node(connection, SCENARIO, "menu", 2)
        [row] = (await connection.execute(text("SELECT nodes, left_node FROM report_call"))).all()
    assert (found.nodes["menu"].hung_up, dict(found.nodes["menu"].stays)) == (1, {5: 1})
    assert found.complete_until == LATER
    assert {row.left_node} == set(number)
    assert row.left_node in row.nodes


async def test_figures_of_days_whose_single_calls_are_gone_stay(engine: AsyncEngine) -> None:
    await write(engine, facts_of(Way("call-1", NINE, 2, nodes=[("powitanie", 1.0)], reason="caller_hung_up")))
    await catch_up(engine, LATER)
    async with engine.begin() as connection:
        await connection.execute(text("TRUNCATE event, report_call"))
        await connection.execute(text("INSERT INTO report_due (call_id) VALUES ('call-1')"))
    await catch_up(engine, LATER)
    async with engine.connect() as connection:
        assert (await read_nodes(connection, SCENARIO, None, DAY, DAY)).nodes["powitanie"].hung_up == 1
