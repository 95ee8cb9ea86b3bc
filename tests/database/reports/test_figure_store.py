"""Figures are read the same by day and by quarter of an hour, and the calls behind a figure add up to it."""

import secrets
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import NullPool, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.metrics.counters import PLAIN
from core.metrics.dictionary import METRICS, figure, metric_at
from core.metrics.intervals import INTERVAL_KINDS, Interval, interval_of, intervals, midnight
from core.metrics.metric import cases
from core.metrics.needed import counters_of
from core.metrics.sums import Sums, total
from core.report_columns import AGENT_COUNTERS, STATE_COLUMNS
from reports.calls.call_list_store import CallOrder, CallRecord
from reports.figures.figure_calls_store import calls_of, count_of
from reports.figures.figure_query import GROUPS, Filters, Query, UnclearQuery
from reports.figures.figure_store import read_sums
from reports.figures.partition_store import MonthKept, make_months_ahead, months_standing, take_away
from reports.figures.reader_role import VIEWS, role_statements
from tests.support.database.postgres import fresh_database
from tests.support.plugins.more import few_of
from tests.support.reports.made_up_calls import MadeUpCall, Stand, all_facts
from tests.support.reports.report_projection import catch_up, list_of, write
from tests.unit.core.metrics.test_a_day_of_50_calls import AGENTS, BY_HAND, HOME, the_day

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

BEGIN = midnight(date(2026, 11, 24))
END = midnight(date(2026, 11, 25))
WHOLE_DAY = Query(BEGIN, END)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


async def put_day(engine: AsyncEngine) -> None:
    """The day of 50 calls, in the tables of reports."""
    await write(engine, all_facts(the_day()))
    await catch_up(engine, END)


