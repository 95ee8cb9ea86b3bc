from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.callback_store import CallbackRecords
from acd.store import AgentStates
from core.fact_log.event_log import EventLog, Projection
from ivr.outside.sms_store import SmsOrders
from ivr.outside.survey_store import SurveyAnswers
from market.contact_requests.request_store import ContactRequests
from recordings.lists.message_store import VoiceMessages
from recordings.store import Recordings
from reports.calls.store import CallRecords
from tests.support.clients.import_setup import ImportSetup, make_import_setup
from tests.support.database.offices import put_shipped_offices
from tests.support.database.postgres import engine_for, fresh_database
from tests.support.timing.running import running

RunningLog: TypeAlias = Callable[[], AbstractAsyncContextManager[EventLog]]


@pytest.fixture
async def dsn() -> AsyncIterator[str]:
    async with fresh_database() as url:
        yield url


@pytest.fixture
async def engine(dsn: str) -> AsyncIterator[AsyncEngine]:
    async with engine_for(dsn) as made:
        yield made


@pytest.fixture
async def shipped_offices(engine: AsyncEngine) -> None:
    await put_shipped_offices(engine)


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


@pytest.fixture
def running_log(engine: AsyncEngine, spool: Path) -> RunningLog:
    """An event log at work inside the block; the next block is the next process on the same spool."""

    @asynccontextmanager
    async def run() -> AsyncIterator[EventLog]:
        derived: list[Projection] = [AgentStates(), Recordings(), CallbackRecords()]
        derived += [SurveyAnswers(), VoiceMessages(), SmsOrders(), ContactRequests()]
        log = EventLog(engine, [CallRecords(engine), *derived], spool)
        async with running(log.run):
            yield log
            await log.close()

    return run


@pytest.fixture
async def setup(engine: AsyncEngine, tmp_path: Path) -> ImportSetup:
    """Two offices and an empty folder of deliveries."""
    return await make_import_setup(engine, tmp_path)
