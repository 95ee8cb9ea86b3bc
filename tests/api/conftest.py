"""The web service on the real database, with the process that owns the live state beside it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app, services
from core.db.tables.centre.office_tables import OpeningPlanRow
from core.settings import Settings
from ivr import defaults
from ivr.hours.store import plan_values
from ops import ports
from tests.api.centre import Centre, running_centre
from tests.api.people import LONG_AGO, OFFICES, PASSWORD, hire
from tests.api.resting import nothing_is_read_ahead
from tests.support.acd.shipped_lists import shipped_lists
from tests.support.centres.warm_web_service import warm
from tests.support.database.postgres import engine_for, fresh_database
from tests.support.timing.standing_clock import StandingClock


def pytest_collection_finish(session: pytest.Session) -> None:
    """In the process off which the workers are forked (`tests.runner.forking`): else each would do it."""
    if session.config.option.collectonly:
        warm()


LogIn: TypeAlias = Callable[[str], Awaitable[AsyncClient]]
Browsers: TypeAlias = Callable[[str], Awaitable[AsyncClient]]


@pytest.fixture(autouse=True)
def _lists() -> Iterator[None]:
    with shipped_lists():
        yield


@pytest.fixture
async def dsn() -> AsyncIterator[str]:
    async with fresh_database(hire) as url:
        yield url


@pytest.fixture
async def engine(dsn: str) -> AsyncIterator[AsyncEngine]:
    async with engine_for(dsn) as made:
        yield made


@pytest.fixture
async def hours(engine: AsyncEngine) -> None:
    """What ships, for the offices of these tests."""
    async with engine.begin() as connection:
        await connection.execute(
            insert(OpeningPlanRow),
            [
                plan_values(f"plan-{office}-{plan.purpose}", office, plan, "system", LONG_AGO)
                for office, plans in defaults.opening_plans(date(2026, 1, 1)).items()
                if office in OFFICES
                for plan in plans
            ],
        )


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def settings(dsn: str, tmp_path: Path) -> Settings:
    ari, agi, ami = ports.free(3)
    return Settings(state_dir=tmp_path, database_url=dsn, hours="plan", ari_port=ari, agi_port=agi, ami_port=ami)


@pytest.fixture
async def app(settings: Settings, engine: AsyncEngine, clock: StandingClock) -> AsyncIterator[FastAPI]:
    made = _routes()
    async with AsyncExitStack() as stack:
        with nothing_is_read_ahead():
            opened = services(settings, engine=engine, clock=clock)
            made.state.services = await stack.enter_async_context(opened)
        yield made
    del made.state.services


@cache
def _routes() -> FastAPI:
    """Made once: that takes as long as a test."""
    return create_app(Settings())


@asynccontextmanager
async def _browser(app: FastAPI, address: str = "127.0.0.1") -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app, client=(address, 40_000))
    async with AsyncClient(transport=transport, base_url="http://centre") as client:
        yield client


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A browser in which nobody is logged in."""
    async with _browser(app) as client:
        yield client


@pytest.fixture
async def browser_at(app: FastAPI) -> AsyncIterator[Browsers]:
    """A browser at an address, in which nobody is logged in."""
    async with AsyncExitStack() as stack:

        async def opened(address: str) -> AsyncClient:
            return await stack.enter_async_context(_browser(app, address))

        yield opened


@pytest.fixture
async def log_in(app: FastAPI) -> AsyncIterator[LogIn]:
    """A browser in which that account is logged in."""
    async with AsyncExitStack() as stack:

        async def enter(username: str) -> AsyncClient:
            client = await stack.enter_async_context(_browser(app))
            answer = await client.post("/api/login", json={"username": username, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
            return client

        yield enter


@pytest.fixture
async def centre(dsn: str, engine: AsyncEngine, clock: StandingClock, tmp_path: Path) -> AsyncIterator[Centre]:
    async with running_centre(dsn, engine, tmp_path / "spool", clock) as made:
        yield made
