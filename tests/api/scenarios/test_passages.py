"""How calls went through a scenario: figures for who reads scenarios, and a node's calls for who sees them."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.scenarios import NodeEntered
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE, Story
from tests.support.reports.report_projection import catch_up

pytestmark = pytest.mark.anyio

DAY = {"from": "2026-11-24", "to": "2026-11-24"}


def went(*nodes: str, version: int = 1, office: str = "20060", ends: bool = True) -> Story:
    """Through these nodes, three seconds in each, and hung up in the last."""
    story = Story().then(
        CallStarted(
            channel_id="c", dialled_number="9510", caller_number="", scenario="9510", scenario_version=version
        )
    )
    story.is_verified(office)
    for node in nodes:
        story.then(NodeEntered(node=node, kind="menu"), after=3)
    return story.then(CallEnded(reason="caller_hung_up", duration_time=9.0), after=3) if ends else story


async def passages(client: AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await client.get("/api/scenarios/9510/passages", params={**DAY, **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_figures_of_nodes_and_arrows_by_version(log_in: LogIn, centre: Centre, engine: AsyncEngine) -> None:
    told = [went("menu", "karta", "karta/pin"), went("menu", "kolejka"), went("menu", version=2)]
    await centre.write([fact for story in told for fact in story.facts])
    await catch_up(engine, NINE)
    client = await log_in("redaktor")
    found = await passages(client)
    assert {(one["node"], one["calls"], one["hung_up"]) for one in found["nodes"]} == {
        ("menu", 3, 1),
        ("karta", 1, 1),
        ("karta/pin", 1, 1),
        ("kolejka", 1, 1),
    }
    menu = next(one for one in found["nodes"] if one["node"] == "menu")
    assert (menu["stay_median"], menu["stay_p90"], menu["entered"], menu["over"]) == (3, 3, 3, 0)
    assert found["edges"] == [
        {"node": "menu", "next": "karta", "walked": 1},
        {"node": "menu", "next": "kolejka", "walked": 1},
    ]
    assert found["versions"] == [
        {"version": 2, "calls": 1, "hung_up": 1},
        {"version": 1, "calls": 2, "hung_up": 2},
    ]
    assert (found["whole"]["calls"], found["complete_until"] is not None) == (3, True)
    second = await passages(client, version=2)
    assert [(one["node"], one["calls"]) for one in second["nodes"]] == [("menu", 1)]
    assert len(second["versions"]) == 2, "to choose from"


async def test_a_node_leads_to_its_calls_as_far_as_one_may_see_them(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    here, elsewhere = went("menu", "kolejka"), went("menu", office="20610")
    second = went("menu", "kolejka", version=2)
    told = [here, elsewhere, second]
    await centre.write([fact for story in told for fact in story.facts])
    await catch_up(engine, NINE)

    async def calls(client: AsyncClient, **query: Any) -> set[str]:
        answer = await client.get("/api/calls", params={**DAY, "scenario": "9510", **query})
        assert answer.status_code == 200, answer.text
        return {call["id"] for call in answer.json()["calls"]}

    client = await log_in("kierownik-wup")
    assert await calls(client, node="menu") == {story.call_id for story in told}
    assert await calls(client, node="menu", hung_up_there=True) == {elsewhere.call_id}
    assert await calls(client, node="kolejka", scenario_version=2) == {second.call_id}
    assert await calls(client, node="nie-ma") == set()
    assert await calls(await log_in("kierownik-20060"), node="menu") == {here.call_id, second.call_id}
    without_days = await client.get("/api/calls", params={"scenario": "9510", "node": "menu"})
    assert (without_days.status_code, without_days.json()["code"]) == (422, "period_needed")
    without_scenario = await client.get("/api/calls", params={**DAY, "node": "menu"})
    assert without_scenario.status_code == 422


async def test_callers_are_counted_where_they_are_now(log_in: LogIn, centre: Centre) -> None:
    for story in (went("menu", "kolejka", ends=False), went("menu", ends=False), went("menu", ends=False)):
        for fact in story.facts:
            centre.publish(fact, story.call_id)
    gone = went("menu")
    for fact in gone.facts:
        centre.publish(fact, gone.call_id)
    client = await log_in("redaktor")
    answer = await client.get("/api/scenarios/9510/callers")
    assert answer.status_code == 200
    assert answer.json()["nodes"] == [
        {"version": 1, "node": "kolejka", "callers": 1},
        {"version": 1, "node": "menu", "callers": 2},
    ]
    assert answer.json()["others"] == 0
    assert (await client.get("/api/scenarios/inny/callers")).json()["nodes"] == []


async def test_a_period_is_of_one_to_92_days(log_in: LogIn) -> None:
    client = await log_in("redaktor")
    for first, last in (("2026-11-24", "2026-11-23"), ("2026-08-24", "2026-11-24")):
        answer = await client.get("/api/scenarios/9510/passages", params={"from": first, "to": last})
        assert (answer.status_code, answer.json()["code"]) == (422, "report_refused")


async def test_consultants_read_neither(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    for path in ("passages?from=2026-11-24&to=2026-11-24", "callers"):
        assert (await client.get(f"/api/scenarios/9510/{path}")).status_code == 403
