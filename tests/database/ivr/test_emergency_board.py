"""The fallback path knows the emergency messages, too: FastAGI, the stand-alone script, Asterisk alone."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import anyio
import pytest
import soundfile
from anyio import to_thread
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.fallback.plan_file import PlanFile
from agi_scripts.watchdog.process import Upkeep
from core.clock import SystemClock
from core.db.tables.centre.office_tables import DialledNumber, Office
from core.fact_log.event_log import EventLog
from core.relay.relay import RelayServer
from core.settings import Settings
from core.tasks.keeper import Keeper
from core.telephony.ami import Ami
from dialplan.generate import load_plan, read_plan
from dialplan.plan import PlanMessage
from ivr import defaults
from ivr.emergency_message import EmergencyBoard, EmergencyMessage
from ivr.emergency_message_store import load_emergencies, switch_off, switch_on
from ivr.prompts.cache import PromptCache
from ivr.tts import SpeechFailed
from ops.demonstration.seed_scenarios import publish_shipped
from tests.support.database.offices import OFFICE_ROWS
from tests.support.database.postgres import server
from tests.support.recordings.sounds import tone
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


async def test_emergency_messages_are_known_at_once_and_stay_while_the_database_is_away(
    dsn: str, engine: AsyncEngine
) -> None:
    clock = SystemClock()
    board = EmergencyBoard(clock)

    async def look() -> None:
        board.messages = await load_emergencies(engine, clock.now())

    keeper = Keeper("emergency messages", look, news=("emergency",))
    relay = RelayServer(dsn, None, keeper.tell)
    message = EmergencyMessage("emergency-1", None, "H04", None, NOW)
    async with running(keeper.run, relay.run):
        await eventually(lambda: relay.is_connected)
        await switch_on(engine, message, "ola", NOW)
        with anyio.fail_after(1):
            await eventually(lambda: board.message(None) == message)
        with server().away():
            keeper.tell("emergency")
            await eventually(lambda: not relay.is_connected)
            assert board.message(None) == message
        await switch_off(engine, message.id, "ola", clock.now())
        await eventually(lambda: board.message(None) is None)


class Engine:
    """Speaks every text as a short tone; cannot speak of one thing."""

    name, version, voice, language = "tone", "1", "pl", "pl"

    async def speak(self, text: str, target_wav: Path) -> None:
        if "niewymawialne" in text:
            raise SpeechFailed
        soundfile.write(target_wav, tone(0.2), 8000)

    def slower(self) -> "Engine":
        return self


class FakeAsterisk:
    """Notes which modules Asterisk has to read anew."""

    def __init__(self) -> None:
        self.reloaded: list[str] = []

    async def reload(self, module: str) -> None:
        self.reloaded.append(module)


@pytest.fixture
async def lines(engine: AsyncEngine) -> AsyncEngine:
    """The offices, the numbers and their scenarios."""
    async with engine.begin() as connection:
        await connection.execute(insert(Office), OFFICE_ROWS)
        numbers = [{"number": n.number, "scenario": n.scenario, "is_free": n.is_free} for n in defaults.numbers()]
        await connection.execute(insert(DialledNumber), [{**number, "description": ""} for number in numbers])
        await publish_shipped(connection, defaults.scenarios(), NOW)
    return engine


async def test_the_files_of_the_fallback_path_follow_an_emergency_message_at_once(
    dsn: str, lines: AsyncEngine, tmp_path: Path
) -> None:
    clock, settings, asterisk = SystemClock(), Settings(state_dir=tmp_path), FakeAsterisk()
    made_up = {"ari_password": "-", "pin_pepper": "-", "agi_secret": "-"}
    await to_thread.run_sync((tmp_path / "secrets.json").write_text, json.dumps(made_up))
    upkeep = Upkeep(
        settings,
        cast(AsteriskCommands, asterisk),
        cast(Ami, None),
        lines,
        cast(EventLog, None),
        clock,
        cast(PlanFile, None),
        PromptCache(settings.sounds, Engine()),
    )
    relay = RelayServer(dsn, None, upkeep.keeper.tell)

    def messages() -> list[str]:
        return [message.id for message in read_plan(settings.fallback_plan).messages]

    dialplan = tmp_path / "asterisk" / "etc" / "extensions.conf"
    async with running(upkeep.keeper.run, relay.run):
        await eventually(lambda: relay.is_connected and settings.fallback_plan.exists())
        await eventually(lambda: len(asterisk.reloaded) == 2)
        assert messages() == []
        message = EmergencyMessage("emergency-1", None, None, "Powódź", clock.now())
        await switch_on(lines, message, "ola", clock.now())
        await eventually(lambda: messages() == ["emergency-1"])
        await eventually(lambda: asterisk.reloaded[2:] == ["pbx_config.so"])
        [known] = read_plan(settings.fallback_plan).messages
        assert await anyio.Path(f"{known.sound}.alaw").exists()
        assert f"Playback({known.sound})" in dialplan.read_text()
        await switch_off(lines, message.id, "ola", clock.now())
        await eventually(lambda: messages() == [])
        await eventually(lambda: f"Playback({known.sound})" not in dialplan.read_text())


async def test_the_plan_has_each_message_with_its_times_and_none_that_cannot_be_spoken(
    lines: AsyncEngine, tmp_path: Path
) -> None:
    clock, settings = SystemClock(), Settings(state_dir=tmp_path)
    now = clock.now()
    ends_at = now + timedelta(hours=1)
    for message in (
        EmergencyMessage("emergency-1", None, None, "To jest niewymawialne", now),
        EmergencyMessage("emergency-2", "20060", "H04", None, now, ends_at),
    ):
        await switch_on(lines, message, "ola", now)
    plan = await load_plan(lines, clock, PromptCache(settings.sounds, Engine()), settings)
    [known] = plan.messages
    expected = PlanMessage("emergency-2", known.sound, int(now.timestamp()), "20060", int(ends_at.timestamp()))
    assert known == expected
