"""Dialled numbers on the real database: what answers them, and what is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Office
from core.db.tables.centre.scenario_tables import Scenario
from core.errors import NotFound, SettingsRefused
from ivr.publishing.number_store import (
    StoredNumber,
    deactivate_number,
    get_number,
    list_numbers,
    restore_number,
    save_number,
)
from ivr.publishing.timetable_store import load_routes
from ivr.publishing.variant_store import add_variant
from ivr.publishing.variants import Variant
from ivr.publishing.version_store import numbers_of
from tests.support.calls.call_facts import NINE
from tests.support.database.offices import OFFICE_ROWS
from tests.support.scenarios.graphs import Graph, graph_of

pytestmark = pytest.mark.anyio

KOLNO = "20060"
WANTED = StoredNumber("9525", "trzecia", False, "Linia dla pracodawców", None)
GOODBYE: Graph = {"kind": "goodbye", "settings": {"prompts": ["G02"]}}


@pytest.fixture(autouse=True)
async def published(engine: AsyncEngine) -> None:
    """A scenario in force, one that is planned, a sub-scenario; and the offices."""
    graphs = {
        "trzecia": (graph_of({"k": GOODBYE}, name="trzecia"), NINE - timedelta(days=1)),
        "czwarta": (graph_of({"k": GOODBYE}, name="czwarta"), NINE + timedelta(days=1)),
        "pod": (graph_of({"k": {"kind": "end"}}, name="pod"), NINE - timedelta(days=1)),
    }
    async with engine.begin() as connection:
        await connection.execute(insert(Office), OFFICE_ROWS)
        for name, (graph, at) in graphs.items():
            row = {"name": name, "version": 1, "graph": graph, "published_at": at}
            await connection.execute(insert(Scenario).values(row))


async def refused(wish: Any) -> list[str]:
    """The sentences with which it is refused."""
    with pytest.raises(SettingsRefused) as error:
        await wish
    return error.value.problems


async def test_a_new_number_is_answered_by_its_scenario(engine: AsyncEngine) -> None:
    assert await save_number(engine, WANTED, NINE) == WANTED
    route = (await load_routes(engine, NINE))["9525"]
    assert (route.scenario.name, route.is_free, route.office) == ("trzecia", False, None)
    assert await numbers_of(engine) == {"trzecia": ["9525"]}


async def test_a_number_gets_another_price_and_belongs_to_an_office(engine: AsyncEngine) -> None:
    await save_number(engine, WANTED, NINE)
    changed = replace(WANTED, is_free=True, office=KOLNO, description="")
    assert await save_number(engine, changed, NINE) == changed
    route = (await load_routes(engine, NINE))["9525"]
    assert (route.is_free, route.office) == (True, KOLNO)
    assert await list_numbers(engine) == [changed]


@pytest.mark.parametrize("number", ["95", "9525952595", "95-25", "95 25", "+48857", "", "9525\n", "٩٥٢٥"])
async def test_a_number_has_three_to_nine_digits(engine: AsyncEngine, number: str) -> None:
    found = await refused(save_number(engine, replace(WANTED, number=number), NINE))
    assert found == ["Numer to od trzech do dziewięciu cyfr."]
    assert await list_numbers(engine) == []


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"scenario": "nieznana"}, "Scenariusz „nieznana” nie ma wersji, która wtedy obowiązuje."),
        ({"scenario": "czwarta"}, "Scenariusz „czwarta” nie ma wersji, która wtedy obowiązuje."),
        (
            {"scenario": "pod"},
            "Podscenariusz (z węzłami „Koniec podscenariusza”) nie może odpowiadać pod numerem.",
        ),
        ({"office": "99999"}, "Nie ma urzędu 99999 albo jest wyłączony."),
    ],
)
async def test_what_does_not_exist_is_refused(engine: AsyncEngine, details: dict[str, Any], sentence: str) -> None:
    assert await refused(save_number(engine, replace(WANTED, **details), NINE)) == [sentence]
    assert await list_numbers(engine) == []


async def test_a_number_that_is_deactivated_is_nobodys_until_it_is_restored(engine: AsyncEngine) -> None:
    await save_number(engine, WANTED, NINE)
    assert (await deactivate_number(engine, "9525", NINE)).deactivated_at == NINE
    assert (await deactivate_number(engine, "9525", NINE + timedelta(hours=1))).deactivated_at == NINE
    assert await load_routes(engine, NINE) == {}
    assert await numbers_of(engine) == {}
    assert (await save_number(engine, replace(WANTED, is_free=True), NINE)).deactivated_at == NINE
    assert (await restore_number(engine, "9525", NINE)).deactivated_at is None
    assert "9525" in await load_routes(engine, NINE)


async def test_a_number_whose_office_was_deactivated_is_not_restored(engine: AsyncEngine) -> None:
    await save_number(engine, replace(WANTED, office=KOLNO), NINE)
    await deactivate_number(engine, "9525", NINE)
    async with engine.begin() as connection:
        await connection.execute(update(Office).where(Office.code == KOLNO).values(deactivated_at=NINE))
    assert await refused(restore_number(engine, "9525", NINE)) == ["Nie ma urzędu 20060 albo jest wyłączony."]


async def test_no_variant_is_made_for_a_number_that_was_deactivated(engine: AsyncEngine) -> None:
    await save_number(engine, WANTED, NINE)
    await deactivate_number(engine, "9525", NINE)
    variant = Variant("variant-1", "9525", None, "trzecia", NINE, None)
    assert await refused(add_variant(engine, variant, "", "kierownik", NINE)) == ["Nie ma takiego numeru."]


async def test_a_number_that_is_not_there_is_not_found(engine: AsyncEngine) -> None:
    for wish in (
        get_number(engine, "9525"),
        deactivate_number(engine, "9525", NINE),
        restore_number(engine, "9525", NINE),
    ):
        with pytest.raises(NotFound):
            await wish
