"""The account with which an installation without people begins."""

import os
import re
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio import to_thread
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import Account, AuditRow
from core.keys.one_time_secret import CODE_TIME, code_digest
from ops.commands.first_administrator import make_administrator
from ops.console import Failed
from tests.support.centres import forked
from tests.support.database.offices import put_shipped_offices

pytestmark = pytest.mark.anyio

NAME = "j.kowalska"


@pytest.fixture
async def seeded(engine: AsyncEngine) -> None:
    await put_shipped_offices(engine)


async def accounts(engine: AsyncEngine) -> dict[str, Any]:
    async with engine.connect() as connection:
        return {row.username: row for row in await connection.execute(select(Account.__table__))}


async def changed(engine: AsyncEngine, **values: Any) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Account).values(**values))


async def test_the_first_administrator_belongs_to_the_provincial_office_and_has_a_code(
    seeded: None, dsn: str, engine: AsyncEngine
) -> None:
    code, until = await make_administrator(dsn, NAME)
    account = (await accounts(engine))[NAME]
    assert (account.role, account.office, account.password_hash) == ("administrator", "20000", "")
    assert account.code_hash == code_digest(code)
    assert account.code_expires_at == until == account.created_at + CODE_TIME
    async with engine.connect() as connection:
        [entry] = (await connection.execute(select(AuditRow.account, AuditRow.subject_id, AuditRow.after))).all()
    assert (entry.account, entry.subject_id) == ("system", NAME)
    assert not {"code_hash", "password_hash"} & entry.after.keys()


async def test_a_second_one_is_made_only_on_demand(seeded: None, dsn: str, engine: AsyncEngine) -> None:
    await make_administrator(dsn, NAME)
    with pytest.raises(Failed, match=f"there is an administrator already, {NAME}"):
        await make_administrator(dsn, "a.nowak")
    await make_administrator(dsn, "a.nowak", is_another=True)
    assert (await accounts(engine)).keys() == {NAME, "a.nowak"}


async def test_when_every_administrator_has_left_the_next_one_is_the_first(
    seeded: None, dsn: str, engine: AsyncEngine
) -> None:
    _, until = await make_administrator(dsn, NAME)
    await changed(engine, deactivated_at=until)
    await make_administrator(dsn, "a.nowak")
    with pytest.raises(Failed, match="or there was one"):
        await make_administrator(dsn, NAME, is_another=True)


async def test_a_code_that_was_lost_is_replaced_until_a_password_is_set(
    seeded: None, dsn: str, engine: AsyncEngine
) -> None:
    first, _ = await make_administrator(dsn, NAME)
    second, _ = await make_administrator(dsn, NAME)
    assert (await accounts(engine))[NAME].code_hash == code_digest(second) != code_digest(first)
    await changed(engine, password_hash="-")
    with pytest.raises(Failed, match=r"there is an account .* already"):
        await make_administrator(dsn, NAME, is_another=True)


async def test_of_two_who_come_at_once_one_is_the_first(seeded: None, dsn: str, engine: AsyncEngine) -> None:
    refused: list[str] = []

    async def one(name: str) -> None:
        try:
            await make_administrator(dsn, name)
        except Failed:
            refused.append(name)

    async with anyio.create_task_group() as tasks:
        for name in ("a", "b", "c"):
            tasks.start_soon(one, name)
    assert len(refused) == 2
    assert (await accounts(engine)).keys() == {"a", "b", "c"} - set(refused)


async def test_nobody_has_made_either_of_the_first_two(seeded: None, dsn: str, engine: AsyncEngine) -> None:
    await make_administrator(dsn, NAME)
    await make_administrator(dsn, "a.nowak", is_another=True)
    assert [account.made_by for account in (await accounts(engine)).values()] == [None, None]


@pytest.mark.parametrize("name", ["", "j kowalska", "ż", "a" * 65, "a;b"])
async def test_what_is_no_name_of_an_account_is_refused(seeded: None, dsn: str, name: str) -> None:
    with pytest.raises(Failed, match="cannot be the name of an account"):
        await make_administrator(dsn, name)


async def test_without_offices_there_is_nothing_to_administer(dsn: str) -> None:
    with pytest.raises(Failed, match="start the centre once"):
        await make_administrator(dsn, NAME)


async def test_the_command_prints_the_code_once_and_every_failure_is_one_line(
    seeded: None, dsn: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    async def run(*words: str, dsn: str = dsn) -> tuple[int, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("S724_")}
        environment = {**own, "S724_STATE_DIR": str(tmp_path), "S724_DATABASE_URL": dsn}
        program = "ops.commands.first_administrator"
        done = await to_thread.run_sync(partial(forked.run, program, *words, environment=environment))
        return done.returncode, done.stdout + done.stderr

    status, told = await run(NAME)
    assert status == 0
    [code] = re.findall("[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", told)
    assert (await accounts(engine))[NAME].code_hash == code_digest(code)
    assert "make a second administrator" in told
    for words, expected in (((), "whose accounts"), (("a.nowak",), "ARGS=--another")):
        status, told = await run(*words)
        assert (status, told.count("\n")) == (1, 1)
        assert expected in told
    status, told = await run("a.nowak", "p.lis", "--another")
    assert (status, told.count("One-time code")) == (0, 2)
    status, told = await run("a.nowak", dsn="")
    assert (status, told.count("\n")) == (1, 1)
    assert "start the centre" in told
