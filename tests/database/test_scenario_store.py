"""Which versions of scenarios calls walk through, on a real database."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from ari_app.reloading import reload_scenarios
from core.db.tables import DialledNumber, Scenario
from ivr import shipped
from ivr.interpreter import Ivr
from ivr.store import load_entries, load_versions
from ivr.subscenarios import SubscenarioRefused, put_together
from ivr.visit import Tools
from tests.support.centre import FakeVerifier, FakeVoice
from tests.support.graphs import DIRECTORY, Graph
from tests.support.lines import PUBLISHED

pytestmark = pytest.mark.anyio

NUMBER = "7000"


async def publish(engine: AsyncEngine, graph: Graph, version: int) -> None:
    row: dict[str, Any] = {"name": graph["name"], "version": version, "graph": graph}
    async with engine.begin() as connection:
        await connection.execute(insert(Scenario).values(**row, published_at=datetime(2026, 11, 24, tzinfo=UTC)))


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
    entry = (await load_entries(published))[NUMBER]
    assert entry.scenario.version == 1
    assert entry.scenario.subscenario_versions == {"numer": 1, "rozmowa": 1, "sprawa": 1}
    await publish(published, another_prompt("numer"), 2)
    newer = (await load_entries(published))[NUMBER]
    assert newer.scenario.subscenario_versions == {"numer": 2, "rozmowa": 1, "sprawa": 1}
    path = "sprawa/numer/cyfry"
    assert (entry.scenario.nodes[path].settings["prompts"], newer.scenario.nodes[path].settings["prompts"]) == (
        ["A01"],
        ["C01"],
    )


async def test_a_call_in_progress_keeps_the_versions_of_its_sub_scenarios(published: AsyncEngine) -> None:
    begun = (await load_entries(published))[NUMBER].scenario
    await publish(published, another_prompt("numer"), 2)
    wanted = [(begun.name, begun.version), *begun.subscenario_versions.items()]
    found = await load_versions(published, wanted)
    again = put_together(found["linia-7000", 1], {name: found[name, version] for name, version in wanted})
    assert again == begun


async def test_scenarios_that_do_not_fit_together_leave_the_old_ones(published: AsyncEngine) -> None:
    ivr = Ivr(
        await load_entries(published), Tools(FakeVoice(), FakeVerifier(), DIRECTORY, hours=shipped.opening_hours())
    )
    old = ivr.entries
    async with published.begin() as connection:
        await connection.execute(delete(Scenario).where(Scenario.name == "numer"))
    with pytest.raises(SubscenarioRefused, match="nie ma opublikowanego podscenariusza „numer”"):
        await load_entries(published)
    await reload_scenarios(ivr, published)
    assert ivr.entries is old
