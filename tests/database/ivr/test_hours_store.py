"""Opening hours on the real database: validity, history, and that everybody hears of changes."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import anyio
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from ari_app.reloading import reload_hours
from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.db.tables.centre.office_tables import OpeningExceptionRow, OpeningPlanRow
from core.errors import NotFound, SettingsRefused
from core.relay.relay import RelayServer
from core.tasks.keeper import Keeper
from ivr import defaults
from ivr.hours.opening_hours import Hours
from ivr.hours.store import (
    HoursInForce,
    OpeningException,
    PlanRow,
    list_exceptions,
    list_plans,
    load_hours,
    remove_exception,
    save_exception,
    save_plan,
)
from tests.support.database.offices import put_shipped_hours
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running
from tests.unit.ivr.hours.test_opening_hours import KOLNO, WUP, at, exception, plan

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 24)
TEN = at("2026-11-24T10:00")
BOSS = "kierownik-20060"
DAY = timedelta(days=1)


@pytest.fixture
async def engine(engine: AsyncEngine, shipped_offices: None) -> AsyncEngine:
    """All offices with the shipped hours."""
    await put_shipped_hours(engine, TODAY - 30 * DAY, TEN - 30 * DAY)
    return engine


async def save(engine: AsyncEngine, *texts: str, office: str = KOLNO, **settings: Any) -> PlanRow:
    return await save_plan(engine, office, plan(*texts, **{"valid_from": TODAY, **settings}), BOSS, TEN)


async def outcome(engine: AsyncEngine, moment: str, topic: str | None = None) -> str:
    return (await load_hours(engine)).state(KOLNO, topic, at(moment)).outcome


async def test_what_ships_is_what_is_loaded(engine: AsyncEngine) -> None:
    assert await load_hours(engine) == defaults.opening_hours(TODAY - 30 * DAY)


async def test_a_plan_of_today_holds_at_once_and_the_old_one_stays_in_the_history(engine: AsyncEngine) -> None:
    assert await outcome(engine, "2026-11-24T17:30") == "evening"
    row = await save(engine, "09:00-18:00", evening_pool=WUP)
    assert await outcome(engine, "2026-11-24T17:30") == "open"
    new, old = await list_plans(engine, KOLNO)
    assert (new, new.valid_to, new.changed_by) == (row, None, BOSS)
    assert (old.valid_to, old.changed_by) == (TODAY, "system")


async def test_a_planned_plan_with_an_end_gives_way_to_the_one_of_before(engine: AsyncEngine) -> None:
    await save(engine, "10:00-12:00", valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 4))
    found = [await outcome(engine, f"2026-{day}T09:00") for day in ("11-30", "12-01", "12-03", "12-04")]
    assert found == ["open", "closed", "closed", "open"]
    again, _, first = await list_plans(engine, KOLNO)
    assert (again.valid_from, again.valid_to, again.changed_by) == (date(2026, 12, 4), None, BOSS)
    assert again.plan is not None
    assert first.plan is not None
    assert (again.plan.week, again.plan.evening_pool) == (first.plan.week, first.plan.evening_pool)


async def test_a_plan_without_an_end_leaves_what_was_planned(engine: AsyncEngine) -> None:
    await save(engine, "10:00-12:00", valid_from=date(2026, 12, 1))
    assert (await save(engine, "08:00-16:00")).valid_to == date(2026, 12, 1)


async def test_plans_of_different_purposes_do_not_touch_each_other(engine: AsyncEngine) -> None:
    await save(engine, "12:00-14:00", purpose="employer")
    assert await outcome(engine, "2026-11-24T10:00", "employer") == "closed"
    assert await outcome(engine, "2026-11-24T10:00", "seeker") == "open"
    assert len(await list_plans(engine, KOLNO)) == 2


async def test_two_who_save_at_once_leave_a_history_without_overlaps(engine: AsyncEngine) -> None:
    async with anyio.create_task_group() as tasks:
        for hour in ("08", "09", "10", "11"):

            async def one(hour: str = hour) -> None:
                await save(engine, f"{hour}:00-16:00")

            tasks.start_soon(one)
    in_force = [row for row in await list_plans(engine, KOLNO) if row.span.holds_at(TODAY)]
    assert len(in_force) == 1


async def test_what_does_not_fit_is_refused_and_nothing_is_saved(engine: AsyncEngine) -> None:
    for settings, sentence in (
        ({"valid_from": TODAY - DAY}, "Plan nie może obowiązywać wstecz"),
        ({"evening_pool": KOLNO}, "nie prowadzi wspólnego dyżuru"),
        ({"evening_pool": "99999"}, "Nie ma urzędu 99999"),
    ):
        with pytest.raises(SettingsRefused, match=sentence):
            await save(engine, "08:00-16:00", **settings)
    with pytest.raises(NotFound):
        await save(engine, "08:00-16:00", office="99999")
    assert len(await list_plans(engine, KOLNO)) == 1


async def test_an_office_may_open_a_pool_of_its_own_and_take_part_in_it(engine: AsyncEngine) -> None:
    await save(engine, "17:00-19:00", purpose="evening")
    await save(engine, "07:30-15:30", evening_pool=KOLNO)
    state = (await load_hours(engine)).state(KOLNO, None, at("2026-11-24T17:30"))
    assert (state.outcome, state.queue) == ("evening", KOLNO)


async def test_exceptions_are_added_changed_and_removed_and_all_of_it_is_kept(engine: AsyncEngine) -> None:
    monday = date(2026, 11, 30)
    first = await save_exception(engine, KOLNO, exception(monday), BOSS, TEN)
    assert await outcome(engine, "2026-11-30T10:00") == "closed"
    with pytest.raises(SettingsRefused, match="obowiązuje już wyjątek „szkolenie”"):
        await save_exception(engine, KOLNO, exception(monday), BOSS, TEN)
    changed = exception(monday, None, "09:00-11:00")
    second = await save_exception(engine, KOLNO, changed, "administrator", TEN + DAY, replaces=first.id)
    assert await outcome(engine, "2026-11-30T10:00") == "open"
    assert await outcome(engine, "2026-11-30T12:00") == "closed"
    await remove_exception(engine, KOLNO, second.id, BOSS, TEN + 2 * DAY)
    assert await outcome(engine, "2026-11-30T12:00") == "open"
    with pytest.raises(NotFound):
        await remove_exception(engine, KOLNO, second.id, BOSS, TEN)
    with pytest.raises(NotFound):
        await save_exception(engine, KOLNO, changed, BOSS, TEN, replaces=first.id)
    rows = await list_exceptions(engine, KOLNO)
    assert [told(row) for row in rows] == [
        (second.id, first.id, "administrator", BOSS, TEN + 2 * DAY),
        (first.id, None, BOSS, "administrator", TEN + DAY),
    ]


def told(row: OpeningException) -> tuple[str, str | None, str, str | None, datetime | None]:
    return row.id, row.replaces, row.changed_by, row.removed_by, row.removed_at


async def test_exceptions_of_the_past_and_of_other_offices_cannot_be_touched(engine: AsyncEngine) -> None:
    row = await save_exception(engine, KOLNO, exception(TODAY), BOSS, TEN)
    with pytest.raises(NotFound):
        await remove_exception(engine, WUP, row.id, BOSS, TEN)
    with pytest.raises(SettingsRefused, match="już minął"):
        await remove_exception(engine, KOLNO, row.id, BOSS, TEN + DAY)
    with pytest.raises(SettingsRefused, match="już minęły"):
        await save_exception(engine, KOLNO, exception(TODAY), BOSS, TEN + DAY, replaces=row.id)
    with pytest.raises(NotFound):
        await save_exception(engine, "99999", exception(TODAY), BOSS, TEN)


async def test_rows_that_cannot_be_read_are_left_out_and_stay_in_the_history(engine: AsyncEngine) -> None:
    await save_exception(engine, KOLNO, exception(TODAY), BOSS, TEN)
    async with engine.begin() as connection:
        await connection.execute(
            update(OpeningPlanRow).where(OpeningPlanRow.office == KOLNO).values(week={"monday": "always"})
        )
        await connection.execute(update(OpeningExceptionRow).values(settings={"kind": "by the moon"}))
    hours = await load_hours(engine)
    assert hours.state(KOLNO, None, TEN).reason.kind == "no_plan"
    assert hours.state(WUP, None, TEN).outcome == "open"
    assert [row.plan for row in await list_plans(engine, KOLNO)] == [None]
    assert [row.days for row in await list_exceptions(engine, KOLNO)] == [None]
    await save(engine, "10:00-12:00", valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 4))
    again, _, _ = await list_plans(engine, KOLNO)
    assert (again.plan, again.valid_from) == (None, date(2026, 12, 4)), "it goes on as it was"


async def test_a_change_is_told_with_its_transaction_and_a_refused_one_is_not(
    engine: AsyncEngine, dsn: str
) -> None:
    heard: list[str] = []
    relay = RelayServer(dsn, None, heard.append)
    async with running(relay.run):
        await eventually(lambda: relay.is_connected)
        with pytest.raises(SettingsRefused):
            await save(engine, "08:00-16:00", valid_from=TODAY - DAY)
        await save(engine, "08:00-16:00")
        await eventually(lambda: heard == ["hours"])
        row = await save_exception(engine, KOLNO, exception(TODAY), BOSS, TEN)
        await eventually(lambda: len(heard) == 2)
        await remove_exception(engine, KOLNO, row.id, BOSS, TEN)
        await eventually(lambda: heard == ["hours"] * 3)


async def test_what_was_not_heard_of_is_found_by_looking(engine: AsyncEngine) -> None:
    in_force = HoursInForce(Hours())
    async with running(Keeper("opening hours", partial(reload_hours, in_force, engine), every=0.02).run):
        await eventually(lambda: in_force.state(KOLNO, None, TEN).outcome == "open")


async def test_whether_hours_count_does_not_change_when_they_are_loaded_anew(engine: AsyncEngine) -> None:
    in_force = HoursInForce(await load_hours(engine, is_always_open=True))
    night = TEN.replace(hour=1)
    assert in_force.state(KOLNO, None, night).outcome == "open"
    await reload_hours(in_force, engine)
    assert in_force.state(KOLNO, None, night).outcome == "open"


async def test_hours_that_cannot_be_loaded_stay_as_they_were(engine: AsyncEngine) -> None:
    in_force = HoursInForce(Hours())
    with pytest.raises(DATABASE_AWAY):
        await reload_hours(in_force, make_engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing"))
    assert in_force.state(KOLNO, None, TEN).outcome == "closed"
    await reload_hours(in_force, engine)
    assert in_force.state(KOLNO, None, TEN).outcome == "open"
    assert in_force.pool(KOLNO, None, TEN) == WUP
