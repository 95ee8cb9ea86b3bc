"""The FastAGI server knows the emergency messages, too."""

from datetime import UTC, datetime

import anyio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from agi_scripts.emergency_board import BoardKeeper
from core.clock import SystemClock
from core.relay import RelayServer
from ivr.emergency import EmergencyBoard
from ivr.emergency_store import switch_off, switch_on
from ivr.ports import EmergencyMessage
from tests.support.database import server
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


async def test_what_is_switched_on_and_off_is_known_at_once_and_stays_while_the_database_is_away(
    dsn: str, engine: AsyncEngine
) -> None:
    clock = SystemClock()
    board = EmergencyBoard(clock)
    keeper = BoardKeeper(board, engine, clock)
    relay = RelayServer(dsn, None, keeper.tell)
    message = EmergencyMessage("emergency-1", None, "H04", None, NOW)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keeper.run)
        tasks.start_soon(relay.run)
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
        tasks.cancel_scope.cancel()
