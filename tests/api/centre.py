"""The process that owns the live state, without its telephones."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.matchmaker import Matchmaker
from acd.store import AgentStates, load_agents
from ari_app.dispatcher import Dispatcher
from core.bus import Bus
from core.call import Call
from core.clock import SystemClock
from core.event_log import EventLog
from core.events import AnyEvent
from core.relay import RelayServer
from ivr import shipped
from ivr.interpreter import Entry, Ivr
from ivr.visit import Tools
from recordings.store import Recordings
from reports.store import CallRecords
from tests.support.centre import FakeVerifier, FakeVoice
from tests.support.eventually import eventually


@dataclass
class Centre:
    """Its distribution and its event log, which are the real ones."""

    matchmaker: Matchmaker
    log: EventLog
    health: dict[str, str] = field(default_factory=lambda: {"asterisk": "ok"})

    async def write(self, facts: Iterable[AnyEvent]) -> None:
        """State facts and wait until they are written."""
        for fact in facts:
            self.log.take(fact)
        await self.log.flushed()


async def _no_script(call: Call, entry: Entry) -> None:
    raise AssertionError("no call comes in here")


@asynccontextmanager
async def running_centre(dsn: str, engine: AsyncEngine, spool: Path) -> AsyncIterator[Centre]:
    """Writes facts and answers the relay inside the block."""
    clock = SystemClock()
    bus = Bus(clock)
    log = EventLog(engine, [CallRecords(engine), AgentStates(), Recordings()], spool)
    bus.listen(log.take)
    voice = FakeVoice()
    async with anyio.create_task_group() as tasks:
        matchmaker = Matchmaker(bus, clock, tasks, "20000")
        matchmaker.set_agents(await load_agents(engine))
        made = Centre(matchmaker, log)
        ivr = Ivr({}, Tools(voice, FakeVerifier(), shipped.office_directory()))
        dispatcher = Dispatcher(tasks, bus, clock, ivr, matchmaker, _no_script, voice, lambda: made.health)
        relay = RelayServer(dsn, dispatcher.carry_out)
        tasks.start_soon(log.run)
        tasks.start_soon(relay.run)
        await eventually(lambda: relay.is_connected)
        yield made
        await log.close()
        tasks.cancel_scope.cancel()
