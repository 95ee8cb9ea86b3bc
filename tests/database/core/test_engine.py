"""What the database is asked besides the questions themselves, and connections that die."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from core import acting
from core.db import engine as engine_module
from core.db.engine import answers, reading
from tests.support.database.postgres import engine_for
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio
ONE = text("SELECT 1")


@pytest.fixture
async def one(dsn: str) -> AsyncIterator[AsyncEngine]:
    """With one connection."""
    async with engine_for(dsn, pool_size=1) as made:
        yield made


async def opened(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        return (await connection.get_raw_connection()).driver_connection


async def asked(engine: AsyncEngine) -> list[str]:
    """Everything that the database is asked from now on. The driver tells of none that it has prepared."""
    found: list[str] = []
    (await opened(engine)).add_query_logger(lambda record: found.append(record.query.strip(";")))

    def executed(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", executed)
    return found


async def test_what_is_read_by_itself_takes_one_question(one: AsyncEngine) -> None:
    acting.acts(acting.Acting("redaktor", "reads", datetime(2026, 1, 1, tzinfo=UTC)))
    found = await asked(one)
    async with reading(one) as connection:
        assert await connection.scalar(ONE) == 1
    assert found == ["SELECT 1"]
    found.clear()
    async with one.begin() as connection:  # the next one has its transaction, and who acts
        await connection.execute(ONE)
    assert sorted(question.split(" ")[0] for question in found) == ["BEGIN", "COMMIT", "SELECT", "SELECT"]
    assert any("set_config" in question for question in found)


async def test_a_connection_that_the_server_has_closed_is_not_used(one: AsyncEngine, engine: AsyncEngine) -> None:
    driver = await opened(one)
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": driver.get_server_pid()})
    await eventually(driver.is_closed)
    async with one.connect() as connection:
        assert await connection.scalar(ONE) == 1
    assert await opened(one) is not driver


async def test_a_connection_that_was_not_used_for_a_while_is_asked_first(
    one: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await asked(one)
    monkeypatch.setattr(engine_module, "TRUSTED_TIME", 0.0)
    async with reading(one) as connection:
        await connection.execute(ONE)
    assert "" in found  # the empty question
    driver = await opened(one)
    monkeypatch.setattr(one.dialect, "do_ping", dead(one))
    assert await opened(one) is not driver


def dead(engine: AsyncEngine) -> Any:
    def ping(connection: object) -> bool:
        raise engine.dialect.loaded_dbapi.InterfaceError("gone")

    return ping


async def test_a_process_waits_for_its_database_and_says_why_once(dsn: str, tmp_path: Path) -> None:
    """The way to the server's socket is there only later."""
    url = make_url(dsn)
    away = tmp_path / "socket"
    async with engine_for(
        url.update_query_dict({"host": str(away)}).render_as_string(hide_password=False)
    ) as engine:
        with capture_logs() as told, anyio.fail_after(30):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(answers, engine, 0.01)
                await eventually(lambda: told[0], not_yet=(IndexError,))
                away.symlink_to(str(url.query["host"]))
    assert [entry["event"] for entry in told] == ["the database is away, this process waits for it"]
