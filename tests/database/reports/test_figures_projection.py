"""The tables of reports say exactly what the facts say, however late, often and disordered they came."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import CallRow
from core.db.tables.contact_tables import ContactRow
from core.db.tables.market.place_tables import GminaPointRow
from core.db.tables.person_tables import Client
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallStarted
from core.metrics.call_parts import Beside
from core.metrics.dictionary import figure
from core.metrics.intervals import intervals
from ops.paths import PROJECT
from reports.figures import figures_projection
from reports.figures.figure_check_store import differences_of, fold_anew, put_right
from reports.figures.figure_facts_store import besides, knows_places
from reports.figures.figure_query import Query
from reports.figures.figure_rows import day_of
from reports.figures.figure_store import read_sums
from reports.figures.figure_writing_store import progress
from reports.figures.figures_projection import forget_the_future
from tests.support.calls.call_facts import Story
from tests.support.database.offices import put_offices
from tests.support.database.postgres import FACT_KEY
from tests.support.plugins.width import IS_WIDE
from tests.support.reports.made_up_calls import MadeUpCall, Stand, all_facts
from tests.support.reports.report_projection import (
    calls_in,
    catch_up,
    empty,
    expected_by_agent,
    expected_by_quarter,
    kept_by_agent,
    kept_by_quarter,
    whole,
    write,
)
from tests.support.timing.eventually import eventually
from tests.unit.core.metrics.test_a_day_of_50_calls import the_day
from tests.unit.core.metrics.test_identities import CALLS

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LATER = NINE + timedelta(days=1)
ONE = MadeUpCall(
    id="call-1",
    at=NINE,
    office="20610",
    stands=(Stand("20610", wait=12.0, agent="k1", talk=60.0, wrap_up=20.0),),
)


async def check(engine: AsyncEngine, facts: Sequence[AnyEvent], until: datetime) -> None:
    """Every sum is what these facts come to, and the product's own check says so, too."""
    calls = calls_in(facts)
    async with engine.connect() as connection:
        assert await kept_by_quarter(connection) == expected_by_quarter(calls)
        assert await kept_by_agent(connection) == expected_by_agent(calls, facts, until)
    moments = [fact.at for fact in facts if fact.at is not None]
    days = {day_of(one.begin) for one in intervals(min(moments), max(moments) + timedelta(hours=1), "day")}
    for day in days:
        assert await differences_of(engine, day) == []


async def test_one_call_comes_to_be_a_figure(engine: AsyncEngine) -> None:
    await write(engine, all_facts([ONE]))
    await catch_up(engine, LATER)
    async with engine.connect() as connection:
        [(_, sums)] = await read_sums(connection, Query(NINE, NINE + timedelta(hours=1)))
    assert figure("answered", sums).value == 1
    assert figure("asa", sums).value == 12.0
    assert sums["wrap_up_ms"] == 20_000


@pytest.mark.more(
    "days in any order and pieces are in the first, this day in one go in the last",
    "tests/database/reports/test_figures_projection.py::test_whatever_comes_late_doubled_and_out_of_order_comes_to_the_same",
    "tests/database/reports/test_figures_projection.py::test_a_projector_that_is_killed_goes_on_where_it_was",
)
async def test_a_whole_day_is_the_same_in_one_go_and_fact_by_fact(engine: AsyncEngine) -> None:
    facts = all_facts(the_day())
    for n, fact in enumerate(facts):
        await write(engine, [fact])
        if n % 25 == 0:
            await catch_up(engine, max(LATER, LATER))
    await catch_up(engine, LATER)
    await check(engine, facts, LATER)


async def test_many_calls_that_are_due_let_new_facts_have_their_turn(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_projection, "BATCH_CALLS", 1)
    monkeypatch.setattr(figures_projection, "MOST_DUE", 2)
    await write(engine, all_facts([ONE]))
    await catch_up(engine, LATER)
    async with engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO report_due (call_id) SELECT 'call-1' FROM generate_series(1, 3)")
        )
    for left in (1, 0):
        await catch_up(engine, LATER)
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM report_due")) == left
    await check(engine, all_facts([ONE]), LATER)


