"""What is planned is not broken by a step of somebody else."""

from datetime import timedelta
from typing import Any

import pytest

from ivr.graph.scenario import read_scenario
from tests.api.conftest import LogIn
from tests.api.scenarios.test_scenarios import WHY, good, refused
from tests.support.scenarios.cases import cases_for
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio


async def test_a_sub_scenario_is_not_cancelled_while_a_planned_scenario_needs_it(
    log_in: LogIn, clock: StandingClock
) -> None:
    editor, chief = await log_in("redaktor"), await log_in("kierownik-wup")
    says = {"kind": "announcement", "settings": {"prompts": ["W01"]}, "next": {"done": "koniec"}}
    calls = {"kind": "subscenario", "settings": {"scenario": "sprawa"}, "next": {"done": "koniec"}}
    end = {"kind": "end", "settings": {}, "next": {}}
    goodbye = {"kind": "goodbye", "settings": {"prompts": ["G02"]}, "next": {}}

    ends = {"name": "sprawa", "title": "sprawa", "start": "a", "nodes": {"a": says, "koniec": end}}
    sub_scenarios = {"sprawa": read_scenario(ends)}

    async def begun(name: str, nodes: dict[str, Any]) -> dict[str, int]:
        made = {"name": name, "title": name, "start": next(iter(nodes)), "nodes": nodes}
        cases = cases_for(made, known=sub_scenarios)
        sent = {"graph": made, "cases": cases}
        draft = await good(await editor.post(f"/api/scenarios/{name}/draft", json=sent))
        return {"revision": draft["revision"]}

    async def planned(name: str, nodes: dict[str, Any], days: int) -> str:
        address, step = f"/api/scenarios/{name}/draft", await begun(name, nodes)
        await good(await editor.post(f"{address}/review", json=step))
        await good(await chief.post(f"{address}/approve", json=step))
        at = (clock.now() + timedelta(days=days)).isoformat()
        await good(await chief.post(f"{address}/publish", json={**step, "at": at}))
        return f"/api/scenarios/{name}/versions/1/cancel"

    too_early = await begun("linia-lato", {"sprawa": calls, "koniec": goodbye})
    answer = await editor.post("/api/scenarios/linia-lato/draft/review", json=too_early)
    assert "nie ma opublikowanego podscenariusza" in await refused(answer, 422, "scenario_refused")
    sub_scenario = await planned("sprawa", {"a": says, "koniec": end}, days=1)
    line = await planned("linia-zima", {"sprawa": calls, "koniec": goodbye}, days=2)
    answer = await chief.post(sub_scenario, json={"reason": WHY})
    why = await refused(answer, 409, "scenario_step_refused")
    assert "Nie można odwołać tej publikacji" in why
    assert "Scenariusz „linia-zima” (wersja 1)" in why
    assert (await good(await chief.post(line, json={"reason": WHY})))["status"] == "cancelled"
    assert (await good(await chief.post(sub_scenario, json={"reason": WHY})))["status"] == "cancelled"
