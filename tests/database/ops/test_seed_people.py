"""The people of a demonstration, and that a production has none and keeps no password."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from anyio import to_thread
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.staffing.hiring_store import dismiss, set_sip_digest
from acd.store import list_agents, load_agents
from acd.telephone import sip_digest
from api.accounts.credentials.passwords import verify
from core.db.tables.centre.office_tables import Office
from core.db.tables.person_tables import Client
from core.db.tables.staff_tables import Account, Agent
from core.rights import Role
from core.settings import Settings
from ivr.defaults import offices as shipped_offices
from ops.demonstration import seed
from ops.install.secrets import Secrets
from ops.welcome import Centre, text
from tests.support.calls.call_facts import NINE
from tests.support.database.offices import put_consultant, put_shipped_offices

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

PORTAL = {"portal_editor", "portal_administrator"}  # the portal comes later


def settings_of(folder: Path, dsn: str, *, demonstration: bool) -> Settings:
    values = {"state_dir": folder, "database_url": dsn, "demonstration": demonstration}
    return Settings.model_validate(values)


async def started(settings: Settings) -> tuple[Centre, Secrets]:
    """What every start does with the data."""
    secrets = Secrets.load(settings.state)
    return await to_thread.run_sync(seed.seed, settings, secrets), secrets


async def count(engine: AsyncEngine, table: type) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def test_a_demonstration_has_a_supervisor_and_two_consultants_in_each_office_and_every_role(
    tmp_path: Path, dsn: str, engine: AsyncEngine
) -> None:
    settings = settings_of(tmp_path, dsn, demonstration=True)
    centre, secrets = await started(settings)
    async with engine.connect() as connection:
        accounts = (await connection.execute(select(Account.__table__))).all()
    offices = {office["code"] for office in shipped_offices()}
    assert {a.office for a in accounts if a.role == "supervisor"} == offices
    crews = Counter(agent.office for agent in await load_agents(engine, NINE))
    assert crews.keys() == offices
    assert min(crews.values()) == 2
    assert {a.role for a in accounts} == set(get_args(Role)) - PORTAL

    by_name = {a.username: a for a in accounts}
    assert verify(secrets.web_password("audytor"), by_name["audytor"].password_hash)
    assert by_name.keys() == secrets.web_passwords.keys()
    assert (by_name["zastepca-20060"].role, by_name["zastepca-20060"].office) == ("supervisor", "20060")
    assert (by_name["redaktor-20060"].role, by_name["redaktor-20060"].office) == ("pup_editor", "20060")
    digests = {phone.agent_id: phone.digest for phone in centre.telephones}
    assert digests == {name: sip_digest(name, secrets.sip_password(name)) for name in secrets.sip_passwords}

    told = text(settings, centre, 1.0)
    officers = ("kierownik-wup", "kierownik-20060", "zastepca-20060")
    for name in ("administrator", *officers, "technik", "zespol", "audytor", "redaktor"):
        assert f"{name}  password {secrets.web_password(name)}" in told
    assert f"k20060-2  password {secrets.sip_password('k20060-2')}" in told
    assert "kierownik-20610" not in told
    assert "make administrator" not in told


async def test_a_second_start_brings_nobody_back_and_shows_no_password_that_does_not_hold(
    tmp_path: Path, dsn: str, engine: AsyncEngine
) -> None:
    settings = settings_of(tmp_path, dsn, demonstration=True)
    _, before = await started(settings)
    await dismiss(engine, "k20060-1", "administrator", NINE)
    await set_sip_digest(engine, "k20060-2", "0a" * 16, "boss", NINE)
    async with engine.begin() as connection:
        await connection.execute(update(Account).where(Account.username == "redaktor").values(deactivated_at=NINE))
    there = await count(engine, Account)
    centre, secrets = await started(settings)
    assert "k20060-1" not in {agent.id for agent in await list_agents(engine, NINE)}
    assert (await count(engine, Account), secrets.all_values()) == (there, before.all_values())
    assert centre.phones == []
    shown = {account.name for account in centre.accounts}
    assert not shown & {"k20060-1", "redaktor"}
    assert "k20060-2" in shown
    assert {t.agent_id: t.digest for t in centre.telephones}["k20060-2"] == "0a" * 16


async def test_a_production_begins_without_people(tmp_path: Path, dsn: str, engine: AsyncEngine) -> None:
    settings = settings_of(tmp_path, dsn, demonstration=False)
    centre, _ = await started(settings)
    assert [await count(engine, table) for table in (Office, Account, Agent, Client)] == [15, 0, 0, 0]
    assert not json.loads((tmp_path / "secrets.json").read_text()).keys() & {"sip_passwords", "web_passwords"}
    assert (centre.telephones, centre.phones, centre.accounts, centre.clients) == ([], [], [], [])
    assert "nobody can log in yet: make administrator NAME=" in text(settings, centre, 1.0)


def everything_written(folder: Path) -> str:
    return "".join(file.read_text() for file in folder.rglob("*") if file.is_file())


async def _made_before(engine: AsyncEngine, folder: Path) -> tuple[str, str]:
    """Somebody whose passwords stand in the file, as older versions have left them; the two passwords."""
    secrets = Secrets.load(folder)
    secrets.make_passwords(["k20060-1", "k20060-2"], ["k20060-1"])
    await put_shipped_offices(engine)
    await put_consultant(engine, "k20060-1", "20060")
    await put_consultant(engine, "k20060-2", "20060", sip_digest="0c" * 16)
    return secrets.sip_password("k20060-1"), secrets.web_password("k20060-1")


async def test_a_production_of_before_goes_on_with_its_telephones_and_keeps_no_password(
    tmp_path: Path, dsn: str, engine: AsyncEngine
) -> None:
    passwords = await _made_before(engine, tmp_path)
    centre, _ = await started(settings_of(tmp_path, dsn, demonstration=False))
    digests = {phone.agent_id: phone.digest for phone in centre.telephones}
    assert digests == {"k20060-1": sip_digest("k20060-1", passwords[0]), "k20060-2": "0c" * 16}
    written = everything_written(tmp_path)
    assert not [password for password in passwords if password in written]
    assert re.search('"pin_pepper": ".+"', written)
    assert centre.has_administrator is False
    again, _ = await started(settings_of(tmp_path, dsn, demonstration=False))
    assert {phone.agent_id: phone.digest for phone in again.telephones} == digests


async def test_a_demonstration_of_before_goes_on_with_its_telephones_and_gets_the_people_that_it_lacks(
    tmp_path: Path, dsn: str, engine: AsyncEngine
) -> None:
    password, _ = await _made_before(engine, tmp_path)
    centre, secrets = await started(settings_of(tmp_path, dsn, demonstration=True))
    assert secrets.sip_password("k20060-1") == password
    assert [phone.user for phone in centre.phones] == ["k20060-1"], "the other one has another password"
    assert "kierownik-20060" in {account.name for account in centre.accounts}
