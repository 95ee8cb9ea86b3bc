"""Extracts of two formats side by side: what an extract cannot tell is not the same as what it tells empty."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from clients.importing.files import columns
from clients.importing.staging_store import BY_ENTITY
from core.db.tables.person_tables import QualificationRow
from tests.support.clients.extracts import AT, LOMZA, people, person, row
from tests.support.clients.import_setup import DAY, ImportSetup

pytestmark = pytest.mark.anyio

BOX = "skr. poczt. 7, 18-500 Kolno"


def anna(**values: str) -> dict[str, list[list[str]]]:
    return {**people("1"), "person": [person("1", **values)]}


async def test_what_an_earlier_format_cannot_tell_stays_as_it_is_known(setup: ImportSetup) -> None:
    await setup.take(anna(mailing_address=BOX))
    before = await setup.client("1")
    run = await setup.take(anna(), at=AT + DAY, in_format=1)
    assert run.state == "done"
    assert run.counts["person"] | {"changed": 0, "new": 0} == run.counts["person"]
    assert await setup.client("1") == before
    await setup.take(anna(phone="500600700", change_seq="11"), at=AT + 2 * DAY, in_format=1)
    after = await setup.client("1")
    assert (after.phone, after.mailing_address, after.version) == ("500600700", BOX, before.version + 1)


async def test_what_a_later_format_tells_empty_goes(setup: ImportSetup) -> None:
    await setup.take(anna(mailing_address=BOX))
    await setup.take(anna(mailing_address=""), at=AT + DAY)
    assert (await setup.client("1")).mailing_address is None


async def test_an_office_goes_over_to_a_later_format_while_another_does_not(setup: ImportSetup) -> None:
    await setup.take(anna(), in_format=1)
    await setup.take(people("2", office=LOMZA), office=LOMZA, in_format=1)
    assert (await setup.client("1")).mailing_address is None
    first = await setup.take(anna(mailing_address=BOX), at=AT + DAY)
    second = await setup.take(people("2", office=LOMZA), office=LOMZA, at=AT + DAY, in_format=1)
    assert (first.state, second.state) == ("done", "done")
    assert ((await setup.client("1")).mailing_address, (await setup.client("2", LOMZA)).mailing_address) == (
        BOX,
        None,
    )


@pytest.fixture
def _level_came_later(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A contract in which format 2 has brought the level of a qualification: a file whose rows have no key."""
    was = columns.ENTITIES["qualification"]
    later = tuple(replace(one, since=2) if one.name == "level" else one for one in was.columns)
    monkeypatch.setitem(columns.ENTITIES, "qualification", replace(was, columns=later))
    monkeypatch.setitem(BY_ENTITY["qualification"].c.level.info, "since", 2)
    columns.files_of.cache_clear()
    yield
    columns.files_of.cache_clear()


@pytest.mark.usefixtures("_level_came_later")
async def test_of_rows_that_are_known_by_their_place_only_those_that_are_the_same_keep_it(
    setup: ImportSetup,
) -> None:
    def languages(*told: tuple[str, str]) -> dict[str, Sequence[list[str]]]:
        rows = [row("qualification", ext_id="1", kind="język", name=name, level=level) for name, level in told]
        return {**people("1"), "qualification": rows}

    async def known() -> list[tuple[Any, Any]]:
        rows = sorted(await setup.rows(QualificationRow), key=lambda one: one.place)
        return [(one.name, one.level) for one in rows]

    await setup.take(languages(("angielski", "B1"), ("niemiecki", "A2")))
    await setup.take(languages(("angielski", ""), ("litewski", "")), at=AT + DAY, in_format=1)
    assert await known() == [("angielski", "B1"), ("litewski", None)]
