"""The board says at every moment what the facts say, and what the reports will say once they have them."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as engine_events
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded
from core.live.live import PROVINCE, Flow
from core.metrics.contributions import contributions
from core.metrics.intervals import midnight
from core.metrics.sums import Adding, Sums
from reports.board.board_metrics import BOARD_METRICS, figures_of, is_of_board
from reports.board.board_store import MOST_KEPT, DayReader
from reports.board.day_figures import WINDOWS, WindowName, Windows
from reports.figures.figure_query import Query
from reports.figures.figure_store import read_sums
from tests.support.reports.made_up_calls import MadeUpCall, Stand, all_facts
from tests.support.reports.report_projection import calls_in, catch_up, empty, write
from tests.support.timing.standing_clock import StandingClock
from tests.unit.core.metrics.test_a_day_of_50_calls import the_day
from tests.unit.core.metrics.test_identities import CALLS, NIGHTS, OFFICES

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
END = datetime(2027, 1, 1, tzinfo=UTC)
ONE = MadeUpCall(
    id="call-1",
    at=NINE,
    office="20610",
    stands=(Stand("20610", wait=12.0, agent="k1", agent_office="20620", talk=60.0, wrap_up=20.0),),
)


class HandReader(DayReader):
    """With a clock that says what it is told."""

    def __init__(self, engine: AsyncEngine, now: datetime) -> None:
        self.clock = StandingClock(now)
        super().__init__(engine, self.clock)


def of_board(sums: Sums) -> Sums:
    return Sums({name: count for name, count in sums.counts.items() if is_of_board(name)})


def expected(facts: Sequence[AnyEvent], since: datetime, office: str) -> Sums:
    """Folded from nothing, without a database."""
    adding = Adding()
    for call in calls_in(facts):
        for key, sums in contributions(call).items():
            if key.quarter_utc >= since and office in (PROVINCE, key.office):
                adding.add_all(of_board(sums))
    return adding.sums


def check(reader: DayReader, facts: Sequence[AnyEvent]) -> None:
    """Every sum of every window is what these facts come to."""
    assert reader.day is not None
    for name in WINDOWS:
        for office in (*OFFICES, PROVINCE):
            since = reader.day.windows.since(name)
            assert reader.day.sums(name, office) == expected(facts, since, office), (name, office)


async def check_reports(engine: AsyncEngine, reader: DayReader) -> None:
    """Every figure is the one that the reports show, which have caught up."""
    day = reader.day
    assert day is not None
    async with engine.connect() as connection:
        for name in WINDOWS:
            since = day.windows.since(name)
            for office, sums in await read_sums(connection, Query(since, END, by="office")):
                if office in OFFICES:
                    assert day.sums(name, str(office)) == of_board(sums)
            [(_, sums)] = await read_sums(connection, Query(since, END))
            assert day.sums(name, PROVINCE) == of_board(sums)
            shown = day.window(name, PROVINCE).figures
            assert shown == figures_of(of_board(sums))
            # Consultants' own sums stand beside those of calls: no figure of the board looks at them.
            assert shown.keys() == set(BOARD_METRICS)


async def test_a_call_is_on_the_board_before_the_reports_have_it_and_after(engine: AsyncEngine) -> None:
    reader = HandReader(engine, NINE + timedelta(minutes=5))
    assert await reader.look()
    assert (reader.facts_to, reader.day and reader.day.calls) == (0, 0)
    await write(engine, all_facts([ONE]))
    assert await reader.look()
    assert reader.complete_until == NINE + timedelta(minutes=5)
    assert reader.day is not None
    shown = reader.day.window("now", "20610").figures
    assert (shown["offered"], shown["answered"], shown["asa"]) == ((1.0, 1), (1.0, 1), (12.0, 1))
    assert reader.day.window("day", "20620").figures["helped"] == (1.0, 1)
    assert reader.day.window("day", PROVINCE).figures["aht"] == (80.0, 1)
    left = NINE + timedelta(seconds=10 + 12)
    assert reader.day.flows() == {"20610>20620": Flow(day=1, hour=1, last=left)}
    await catch_up(engine, NINE + timedelta(minutes=6))
    assert await reader.look()
    await check_reports(engine, reader)
    assert reader.day.calls == 0  # the sums have it
    assert reader.day.flows() == {"20610>20620": Flow(day=1, hour=1, last=left)}


async def test_late_doubled_and_disordered_facts_with_the_projector_in_between_come_to_the_same(
    engine: AsyncEngine,
) -> None:
    # One database for all examples: each begins with nothing.
    @settings(
        max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
    )
    @given(CALLS, st.sampled_from(NIGHTS), st.integers(0, 9 * 60), st.integers(0, 10**6))
    def examples(calls: list[MadeUpCall], night: datetime, minutes: int, seed: int) -> None:
        found.append((calls, night + timedelta(minutes=minutes), seed))

    found: list[tuple[list[MadeUpCall], datetime, int]] = []
    examples()
    for calls, now, seed in found:
        facts = all_facts(calls)
        await empty(engine)
        rng = random.Random(seed)
        reader = HandReader(engine, now)
        mixed = [*facts, *rng.choices(facts, k=len(facts) // 4)] if facts else []
        rng.shuffle(mixed)
        written: list[AnyEvent] = []
        while mixed:
            piece, mixed = mixed[:7], mixed[7:]
            written += piece
            await write(engine, piece)
            if rng.random() < 0.3:
                await catch_up(engine, now, rng.choice([3, 2000]))
            if rng.random() < 0.2:
                reader = HandReader(engine, now)  # another process
            if rng.random() < 0.5:
                reader.clock.at += timedelta(minutes=rng.choice([0, 0, 5, 40]))  # the windows move
                assert await reader.look()
                check(reader, written)
        await catch_up(engine, now)
        assert await reader.look()
        check(reader, facts)
        await check_reports(engine, reader)


async def test_a_fact_of_a_call_that_is_long_over_corrects_the_day(engine: AsyncEngine) -> None:
    facts = all_facts([ONE])
    late = [fact for fact in facts if type(fact).__name__ in ("QueueLeft", "ConversationStarted", "OfferEnded")]
    early = [fact for fact in facts if fact not in late]
    reader = HandReader(engine, NINE + timedelta(minutes=5))
    await write(engine, early)
    await reader.look()
    check(reader, early)
    await catch_up(engine, NINE + timedelta(minutes=5))
    await reader.look()
    await write(engine, late)
    await reader.look()
    check(reader, facts)


async def test_the_end_of_a_wrap_up_which_is_of_no_call_is_taken_in(engine: AsyncEngine) -> None:
    facts = all_facts([ONE])
    *others, over = facts
    assert over.call_id is None
    reader = HandReader(engine, NINE + timedelta(minutes=5))
    for piece in ([fact for fact in others if not isinstance(fact, CallEnded)], [over]):
        await write(engine, piece)
        await reader.look()
    check(reader, [fact for fact in facts if not isinstance(fact, CallEnded)])
    assert reader.day is not None
    assert reader.day.sums("day", "20620")["wrap_up_ms"] == 20_000


async def test_the_end_of_a_wrap_up_that_the_projector_has_read_first_is_not_lost(engine: AsyncEngine) -> None:
    """The caller was handed on and the call goes on, so its facts are kept while somebody wraps up."""
    call = MadeUpCall(
        id="call-1",
        at=NINE,
        office="20610",
        stands=(
            Stand("20610", wait=5.0, agent="k1", agent_office="20610", talk=10.0, wrap_up=30.0, then="transfer"),
            Stand("20620", wait=90.0, agent="k2", agent_office="20620", talk=60.0, wrap_up=5.0),
        ),
    )
    facts = sorted(all_facts([call]), key=lambda fact: fact.at or NINE)
    over = next(n for n, fact in enumerate(facts) if fact.call_id is None)
    reader = HandReader(engine, NINE + timedelta(minutes=5))
    for cut, (begin, end) in enumerate(
        ((0, over), (over, over + 1), (over + 1, over + 4), (over + 4, len(facts)))
    ):
        await write(engine, facts[begin:end])
        if cut == 1:
            await catch_up(engine, NINE + timedelta(minutes=5))
        await reader.look()
        check(reader, facts[:end])
    assert reader.day is not None
    assert reader.day.sums("day", "20610")["wrap_up_ms"] == 30_000


async def test_the_day_ends_at_midnight_in_poland_and_the_hour_does_not(engine: AsyncEngine) -> None:
    evening = midnight(date(2026, 11, 25)) - timedelta(minutes=20)
    calls = [
        MadeUpCall(id="late", at=evening, stands=(Stand("20610", wait=5.0, agent="k1", talk=10.0),)),
        MadeUpCall(
            id="next", at=evening + timedelta(minutes=22), stands=(Stand("20610", wait=5.0, end="abandoned"),)
        ),
    ]
    facts = all_facts(calls)
    reader = HandReader(engine, evening + timedelta(minutes=19))
    await write(engine, [fact for fact in facts if fact.call_id == "late"])
    await reader.look()

    def offered(name: WindowName) -> int:
        assert reader.day is not None
        return reader.day.sums(name, "20610")["offered"]

    assert [offered(name) for name in WINDOWS] == [1, 1, 1]
    reader.clock.at = evening + timedelta(minutes=21)
    await reader.look()
    assert [offered(name) for name in WINDOWS] == [0, 1, 0]
    await write(engine, [fact for fact in facts if fact.call_id == "next"])
    await reader.look()
    assert [offered(name) for name in WINDOWS] == [1, 2, 1]
    reader.clock.at = evening + timedelta(hours=2)
    await reader.look()
    assert [offered(name) for name in WINDOWS] == [0, 0, 1]


def test_the_days_on_which_clocks_are_changed_begin_at_their_own_midnight() -> None:
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        begin, end = midnight(day), midnight(day + timedelta(days=1))
        assert end - begin == timedelta(hours=hours)
        assert {Windows.at(begin + timedelta(hours=n)).day for n in range(hours)} == {begin}
        assert Windows.at(end).day == end


async def test_only_what_the_sums_do_not_have_is_kept(engine: AsyncEngine) -> None:
    reader = HandReader(engine, NINE + timedelta(hours=16))
    await write(engine, all_facts(the_day()))
    await reader.look()
    assert reader.day is not None
    assert reader.day.calls > 40
    assert len(reader._kept) < 5  # calls that are not over
    assert len(reader._kept) <= MOST_KEPT
    await catch_up(engine, NINE + timedelta(hours=16))
    await reader.look()
    assert reader.day.calls == 0
    assert reader.rebased == 2
    await reader.look()
    assert reader.rebased == 2  # nothing is read anew while nothing has changed


async def test_a_look_that_is_broken_off_leaves_nothing_half_done(engine: AsyncEngine) -> None:
    facts = all_facts(the_day())
    reader = HandReader(engine, NINE + timedelta(hours=16))
    await write(engine, facts[: len(facts) // 2])
    await reader.look()
    await write(engine, facts[len(facts) // 2 :])
    asked = 0

    def fails(*args: object) -> None:
        nonlocal asked
        asked += "FROM event WHERE call_id" in str(args[2])
        if asked == 2:
            raise DBAPIError("the line was cut", None, Exception())

    engine_events.listen(engine.sync_engine, "before_cursor_execute", fails)
    with pytest.raises(DBAPIError):
        await reader.look()
    engine_events.remove(engine.sync_engine, "before_cursor_execute", fails)
    await reader.look()
    check(reader, facts)


async def test_facts_that_somebody_still_writes_are_waited_for(dsn: str, engine: AsyncEngine) -> None:
    """A number that was drawn earlier may come later: nothing is left out by it."""
    facts = all_facts([ONE])
    reader = HandReader(engine, NINE + timedelta(minutes=5))
    async with engine.connect() as connection:
        await connection.execute(text("SELECT nextval(pg_get_serial_sequence('event', 'number'))"))
    await write(engine, facts)
    await reader.look()
    check(reader, facts)
    async with engine.connect() as connection:
        assert reader.facts_to == await connection.scalar(text("SELECT max(number) FROM event"))
