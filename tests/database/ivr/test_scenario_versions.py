"""Scenarios in the database: what stands stays, what is planned comes by itself, nobody's work is lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

import anyio
import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ari_app.reloading import ScenarioKeeper
from core.clock import SystemClock
from core.db.tables.centre.office_tables import DialledNumber
from core.db.tables.centre.scenario_tables import Scenario, ScenarioStep
from core.errors import NotFound
from core.ids import new_id
from core.relay.relay import RelayServer, relay_client
from ivr.emergency_message import EmergencyBoard, EmergencyMessage
from ivr.emergency_message_store import list_messages, switch_off, switch_on
from ivr.interpreter import Ivr
from ivr.number_route import NumberRoute
from ivr.publishing import versions
from ivr.publishing.draft_store import DraftRow, change_draft, create_draft, open_draft, steps_of
from ivr.publishing.timetable_store import load_routes, load_versions
from ivr.publishing.variant_store import add_variant, end_variant, list_variants
from ivr.publishing.variants import Variant
from ivr.publishing.version_store import cancel, get_version, list_versions, publish, restore
from ivr.publishing.versions import StaleDraft, StepRefused
from ivr.visit import Tools
from tests.support.database.offices import put_offices
from tests.support.database.postgres import server
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio

NAME = "linia-9510"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHY = "Błędna zapowiedź w menu"


def graph(title: str, name: str = NAME) -> dict[str, Any]:
    nodes = {"koniec": {"kind": "goodbye", "settings": {"prompts": ["G02"]}}}
    return {"name": name, "title": title, "start": "koniec", "nodes": nodes}


@pytest.fixture
async def line(engine: AsyncEngine) -> AsyncEngine:
    """A number of Kolno's with its first version."""
    await put_offices(engine, "20060", is_province=True)
    async with engine.begin() as connection:
        await connection.execute(
            insert(DialledNumber).values(
                number="9510", scenario=NAME, is_free=True, description="", office="20060"
            )
        )
        await connection.execute(
            insert(Scenario).values(name=NAME, version=1, graph=graph("pierwsza"), published_at=NOW - HOUR)
        )
    return engine


async def an_approved_draft(engine: AsyncEngine, title: str, now: datetime = NOW) -> DraftRow:
    newest = versions.newest_number([row.version for row in await list_versions(engine, NAME)])
    row = await create_draft(engine, graph(title), [], newest, "ewa", now)
    revision = row.life.revision
    await change_draft(
        engine, NAME, lambda d: versions.sent_to_review(d, "ewa", revision), "sent_to_review", "ewa", now
    )
    return await change_draft(
        engine, NAME, lambda d: versions.approved(d, "jan", revision), "approved", "jan", now
    )


async def published(engine: AsyncEngine, title: str, begins: datetime | None = None, now: datetime = NOW) -> int:
    draft = await an_approved_draft(engine, title, now)
    return (await publish(engine, NAME, draft.life.revision, begins, "jan", WHY, now)).version.number


async def answers(engine: AsyncEngine, at: datetime) -> str:
    return (await load_routes(engine, at))["9510"].scenario.title


async def test_a_version_that_is_published_answers_at_once_and_the_old_one_is_still_there(
    line: AsyncEngine,
) -> None:
    assert await answers(line, NOW) == "pierwsza"
    assert await published(line, "druga") == 2
    assert await answers(line, NOW) == "druga"
    kept = await load_versions(line, [(NAME, 1)])
    assert kept[(NAME, 1)].title == "pierwsza"
    row = await get_version(line, NAME, 2)
    assert (row.published_by, row.approved_by, row.reason) == ("jan", "jan", WHY)
    with pytest.raises(NotFound):
        await open_draft(line, NAME)


async def test_every_step_is_written_down(line: AsyncEngine) -> None:
    await published(line, "druga")
    await restore(line, NAME, 1, WHY, "ola", NOW + HOUR)
    told = [(step.action, step.account, step.version) for step in await steps_of(line, NAME)]
    assert told == [
        ("rolled_back", "ola", 3),
        ("published", "jan", 2),
        ("approved", "jan", None),
        ("sent_to_review", "ewa", None),
        ("created", "ewa", None),
    ]


async def test_a_stale_save_loses_nothing(line: AsyncEngine) -> None:
    row = await create_draft(line, graph("a"), [], 1, "ewa", NOW)
    save = partial(change_draft, line, NAME, action="saved", now=NOW)
    first = row.life.revision
    await save(lambda d: versions.saved(d, "ewa", first, 1), account="ewa", content=(graph("b"), []))
    with pytest.raises(StaleDraft):
        await save(lambda d: versions.saved(d, "jan", first, 1), account="jan", content=(graph("c"), []))
    assert (await open_draft(line, NAME)).graph["title"] == "b"


