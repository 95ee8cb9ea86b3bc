"""Which versions of scenarios calls walk through, on a real database."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from ari_app.reloading import ScenarioKeeper
from core.clock import SystemClock
from core.db.tables.centre.office_tables import DialledNumber
from core.db.tables.centre.scenario_tables import Scenario
from core.errors import SettingsRefused
from ivr import defaults
from ivr.emergency_message import EmergencyBoard
from ivr.graph.subscenarios import put_together
from ivr.interpreter import Ivr
from ivr.number_route import NumberRoute
from ivr.publishing.timetable_store import load_routes, load_timetable, load_versions
from ivr.publishing.variant_store import add_variant
from ivr.publishing.variants import Variant
from ivr.visit import Tools
from tests.support.calls.extra_lines import PUBLISHED
from tests.support.calls.fake_services import FakeVerifier, FakeVoice
from tests.support.scenarios.graphs import DIRECTORY, Graph, graph_of

pytestmark = pytest.mark.anyio

NUMBER = "7000"
PUBLISHED_AT = datetime(2026, 11, 24, tzinfo=UTC)
NOW = datetime(2026, 11, 25, tzinfo=UTC)
GOODBYE: Graph = {"kind": "goodbye", "settings": {"prompts": ["G02"]}}


async def entries(engine: AsyncEngine) -> dict[str, NumberRoute]:
    return await load_routes(engine, NOW)


async def publish(engine: AsyncEngine, graph: Graph, version: int, at: datetime = PUBLISHED_AT) -> None:
    row: dict[str, Any] = {"name": graph["name"], "version": version, "graph": graph}
    async with engine.begin() as connection:
        await connection.execute(insert(Scenario).values(**row, published_at=at))


@pytest.fixture
async def published(engine: AsyncEngine) -> AsyncEngine:
    """The line of the tests with its sub-scenarios, all in their first version."""
    for scenario in PUBLISHED.values():
        graph = scenario.model_dump(mode="json", exclude={"version", "subscenario_versions"})
        await publish(engine, graph, 1)
    async with engine.begin() as connection:
        await connection.execute(
            insert(DialledNumber).values(number=NUMBER, scenario="linia-7000", is_free=False, description="")
        )
    return engine


def another_prompt(name: str) -> Graph:
    """The sub-scenario that asks for digits, with another question."""
    graph = PUBLISHED[name].model_dump(mode="json", exclude={"version", "subscenario_versions"})
    graph["nodes"]["cyfry"]["settings"]["prompts"] = ["C01"]
    return graph


async def test_a_number_leads_into_the_newest_versions_put_together(published: AsyncEngine) -> None:
    entry = (await entries(published))[NUMBER]
    assert entry.scenario.version == 1
    assert entry.scenario.subscenario_versions == {"numer": 1, "rozmowa": 1, "sprawa": 1}
    await publish(published, another_prompt("numer"), 2)
    newer = (await entries(published))[NUMBER]
    assert newer.scenario.subscenario_versions == {"numer": 2, "rozmowa": 1, "sprawa": 1}
    path = "sprawa/numer/cyfry"
    assert (entry.scenario.nodes[path].settings["prompts"], newer.scenario.nodes[path].settings["prompts"]) == (
        ["A01"],
        ["C01"],
    )


async def test_a_call_in_progress_keeps_the_versions_of_its_sub_scenarios(published: AsyncEngine) -> None:
    begun = (await entries(published))[NUMBER].scenario
    await publish(published, another_prompt("numer"), 2)
    wanted = [(begun.name, begun.version), *begun.subscenario_versions.items()]
    found = await load_versions(published, wanted)
    again = put_together(found["linia-7000", 1], {name: found[name, version] for name, version in wanted})
    assert again == begun


async def test_scenarios_that_do_not_fit_together_leave_their_line_as_it_was_and_stop_no_other(
    published: AsyncEngine,
) -> None:
    """Nor a cold start, which knows no old version."""
    board, clock = EmergencyBoard(SystemClock()), SystemClock()
    tools = Tools(FakeVoice(), FakeVerifier(), DIRECTORY, hours=defaults.opening_hours())
    ivr = Ivr(await entries(published), tools)
    old = ivr.routes[NUMBER]
    async with published.begin() as connection:
        await connection.execute(delete(Scenario).where(Scenario.name == "numer"))
        await connection.execute(
            insert(DialledNumber).values(number="7001", scenario="prosta", is_free=False, description="")
        )
    await publish(published, graph_of({"k": GOODBYE}, name="prosta"), 1)
    assert await ScenarioKeeper(ivr, board, published, clock).look()
    assert ivr.routes[NUMBER] is old
    assert ivr.routes["7001"].scenario.name == "prosta"
    assert (await entries(published)).keys() == {"7001"}


async def test_a_graph_that_cannot_be_read_stops_no_other(published: AsyncEngine) -> None:
    await publish(published, {"name": "linia-7000", "title": "", "start": "a", "nodes": []}, 2)
    async with published.begin() as connection:
        await connection.execute(
            insert(DialledNumber).values(number="7001", scenario="prosta", is_free=False, description="")
        )
    await publish(published, graph_of({"k": GOODBYE}, name="prosta"), 1)
    assert (await entries(published)).keys() == {"7001"}
    assert await load_versions(published, [("linia-7000", 2)]) == {}


async def test_a_planned_sub_scenario_comes_into_force_within_its_callers(published: AsyncEngine) -> None:
    later = datetime(2026, 12, 1, tzinfo=UTC)
    await publish(published, another_prompt("numer"), 2, later)
    timetable = await load_timetable(published, NOW)
    assert timetable.next_change(NOW) == later
    before = timetable.routes_at(NOW)
    assert before[NUMBER].scenario.subscenario_versions["numer"] == 1
    assert timetable.routes_at(NOW, before)[NUMBER] is before[NUMBER]
    assert timetable.routes_at(later, before)[NUMBER].scenario.subscenario_versions["numer"] == 2


async def test_a_sub_scenario_is_given_to_no_number(published: AsyncEngine) -> None:
    variant = Variant("variant-1", NUMBER, None, "numer", NOW, None)
    with pytest.raises(SettingsRefused, match="nie może odpowiadać pod numerem"):
        await add_variant(published, variant, "", "kierownik", NOW)
