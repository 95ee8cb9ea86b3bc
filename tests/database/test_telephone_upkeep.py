"""The watchdog writes the telephones as the database has them, and lets Asterisk read them."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import anyio
import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.hiring_store import NewConsultant, dismiss, hire, restore, set_sip_digest
from agi_scripts import telephone_upkeep
from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.rescue import Leg
from agi_scripts.telephone_upkeep import TelephoneUpkeep
from core.ami import AmiAway
from core.db.engine import make_engine
from core.db.tables import Office
from core.settings import Settings
from dialplan.telephones import FILE
from ivr.defaults import offices as shipped_offices
from tests.support.database import engine_for, fresh_database
from tests.support.eventually import eventually
from tests.support.facts import NINE

pytestmark = pytest.mark.anyio

ANNA, JAN = "k20060-1", "k20060-2"
OLD, NEW = "0a" * 16, "0b" * 16


class FakeAsterisk:
    """Reads the file when it is told to."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.read = ""
        self.reloads = 0
        self.on_a_call: set[str] = set()
        self.is_away = self.is_busy = False

    async def legs(self) -> list[Leg]:
        if self.is_away:
            raise AmiAway
        return [
            Leg(f"PJSIP/{agent}-1", f"s724-1.{n}", "", "", "", agent) for n, agent in enumerate(self.on_a_call)
        ]

    async def reload(self, module: str) -> bool:
        if self.is_away:
            raise AmiAway
        assert module == "res_pjsip.so"
        if self.is_busy:
            return False
        self.reloads += 1
        self.read = self.file.read_text("utf-8")
        return True

    def knows(self, agent: str, digest: str = OLD) -> bool:
        return f"username = {agent}\nmd5_cred = {digest}\n" in self.read


class Desk:
    def __init__(self, folder: Path, engine: AsyncEngine) -> None:
        secrets = {"ari_password": "-", "pin_pepper": "-", "telephone_secret": "x"}
        (folder / "secrets.json").write_text(json.dumps(secrets))
        settings = Settings.model_validate({"state_dir": folder})
        self.asterisk = FakeAsterisk(folder / "asterisk" / "etc" / FILE)
        self.upkeep = TelephoneUpkeep(settings, cast(AsteriskCommands, self.asterisk), engine)


@pytest.fixture
async def engine() -> AsyncIterator[AsyncEngine]:
    """Two consultants of Kolno."""
    async with fresh_database() as url, engine_for(url) as made:
        rows = [{k: v for k, v in o.items() if k != "postal_prefixes"} for o in shipped_offices()]
        async with made.begin() as connection:
            await connection.execute(insert(Office), rows)
        for agent in (ANNA, JAN):
            await hired(made, agent)
        yield made


@pytest.fixture
def desk(tmp_path: Path, engine: AsyncEngine) -> Desk:
    return Desk(tmp_path, engine)


async def hired(engine: AsyncEngine, agent: str) -> None:
    await hire(engine, NewConsultant(agent, agent, "20060"), OLD, "-", NINE)


async def test_asterisk_reads_a_file_only_when_it_has_changed(desk: Desk, engine: AsyncEngine) -> None:
    for _ in range(3):
        await desk.upkeep.review()
    assert desk.asterisk.reloads == 1
    assert desk.asterisk.knows(ANNA)
    await hired(engine, "k20060-3")
    await set_sip_digest(engine, ANNA, NEW)
    await desk.upkeep.review()
    assert desk.asterisk.reloads == 2
    assert desk.asterisk.knows("k20060-3")
    assert desk.asterisk.knows(ANNA, NEW)


async def test_a_new_watchdog_lets_asterisk_read_what_the_one_before_may_have_written(
    desk: Desk, tmp_path: Path, engine: AsyncEngine
) -> None:
    await desk.upkeep.review()
    another = Desk(tmp_path, engine)
    await another.upkeep.review()
    assert another.asterisk.reloads == 1


async def test_whoever_talks_keeps_the_telephone_until_the_call_is_over(desk: Desk, engine: AsyncEngine) -> None:
    await desk.upkeep.review()
    desk.asterisk.on_a_call = {ANNA, JAN}
    await dismiss(engine, ANNA, "boss", NINE)
    await set_sip_digest(engine, JAN, NEW)
    await hired(engine, "k20060-3")
    await desk.upkeep.review()
    assert desk.asterisk.knows("k20060-3"), "nobody waits for the calls of others"
    assert desk.asterisk.knows(ANNA)
    assert desk.asterisk.knows(JAN)
    desk.asterisk.on_a_call.clear()
    await desk.upkeep.review()
    assert ANNA not in desk.asterisk.read
    assert desk.asterisk.knows(JAN, NEW)
    await restore(engine, ANNA)
    await desk.upkeep.review()
    assert desk.asterisk.knows(ANNA)


async def test_nothing_is_written_while_asterisk_cannot_say_who_talks(desk: Desk, engine: AsyncEngine) -> None:
    await desk.upkeep.review()
    desk.asterisk.is_away = True
    await dismiss(engine, ANNA, "boss", NINE)
    with pytest.raises(AmiAway):
        await desk.upkeep.review()
    assert desk.asterisk.file.read_text("utf-8") == desk.asterisk.read
    desk.asterisk.is_away = False
    await desk.upkeep.review()
    assert not desk.asterisk.knows(ANNA)


async def test_a_file_that_asterisk_did_not_read_is_offered_again(desk: Desk) -> None:
    desk.asterisk.is_busy = True
    await desk.upkeep.review()
    assert desk.asterisk.reloads == 0
    desk.asterisk.is_busy = False
    await desk.upkeep.review()
    assert desk.asterisk.knows(ANNA)


async def test_news_of_consultants_are_taken_over_at_once_and_a_call_that_ended_soon(
    desk: Desk, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with anyio.create_task_group() as tasks:
        monkeypatch.setattr(telephone_upkeep, "LOOK_TIME", 60)
        tasks.start_soon(desk.upkeep.run)
        await eventually(lambda: desk.asterisk.knows(ANNA))
        await hired(engine, "k20060-3")
        desk.upkeep.tell("prompts")
        desk.upkeep.tell("agents")
        await eventually(lambda: desk.asterisk.knows("k20060-3"))
        desk.asterisk.on_a_call = {ANNA}
        monkeypatch.setattr(telephone_upkeep, "LOOK_TIME", 0.05)
        await dismiss(engine, ANNA, "boss", NINE)
        await hired(engine, "k20060-4")
        desk.upkeep.tell("agents")
        await eventually(lambda: desk.asterisk.knows("k20060-4"))
        assert desk.asterisk.knows(ANNA)
        desk.asterisk.on_a_call.clear()
        await eventually(lambda: not desk.asterisk.knows(ANNA))
        tasks.cancel_scope.cancel()


async def test_a_database_or_an_asterisk_that_is_away_ends_nothing(
    tmp_path: Path, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telephone_upkeep, "LOOK_TIME", 0.01)
    desk = Desk(tmp_path, engine)
    desk.upkeep._engine = make_engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    desk.asterisk.is_away = True
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(desk.upkeep.run)
        await anyio.wait_all_tasks_blocked()
        desk.upkeep._engine = engine
        await eventually(lambda: desk.asterisk.file.parent.parent.parent.exists())
        desk.asterisk.is_away = False
        await eventually(lambda: desk.asterisk.knows(ANNA))
        tasks.cancel_scope.cancel()