async def test_of_two_who_save_at_once_one_is_told(line: AsyncEngine) -> None:
    row = await create_draft(line, graph("a"), [], 1, "ewa", NOW)
    told: list[str] = []

    async def saves(account: str) -> None:
        try:
            await change_draft(
                line,
                NAME,
                lambda d: versions.saved(d, account, row.life.revision, 1),
                "saved",
                account,
                NOW,
                content=(graph(account), []),
            )
        except StaleDraft:
            told.append(account)

    async with anyio.create_task_group() as people:
        for account in ("ewa", "jan", "ola"):
            people.start_soon(saves, account)
    assert len(told) == 2
    assert (await open_draft(line, NAME)).graph["title"] not in told


async def test_a_scenario_has_one_open_draft_and_revisions_never_come_back(line: AsyncEngine) -> None:
    row = await create_draft(line, graph("a"), [], 1, "ewa", NOW)
    with pytest.raises(StepRefused, match="otwarty szkic"):
        await create_draft(line, graph("b"), [], 1, "jan", NOW)
    await change_draft(line, NAME, lambda d: versions.discarded(d, row.life.revision), "discarded", "ewa", NOW)
    again = await create_draft(line, graph("b"), [], 1, "jan", NOW)
    assert again.life.revision > row.life.revision


async def test_of_two_who_publish_at_once_one_does(line: AsyncEngine) -> None:
    draft = await an_approved_draft(line, "druga")
    refused: list[str] = []

    async def publishes() -> None:
        try:
            await publish(line, NAME, draft.life.revision, None, "jan", "", NOW)
        except (NotFound, StepRefused) as error:
            refused.append(type(error).__name__)

    async with anyio.create_task_group() as people:
        for _ in range(3):
            people.start_soon(publishes)
    assert len(refused) == 2
    assert [row.version.number for row in await list_versions(line, NAME)] == [2, 1]


async def test_a_planned_version_comes_into_force_at_its_moment(line: AsyncEngine) -> None:
    await published(line, "druga", begins=NOW + HOUR)
    assert await answers(line, NOW + HOUR - timedelta(seconds=1)) == "pierwsza"
    assert await answers(line, NOW + HOUR) == "druga"


async def test_a_cancelled_publication_never_comes_into_force(line: AsyncEngine) -> None:
    await published(line, "druga", begins=NOW + HOUR)
    await cancel(line, NAME, 2, WHY, "ola", NOW)
    assert await answers(line, NOW + 2 * HOUR) == "pierwsza"
    with pytest.raises(StepRefused):
        await cancel(line, NAME, 2, WHY, "ola", NOW)
    assert await published(line, "trzecia") == 3


async def test_rolling_back_brings_the_old_content_as_the_newest_version(line: AsyncEngine) -> None:
    await published(line, "druga")
    row = await restore(line, NAME, 1, WHY, "ola", NOW + HOUR)
    assert (row.version.number, row.restores) == (3, 1)
    assert await answers(line, NOW + HOUR) == "pierwsza"
    assert [v.version.number for v in await list_versions(line, NAME)] == [3, 2, 1]


async def test_what_was_published_and_what_was_done_cannot_be_changed(line: AsyncEngine) -> None:
    await published(line, "druga")
    changes = [
        update(Scenario).where(Scenario.version == 1).values(graph=graph("inna")),
        update(Scenario).where(Scenario.version == 2).values(published_at=NOW + HOUR),
        update(ScenarioStep).values(account="nikt"),
        delete(ScenarioStep),
    ]
    for change in changes:
        with pytest.raises(DBAPIError, match="history"):
            async with line.begin() as connection:
                await connection.execute(change)


def variant(**parts: Any) -> Variant:
    values = {"number": "9510", "office": None, "scenario": "lato", "valid_from": NOW, "valid_to": None}
    return Variant(id=new_id("variant"), **{**values, **parts})


async def test_a_variant_answers_for_its_time(line: AsyncEngine) -> None:
    async with line.begin() as connection:
        await connection.execute(
            insert(Scenario).values(name="lato", version=1, graph=graph("lato", "lato"), published_at=NOW - HOUR)
        )
    summer = variant(number=None, office="20060", valid_from=NOW + HOUR, valid_to=NOW + 2 * HOUR)
    await add_variant(line, summer, "Wakacje", "ola", NOW)
    titles = [await answers(line, NOW + hours * HOUR) for hours in (0, 1, 2)]
    assert titles == ["pierwsza", "lato", "pierwsza"]
    with pytest.raises(match="tym samym priorytecie"):
        await add_variant(line, variant(number=None, office="20060"), "", "ola", NOW)
    await end_variant(line, summer.id, "jan", NOW + 1.5 * HOUR)
    assert await answers(line, NOW + 1.6 * HOUR) == "pierwsza"
    [row] = await list_variants(line)
    assert (row.created_by, row.ended_by, row.reason) == ("ola", "jan", "Wakacje")
    with pytest.raises(StepRefused):
        await end_variant(line, summer.id, "jan", NOW + 2 * HOUR)


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"scenario": "nie-ma"}, "nie ma wersji"),
        ({"number": "9999"}, "takiego numeru"),
        ({"office": "29999"}, "takiego urzędu"),
        ({"valid_from": NOW - HOUR}, "wstecz"),
    ],
)
async def test_a_variant_that_does_not_fit_is_refused(line: AsyncEngine, parts: dict[str, Any], word: str) -> None:
    with pytest.raises(match=word):
        await add_variant(line, variant(**{"scenario": NAME, **parts}), "", "ola", NOW)
    assert await list_variants(line) == []


