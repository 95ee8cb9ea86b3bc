"""What verification reads and counts, on the real database."""

from collections.abc import AsyncIterator

import anyio
import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.tables import Client, Office
from ivr.identity.attempts import Attempts, after_failure
from ivr.identity.limits import default_limits
from ivr.identity.store import VerificationStore
from tests.support.database import engine_for, fresh_database

pytestmark = pytest.mark.anyio

CARD = "123456782"


@pytest.fixture
async def dsn() -> AsyncIterator[str]:
    async with fresh_database() as url:
        async with engine_for(url) as engine, engine.begin() as connection:
            office = {"code": "20060", "name": "PUP", "seat": "Kolno", "locative": "w Kolnie"}
            office |= {"genitive": "Kolna"}
            more = {"area_code": "86", "postal_code": "18-500", "is_province": False}
            await connection.execute(insert(Office).values(**office, **more))
            client = {"id": "client-anna", "card_number": CARD, "pin_hash": "-", "office": "20060"}
            await connection.execute(insert(Client).values(**client, first_name="Anna", last_name="Nowak"))
        yield url


@pytest.fixture
async def engine(dsn: str) -> AsyncIterator[AsyncEngine]:
    """As the application makes it: a dead connection is noticed only when it is used."""
    made = make_engine(dsn, checks_first=False)
    yield made
    await made.dispose()


async def test_a_card_is_found_by_its_number(engine: AsyncEngine) -> None:
    store = VerificationStore(engine)
    found = await store.client_on_card(CARD)
    assert found is not None
    assert (found.id, found.office) == ("client-anna", "20060")
    assert await store.client_on_card("987654324") is None


async def test_connections_that_died_with_a_restarted_server_are_made_anew(engine: AsyncEngine, dsn: str) -> None:
    store = VerificationStore(engine)
    await store.client_on_card(CARD)
    async with engine_for(dsn) as other, other.connect() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert await store.client_on_card(CARD) is not None


async def test_tries_at_the_same_moment_are_all_counted(engine: AsyncEngine) -> None:
    store = VerificationStore(engine)
    now = SystemClock().now()

    def fails(attempts: list[Attempts]) -> list[Attempts]:
        return [after_failure(a, default_limits().card, now) for a in attempts]

    async with anyio.create_task_group() as lines:
        for _ in range(4):
            lines.start_soon(store.judge, ["card:a", "caller:b"], fails, now)
    before, _ = await store.judge(["card:a"], lambda attempts: attempts, now)
    assert before[0].failures_in_day == 4
    assert before[0].locked_until is not None
