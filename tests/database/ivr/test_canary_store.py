"""Versions on trial in the database: what is in force meanwhile, how calls end, and how the trial ends."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.centre.scenario_tables import Scenario, ScenarioCanary
from core.db.tables.report_tables import REPORT_CALL
from core.errors import NotFound
from ivr.canary.canary import CanaryRules, Limits, Outcome, VersionFigures
from ivr.canary.canary_store import canary_figures, last_canary, returned_since
from ivr.publishing.draft_store import steps_of
from ivr.publishing.timetable_store import load_timetable
from ivr.publishing.version_store import end_canary, get_version, list_versions, publish, restore
from ivr.publishing.versions import StepRefused, status
from ivr.use_store import uses_of
from reports.figures.partition_store import make_months
from tests.database.ivr.test_scenario_versions import HOUR, NAME, NOW, WHY, an_approved_draft, answers, line

__all__ = ["line"]

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
TRIAL = CanaryRules(25, NOW + 7 * DAY, Limits(10.0, 2.0, 50))


async def on_trial(
    engine: AsyncEngine, title: str = "druga", rules: CanaryRules = TRIAL, now: datetime = NOW
) -> int:
    draft = await an_approved_draft(engine, title, now)
    row = await publish(engine, NAME, draft.life.revision, None, "jan", WHY, now, rules)
    return row.version.number


async def statuses(engine: AsyncEngine, at: datetime) -> dict[int, str]:
    known = [row.version for row in await list_versions(engine, NAME)]
    return {each.number: status(each, known, at) for each in known}


async def titles_met(engine: AsyncEngine, at: datetime) -> set[str]:
    route = (await load_timetable(engine, at)).routes_at(at)["9510"]
    return {route.of_call(f"call-{number}").scenario.title for number in range(200)}


async def test_a_version_on_trial_takes_a_share_and_is_not_in_force(line: AsyncEngine) -> None:
    assert await on_trial(line) == 2
    assert await answers(line, NOW) == "pierwsza"  # also in the plan of the emergency path
    assert await titles_met(line, NOW) == {"pierwsza", "druga"}
    assert await statuses(line, NOW) == {1: "in_force", 2: "on_trial"}
    assert (await get_version(line, NAME, 2)).version.is_on_trial
    assert await titles_met(line, NOW + 30 * DAY) == {"pierwsza", "druga"}  # nothing comes by the clock alone
    row = await last_canary(line, NAME)
    assert (row.canary.beside, row.canary.share_percent, row.outcome) == (1, 25, None)
    assert (await steps_of(line, NAME))[0].action == "canary_begun"


async def test_what_a_version_in_force_uses_is_still_in_use_beside_a_trial(line: AsyncEngine) -> None:
    async with line.begin() as connection:
        rings = {"kind": "transfer", "settings": {"target": "zus"}, "next": {}}
        await connection.execute(
            Scenario.__table__.update().values(cancelled_at=NOW)  # type: ignore[attr-defined]
        )
        graph = {"name": NAME, "title": "z ZUS-em", "start": "zus", "nodes": {"zus": rings}}
        await connection.execute(
            insert(Scenario).values(name=NAME, version=2, graph=graph, published_at=NOW - HOUR)
        )
    assert await on_trial(line) == 3
    [use] = [each for each in await uses_of(line, "transfer_target", "zus", NOW) if each.kind == "scenarios"]
    assert use.count == 1


@pytest.mark.parametrize(
    ("outcome", "met", "left"),
    [
        ("completed", {"druga"}, {1: "superseded", 2: "in_force"}),
        ("taken_back", {"pierwsza"}, {1: "in_force", 2: "cancelled"}),
        ("returned", {"pierwsza"}, {1: "in_force", 2: "cancelled"}),
    ],
)
async def test_a_trial_ends_for_all_calls_and_once(
    line: AsyncEngine, outcome: Outcome, met: set[str], left: dict[int, str]
) -> None:
    await on_trial(line)
    with pytest.raises(StepRefused):
        await end_canary(line, NAME, 1, outcome, "system", WHY, NOW + HOUR)
    await end_canary(line, NAME, 2, outcome, "system", WHY, NOW + HOUR)
    assert await titles_met(line, NOW + HOUR) == met
    assert await statuses(line, NOW + HOUR) == left
    with pytest.raises(StepRefused):
        await end_canary(line, NAME, None, outcome, "jan", WHY, NOW + HOUR)
    step = (await steps_of(line, NAME))[0]
    assert (step.action, step.account, step.version, step.reason) == (f"canary_{outcome}", "system", 2, WHY)
    assert await returned_since(line, NOW) == ([NAME] if outcome == "returned" else [])
    await restore_or_publish(line, outcome)
    assert await returned_since(line, NOW) == []


async def restore_or_publish(engine: AsyncEngine, outcome: Outcome) -> None:
    """Whatever is published afterwards ends the alarm."""
    later = NOW + 2 * HOUR
    if outcome == "completed":
        await restore(engine, NAME, 1, WHY, "jan", later)
        return
    draft = await an_approved_draft(engine, "trzecia", later)
    await publish(engine, NAME, draft.life.revision, None, "jan", WHY, later)
    assert await answers(engine, later) == "trzecia"


async def test_rolling_back_ends_a_trial_and_nothing_else_is_published_beside_it(line: AsyncEngine) -> None:
    draft = await an_approved_draft(line, "druga")
    await publish(line, NAME, draft.life.revision, None, "jan", WHY, NOW)
    assert await on_trial(line, "trzecia", now=NOW + HOUR) == 3
    draft = await an_approved_draft(line, "czwarta", NOW + HOUR)
    with pytest.raises(StepRefused, match="Trwa próba wersji 3"):
        await publish(line, NAME, draft.life.revision, None, "jan", WHY, NOW + HOUR)
    await restore(line, NAME, 1, WHY, "jan", NOW + 2 * HOUR)
    assert await titles_met(line, NOW + 2 * HOUR) == {"pierwsza"}
    assert (await last_canary(line, NAME)).outcome == "taken_back"


@pytest.mark.parametrize("until", [NOW, NOW + 14 * DAY + timedelta(seconds=1)])
async def test_a_trial_lasts_at_most_a_fortnight_and_has_something_to_be_compared_with(
    line: AsyncEngine, until: datetime
) -> None:
    with pytest.raises(StepRefused):
        await on_trial(line, rules=CanaryRules(25, until, TRIAL.limits))
    assert await statuses(line, NOW) == {1: "in_force"}
    with pytest.raises(NotFound):
        await last_canary(line, NAME)


CALLS: list[dict[str, Any]] = [
    {"scenario_version": 2, "end_reason": "caller_hung_up", "queued_at": None},
    {"scenario_version": 2, "end_reason": "caller_hung_up", "queued_at": 40},
    {"scenario_version": 2, "end_reason": "completed", "queued_at": None},
    {"scenario_version": 2, "end_reason": "caller_hung_up", "queued_at": None, "path": "message"},
    {"scenario_version": 1, "end_reason": "caller_hung_up", "queued_at": None, "path": "menu"},
    {"scenario_version": 2, "end_reason": "failed", "queued_at": 10},
    {"scenario_version": 2, "end_reason": "shed", "queued_at": None},
    {"scenario_version": 2, "end_reason": None, "queued_at": None},
    {"scenario_version": 2, "end_reason": "completed", "queued_at": None, "direction": "callback"},
    {"scenario_version": 2, "end_reason": "completed", "queued_at": None, "before": True},
    {"scenario_version": 1, "end_reason": "completed", "queued_at": 20},
    {"scenario_version": 1, "end_reason": "time_limit", "queued_at": None},
    {"scenario": "inna", "scenario_version": 2, "end_reason": "completed", "queued_at": None},
    {"scenario": "inna", "scenario_version": 7, "end_reason": "completed", "queued_at": 5, "sub": 2},
]


def of_reports(row: dict[str, Any], path: str) -> dict[str, Any]:
    """The call as reports have it, as far as it is read here."""
    empty = {"keys": [], "counted": [], "agents": [], "adds": b"", "callbacks": 0, "outside_calls": 0}
    found = {"started_at": row["started_at"], "id": row["id"], "direction": "inbound", "number": "9510"}
    found |= {"language": "pl", "path": path, "verification": "none", "self_service": "none"}
    return found | {"closed_hours": False, "contact90": 0, "visits_avoided": 0, "last_slot": NOW, **empty}


async def test_calls_of_both_versions_are_counted_since_the_trial_began(line: AsyncEngine) -> None:
    await on_trial(line)
    async with line.begin() as connection:
        for number, call in enumerate(CALLS):
            began = NOW - HOUR if call.get("before") else NOW + timedelta(minutes=number)
            is_over, queued = call["end_reason"] is not None, call["queued_at"]
            row = {
                "id": f"call-{number}",
                "dialled_number": "9510",
                "caller_number": "600100200",
                "scenario": call.get("scenario", NAME),
                "scenario_version": call["scenario_version"],
                "direction": call.get("direction", "inbound"),
                "started_at": began,
                "ended_at": began + timedelta(seconds=60) if is_over else None,
                "end_reason": call["end_reason"],
                "queued_at": None if queued is None else began + timedelta(seconds=queued),
            }
            await connection.execute(insert(CallRow).values(**row))
            data = {"subscenario_versions": {NAME: call["sub"]} if "sub" in call else {}}
            event = {"id": f"event-{number}", "type": "CallStarted", "at": began, "data": data}
            await connection.execute(insert(EventRow).values(**event, call_id=row["id"]))
            if "path" in call:
                await make_months(connection, [began])
                await connection.execute(insert(REPORT_CALL).values(**of_reports(row, call["path"])))
    canary = (await last_canary(line, NAME)).canary
    figures, medians = await canary_figures(line, canary)
    assert figures.new == VersionFigures(calls=6, completed=4, hung_up=1, failed=1)
    assert figures.old == VersionFigures(calls=3, completed=1, hung_up=1, failed=1)
    assert (medians.new, medians.old) == (40.0, 20.0)
    figures, _ = await canary_figures(line, canary, ended_before=NOW + timedelta(seconds=61))
    assert (figures.new.calls, figures.old.calls) == (1, 0)


async def test_of_a_scenario_at_most_one_version_is_on_trial(line: AsyncEngine) -> None:
    await on_trial(line)
    async with line.connect() as connection:
        assert len((await connection.execute(select(ScenarioCanary.__table__))).all()) == 1
    draft = await an_approved_draft(line, "trzecia")
    with pytest.raises(StepRefused):
        await publish(line, NAME, draft.life.revision, None, "jan", WHY, NOW, TRIAL)
