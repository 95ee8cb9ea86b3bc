"""Pages of the list of calls: whatever is read between them, none is told twice and none is left out, and no page
reads all calls that there are."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import CallRow
from reports.calls.call_list_store import CallFilter, CallOrder, Position, page_of_calls, queries_of_page
from reports.calls.call_visibility import CallVisibility
from tests.support.calls.call_facts import NINE
from tests.support.database.offices import put_consultant, put_offices

pytestmark = pytest.mark.anyio

EVERYTHING = CallVisibility(everything=True)
NOW = NINE + timedelta(hours=1)
ORDERS: tuple[CallOrder, ...] = ("started", "wait", "talk")
# Few values, so that many calls have the same; None: no queue, no conversation.
LENGTHS = st.sampled_from([None, 0.0, 0.1, 30.25, 30.25, 600.0])
ONE = st.tuples(st.integers(0, 3), LENGTHS, LENGTHS, st.booleans())


def row(number: int, start: int, wait: float | None, talk: float | None, is_waiting: bool) -> dict[str, Any]:
    """`is_waiting`: the call waits still, as long as `start` says."""
    started = NINE + timedelta(seconds=start)
    return {
        "id": f"call-{number:03}",
        "dialled_number": "9510",
        "caller_number": "",
        "started_at": started,
        "ended_at": None if is_waiting else NOW,
        "queued_at": started if is_waiting or wait is not None else None,
        "queue_left_reason": None if is_waiting or wait is None else "connected",
        "wait_time": None if is_waiting else wait,
        "talk_time": None if is_waiting else talk,
    }


def wanted(rows: list[dict[str, Any]], order: CallOrder) -> list[str]:
    """The whole list, by hand."""

    def length(one: dict[str, Any]) -> float | None:
        if order == "started":
            return 0.0
        if order == "wait" and one["ended_at"] is None:
            return float((NOW - one["queued_at"]).total_seconds())
        found: float | None = one[f"{order}_time"]
        return found

    places = [(length(one), one["started_at"], one["id"]) for one in rows]
    return [place[2] for place in sorted((p for p in places if p[0] is not None), reverse=True)]


async def test_pages_together_are_the_list_in_each_order(engine: AsyncEngine) -> None:
    found: list[tuple[list[Any], int]] = []

    # One database for all examples: each begins with nothing.
    @settings(
        max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
    )
    @given(st.lists(ONE, max_size=12), st.integers(1, 5))
    def examples(calls: list[Any], limit: int) -> None:
        found.append((calls, limit))

    examples()
    for calls, limit in found:
        rows = [row(number, *call) for number, call in enumerate(calls)]
        async with engine.begin() as connection:
            await connection.execute(delete(CallRow))
            if rows:
                await connection.execute(insert(CallRow), rows)
        for order in ORDERS:
            told: list[str] = []
            after: Position | None = None
            while True:
                page = await page_of_calls(
                    engine, CallFilter(), EVERYTHING, now=NOW, limit=limit, order=order, after=after
                )
                told += [call.id for call in page.calls]
                assert len(page.calls) == limit or page.after is None
                after = page.after
                if after is None:
                    break
            assert told == wanted(rows, order)


_MANY = text(
    """
    INSERT INTO call (id, dialled_number, caller_number, started_at, ended_at, queued_at, queue_left_reason,
        wait_time, talk_time, topic, is_own_office, agent)
    SELECT 'call-' || n, '9510', '', at, CASE WHEN n % 5000 > 0 THEN at + interval '5 minutes' END, at,
        CASE WHEN n % 5000 > 0 THEN 'connected' END, CASE WHEN n % 5000 > 0 THEN n % 601 END, n % 907,
        CASE WHEN n % 500 = 0 THEN 'employer' ELSE 'unemployed' END, n % 400 > 0, 'k20060-1'
    FROM generate_series(1, 40000) AS n,
        LATERAL (SELECT CAST(:since AS timestamptz) + n * interval '12 minutes') AS t(at)
    """
)
_ANSWERS = text(
    """
    INSERT INTO survey_answer (call_id, node, answered_at, about, rating, agent)
    SELECT id, 'survey', started_at + interval '6 minutes', 'conversation', 1 + hashtext(id) % 2 + 2, 'k20060-1'
    FROM call WHERE hashtext(id) % 3 = 0
    """
)


@pytest.mark.parametrize(
    ("more", "order", "indexes"),
    [
        ({}, "started", {"ix_call_started_at"}),
        ({}, "wait", {"ix_call_wait", "ix_call_open"}),
        ({}, "talk", {"ix_call_talk"}),
        ({"topic": "employer"}, "started", {"ix_call_topic"}),
        ({"waited_over": 595.0}, "started", {"ix_call_wait", "ix_call_open"}),
        ({"is_helped": True}, "started", {"ix_call_helped"}),
        ({"rating_at_most": 1}, "started", {"ix_survey_answer_conversation"}),
        ({"is_open": True}, "started", {"ix_call_open"}),
    ],
)
async def test_no_question_about_92_days_reads_all_calls(
    engine: AsyncEngine, more: dict[str, Any], order: CallOrder, indexes: set[str]
) -> None:
    await put_offices(engine, "20060")
    await put_consultant(engine, "k20060-1", "20060")
    async with engine.begin() as connection:
        await connection.execute(_MANY, {"since": NINE - timedelta(days=333)})
        await connection.execute(_ANSWERS)
        await connection.execute(text("ANALYZE call, survey_answer"))
    span = CallFilter(started_from=NINE - timedelta(days=184), started_to=NINE - timedelta(days=92), **more)
    plans = []
    for query in queries_of_page(span, EVERYTHING, NINE, order, None, None):
        spelt = query.limit(51).compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})
        async with engine.connect() as connection:
            lines = await connection.exec_driver_sql(f"EXPLAIN {spelt}".replace("%%", "%"))
            plans.append("\n".join(line[0] for line in lines))
    plan = "\n".join(plans)
    assert all(index in plan for index in indexes), plan
    assert "Seq Scan on call" not in plan, plan
