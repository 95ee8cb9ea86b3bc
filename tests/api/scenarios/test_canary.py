"""A version is published for a share of the calls first, looked at, and brought in or taken back by people."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import CallRow
from ivr.publishing.timetable_store import load_timetable
from tests.api.conftest import LogIn
from tests.api.scenarios.test_scenarios import DRAFT, NAME, WHY, good, line, refused, to_review
from tests.support.timing.standing_clock import StandingClock

__all__ = ["line"]

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("hours")]

CANARY = f"/api/scenarios/{NAME}/canary"


async def tried(editor: AsyncClient, chief: AsyncClient, clock: StandingClock, **more: Any) -> Any:
    """The answer to publishing a draft for a share of the calls."""
    revision = await to_review(editor)
    await good(await chief.post(f"{DRAFT}/approve", json={"revision": revision}))
    until = (clock.now() + timedelta(days=7)).isoformat()
    canary = {"share_percent": 20, "until": until, "limits": {"min_calls": 30}, **more}
    return await chief.post(f"{DRAFT}/publish", json={"revision": revision, "reason": WHY, "canary": canary})


async def versions_met(engine: AsyncEngine, clock: StandingClock) -> set[int]:
    route = (await load_timetable(engine, clock.now())).routes_at(clock.now())["9510"]
    return {route.of_call(f"call-{number}").scenario.version for number in range(200)}


async def test_a_version_on_trial_is_seen_beside_the_one_in_force_and_comes_for_all(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    editor, chief = await log_in("redaktor"), await log_in("kierownik-wup")
    await refused(await chief.get(CANARY), 404, "not_found")
    version = await good(await tried(editor, chief, clock))
    assert (version["version"], version["status"]) == (2, "on_trial")
    shown = await good(await editor.get(f"/api/scenarios/{NAME}"))
    assert (shown["in_force"]["version"], shown["on_trial"]["version"]) == (1, 2)
    assert await versions_met(engine, clock) == {1, 2}
    async with engine.begin() as connection:
        for number, reason in enumerate(["caller_hung_up", "completed", "failed", "completed"]):
            call = {"id": f"call-{number}", "dialled_number": "9510", "caller_number": "600100200"}
            times = {"started_at": clock.now(), "ended_at": clock.now() + timedelta(seconds=30)}
            row = {"scenario": NAME, "scenario_version": 2 if number < 3 else 1, "end_reason": reason}
            await connection.execute(insert(CallRow).values(**call, **times, **row))
    canary = await good(await editor.get(CANARY))
    assert (canary["version"], canary["beside"], canary["state"], canary["share_percent"]) == (2, 1, "running", 20)
    assert canary["limits"] == {"hang_up_points": 10.0, "failure_points": 2.0, "min_calls": 30}
    assert canary["new"] == {
        "version": 2,
        "calls": 3,
        "completed": 1,
        "hung_up": 1,
        "failed": 1,
        "hung_up_percent": 33.3,
        "failed_percent": 33.3,
        "median_time": 30.0,
    }
    assert (canary["old"]["calls"], canary["old"]["completed"]) == (1, 1)
    clock.passes(days=8)
    chief = await log_in("kierownik-wup")
    assert (await good(await chief.get(CANARY)))["state"] == "too_few_calls"
    await refused(await chief.post(f"{CANARY}/complete", json={"reason": ""}), 409, "scenario_step_refused")
    done = await good(await chief.post(f"{CANARY}/complete", json={"reason": WHY}))
    assert (done["state"], done["ended_by"], done["reason"]) == ("completed", "kierownik-wup", WHY)
    assert await versions_met(engine, clock) == {2}
    await refused(await chief.post(f"{CANARY}/stop", json={"reason": WHY}), 409, "scenario_step_refused")
    steps = await good(await chief.get(f"/api/scenarios/{NAME}/steps"))
    assert [(step["action"], step["version"]) for step in steps[:2]] == [
        ("canary_completed", 2),
        ("canary_begun", 2),
    ]


async def test_a_version_on_trial_is_taken_back(log_in: LogIn, engine: AsyncEngine, clock: StandingClock) -> None:
    editor, chief = await log_in("redaktor"), await log_in("kierownik-wup")
    await good(await tried(editor, chief, clock))
    assert (await editor.post(f"{CANARY}/stop", json={"reason": WHY})).status_code == 403
    stopped = await good(await chief.post(f"{CANARY}/stop", json={"reason": WHY}))
    assert (stopped["state"], stopped["ended_by"]) == ("taken_back", "kierownik-wup")
    assert await versions_met(engine, clock) == {1}
    history = await good(await editor.get(f"/api/scenarios/{NAME}"))
    assert [(v["version"], v["status"]) for v in history["versions"]] == [(2, "cancelled"), (1, "in_force")]


async def test_a_trial_that_makes_no_sense_is_refused_and_the_draft_stays_approved(
    log_in: LogIn, clock: StandingClock
) -> None:
    editor, chief = await log_in("redaktor"), await log_in("kierownik-wup")
    revision = await to_review(editor)
    await good(await chief.post(f"{DRAFT}/approve", json={"revision": revision}))
    soon = (clock.now() + timedelta(days=1)).isoformat()
    fit = {"share_percent": 20, "until": soon}
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"canary": {**fit, "share_percent": 51}}, 422),
        ({"canary": {**fit, "share_percent": 0}}, 422),
        ({"canary": {**fit, "limits": {"min_calls": 9}}}, 422),
        ({"canary": {**fit, "until": "2027-01-01"}}, 409),
        ({"canary": {**fit, "until": "2026-01-01"}}, 409),
        ({"canary": fit, "at": soon}, 422),  # it begins at once
    ]
    for sent, status in wrong:
        answer = await chief.post(f"{DRAFT}/publish", json={"revision": revision, **sent})
        await refused(answer, status, "invalid" if status == 422 else "scenario_step_refused")
    shown = await good(await chief.get(f"/api/scenarios/{NAME}"))
    assert (shown["on_trial"], shown["draft"]["state"]) == (None, "approved")
