"""Topics and reasons of pauses in the database, and what processes make of them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import anyio
import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.pause_reasons import PAUSE_REASONS, SHIPPED_REASONS, given_reasons, pause_title
from acd.staffing.pause_reason_store import (
    deactivate_pause_reason,
    list_pause_reasons,
    load_pause_reasons,
    reload_pause_reasons,
    restore_pause_reason,
    save_pause_reason,
)
from ari_app.reloading import reload_lists
from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.db.tables.centre.office_tables import PauseReasonRow, TopicRow
from core.errors import NotFound, SettingsRefused
from core.lists.topic_store import deactivate_topic, list_topics, reload_topics, restore_topic, save_topic
from core.lists.topics import SHIPPED_TOPICS, TOPICS, topic_faults, topic_title
from core.relay.relay import RelayServer
from ops.demonstration.seed_lists import seed_lists
from tests.support.acd.shipped_lists import shipped_lists
from tests.support.calls.call_facts import NINE
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio

LATER = NINE + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _shipped() -> Iterator[None]:
    with shipped_lists():
        yield


@pytest.fixture
async def seeded(engine: AsyncEngine) -> AsyncEngine:
    async with engine.begin() as connection:
        await seed_lists(connection)
    return engine


async def refused(wish: Any) -> list[str]:
    """The sentences with which it is refused."""
    with pytest.raises(SettingsRefused) as error:
        await wish
    return error.value.problems


# -- what a new installation begins with


async def test_a_new_database_has_what_ships_in_its_order(seeded: AsyncEngine) -> None:
    await reload_topics(seeded)
    await reload_pause_reasons(seeded)
    assert list(TOPICS.items()) == list(SHIPPED_TOPICS.items())
    assert list(PAUSE_REASONS.items()) == list(SHIPPED_REASONS.items())
    assert [topic.place for topic in await list_topics(seeded)] == [1, 2, 3, 4]


async def test_a_later_start_touches_nothing_that_people_have_made(seeded: AsyncEngine) -> None:
    await save_topic(seeded, "employer", "firma", "firma")
    await deactivate_pause_reason(seeded, "meal", NINE)
    async with seeded.begin() as connection:
        await seed_lists(connection)
    assert {topic.id: topic.title for topic in await list_topics(seeded)}["employer"] == "firma"
    assert {row.reason.id: row.deactivated_at for row in await list_pause_reasons(seeded)}["meal"] == NINE


async def test_a_database_that_was_not_seeded_leaves_what_ships(engine: AsyncEngine) -> None:
    assert not await reload_topics(engine)
    await reload_pause_reasons(engine)
    assert dict(TOPICS) == SHIPPED_TOPICS
    assert dict(PAUSE_REASONS) == SHIPPED_REASONS
    assert await load_pause_reasons(engine) == SHIPPED_REASONS


# -- topics


async def test_a_new_topic_comes_last_and_can_be_chosen_when_it_was_read(seeded: AsyncEngine) -> None:
    saved = await save_topic(seeded, "foreigner", "cudzoziemiec", "cudzoziemiec")
    assert (saved.place, saved.deactivated_at) == (5, None)
    assert topic_faults(["foreigner"]) == ["Nie ma tematu „foreigner”."]
    assert await reload_topics(seeded)
    assert topic_faults(["foreigner"]) == []
    assert list(TOPICS)[-1] == "foreigner"
    assert not await reload_topics(seeded), "nothing has changed since"


async def test_a_topic_gets_other_words_and_another_place(seeded: AsyncEngine) -> None:
    await save_topic(seeded, "other", "pozostałe", "pozostałe sprawy", place=0)
    await reload_topics(seeded)
    assert next(iter(TOPICS)) == "other"
    assert (TOPICS["other"].title, TOPICS["other"].whispered) == ("pozostałe", "pozostałe sprawy")
    await save_topic(seeded, "other", "inne", "inne")
    first, *_ = await list_topics(seeded)
    assert first.id == "other", "without a place it keeps its place"


async def test_a_topic_that_is_deactivated_keeps_its_words_and_may_be_restored(seeded: AsyncEngine) -> None:
    assert (await deactivate_topic(seeded, "seeker", NINE)).deactivated_at == NINE
    assert (await deactivate_topic(seeded, "seeker", LATER)).deactivated_at == NINE, "once is enough"
    await reload_topics(seeded)
    assert topic_faults(["seeker"]) == ["Temat „seeker” jest wyłączony."]
    assert topic_title("seeker") == "osoba poszukująca pracy"
    assert (await save_topic(seeded, "seeker", "szuka pracy", "szuka pracy")).deactivated_at == NINE
    assert (await restore_topic(seeded, "seeker")).deactivated_at is None
    await reload_topics(seeded)
    assert topic_faults(["seeker"]) == []


@pytest.mark.parametrize("name", ["all", "evening"])
async def test_the_names_of_plans_of_hours_are_no_topics(seeded: AsyncEngine, name: str) -> None:
    [fault] = await refused(save_topic(seeded, name, "wszystko", "wszystko"))
    assert fault == f"Temat nie może mieć nazwy „{name}”: tak nazywa się jeden z planów godzin."


async def test_a_topic_that_is_not_there_is_not_found(seeded: AsyncEngine) -> None:
    for wish in (deactivate_topic(seeded, "pets", NINE), restore_topic(seeded, "pets")):
        with pytest.raises(NotFound):
            await wish


# -- reasons of pauses


async def test_a_new_reason_can_be_given_and_dialled_when_it_was_read(seeded: AsyncEngine) -> None:
    saved = await save_pause_reason(seeded, "talk", "narada", "*70")
    assert (saved.place, saved.reason.dial_code) == (7, "*70")
    await reload_pause_reasons(seeded)
    assert given_reasons()[-1].id == "talk"
    assert pause_title("talk") == "narada"


async def test_a_reason_that_is_deactivated_keeps_its_title_and_its_code_is_free(seeded: AsyncEngine) -> None:
    await deactivate_pause_reason(seeded, "meal", NINE)
    assert (await deactivate_pause_reason(seeded, "meal", LATER)).deactivated_at == NINE
    await save_pause_reason(seeded, "lunch", "obiad", "*72")
    await reload_pause_reasons(seeded)
    assert pause_title("meal") == "posiłek"
    assert "meal" not in {reason.id for reason in given_reasons()}
    assert await refused(restore_pause_reason(seeded, "meal")) == ["Kod *72 ma już powód „obiad”."]
    await save_pause_reason(seeded, "meal", "posiłek", "*70")
    assert (await restore_pause_reason(seeded, "meal")).deactivated_at is None
    await reload_pause_reasons(seeded)
    codes = {reason.dial_code: reason.id for reason in given_reasons()}
    assert (codes["*72"], codes["*70"]) == ("lunch", "meal")


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        ("talk", "*60", "Kod *60 służy do logowania."),
        ("talk", "*69", "Kod *69 służy do wylogowania."),
        ("talk", "*77", "Kody od *76 do *84 są zachowane dla nagrań i rozmów."),
        ("talk", "*72", "Kod *72 ma już powód „posiłek”."),
        ("break", "*72", "Kod *72 ma już powód „posiłek”."),
        ("login", "*70", "Powód po zalogowaniu nie ma kodu: nikt o niego nie prosi."),
        ("talk", "70", "Kod to gwiazdka i dwie cyfry, na przykład *70."),
    ],
)
async def test_a_code_that_cannot_be_given_is_refused_and_nothing_changes(
    seeded: AsyncEngine, name: str, code: str, sentence: str
) -> None:
    before = await list_pause_reasons(seeded)
    assert await refused(save_pause_reason(seeded, name, "coś", code)) == [sentence]
    assert await list_pause_reasons(seeded) == before


async def test_the_reason_of_logging_in_stays_and_gets_another_title_only(seeded: AsyncEngine) -> None:
    assert (await save_pause_reason(seeded, "login", "zalogowany", None)).reason.title == "zalogowany"
    [fault] = await refused(deactivate_pause_reason(seeded, "login", NINE))
    assert fault.startswith("Tego powodu nie można wyłączyć")


async def test_one_reason_that_a_consultant_can_give_stays(seeded: AsyncEngine) -> None:
    *others, last = [reason.id for reason in given_reasons()]
    for reason in others:
        await deactivate_pause_reason(seeded, reason, NINE)
    assert await refused(deactivate_pause_reason(seeded, last, NINE)) == [
        "To ostatni powód przerwy, jaki konsultant może podać."
    ]


async def test_of_two_who_want_one_code_at_once_one_gets_it(seeded: AsyncEngine) -> None:
    told: list[str] = []

    async def wants(name: str) -> None:
        try:
            await save_pause_reason(seeded, name, name, "*70")
        except SettingsRefused as error:
            told.extend(error.problems)

    async with anyio.create_task_group() as tasks:
        for name in ("a", "b", "c"):
            tasks.start_soon(wants, name)
    assert len(told) == 2
    found = [row for row in await list_pause_reasons(seeded) if row.reason.dial_code == "*70"]
    assert len(found) == 1


async def test_an_odd_row_takes_the_others_from_nobody(seeded: AsyncEngine) -> None:
    async with seeded.begin() as connection:
        odd = {"id": "odd", "title": "", "dial_code": "*60", "place": 0}
        await connection.execute(insert(PauseReasonRow).values(odd))
        await connection.execute(update(TopicRow).values(title=""))
    await reload_pause_reasons(seeded)
    await reload_topics(seeded)
    assert {"meal", "break"} <= PAUSE_REASONS.keys()
    assert list(TOPICS) == list(SHIPPED_TOPICS)


async def test_a_reason_that_is_not_there_is_not_found(seeded: AsyncEngine) -> None:
    for wish in (deactivate_pause_reason(seeded, "nap", NINE), restore_pause_reason(seeded, "nap")):
        with pytest.raises(NotFound):
            await wish


# -- the other processes


async def test_each_change_is_told_and_a_refused_one_is_not(seeded: AsyncEngine, dsn: str) -> None:
    heard: list[str] = []
    relay = RelayServer(dsn, None, heard.append)
    async with running(relay.run):
        await eventually(lambda: relay.is_connected)
        await refused(save_pause_reason(seeded, "talk", "narada", "*60"))
        await save_topic(seeded, "foreigner", "cudzoziemiec", "cudzoziemiec")
        await deactivate_topic(seeded, "foreigner", NINE)
        await save_pause_reason(seeded, "talk", "narada", "*70")
        await deactivate_pause_reason(seeded, "talk", NINE)
        await restore_pause_reason(seeded, "talk")
        await eventually(lambda: heard == ["lists"] * 5)


async def test_a_database_that_is_away_leaves_what_is_known(seeded: AsyncEngine) -> None:
    await save_topic(seeded, "foreigner", "cudzoziemiec", "cudzoziemiec")
    await save_pause_reason(seeded, "talk", "narada", "*70")
    assert await reload_lists(seeded)
    away = make_engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DATABASE_AWAY):
        await reload_lists(away)
    await away.dispose()
    assert "foreigner" in TOPICS
    assert "talk" in PAUSE_REASONS


async def test_no_topic_is_ever_deleted(seeded: AsyncEngine) -> None:
    await deactivate_topic(seeded, "seeker", NINE)
    async with seeded.connect() as connection:
        assert "seeker" in set(await connection.scalars(select(TopicRow.id)))
