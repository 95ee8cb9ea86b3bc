"""The web service on the real database, with the process that owns the live state beside it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import anyio
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.matchmaker import Matchmaker
from acd.store import AgentStates, load_agents
from api.app import create_app
from ari_app.dispatcher import Dispatcher
from core.bus import Bus
from core.call import Call
from core.clock import SystemClock
from core.event_log import EventLog
from core.events import AnyEvent
from core.relay import RelayServer
from core.settings import Settings
from ivr.interpreter import Entry, Ivr
from ivr.visit import Tools
from recordings.store import Recordings
from reports.store import CallRecords
from tests.api.people import PASSWORD, Clock, hire
from tests.support.centre import FakeVerifier, FakeVoice, shipped_offices
from tests.support.database import engine_for, fresh_database
from tests.support.eventually import eventually

LogIn: TypeAlias = Callable[[str], Awaitable[AsyncClient]]


@pytest.fixture
async def dsn() -> AsyncIterator[str]:
    async with fresh_database() as url:
        yield url


@pytest.fixture
async def engine(dsn: str) -> AsyncIterator[AsyncEngine]:
    async with engine_for(dsn) as made:
        await hire(made)
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def app(dsn: str, engine: AsyncEngine, clock: Clock, tmp_path: Path) -> AsyncIterator[FastAPI]:
    made = create_app(Settings(state_dir=tmp_path, database_url=dsn), engine=engine, clock=clock)
    async with made.router.lifespan_context(made):
        yield made


@asynccontextmanager
async def _browser(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://centre") as client:
        yield client


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A browser in which nobody is logged in."""
    async with _browser(app) as client:
        yield client


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


@dataclass
class Centre:
    """The process that owns the live state, without its telephones."""

    matchmaker: Matchmaker
    log: EventLog
    health: dict[str, str] = field(default_factory=lambda: {"asterisk": "ok"})

    async def write(self, facts: list[AnyEvent]) -> None:
        """State facts and wait until they are written."""
        for fact in facts:
            self.log.take(fact)
        await self.log.flushed()


async def _no_script(call: Call, entry: Entry) -> None:
    raise AssertionError("no call comes in here")


@pytest.fixture
async def centre(dsn: str, engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Centre]:
    clock = SystemClock()
    bus = Bus(clock)
    log = EventLog(engine, [CallRecords(engine), AgentStates(), Recordings()], tmp_path / "spool")
    bus.listen(log.take)
    voice = FakeVoice()
    async with anyio.create_task_group() as tasks:
        matchmaker = Matchmaker(bus, clock, tasks, "20000")
        matchmaker.set_agents(await load_agents(engine))
        made = Centre(matchmaker, log)
        ivr = Ivr({}, Tools(voice, FakeVerifier(), shipped_offices()))
        dispatcher = Dispatcher(tasks, bus, clock, ivr, matchmaker, _no_script, voice, lambda: made.health)
        relay = RelayServer(dsn, dispatcher.carry_out)
        tasks.start_soon(log.run)
        tasks.start_soon(relay.run)
        await eventually(lambda: relay.is_connected)
        yield made
        await log.close()
        tasks.cancel_scope.cancel()
