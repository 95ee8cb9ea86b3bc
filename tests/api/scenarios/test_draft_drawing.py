"""What people see of a draft and callers do not: places on the drawing, notes, comments, who else is here."""

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.scenario_tables import Scenario
from ivr import defaults
from tests.api.conftest import LogIn
from tests.api.scenarios.test_scenarios import CASE, DRAFT, NAME, WHY, good, graph, line, refused
from tests.support.calls.call_facts import NINE
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio
__all__ = ["line"]

DRAWN = {
    "places": {"powitanie": {"x": 10, "y": -20.5}},
    "notes": [{"id": "n1", "text": "Tu dzwoni większość", "x": 0, "y": 0}],
}
NOTHING: dict[str, Any] = {"places": {}, "notes": []}


@pytest.mark.usefixtures("hours")
async def test_a_drawing_goes_with_the_draft_the_version_the_roll_back_and_the_file(
    log_in: LogIn, clock: StandingClock
) -> None:
    editor, chief = await log_in("redaktor"), await log_in("kierownik-wup")
    begun = await good(await editor.post(DRAFT, json={}))
    assert begun["drawing"] == NOTHING
    drawn = {**DRAWN, "places": {**DRAWN["places"], "dawny": {"x": 1, "y": 1}}}  # type: ignore[dict-item]
    sent = {"revision": begun["revision"], "graph": begun["graph"], "cases": [CASE], "drawing": drawn}
    saved = await good(await editor.put(DRAFT, json=sent))
    assert saved["drawing"] == DRAWN
    told = await good(await editor.get(f"/api/scenarios/{NAME}/difference"))
    assert (told["nodes"], told["moved"]) == ([], ["powitanie"])
    assert told["sentences"] == ["Przesunięto na rysunku: „powitanie”.", "Notatki na rysunku: dodano 1."]
    # what is left out stays as it was
    sent = {"revision": saved["revision"], "graph": graph(title="Nowy"), "cases": [CASE]}
    saved = await good(await editor.put(DRAFT, json=sent))
    assert saved["drawing"] == DRAWN
    step = {"revision": saved["revision"]}
    await good(await editor.post(f"{DRAFT}/review", json=step))
    await good(await chief.post(f"{DRAFT}/approve", json=step))
    clock.passes(minutes=1)
    await good(await chief.post(f"{DRAFT}/publish", json={**step, "reason": WHY}))
    assert (await good(await chief.get(f"/api/scenarios/{NAME}/versions/2")))["drawing"] == DRAWN
    copied = await good(await editor.post(DRAFT, json={"version": 2}))
    assert copied["drawing"] == DRAWN
    await good(await editor.post(f"{DRAFT}/discard", json={"revision": copied["revision"]}))
    for restored in (1, 2):
        clock.passes(minutes=1)
        address = f"/api/scenarios/{NAME}/rollback"
        await good(await chief.post(address, json={"version": restored, "reason": WHY}))
    assert (await good(await chief.get(f"/api/scenarios/{NAME}/versions/3")))["drawing"] == NOTHING
    assert (await good(await chief.get(f"/api/scenarios/{NAME}/versions/4")))["drawing"] == DRAWN
    file = await good(await editor.get(f"/api/scenarios/{NAME}/file?version=2"))
    assert file["drawing"] == DRAWN
    made = await good(await editor.post("/api/scenario-imports?name=linia-kopia", json=file))
    assert made["drawing"] == DRAWN
    del file["drawing"]
    made = await good(await editor.post("/api/scenario-imports?name=linia-dawna", json=file))
    assert made["drawing"] == NOTHING


async def test_what_somebody_else_has_made_of_a_draft_is_told_without_keeping_it(log_in: LogIn) -> None:
    editor = await log_in("redaktor")
    address, drawn = "/api/scenario-comparisons", {"graph": graph(title="Inny tytuł"), "drawing": DRAWN}
    told = await good(await editor.post(address, json={"before": {"graph": graph()}, "after": drawn}))
    assert told["sentences"][0].startswith("Tytuł zmieniono z ")
    assert "Notatki na rysunku: dodano 1." in told["drawing"]
    same = await good(await editor.post(address, json={"before": drawn, "after": drawn}))
    assert same["sentences"] == []
    broken = {"before": drawn, "after": {"graph": {"nodes": 3}}}
    await refused(await editor.post(address, json=broken), 422, "scenario_refused")