def message(office: str | None = None, **parts: Any) -> EmergencyMessage:
    return EmergencyMessage(
        id=new_id("emergency"), office=office, prompt=None, text="Awaria", starts_at=SystemClock().now(), **parts
    )


async def test_an_emergency_message_takes_the_place_of_the_one_before_and_who_did_so_is_kept(
    line: AsyncEngine,
) -> None:
    first, second, kolno = message(), message(), message("20060")
    now = SystemClock().now()
    await switch_on(line, first, "ola", now)
    await switch_on(line, kolno, "ewa", now)
    await switch_on(line, second, "jan", now)
    rows = {row.message.id: row for row in await list_messages(line)}
    assert (rows[first.id].switched_on_by, rows[first.id].switched_off_by) == ("ola", "jan")
    assert rows[second.id].switched_off_by is rows[kolno.id].switched_off_by is None
    await switch_off(line, second.id, "ewa", now)
    with pytest.raises(StepRefused):
        await switch_off(line, second.id, "ewa", now)


# -- the running application


@asynccontextmanager
async def running_keeper(dsn: str, engine: AsyncEngine) -> AsyncIterator[tuple[Ivr, EmergencyBoard]]:
    """What answers, as the application has it in memory, told by the relay."""
    clock = SystemClock()
    board = EmergencyBoard(clock)
    ivr = Ivr({}, cast(Tools, None))
    keeper = ScenarioKeeper(ivr, board, engine, clock)

    def told(news: str) -> None:
        if news in ("scenarios", "emergency"):
            keeper.tell()

    relay = RelayServer(dsn, None, told)
    async with running(relay.run, keeper.run):
        await eventually(lambda: relay.is_connected and bool(ivr.routes))
        yield ivr, board


def title(ivr: Ivr) -> str:
    entry = ivr.route_for("9510")
    assert isinstance(entry, NumberRoute)
    return entry.scenario.title


async def test_news_and_planned_moments_reach_the_application_within_a_second(dsn: str, line: AsyncEngine) -> None:
    clock = SystemClock()
    async with running_keeper(dsn, line) as (ivr, board):
        assert title(ivr) == "pierwsza"
        in_progress = ivr.route_for("9510")
        await published(line, "druga", now=clock.now())
        with anyio.fail_after(1):
            await eventually(lambda: title(ivr) == "druga")
        assert in_progress is not None
        assert in_progress.scenario.title == "pierwsza"  # a call keeps what it began with
        moment = clock.now() + timedelta(seconds=1.5)
        await published(line, "trzecia", begins=moment, now=clock.now())
        with anyio.fail_after(2.5):
            await eventually(lambda: title(ivr) == "trzecia")
        assert clock.now() >= moment
        on = message(ends_at=clock.now() + timedelta(seconds=2))
        await switch_on(line, on, "ola", clock.now())
        with anyio.fail_after(1):
            await eventually(lambda: board.message("20060") == on)
        await switch_off(line, on.id, "ola", clock.now())
        with anyio.fail_after(1):
            await eventually(lambda: board.message("20060") is None)


async def test_what_is_planned_comes_also_while_the_database_is_away(dsn: str, line: AsyncEngine) -> None:
    clock = SystemClock()
    moment = clock.now() + timedelta(seconds=2)
    await published(line, "druga", begins=moment, now=clock.now())
    async with running_keeper(dsn, line) as (ivr, _):
        assert title(ivr) == "pierwsza"
        with server().away():
            with anyio.fail_after(5):
                await eventually(lambda: title(ivr) == "druga")
            assert clock.now() >= moment


async def test_what_was_planned_while_the_application_was_away_is_in_force_when_it_is_back(
    dsn: str, line: AsyncEngine
) -> None:
    clock = SystemClock()
    moment = clock.now() + timedelta(seconds=0.1)
    await published(line, "druga", begins=moment, now=clock.now())
    await eventually(lambda: clock.now() > moment)
    async with running_keeper(dsn, line) as (ivr, _):
        assert title(ivr) == "druga"


async def test_news_are_told_only_when_what_they_tell_stands(dsn: str, line: AsyncEngine) -> None:
    heard: list[str] = []
    relay = RelayServer(dsn, None, heard.append)
    async with running(relay.run):
        await eventually(lambda: relay.is_connected)
        draft = await an_approved_draft(line, "druga")
        with pytest.raises(StaleDraft):
            await publish(line, NAME, draft.life.revision + 1, None, "jan", "", NOW)
        async with relay_client(dsn) as told:
            await told.tell("last")
        await eventually(lambda: "last" in heard)
        assert heard == ["last"]
        await publish(line, NAME, draft.life.revision, None, "jan", "", NOW)
        await eventually(lambda: "scenarios" in heard)
    async with line.connect() as connection:
        assert len((await connection.execute(select(Scenario.version))).all()) == 2