async def test_whatever_comes_late_doubled_and_out_of_order_comes_to_the_same(engine: AsyncEngine) -> None:
    # One database for all examples: each begins with nothing.
    @settings(
        max_examples=12 if IS_WIDE else 4,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(CALLS, st.integers(0, 10**6), st.integers(1, 9))
    def examples(calls: list[MadeUpCall], seed: int, batch: int) -> None:
        found.append((calls, seed, batch))

    found: list[tuple[list[MadeUpCall], int, int]] = []
    examples()
    for calls, seed, batch in found:
        facts = all_facts(calls)
        if not facts:
            continue
        await empty(engine)
        rng = random.Random(seed)
        until = max(fact.at for fact in facts if fact.at) + timedelta(hours=2)
        mixed = [*facts, *rng.choices(facts, k=len(facts) // 4)]
        rng.shuffle(mixed)
        while mixed:
            piece, mixed = mixed[:7], mixed[7:]
            await write(engine, piece)
            if rng.random() < 0.4:
                await catch_up(engine, until, batch)
        await catch_up(engine, until, batch)
        await check(engine, facts, until)


async def test_a_projector_that_is_killed_goes_on_where_it_was(dsn: str, engine: AsyncEngine) -> None:
    facts = all_facts(the_day())
    await write(engine, facts)
    program = (
        "import anyio, os\n"
        "from datetime import datetime, timedelta\n"
        "from core.db.engine import make_engine\n"
        "from reports.figures.figures_projection import FiguresProjection\n"
        "from tests.support.timing.standing_clock import StandingClock\n"
        f"clock = StandingClock(datetime.fromisoformat('{LATER.isoformat()}'))\n"
        "engine = make_engine(os.environ['DSN'], fact_key=os.environ['KEY'])\n"
        "anyio.run(FiguresProjection(engine, clock).catch_up, 3)\n"
    )
    environment = {**os.environ, "DSN": dsn, "KEY": FACT_KEY, "PYTHONPATH": str(PROJECT)}
    started = subprocess.Popen([sys.executable, "-c", program], env=environment)  # noqa: ASYNC220
    try:

        async def has_begun() -> bool:
            async with engine.connect() as connection:
                return bool(await connection.scalar(text("SELECT event_number > 30 FROM report_progress")))

        await eventually(has_begun, timeout=60)
    finally:
        started.send_signal(signal.SIGKILL)
        started.wait()
    async with engine.connect() as connection:
        number = await connection.scalar(text("SELECT event_number FROM report_progress"))
        last = await connection.scalar(text("SELECT max(number) FROM event"))
    assert 30 < number < last, "it was not killed in the middle"
    await catch_up(engine, LATER)
    await check(engine, facts, LATER)


async def test_a_fact_that_comes_after_its_call_was_counted_corrects_the_day(engine: AsyncEngine) -> None:
    facts = all_facts([ONE])
    late = [fact for fact in facts if type(fact).__name__ in ("QueueLeft", "ConversationStarted", "OfferEnded")]
    await write(engine, [fact for fact in facts if fact not in late])
    await catch_up(engine, LATER)
    async with engine.connect() as connection:
        before = whole(await kept_by_quarter(connection))
    assert before["answered"] == 0
    await write(engine, late)
    await catch_up(engine, LATER)
    await check(engine, facts, LATER)


async def test_the_longest_wait_goes_down_when_the_longest_was_a_mistake(engine: AsyncEngine) -> None:
    short = MadeUpCall(id="call-2", at=NINE, office="20610", stands=(Stand("20610", wait=5.0, agent="k2"),))
    await write(engine, all_facts([ONE, short]))
    await catch_up(engine, LATER)
    day = Query(NINE - timedelta(hours=9), NINE + timedelta(hours=15))
    async with engine.connect() as connection:
        [(_, sums)] = await read_sums(connection, day)
        assert figure("longest_wait", sums).value == 12
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "UPDATE event SET data = jsonb_set(data, '{wait_time}', '3') "
                "WHERE type = 'QueueLeft' AND call_id = :c"
            ),
            {"c": "call-1"},
        )
    assert await fold_anew(engine, NINE, LATER) == 2
    async with engine.connect() as connection:
        [(_, sums)] = await read_sums(connection, day)
        assert figure("longest_wait", sums).value == 5


async def test_a_sum_that_was_damaged_is_named_and_put_right(engine: AsyncEngine) -> None:
    facts = all_facts(the_day())
    await write(engine, facts)
    await catch_up(engine, LATER)
    day = day_of(NINE)
    async with engine.begin() as connection:
        for damage in (
            "UPDATE report_quarter SET calls = calls + 1 WHERE calls = 1",
            "UPDATE report_wait SET count = 7 WHERE step = 20",
            "DELETE FROM report_agent_quarter WHERE agent = 'kB1' AND quarter < '2026-11-24 23:00Z'",
            "UPDATE report_day SET families = NULL",
            "UPDATE report_agent_day SET agent_calls = 99, state_talking_ms = 1 WHERE agent = 'kB1'",
        ):
            await connection.execute(text(damage))
    found = await differences_of(engine, day)
    assert {one.table for one in found} == {
        *("quarters", "days", "waits", "agents", "agent_days", "states", "state_days"),
    }
    assert await put_right(engine, day) == found
    await check(engine, facts, LATER)
    assert await put_right(engine, day) == []


async def test_a_clock_that_was_ahead_takes_its_time_back(engine: AsyncEngine) -> None:
    """Consultants' time is written as far as the clock says; a clock that is put right ends the time ahead."""
    facts = all_facts([ONE])
    await write(engine, facts)
    await catch_up(engine, LATER)
    await catch_up(engine, NINE + timedelta(hours=1))
    await check(engine, facts, NINE + timedelta(hours=1))
    async with engine.connect() as connection:
        assert (await progress(connection)).complete_until == NINE + timedelta(hours=1)
    await catch_up(engine, LATER)
    await check(engine, facts, LATER)


async def test_a_clock_that_was_ahead_by_months_is_put_right_by_hand(engine: AsyncEngine) -> None:
    """Which of both times is the right one is not known: nothing is written anew by itself."""
    facts = all_facts([ONE])
    ahead = NINE + timedelta(days=40)
    await write(engine, facts)
    await catch_up(engine, ahead)
    await catch_up(engine, LATER)
    await check(engine, facts, ahead)
    await forget_the_future(engine, LATER)
    await check(engine, facts, LATER)
    await catch_up(engine, LATER + timedelta(hours=1))
    await check(engine, facts, LATER + timedelta(hours=1))


async def test_a_wrap_up_whose_end_was_never_stated_does_not_last_until_the_end_of_the_next(
    engine: AsyncEngine,
) -> None:
    second = MadeUpCall(id="call-2", at=NINE + timedelta(hours=2), office="20610", stands=ONE.stands)
    facts = [fact for fact in all_facts([ONE]) if fact.call_id is not None]  # without the end of its wrap-up
    await write(engine, [*facts, *all_facts([second])])
    await catch_up(engine, LATER)
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT call_id, wrap_up_time FROM report_conversation"))
        assert {row.call_id: row.wrap_up_time for row in rows} == {"call-1": None, "call-2": 20.0}


async def test_a_call_whose_beginning_cannot_be_read_is_told_of_by_the_check(engine: AsyncEngine) -> None:
    """It is in no sum, and nobody would miss it; the others are counted."""
    other = MadeUpCall(id="call-2", at=NINE + timedelta(minutes=5), office="20610", stands=ONE.stands)
    await write(engine, all_facts([ONE, other]))
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        await connection.execute(
            text("UPDATE event SET data = '{}' WHERE type = 'CallStarted' AND call_id = 'call-1'")
        )
    await catch_up(engine, LATER)
    async with engine.connect() as connection:
        assert whole(await kept_by_quarter(connection))["answered"] == 1
    [lost] = await differences_of(engine, day_of(NINE))
    assert (lost.table, lost.row, lost.expected) == ("calls", "call-1", 1)


async def test_calls_of_before_the_tables_come_in_by_themselves(engine: AsyncEngine) -> None:
    facts = all_facts(the_day())
    await write(engine, facts)
    await catch_up(engine, LATER, 10)  # all that stood before, piece by piece
    await check(engine, facts, LATER)


def a_call(call_id: str, at: datetime, caller: str) -> list[AnyEvent]:
    start = CallStarted(
        channel_id="c", caller_number=caller, dialled_number="9510", scenario="start", scenario_version=1
    )
    return Story(call_id, at).then(start).facts


async def test_a_caller_who_calls_again_within_seven_days_is_counted_even_if_the_first_call_is_known_late(
    engine: AsyncEngine,
) -> None:
    first = a_call("call-first", NINE, "600100200")
    again = a_call("call-again", NINE + timedelta(days=6), "600100200")
    other = a_call("call-other", NINE + timedelta(days=6), "600100201")
    too_late = a_call("call-late", NINE + timedelta(days=14), "600100200")
    withheld = [*a_call("call-w1", NINE, ""), *a_call("call-w2", NINE, "")]
    until = NINE + timedelta(days=20)
    await write(engine, [*again, *other, *too_late, *withheld])
    await catch_up(engine, until)
    await write(engine, first)
    await catch_up(engine, until)
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT id, is_repeat FROM report_call ORDER BY id"))
        assert {row.id: row.is_repeat for row in rows} == {
            "call-again": True,
            "call-first": False,
            "call-late": False,
            "call-other": False,
            "call-w1": None,
            "call-w2": None,
        }
        sums = whole(await kept_by_quarter(connection))
        assert (sums["repeat_calls"], sums["repeat_known"]) == (1, 4)
        text_of_rows = str((await connection.execute(text("SELECT report_call::text FROM report_call"))).all())
        assert "600100200" not in text_of_rows


async def test_a_forgotten_caller_takes_nothing_away_from_the_figures(engine: AsyncEngine) -> None:
    await write(
        engine, [*a_call("call-1", NINE, "600100200"), *a_call("call-2", NINE + timedelta(1), "600100200")]
    )
    await catch_up(engine, LATER)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE call SET caller_number = ''"))
    await fold_anew(engine, NINE, NINE + timedelta(days=2))
    async with engine.connect() as connection:
        sums = whole(await kept_by_quarter(connection))
    assert (sums["repeat_calls"], sums["repeat_known"]) == (1, 2)


async def test_what_a_consultant_notes_is_counted_and_stays_counted_when_it_is_erased(engine: AsyncEngine) -> None:
    await write(engine, all_facts([ONE]))
    await catch_up(engine, LATER)
    await put_offices(engine, "20610")
    async with engine.begin() as connection:
        await connection.execute(insert(Client).values(id="anna", office="20610", first_name="A", last_name="N"))
        entry = {"client_id": "anna", "at": NINE, "channel": "call", "call_id": "call-1", "account": "k1"}
        await connection.execute(insert(ContactRow).values(id="contact-1", outcome="open", **entry))
    await catch_up(engine, LATER)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE contact SET outcome = 'solved'"))
    await catch_up(engine, LATER)

    async def says() -> tuple[int, int, int]:
        async with engine.connect() as connection:
            sums = whole(await kept_by_quarter(connection))
        return sums["entries"], sums["disposition|solved"], sums["disposition|open"]

    assert await says() == (1, 1, 0)
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM contact"))
    await fold_anew(engine, NINE, LATER)
    assert await says() == (1, 1, 0)
    assert calls_in(all_facts([ONE]), {"call-1": Beside()})[0].entries == ()


async def test_a_caller_is_as_far_from_the_office_as_an_office_has_imported(engine: AsyncEngine) -> None:
    await put_offices(engine, "20060", seat="Kolno")
    client = {"id": "client-1", "office": "20060", "first_name": "Anna", "last_name": "Nowak", "gmina": "2006022"}
    call = {
        "id": "call-1",
        "started_at": NINE,
        "dialled_number": "9510",
        "caller_number": "",
        "client_id": "client-1",
    }
    async with engine.begin() as connection:
        await connection.execute(insert(Client).values(**client))
        await connection.execute(insert(CallRow).values(**call))
    async with engine.connect() as connection:
        assert (await besides(connection, ["call-1"], {}))["call-1"].distance_metres is None
        assert not await knows_places(connection)
    points = [("2006011", 53.4113, 21.9258), ("2006022", 53.3000, 21.9258)]
    rows = [
        {"teryt": teryt, "lat": lat, "lon": lon, "changed_by": "ktos", "changed_at": NINE}
        for teryt, lat, lon in points
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(GminaPointRow), rows)
    async with engine.connect() as connection:
        far = (await besides(connection, ["call-1"], {}))["call-1"].distance_metres
        assert far == pytest.approx(12_376, abs=10)
        assert await knows_places(connection)
