"""Test cases of a sheet that is not saved: made of a call that was tried out, and run."""

from typing import Any

import pytest

from tests.api.conftest import LogIn
from tests.api.scenarios.test_scenarios import CASE, DRAFT, NAME, broken, good, graph, line, refused

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("hours")]
__all__ = ["line"]

AROUND = {"at": "2026-11-24T10:00:00", "card_office": "20060"}
TO_THE_CARD: list[dict[str, Any]] = [{"do": "listen"}, {"do": "wait", "time": 2}, {"do": "listen"}]


async def test_a_call_that_was_tried_out_becomes_a_case_that_is_green_at_once(log_in: LogIn) -> None:
    editor = await log_in("redaktor")
    actions = [*TO_THE_CARD, {"do": "press", "keys": "*"}, {"do": "listen"}, {"do": "hang_up"}]
    run = {"graph": graph(), "surroundings": AROUND, "actions": actions, "case_name": "Bez karty"}
    made = await good(await editor.post("/api/scenario-cases", json=run))
    assert (made["is_green"], made["problems"]) == (True, [])
    case = made["case"]
    assert (case["name"], case["end"], case["surroundings"]["card_office"]) == (
        "Bez karty",
        "caller_hung_up",
        "20060",
    )
    assert case["path"][:2] == ["powitanie", "jezyk"]
    sheet = {"graph": graph(), "cases": [case], "based_on": 1}
    found = await good(await editor.post("/api/scenario-case-runs", json=sheet))
    assert [(each["name"], each["is_green"]) for each in found["results"]] == [("Bez karty", True)]
    too_long = {**run, "actions": [*TO_THE_CARD, *[{"do": "jump_to", "at": AROUND["at"]}] * 101]}
    told = await refused(await editor.post("/api/scenario-cases", json=too_long), 422, "too_long_for_a_case")
    assert "najwięcej 100" in told
    await refused(await editor.post("/api/scenario-cases", json={**run, "case_name": ""}), 422, "invalid")


async def test_cases_run_on_what_is_not_saved_and_tell_which_ways_none_of_them_walks(log_in: LogIn) -> None:
    editor = await log_in("redaktor")
    wrong = {**CASE, "name": "Zła", "end": "queue"}
    sheet = {"graph": graph(title="Niezapisany"), "cases": [CASE, wrong], "based_on": 1}
    found = await good(await editor.post("/api/scenario-case-runs", json=sheet))
    assert [each["is_green"] for each in found["results"]] == [True, False]
    assert "Koniec był inny" in found["results"][1]["problems"][0]
    assert (found["is_fit"], found["missing"]) == (True, [])
    walked = {(edge["node"], edge["outcome"]): edge["cases"] for edge in found["edges"]}
    assert walked[("powitanie", "done")] == [CASE["name"]]  # a red case walks nothing
    assert walked[("weryfikacja", "no_card")] == []
    anew = await good(await editor.post("/api/scenario-case-runs", json={**sheet, "based_on": None}))
    assert "menu" in {each["node"] for each in anew["missing"]}  # of a new scenario everything is asked for
    unfit = await good(await editor.post("/api/scenario-case-runs", json={**sheet, "graph": broken()}))
    assert (unfit["is_fit"], unfit["edges"], len(unfit["results"])) == (False, [], 2)
    told = await editor.post("/api/scenario-case-runs", json={**sheet, "cases": [CASE, CASE]})
    assert "już występuje" in await refused(told, 422, "scenario_refused")
    assert (await editor.get(DRAFT)).status_code == 404  # nothing was kept
    assert (await good(await editor.get(f"/api/scenarios/{NAME}")))["draft"] is None
