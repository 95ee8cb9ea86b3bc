"""What stands beside the figures of the board, out of real tables."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.callback_store import CallbackRecords
from acd.staffing.pause_reason_store import seed_pause_reasons
from core.errors import SettingsRefused
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered
from core.live.live import PROVINCE
from core.metrics.dictionary import METRICS
from core.metrics.intervals import midnight
from core.zone import WARSAW
from reports.answers.target_store import Target, set_target
from reports.board.beside_store import read_day, read_orders
from reports.board.board_limits import LimitKind, LimitRule, StoredLimit
from reports.board.limit_store import list_limits, set_limit
from reports.figures.figure_query import Query
from reports.figures.figure_store import read_sums
from tests.support.reports.made_up_calls import MadeUpCall, Stand, all_facts
from tests.support.reports.report_projection import catch_up, write

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TODAY = NINE.date()


def call(name: str, minutes: int, wait: float, queue: str = "20610") -> MadeUpCall:
    stand = Stand(queue, wait=wait, agent="k1", agent_office=queue, talk=30.0, wrap_up=5.0)
    return MadeUpCall(id=name, at=NINE + timedelta(minutes=minutes), office=queue, stands=(stand,))


async def test_the_line_of_the_day_says_quarter_by_quarter_what_the_reports_say(engine: AsyncEngine) -> None:
    calls = [
        call("a", 1, 5),
        call("b", 2, 50),
        call("c", 40, 5),
        call("d", 41, 5, "20620"),
        call("e", 3, 5, "20620"),
    ]
    await write(engine, all_facts(calls))
    now = NINE + timedelta(hours=2)
    await catch_up(engine, now)
    lines = (await read_day(engine, now)).lines
    since = midnight(NINE.astimezone(WARSAW).date())
    first = int((NINE - since) / timedelta(minutes=15))
    own = lines["20610"]
    assert own.since == since
    assert (own.calls[first:], own.level[first:]) == ([2, 0, 1], [50.0, None, 100.0])
    assert lines[PROVINCE].calls[first:] == [3, 0, 2]
    async with engine.connect() as connection:
        for quarter, (count, level) in enumerate(zip(lines[PROVINCE].calls, lines[PROVINCE].level, strict=True)):
            begin = since + quarter * timedelta(minutes=15)
            found = dict(await read_sums(connection, Query(begin, begin + timedelta(minutes=15))))
            for sums in found.values():
                assert count == (METRICS["offered"].compute(sums).value or 0)
                value = METRICS["service_level"].compute(sums).value
                assert level == (None if value is None else round(value, 1))


async def test_orders_that_are_not_done_with_say_from_when_on_they_may_be_rung(engine: AsyncEngine) -> None:
    late = NINE + timedelta(hours=3)

    def ordered(name: str, not_before: datetime | None = None) -> CallbackOrdered:
        return CallbackOrdered(
            callback=name, queue="20060", callback_number="600100200", due_at=NINE, at=NINE, not_before=not_before
        )

    facts: list[AnyEvent] = [
        ordered("later", late),
        ordered("first"),
        ordered("done"),
        CallbackEnded(callback="done", outcome="talked", at=NINE),
    ]
    async with engine.begin() as connection:
        await CallbackRecords().apply(connection, facts)
    assert await read_orders(engine) == {"20060": [NINE, late]}


@pytest.mark.usefixtures("shipped_offices")
async def test_limits_and_targets_that_hold_today(engine: AsyncEngine) -> None:
    async def limit(
        kind: LimitKind, value: float | None, office: str | None = None, day: int = 0, reason: str = ""
    ) -> None:
        rule = LimitRule(kind, reason, office, value, TODAY + timedelta(days=day))
        await set_limit(engine, StoredLimit(rule, "zespol", NINE))

    async with engine.begin() as connection:
        await seed_pause_reasons(connection)
    await limit("long_wait", 200)
    await limit("long_wait", 240)  # of the same day: instead
    await limit("long_wait", 90, "20060")
    await limit("long_wait", 30, "20060", day=1)
    await limit("pause_long", 1200, reason="meal")
    for wrong in (
        limit("long_wait", 5),
        limit("service_level_low", 101),
        limit("pause_long", 600),
        limit("pause_long", 600, reason="nothing"),
        limit("long_wait", 600, reason="meal"),
    ):
        with pytest.raises(SettingsRefused):
            await wrong
    for office, value in ((None, 80.0), ("20060", 70.0)):
        await set_target(engine, Target("service_level", office, value, TODAY, "zespol", NINE))
    found = await read_day(engine, NINE)
    own, other = (found.limits.of(office, found.targets.get(office)) for office in ("20060", "20610"))
    assert (own.long_wait, other.long_wait, own.pauses["meal"], own.level_target) == (90.0, 240.0, 1200.0, 70.0)
    assert found.targets == {"": 80.0, "20060": 70.0}
    assert len(await list_limits(engine, None)) == 4
    assert [one.rule.office for one in await list_limits(engine, frozenset({"20610"}))] == [None, None]