@pytest.fixture
async def dsn(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    async with fresh_database(put_day if "day" in request.fixturenames else None) as url:
        yield url


@pytest.fixture
async def day(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as connection:
        yield connection


async def one(connection: AsyncConnection, query: Query) -> Sums:
    [(_, sums)] = await read_sums(connection, query)
    return sums


async def all_calls(
    connection: AsyncConnection, key: str, query: Query, page: int = 200, threshold: int | None = None
) -> list[tuple[CallRecord, int]]:
    return await list_of(connection, await calls_of(connection, key, query, threshold), page)


NOT_OF_FACTS = {
    *("contacts90", "dispositions", "kilometres_avoided", "repeat_7_days", "visits_avoided"),
    *("calls_per_hour", "handled_per_hour", "jain_number", "jain_time", "logged_in_hours", "occupancy"),
}
"""What stands beside the facts of that day (entries, distances, repeated calls), and consultants' time, which was
worked out until they had done with their last call."""


async def test_the_day_that_was_worked_out_by_hand_is_read_from_the_tables(day: AsyncConnection) -> None:
    sums = await one(day, WHOLE_DAY)
    found = {key: (METRICS[key].compute(sums).value, METRICS[key].compute(sums).n) for key in BY_HAND}
    differ = {key for key, by_hand in BY_HAND.items() if found[key] != pytest.approx(by_hand)}
    assert differ == NOT_OF_FACTS


@pytest.mark.parametrize("by", GROUPS)
async def test_whatever_they_are_told_apart_by_lines_add_up_to_the_whole(day: AsyncConnection, by: str) -> None:
    whole = await one(day, WHOLE_DAY)
    lines = await read_sums(day, Query(BEGIN, END, by=by, interval="60min"))  # type: ignore[arg-type]
    summed = total(sums for _, sums in lines)
    if by in ("total", "interval", "office"):
        assert summed == whole
    elif by == "agent":
        assert {key for key, _ in lines} >= set(HOME)
        assert summed["talks"] == whole["talks"]
    elif by in ("occupation", "county"):
        assert list(summed) == [], "they tell job offers apart, of which that day has none"
    else:
        assert {name: summed[name] for name in summed} == {
            name: whole[name] for name in whole if not name.startswith(("agent_", "state_ms"))
        }
        assert all(isinstance(key, str) for key, _ in lines)


@pytest.mark.parametrize("kind", INTERVAL_KINDS)
async def test_intervals_are_whole_whether_read_by_day_or_by_quarter(day: AsyncConnection, kind: str) -> None:
    first, last = BEGIN - timedelta(days=3), END + timedelta(days=3)
    lines = await read_sums(day, Query(first, last, by="interval", interval=kind))  # type: ignore[arg-type]
    expected = list(intervals(first, last, kind))  # type: ignore[arg-type]
    assert [key for key, _ in lines] == expected
    assert total(sums for _, sums in lines) == await one(day, WHOLE_DAY)
    # Off midnight, so that it is read from quarters of an hour: what is asked twice is the same.
    off = await read_sums(
        day,
        Query(first - timedelta(minutes=15), last, by="interval", interval=kind),  # type: ignore[arg-type]
    )
    by_label = {key.begin: sums for key, sums in off if isinstance(key, Interval)}
    assert all(by_label[key.begin] == sums for key, sums in lines if isinstance(key, Interval))


@pytest.mark.parametrize("by", ["total", "interval", "office", "agent"])
async def test_a_figure_is_the_same_of_what_it_needs_as_of_everything(day: AsyncConnection, by: str) -> None:
    for begin in (BEGIN, BEGIN + timedelta(minutes=15)):
        query = Query(begin, END, by=by, interval="60min")  # type: ignore[arg-type]
        everything = await read_sums(day, query)
        for key, metric in METRICS.items():
            part = dict(await read_sums(day, replace(query, counters=counters_of([metric]))))
            for line, whole in everything:
                value = metric.compute(part.get(line, Sums())).value
                assert (value or 0) == (metric.compute(whole).value or 0), (key, line)


async def test_a_part_of_the_counters_is_as_in_the_whole(day: AsyncConnection) -> None:
    whole = await one(day, WHOLE_DAY)
    for query in (WHOLE_DAY, Query(BEGIN, END - timedelta(minutes=15))):
        part = await one(day, Query(query.begin, query.end, counters=frozenset({"answered", "wait", "rating|5"})))
        calls_only = {name: n for name, n in part.counts.items() if not name.startswith(("agent_", "state_"))}
        assert calls_only == {
            name: n
            for name, n in whole.counts.items()
            if name == "answered" or name.startswith(("wait|", "rating|"))
        }


FILTERS = [
    Filters(),
    Filters(offices=frozenset({"20610"})),
    Filters(topics=frozenset({"employer", ""})),
    Filters(numbers=frozenset({"9524"}), languages=frozenset({"pl"})),
    Filters(agents=frozenset({"kB1", "kL1"})),
    Filters(agents=frozenset({"kB1"}), offices=frozenset({"20610"})),
    Filters(offices=frozenset({"nobody"})),
]


@pytest.mark.parametrize(
    "filters",
    few_of(
        FILTERS,
        {FILTERS[0], FILTERS[-2], FILTERS[-1]},
        "each by itself, as a report asks for it",
        "tests/database/reports/test_report_run.py::test_the_calls_behind_every_figure_add_up_to_it",
        "tests/database/reports/test_figure_store.py::test_the_calls_of_every_figure_add_up_to_it",
    ),
)
async def test_the_calls_of_every_figure_add_up_to_it(day: AsyncConnection, filters: Filters) -> None:
    opened = 0
    for key, metric in METRICS.items():
        if not metric.opens:
            continue
        for query in (
            Query(BEGIN, END, filters=filters),
            Query(BEGIN + timedelta(hours=9), BEGIN + timedelta(hours=11, minutes=15), filters=filters),
        ):
            calls = await all_calls(day, key, query, page=4)
            assert len({call.id for call, _ in calls}) == len(calls)
            assert calls == sorted(calls, key=lambda each: (each[0].started_at, each[0].id), reverse=True)
            assert sum(each for _, each in calls) == await count_of(day, key, query), key
            assert await count_of(day, key, query) == cases(metric, await one(day, query))
            opened += len(calls)
    assert opened > 0 or filters.offices == frozenset({"nobody"})


@pytest.mark.parametrize("order", ["wait", "talk"])
async def test_the_calls_of_a_figure_are_the_same_in_each_order(day: AsyncConnection, order: CallOrder) -> None:
    for key in ("calls", "answered", "abandoned"):
        figure = await calls_of(day, key, WHOLE_DAY)
        every = await list_of(day, figure, 200)
        lengths = {call.id: getattr(call, f"{order}_time") for call, _ in every if call.ended_at is not None}
        found = [call for call, _ in await list_of(day, figure, 3, order) if call.ended_at is not None]
        assert {call.id for call in found} == {call for call, length in lengths.items() if length is not None}
        assert [lengths[call.id] for call in found] == sorted((lengths[call.id] for call in found), reverse=True)


async def test_the_calls_of_a_service_level_are_those_within_its_threshold(day: AsyncConnection) -> None:
    for threshold in (0, 20, 200):
        got = await all_calls(day, "service_level", WHOLE_DAY, threshold=threshold)
        expected = cases(metric_at("service_level", threshold), await one(day, WHOLE_DAY))
        assert sum(each for _, each in got) == expected
    with pytest.raises(ValueError, match="nie składa się z połączeń"):
        await calls_of(day, "occupancy", WHOLE_DAY)
    with pytest.raises(KeyError):
        await calls_of(day, "nothing_like_it", WHOLE_DAY)


async def test_a_consultants_own_line_has_the_figures_worked_out_by_hand(day: AsyncConnection) -> None:
    lines = dict(await read_sums(day, Query(BEGIN, END, by="agent")))
    assert (lines["kB1"]["talks"], lines["kL1"]["talks"]) == (8, 8)
    assert figure("aht", lines["kB1"]).value == pytest.approx(1040 / 8)
    assert {key.agent for key, _ in AGENTS} <= set(lines)


@pytest.mark.parametrize(("night", "hours"), [(SPRING, 23), (AUTUMN, 25)])
async def test_on_the_nights_when_clocks_change_nothing_is_lost_or_counted_twice(
    engine: AsyncEngine, night: date, hours: int
) -> None:
    begin, end = midnight(night), midnight(night + timedelta(days=1))
    quarters = list(intervals(begin, end, "15min"))
    assert len(quarters) == 4 * hours
    calls = [
        MadeUpCall(
            id=f"call-{n:03}",
            at=one_of.begin + timedelta(minutes=7),
            stands=(Stand("20610", wait=float(n), agent="k1", talk=60.0, wrap_up=None),),
        )
        for n, one_of in enumerate(quarters)
    ]
    around = [
        MadeUpCall(id="before", at=begin - timedelta(minutes=1)),
        MadeUpCall(id="after", at=end),
    ]
    await write(engine, all_facts([*calls, *around]))
    await catch_up(engine, end + timedelta(hours=1))
    async with engine.connect() as connection:
        day = await one(connection, Query(begin, end))
        assert (day["calls"], day["answered"]) == (4 * hours, 4 * hours)
        lines = await read_sums(connection, Query(begin, end, by="interval", interval="15min"))
        assert [sums["calls"] for _, sums in lines] == [1] * (4 * hours)
        assert len({key.label for key, _ in lines if isinstance(key, Interval)}) == 4 * hours
        hourly = await read_sums(connection, Query(begin, end, by="interval", interval="60min"))
        assert [sums["calls"] for _, sums in hourly] == [4] * hours
        days = await read_sums(
            connection,
            Query(begin - timedelta(days=1), interval_of(end, "day").end, by="interval", interval="day"),
        )
        assert [sums["calls"] for _, sums in days][-2:] == [4 * hours, 1]
        assert total(sums for _, sums in lines) == day
        assert sum(each for _, each in await all_calls(connection, "answered", Query(begin, end))) == 4 * hours


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"begin": END, "end": BEGIN}, "przed jego końcem"),
        ({"begin": BEGIN + timedelta(minutes=1), "end": END}, "pełnym kwadransie"),
        ({"begin": datetime(2026, 1, 1), "end": END}, "strefę czasową"),  # noqa: DTZ001
        ({"begin": BEGIN - timedelta(days=4000), "end": END}, "10 lat"),
        ({"begin": BEGIN - timedelta(days=300), "end": END, "by": "interval", "interval": "15min"}, "Za dużo"),
        ({"begin": BEGIN, "end": END, "by": "agent", "filters": Filters(topics=frozenset({"x"}))}, "konsultantów"),
        ({"begin": BEGIN, "end": END, "by": "topic", "filters": Filters(agents=frozenset({"x"}))}, "konsultantów"),
    ],
)
def test_a_question_without_an_answer_is_refused_in_polish(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(UnclearQuery, match=words):
        Query(**wrong)  # type: ignore[arg-type]


async def test_months_are_made_ahead_and_the_oldest_can_be_taken_away(engine: AsyncEngine) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    old = MadeUpCall(
        id="call-old", at=datetime(2026, 9, 1, 12, tzinfo=UTC), stands=(Stand("20610", wait=3.0, agent="k1"),)
    )
    facts = all_facts([old, MadeUpCall(id="call-new", at=now)])
    late = facts.pop()
    await write(engine, facts)
    await catch_up(engine, now)
    assert await make_months_ahead(engine, now)
    assert not await make_months_ahead(engine, now)
    query = Query(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    async with engine.connect() as connection:
        standing = await months_standing(connection)
        assert {"report_call_2026_09", "report_quarter_2027_02"} <= set(standing)
        before = await one(connection, query)
    with pytest.raises(MonthKept, match="Starszy miesiąc"):
        await take_away(engine, now, now)
    with pytest.raises(MonthKept, match="nie ma w raportach"):
        await take_away(engine, now - timedelta(days=365), now)
    with pytest.raises(MonthKept, match="nie minął"):
        await take_away(engine, datetime(2026, 9, 15, tzinfo=UTC), datetime(2026, 10, 15, tzinfo=UTC))
    gone = await take_away(engine, datetime(2026, 9, 15, tzinfo=UTC), now)
    assert "report_parts.report_call_2026_09" in gone
    # Sums stay, and a fact that comes late for a call that is gone does not count it a second time.
    again = msgspec.structs.replace(all_facts([old])[-1], id="other")
    await write(engine, [late, again])
    await catch_up(engine, now)
    async with engine.connect() as connection:
        assert (await one(connection, query))["answered"] == before["answered"] == 1
        assert await all_calls(connection, "answered", query) == []
        assert await connection.scalar(text("SELECT count(*) FROM report_parts.report_call_2026_09")) == 1


async def test_a_month_that_was_half_taken_away_is_taken_away_when_it_is_said_again(engine: AsyncEngine) -> None:
    """Killed while the last readers of a month were waited for: one table is out, the next one half out."""
    now, old = datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 9, 1, 12, tzinfo=UTC)
    stand = Stand("20610", wait=3.0, agent="k1")
    await write(engine, all_facts([MadeUpCall(id="call-old", at=old, stands=(stand,))]))
    await catch_up(engine, now)
    async with engine.connect() as reader, engine.connect() as other:
        await reader.execute(text("SELECT * FROM report_passage"))  # in a transaction that goes on
        leaving = await other.execution_options(isolation_level="AUTOCOMMIT")
        await leaving.execute(text("ALTER TABLE report_call DETACH PARTITION report_parts.report_call_2026_09"))
        await leaving.execute(text("SET lock_timeout = '200ms'"))
        with pytest.raises(DBAPIError, match="lock timeout"):
            await leaving.execute(
                text(
                    "ALTER TABLE report_passage DETACH PARTITION report_parts.report_passage_2026_09 CONCURRENTLY"
                )
            )
    assert len(await take_away(engine, old, now)) == 4
    async with engine.connect() as connection:
        standing = await months_standing(connection)
        assert [name for name in standing if "2026_09" in name] == [
            "report_agent_quarter_2026_09",
            "report_quarter_2026_09",
        ]
    with pytest.raises(MonthKept, match="nie ma w raportach"):
        await take_away(engine, old, now)


async def test_the_views_say_what_the_tables_say(day: AsyncConnection) -> None:
    whole = await one(day, WHOLE_DAY)
    views = {"v_report_days": "answered", "v_report_quarters": "offered", "v_report_agents": "agent_calls"}
    for view, counter in views.items():
        summed = await day.scalar(text(f"SELECT sum({counter}) FROM {view}"))
        assert summed == (whole[counter] or sum(whole.family(counter).values()))
    for view, counters in (
        ("v_report_days", PLAIN),
        ("v_report_quarters", PLAIN),
        ("v_report_agents", (*AGENT_COUNTERS, *STATE_COLUMNS)),
    ):
        query = text("SELECT column_name FROM information_schema.columns WHERE table_name = :view")
        assert set(counters) <= set((await day.scalars(query, {"view": view})).all()), view
    waits = await day.scalar(text("SELECT sum(count) FROM v_report_waits WHERE family = 'wait'"))
    assert waits == whole["answered"]
    assert await day.scalar(text("SELECT count(*) FROM v_report_calls")) == 50


async def test_a_tool_of_the_office_reads_the_views_and_nothing_else(dsn: str, engine: AsyncEngine) -> None:
    role = f"reader_{uuid.uuid4().hex[:8]}"  # roles are of the whole server
    async with engine.begin() as connection:
        for _ in range(2):  # given again, it makes another password
            for statement in role_statements(role, secrets.token_urlsafe(24)):
                await connection.execute(text(statement))
    try:
        reader = create_async_engine(make_url(dsn).set(username=role), poolclass=NullPool)
        async with reader.connect() as connection:
            for view in VIEWS:
                await connection.execute(text(f"SELECT * FROM {view} LIMIT 1"))
        for forbidden in (
            "SELECT * FROM report_call",
            "SELECT * FROM call",
            "SELECT * FROM client",
            "SELECT * FROM event",
            "INSERT INTO report_due (call_id) VALUES ('x')",
            "CREATE TABLE mine (id integer)",
        ):
            async with reader.connect() as connection:
                with pytest.raises(DBAPIError, match=r"permission denied|read-only"):
                    await connection.execute(text(forbidden))
    finally:
        async with engine.begin() as connection:
            await connection.execute(text(f"DROP OWNED BY {role}"))
            await connection.execute(text(f"DROP ROLE {role}"))


@pytest.mark.parametrize(
    "name", ["", "s724", "postgres", "s724_readers", "pg_monitor", "Power", "a b", "x'; --", "ab"]
)
def test_a_name_that_cannot_be_a_reader_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        role_statements(name, secrets.token_urlsafe(24))
