"""The exchange and an Asterisk in this process, for tests of one against the other."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import anyio
import pytest
from anyio.abc import TaskGroup

from ari_app.ari import AriConnection
from ari_app.ari.operations import asterisk
from ari_app.call_guard import guard_channel
from ari_app.telephony import exchange as exchange_module
from ari_app.telephony import ringing
from ari_app.telephony.channels import AriChannel
from ari_app.telephony.exchange import Exchange
from core.errors import S724Error
from dialplan.extensions import APP
from tests.support.asterisk.fake_switchboard import FakeSwitchboard
from tests.support.timing.eventually import eventually

T = TypeVar("T")
PHONE = "k20060-1"
QUIET = "/fake/quiet-long"
MUSIC = "/fake/music-long"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ringing, "ANSWER_MARGIN", 0.1)
    monkeypatch.setattr(exchange_module, "ARRIVAL_MARGIN", 0.1)
    monkeypatch.setattr(exchange_module, "CLEAN_UP_TIME", 0.4)
    monkeypatch.setattr(AriConnection, "LONGEST_DELAY", 0.1)


@dataclass
class ExchangeSetup:
    """An exchange, the switchboard that it commands, and who has arrived."""

    board: FakeSwitchboard
    exchange: Exchange
    ari: AriConnection
    tasks: TaskGroup
    arrived: dict[str, AriChannel] = field(default_factory=dict)
    lost: anyio.Event = field(default_factory=anyio.Event)
    taken: int = 0  # callers who were taken away from us

    async def caller(self, id_: str = "caller-1", number: str = "600100200", dialled: str = "9510") -> AriChannel:
        self.board.caller_comes(id_, number, dialled)
        channel = await eventually(lambda: self.arrived.get(id_))
        assert channel is not None
        return channel

    def ringing(self, ring_time: float = 5.0) -> AbstractAsyncContextManager[AriChannel]:
        return self.exchange.ringing(PHONE, caller_id="600100200", caller_name="Kolno", ring_time=ring_time)

    async def is_ringing(self) -> str:
        """Wait until a telephone rings and say which leg that is."""
        ringing: list[str] = await eventually(lambda: self.board.ringing)
        return ringing[0]

    async def answers(self) -> None:
        self.board.phone_answers(await self.is_ringing())

    async def everything_reported_is_handled(self) -> None:
        """Events and answers come on one line in order: what was reported before is handled when this returns."""
        await anyio.lowlevel.checkpoint()
        for _ in range(2):
            await self.ari.send(asterisk.ping())

    async def line_is_lost(self) -> None:
        self.board.done.clear()
        self.lost = anyio.Event()
        self.board.cut()
        with anyio.fail_after(5):
            await self.lost.wait()

    async def line_is_back(self) -> None:
        """And what is there was looked at."""
        await eventually(lambda: "GET applications" in self.board.done)
        await self.everything_reported_is_handled()

    def nothing_is_left(self) -> bool:
        assert not self.board.channels
        assert not self.board.bridges
        assert not self.board.playbacks
        assert not self.board.live
        for name in ("_channels", "_playing", "_bridges", "_recording", "_snoops"):
            assert not getattr(self.exchange, name), f"{name} is not empty"
        return True


async def _serve(channel: AriChannel) -> None:
    with channel.while_up():
        await anyio.sleep_forever()


@asynccontextmanager
async def exchange_setup(*, is_open: bool = True, node: str = "") -> AsyncIterator[ExchangeSetup]:
    """With everything running; `is_open=False`: nobody serves those who arrive. `node`: its name among several."""
    async with FakeSwitchboard() as board, exchange_setup_at(board, is_open=is_open, node=node) as setup:
        yield setup


@asynccontextmanager
async def exchange_setup_at(
    board: FakeSwitchboard, *, is_open: bool = True, node: str = ""
) -> AsyncIterator[ExchangeSetup]:
    async with anyio.create_task_group() as tasks:
        arrived: dict[str, AriChannel] = {}

        def arrives(channel: AriChannel, arguments: list[str]) -> None:
            if arguments[0] != "call":
                tasks.start_soon(guard_channel, channel, None)  # as the dispatcher does
                return
            arrived[channel.id] = channel
            if is_open:
                tasks.start_soon(_serve, channel)

        async def connected() -> None:
            exchange.welcome(await exchange.reconcile())

        ari = AriConnection(
            board.url,
            board.user,
            board.password,
            [APP],
            lambda event: exchange.on_event(event),
            on_connected=connected,
            on_lost=lambda: setup.lost.set(),
        )

        def was_taken() -> None:
            setup.taken += 1

        exchange = Exchange(
            *(ari, tasks, arrives, was_taken, 0, QUIET, MUSIC, None, node), is_of_several=bool(node)
        )
        setup = ExchangeSetup(board, exchange, ari, tasks, arrived)
        tasks.start_soon(ari.run)
        await setup.line_is_back()
        yield setup
        tasks.cancel_scope.cancel()


async def outcome(work: Awaitable[object]) -> str:
    """The name of what was raised, or `done`."""
    try:
        await work
    except S724Error as error:
        return type(error).__name__
    return "done"


@asynccontextmanager
async def a_conversation(setup: ExchangeSetup) -> AsyncIterator[tuple[AriChannel, AriChannel]]:
    caller = await setup.caller()
    setup.tasks.start_soon(setup.answers)
    async with setup.ringing() as leg:
        yield caller, leg