async def test_every_shipped_scenario_is_opened_and_saved_unchanged(log_in: LogIn, engine: AsyncEngine) -> None:
    shipped = {name: graph for name, graph in defaults.scenarios().items() if name != NAME}
    async with engine.begin() as connection:
        for name, made in shipped.items():
            row = {"name": name, "version": 1, "graph": made, "published_at": NINE}
            await connection.execute(insert(Scenario).values(**row))
    editor = await log_in("redaktor")
    for name, made in {**shipped, NAME: graph()}.items():
        begun = await good(await editor.post(f"/api/scenarios/{name}/draft", json={}))
        sent = {part: begun[part] for part in ("revision", "graph", "cases", "drawing")}
        saved = await good(await editor.put(f"/api/scenarios/{name}/draft", json=sent))
        assert saved["graph"] == made
        told = await good(await editor.get(f"/api/scenarios/{name}/difference"))
        assert (told["sentences"], told["nodes"], told["moved"]) == ([], [], [])


async def test_comments_stand_at_nodes_are_settled_and_go_with_the_version(
    log_in: LogIn, clock: StandingClock
) -> None:
    editor, chief, county = (
        await log_in("redaktor"),
        await log_in("kierownik-wup"),
        await log_in("kierownik-20060"),
    )
    comments = f"{DRAFT}/comments"
    await refused(await chief.post(comments, json={"text": "Za długie?"}), 404, "not_found")
    begun = await good(await editor.post(DRAFT, json={"graph": graph(title="Nowy")}))
    step = {"revision": begun["revision"]}
    await good(await editor.post(f"{DRAFT}/review", json=step))
    at_node = await good(await chief.post(comments, json={"node": "powitanie", "text": " Za długie? "}))
    clock.passes(minutes=1)
    of_all = await good(await editor.post(comments, json={"text": "Skrócę jutro."}))
    assert (at_node["text"], at_node["account"], at_node["settled_at"]) == ("Za długie?", "kierownik-wup", None)
    assert of_all["node"] is None
    assert (await good(await editor.get(DRAFT)))["revision"] == begun["revision"]  # nothing of the draft changes
    settled = await good(await editor.post(f"{comments}/{at_node['id']}/settled"))
    assert settled["settled_by"] == "redaktor"
    again = await good(await chief.post(f"{comments}/{at_node['id']}/settled"))
    assert again == settled
    await refused(await editor.post("/api/scenarios/inna/draft/comments/comment-1/settled"), 404, "not_found")
    strange = await editor.post(f"/api/scenarios/inna/draft/comments/{at_node['id']}/settled")
    await refused(strange, 404, "not_found")
    assert await good(await county.get(comments)) == [settled, of_all]
    for wrong in ({"text": "  "}, {"text": "x" * 1001}, {"text": "a\x00"}, {"text": "a", "node": "b\x00"}):
        assert (await editor.post(comments, json=wrong)).status_code == 422
    assert (await county.post(comments, json={"text": "Tak"})).status_code == 403
    await good(await chief.post(f"{DRAFT}/approve", json=step))
    await good(await chief.post(f"{DRAFT}/publish", json=step))
    await good(await editor.post(DRAFT, json={}))
    assert await good(await editor.get(comments)) == []
    assert await good(await editor.get(f"{comments}?version=2")) == [settled, of_all]
    assert await good(await editor.get(f"{comments}?version=1")) == []


async def test_people_at_one_scenario_see_each_other_for_a_while(log_in: LogIn, clock: StandingClock) -> None:
    editor, county = await log_in("redaktor"), await log_in("kierownik-20060")
    assert await good(await editor.put(f"{DRAFT}/here", json={"node": "powitanie"})) == []
    [seen] = await good(await county.put(f"{DRAFT}/here", json={"node": None}))
    assert (seen["account"], seen["node"]) == ("redaktor", "powitanie")
    assert seen["display_name"]
    clock.passes(seconds=26)
    assert await good(await county.put(f"{DRAFT}/here", json={})) == []
