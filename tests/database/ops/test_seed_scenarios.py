"""A new release ships other scenarios: what an office has published stays, the rest gets the new version."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.scenario_tables import Scenario
from core.errors import ScenarioRefused
from ivr import defaults
from ivr.publishing import versions
from ivr.publishing.draft_store import change_draft, create_draft
from ivr.publishing.timetable_store import load_timetable
from ivr.publishing.version_store import cancel, publish, restore
from ops.demonstration.seed_scenarios import publish_shipped
from tests.support.scenarios.graphs import Graph, graph_of, saying

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHY = "Zmiana na życzenie urzędu"
GOODBYE: Graph = {"kind": "goodbye", "settings": {"prompts": ["G02"]}, "next": {}}


def line(name: str, prompt: str = "W01", title: str = "Linia") -> dict[str, Any]:
    graph = graph_of({"powitanie": saying("koniec", prompt), "koniec": GOODBYE}, name=name)
    return {**graph, "title": title}


OLD = {name: line(name) for name in ("linia-9510", "linia-9524")}
NEW = {name: line(name, title="Linia z nowego wydania") for name in OLD}


async def seed(engine: AsyncEngine, graphs: dict[str, dict[str, Any]], at: datetime = NOW) -> list[str]:
    async with engine.begin() as connection:
        return await publish_shipped(connection, graphs, at)


async def published_by_people(engine: AsyncEngine, graph: dict[str, Any], begins: datetime | None = None) -> None:
    """The next version, by two people, one hour after the shipped one."""
    name, now = graph["name"], NOW + HOUR
    row = await create_draft(engine, graph, [], 1, "ewa", now)
    revision = row.life.revision
    await change_draft(
        engine, name, lambda d: versions.sent_to_review(d, "ewa", revision), "sent_to_review", "ewa", now
    )
    await change_draft(engine, name, lambda d: versions.approved(d, "jan", revision), "approved", "jan", now)
    await publish(engine, name, revision, begins, "jan", WHY, now)


async def titles(engine: AsyncEngine, at: datetime = NOW + 10 * HOUR) -> dict[str, tuple[int, str]]:
    """What is in force."""
    found = (await load_timetable(engine, at)).scenarios_at(at)
    return {name: (scenario.version, scenario.title) for name, scenario in found.items()}


async def test_a_release_leaves_an_offices_own_version_alone_and_renews_the_others(engine: AsyncEngine) -> None:
    assert await seed(engine, OLD) == ["linia-9510", "linia-9524"]
    await published_by_people(engine, line("linia-9510", title="Nasza linia"))
    assert await seed(engine, NEW, NOW + 2 * HOUR) == ["linia-9524"]
    assert await titles(engine) == {"linia-9510": (2, "Nasza linia"), "linia-9524": (2, "Linia z nowego wydania")}


async def test_a_start_without_a_new_release_publishes_nothing(engine: AsyncEngine) -> None:
    assert await seed(engine, OLD)
    assert await seed(engine, OLD, NOW + HOUR) == []
    assert await seed(engine, NEW, NOW + 2 * HOUR)
    assert await seed(engine, NEW, NOW + 3 * HOUR) == []
    async with engine.connect() as connection:
        rows = (await connection.execute(select(Scenario.version, Scenario.published_by))).all()
    assert sorted(rows) == [(1, "system"), (1, "system"), (2, "system"), (2, "system")]


async def test_a_release_may_go_back_to_what_an_older_one_has_shipped(engine: AsyncEngine) -> None:
    for hours, graphs in enumerate((OLD, NEW, OLD)):
        await seed(engine, graphs, NOW + hours * HOUR)
    assert await titles(engine) == {"linia-9510": (3, "Linia"), "linia-9524": (3, "Linia")}


async def test_a_roll_back_is_an_offices_own_decision_too(engine: AsyncEngine) -> None:
    await seed(engine, OLD)
    await seed(engine, NEW, NOW + HOUR)
    await restore(engine, "linia-9510", 1, WHY, "jan", NOW + 2 * HOUR)
    newer = {name: line(name, title="Jeszcze nowsza") for name in OLD}
    assert await seed(engine, newer, NOW + 3 * HOUR) == ["linia-9524"]
    assert (await titles(engine))["linia-9510"] == (3, "Linia")


async def test_an_offices_planned_version_counts_until_it_is_cancelled(engine: AsyncEngine) -> None:
    await seed(engine, OLD)
    await published_by_people(engine, line("linia-9510", title="Od jutra"), NOW + 24 * HOUR)
    assert await seed(engine, NEW, NOW + 2 * HOUR) == ["linia-9524"]
    await cancel(engine, "linia-9510", 2, WHY, "jan", NOW + 3 * HOUR)
    assert await seed(engine, NEW, NOW + 4 * HOUR) == ["linia-9510"]
    assert (await titles(engine))["linia-9510"] == (3, "Linia z nowego wydania")  # 2 was cancelled


async def test_a_release_that_does_not_fit_with_an_offices_own_scenarios_stays_away(engine: AsyncEngine) -> None:
    """The shipped sub-scenario loses an end for which the office's line has a way, and gets one that it lacks."""
    calls = {"kind": "subscenario", "settings": {"scenario": "sprawa"}}

    def sub(end: str) -> dict[str, Any]:
        return graph_of({"a": saying("b"), "b": {"kind": "end", "settings": {"outcome": end}}}, name="sprawa")

    def caller(end: str, title: str) -> dict[str, Any]:
        nodes = {"s": {**calls, "next": {end: "koniec"}}, "koniec": GOODBYE}
        return {**graph_of(nodes, name="linia-9510"), "title": title}

    old = {"sprawa": sub("done"), "linia-9510": caller("done", "Linia"), "linia-9524": line("linia-9524")}
    new = {"sprawa": sub("zmiana"), "linia-9510": caller("zmiana", "Nowa"), "linia-9524": NEW["linia-9524"]}
    await seed(engine, old)
    await published_by_people(engine, caller("done", "Nasza linia"))
    assert await seed(engine, new, NOW + 2 * HOUR) == ["linia-9524"]
    found = await titles(engine)
    assert (found["linia-9510"], found["sprawa"][0]) == ((2, "Nasza linia"), 1)


async def test_shipped_scenarios_that_call_each_other_are_renewed_together(engine: AsyncEngine) -> None:
    calls = {"kind": "subscenario", "settings": {"scenario": "sprawa"}}
    for hours, end in enumerate(("done", "zmiana")):
        sub = graph_of({"a": saying("b"), "b": {"kind": "end", "settings": {"outcome": end}}}, name="sprawa")
        nodes = {"s": {**calls, "next": {end: "koniec"}}, "koniec": GOODBYE}
        graphs = {"linia-9510": graph_of(nodes, name="linia-9510"), "sprawa": sub}
        assert await seed(engine, graphs, NOW + hours * HOUR) == ["linia-9510", "sprawa"]
    assert {version for version, _ in (await titles(engine)).values()} == {2}


async def test_a_shipped_scenario_with_errors_is_refused_and_nothing_is_written(engine: AsyncEngine) -> None:
    broken = {**OLD, "linia-9524": graph_of({"a": saying("nigdzie")}, name="linia-9524")}
    with pytest.raises(ScenarioRefused):
        await seed(engine, broken)
    assert await titles(engine) == {}


async def test_what_this_release_ships_can_be_published(engine: AsyncEngine) -> None:
    assert await seed(engine, defaults.scenarios()) == list(defaults.scenarios())
