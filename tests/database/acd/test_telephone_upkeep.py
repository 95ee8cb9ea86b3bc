"""The watchdog writes the telephones as the database has them, and lets Asterisk read them."""

import json
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import anyio
import asyncpg
import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.staffing.hiring_store import (
    NewConsultant,
    dismiss,
    give_supervisor_telephone,
    having_telephones,
    hire,
    load_telephones,
    restore,
    set_sip_digest,
)
from acd.store import load_agents
from acd.telephone import REGISTRATIONS_NEWS
from agi_scripts import telephone_upkeep
from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.telephone_upkeep import TelephoneUpkeep
from core.db.engine import make_engine
from core.db.tables.staff_tables import Account
from core.settings import Settings
from core.telephony.ami import AmiAway
from dialplan.generate import write_telephones
from dialplan.telephones import FILE, log_ins
from tests.support.calls.call_facts import NINE
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio

ANNA, JAN, BOSS = "k20060-1", "k20060-2", "boss"
OLD, NEW = "0a" * 16, "0b" * 16


class FakeAsterisk:
    """Reads the file when it is told to."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.read = ""
        self.reloads = 0
        self.registered: set[str] = set()
        self.is_away = self.is_busy = self.is_deaf = False

    async def end_registrations(self, endpoints: Collection[str]) -> None:
        if self.is_away or self.is_deaf:
            raise AmiAway
        known = log_ins(self.read)
        assert not [name for name in endpoints if name in known], "it would believe that they are there"
        self.registered -= set(endpoints)

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
        self.settings = settings
        self.asterisk = FakeAsterisk(folder / "asterisk" / "etc" / FILE)
        self.upkeep = TelephoneUpkeep(settings, cast(AsteriskCommands, self.asterisk), engine)


@pytest.fixture
async def engine(engine: AsyncEngine, shipped_offices: None) -> AsyncEngine:
    """Two consultants of Kolno."""
    for agent in (ANNA, JAN):
        await hired(engine, agent)
    return engine


@pytest.fixture
def desk(tmp_path: Path, engine: AsyncEngine) -> Desk:
    return Desk(tmp_path, engine)


async def hired(engine: AsyncEngine, agent: str) -> None:
    await hire(engine, NewConsultant(agent, agent, "20060"), "kierownik-20060", NINE)
    await set_sip_digest(engine, agent, OLD, agent, NINE)


async def test_asterisk_reads_a_file_only_when_it_has_changed(desk: Desk, engine: AsyncEngine) -> None:
    for _ in range(3):
        await desk.upkeep.review()
    assert desk.asterisk.reloads == 1
    assert desk.asterisk.knows(ANNA)
    await hired(engine, "k20060-3")
    await set_sip_digest(engine, ANNA, NEW, BOSS, NINE)
    await desk.upkeep.review()
    assert desk.asterisk.reloads == 3
    assert desk.asterisk.knows("k20060-3")
    assert desk.asterisk.knows(ANNA, NEW)


async def test_telephones_that_are_as_before_are_not_written_out_again(
    desk: Desk, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = 0

    def write(*arguments: Any) -> bool:
        nonlocal made
        made += 1
        return write_telephones(*arguments)

    monkeypatch.setattr("agi_scripts.telephone_upkeep.write_telephones", write)
    for _ in range(5):
        await desk.upkeep.review()
    assert made == 1
    desk.asterisk.is_away = True
    await set_sip_digest(engine, ANNA, NEW, BOSS, NINE)
    for _ in range(2):
        with suppress(AmiAway):
            await desk.upkeep.review()
    assert made == 3, "what Asterisk has not read is tried again"


async def test_a_new_watchdog_lets_asterisk_read_what_the_one_before_may_have_written(
    desk: Desk, tmp_path: Path, engine: AsyncEngine
) -> None:
    await desk.upkeep.review()
    another = Desk(tmp_path, engine)
    await another.upkeep.review()
    assert another.asterisk.reloads == 1


async def test_a_registration_ends_with_its_password_or_its_owner(desk: Desk, engine: AsyncEngine) -> None:
    asterisk = desk.asterisk
    await desk.upkeep.review()
    asterisk.registered = everybody = {ANNA, JAN, f"web-{ANNA}", f"web-{JAN}"}
    await hired(engine, "k20060-3")
    await desk.upkeep.review()
    assert asterisk.registered == everybody
    await set_sip_digest(engine, JAN, NEW, BOSS, NINE)
    await desk.upkeep.review()
    assert asterisk.registered == everybody - {JAN}, "the page has a password of its own"
    await dismiss(engine, ANNA, BOSS, NINE)
    await desk.upkeep.review()
    assert asterisk.registered == {f"web-{JAN}"}
    await restore(engine, ANNA, "kierownik", NINE)
    asterisk.registered = everybody
    await desk.upkeep.review()
    assert asterisk.registered == everybody


@pytest.mark.parametrize("trouble", ["is_away", "is_busy", "is_deaf"])
async def test_a_registration_ends_as_soon_as_asterisk_is_there_also_for_the_next_watchdog(
    desk: Desk, tmp_path: Path, engine: AsyncEngine, trouble: str
) -> None:
    await desk.upkeep.review()
    await dismiss(engine, ANNA, BOSS, NINE)
    setattr(desk.asterisk, trouble, True)
    with suppress(AmiAway):
        await desk.upkeep.review()
    another = Desk(tmp_path, engine)
    another.asterisk.registered = {ANNA, JAN}
    await another.upkeep.review()
    assert another.asterisk.registered == {JAN}


async def test_the_application_is_told_when_registrations_were_ended(
    desk: Desk, engine: AsyncEngine, dsn: str
) -> None:
    listener = await asyncpg.connect(dsn.replace("+asyncpg", "", 1))
    told: list[object] = []
    await listener.add_listener("s724_news", lambda *arguments: told.append(arguments[-1]))
    try:
        await desk.upkeep.review()
        await set_sip_digest(engine, ANNA, NEW, BOSS, NINE)
        await desk.upkeep.review()
        await eventually(lambda: told.count(REGISTRATIONS_NEWS) == 1)
    finally:
        await listener.close()


async def test_what_changed_while_everything_was_off_ends_a_registration_too(
    desk: Desk, tmp_path: Path, engine: AsyncEngine
) -> None:
    await desk.upkeep.review()
    await set_sip_digest(engine, ANNA, NEW, BOSS, NINE)
    write_telephones(desk.settings, await load_telephones(engine))  # as the start does
    another = Desk(tmp_path, engine)
    another.asterisk.registered = {ANNA, JAN}
    await another.upkeep.review()
    assert another.asterisk.registered == {JAN}


async def test_no_supervisor_has_a_telephone_whom_the_account_makes_none(desk: Desk, engine: AsyncEngine) -> None:
    """Whatever has changed the account, and has forgotten the telephone."""
    changes: list[dict[str, object]] = [{"deactivated_at": NINE}, {"role": "auditor"}, {"office": "20620"}]
    for number, change in enumerate(changes):
        name = f"kierownik-{number}"
        async with engine.begin() as connection:
            values = {"username": name, "display_name": name, "role": "supervisor", "office": "20060"}
            await connection.execute(insert(Account).values(**values, password_hash=""))
        await give_supervisor_telephone(engine, name, BOSS, NINE)
        await set_sip_digest(engine, name, OLD, name, NINE)
        await desk.upkeep.review()
        assert desk.asterisk.knows(name)
        assert name in {agent.id for agent in await load_agents(engine, NINE)}
        async with engine.begin() as connection:
            await connection.execute(update(Account).where(Account.username == name).values(**change))
        await desk.upkeep.review()
        assert name not in desk.asterisk.read
        assert name not in {agent.id for agent in await load_agents(engine, NINE)}
        assert not await having_telephones(engine, [name])


async def test_a_file_that_asterisk_did_not_read_is_offered_again(desk: Desk) -> None:
    desk.asterisk.is_busy = True
    await desk.upkeep.review()
    assert desk.asterisk.reloads == 0
    desk.asterisk.is_busy = False
    await desk.upkeep.review()
    assert desk.asterisk.knows(ANNA)


async def test_news_of_consultants_are_taken_over_at_once(
    tmp_path: Path, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telephone_upkeep, "LOOK_TIME", 60)
    desk = Desk(tmp_path, engine)
    async with running(desk.upkeep.keeper.run):
        await eventually(lambda: desk.asterisk.knows(ANNA))
        await hired(engine, "k20060-3")
        desk.upkeep.keeper.tell("prompts")
        desk.upkeep.keeper.tell("agents")
        await eventually(lambda: desk.asterisk.knows("k20060-3"))
        desk.asterisk.registered = {ANNA}
        await dismiss(engine, ANNA, BOSS, NINE)
        desk.upkeep.keeper.tell("agents")
        await eventually(lambda: not desk.asterisk.registered)
        assert not desk.asterisk.knows(ANNA)


async def test_a_database_or_an_asterisk_that_is_away_ends_nothing(
    tmp_path: Path, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telephone_upkeep, "LOOK_TIME", 0.01)
    desk = Desk(tmp_path, engine)
    desk.upkeep._engine = make_engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    desk.asterisk.is_away = True
    async with running(desk.upkeep.keeper.run):
        await anyio.wait_all_tasks_blocked()
        desk.upkeep._engine = engine
        await eventually(lambda: desk.asterisk.file.parent.parent.parent.exists())
        desk.asterisk.is_away = False
        await eventually(lambda: desk.asterisk.knows(ANNA))
