"""A line to one of several Asterisks is lost: whether it was but cut, or the Asterisk is gone, is told apart."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import pytest

from ari_app.ari import AriConnection
from ari_app.nodes_now import NodesNow
from ari_app.recovery import asterisk_events, giving_up
from ari_app.recovery.asterisk_events import AsteriskEvents, Concerned
from ari_app.recovery.gathering import Gathering
from ari_app.recovery.vital_signs import LoopGuard
from ari_app.telephony.channels import AriChannel
from ari_app.telephony.exchange import Exchange
from core.clock import LoopClock
from core.errors import TelephonyFailed
from core.ids import call_id_of
from dialplan.extensions import APP
from tests.support.asterisk.exchange_setup import hurry
from tests.support.asterisk.fake_switchboard import FakeSwitchboard
from tests.support.timing.eventually import eventually

__all__ = ["hurry"]

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
LATER = "2026-12-01T12:00:00.000+0000"


class _Nothing:
    """Whatever else an event concerns."""

    def heard(self, moment: object) -> None: ...

    def node_lost(self, node: str) -> None: ...

    async def reconcile(self) -> None: ...

    async def take_over(self, there: object, look: object) -> None: ...


@dataclass
class Setup:
    board: FakeSwitchboard
    exchange: Exchange
    now: NodesNow
    is_other_up: bool = True
    processes_ended: int = 0
    served_then: list[list[str]] = field(default_factory=list)
    out_of_reach: set[str] = field(default_factory=set)
    conversations_ended: list[str] = field(default_factory=list)
    arrived: dict[str, AriChannel] = field(default_factory=dict)

    @property
    def state(self) -> str:
        return self.now.of("a").state

    async def caller(self) -> AriChannel:
        self.board.caller_comes("caller-1")
        await eventually(lambda: "caller-1" in self.arrived)
        return self.arrived["caller-1"]

    async def is_(self, state: str) -> None:
        await eventually(lambda: self.state == state)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asterisk_events, "DOUBT_TIME", 1.0)


@asynccontextmanager
async def one_of_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Setup]:
    async with FakeSwitchboard() as board, anyio.create_task_group() as tasks:
        nothing: Any = _Nothing()
        concerned = Concerned(LoopGuard(), tmp_path / "heartbeat", Gathering(["a"]))
        concerned.telephones = concerned.intake = concerned.recovery = nothing
        concerned.nodes = NodesNow(["a", "b"], (), LoopClock(NOON))
        events = AsteriskEvents("a", concerned, tasks)
        ari = AriConnection(
            *(board.url, board.user, board.password, [APP], events.on_event),
            on_connected=events.on_connected,
            on_lost=events.on_lost,
            on_refused=events.on_refused,
            is_waited_for=False,
        )
        exchange = Exchange(ari, tasks, events.on_arrival, name="a", is_of_several=True)
        events.exchange = exchange
        setup = Setup(board, exchange, concerned.nodes)

        def ended() -> None:
            setup.processes_ended += 1
            setup.served_then.append(list(exchange.served))  # a process would go no further than this

        def arrives(channel: AriChannel, arguments: list[str]) -> None:
            setup.arrived[channel.id] = channel
            tasks.start_soon(_serve, channel)

        def unreachable(call_ids: Collection[str]) -> None:
            setup.out_of_reach |= set(call_ids)

        async def handed_over() -> None:
            ended()

        monkeypatch.setattr(giving_up, "line_lost", ended)
        monkeypatch.setattr(giving_up, "hand_over", handed_over)
        concerned.is_any_up = lambda: setup.is_other_up
        concerned.out_of_reach, concerned.arrived = unreachable, arrives
        concerned.nodes.on_end = setup.conversations_ended.append
        tasks.start_soon(ari.run)
        await setup.is_("up")
        yield setup
        tasks.cancel_scope.cancel()


async def _serve(channel: AriChannel) -> None:
    with channel.while_up():
        await anyio.sleep_forever()


@pytest.mark.asyncio
async def test_with_nobody_listening_there_any_more_its_calls_end_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with one_of_two(tmp_path, monkeypatch) as setup:
        caller = await setup.caller()
        began = anyio.current_time()
        await setup.board.kill()
        await setup.is_("gone")
        assert anyio.current_time() - began < 0.7
        assert (caller.is_up, caller.is_cut_off) == (False, True)
        assert setup.conversations_ended == ["a"]
        assert setup.now.of("a").calls_ended == 1
        assert setup.now.closed == {"a"}
        setup.board.began = LATER
        await setup.board.start()
        await setup.is_("up")
        assert not setup.now.closed
        assert not setup.processes_ended
        assert await setup.caller()


@pytest.mark.asyncio
async def test_of_a_line_that_was_cut_nobody_in_a_call_hears_and_the_next_process_takes_up_what_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with one_of_two(tmp_path, monkeypatch) as setup, anyio.create_task_group() as tasks:
        caller = await setup.caller()
        commanded: list[str] = []

        async def commands() -> None:
            try:
                await caller.start_music()
            except TelephonyFailed as error:
                commanded.append(type(error).__name__)
            commanded.append("over")

        setup.board.freeze()
        setup.board.cut()
        await setup.is_("cut")
        tasks.start_soon(commands)
        await anyio.wait_all_tasks_blocked()
        assert setup.out_of_reach == {call_id_of("caller-1")}
        assert not setup.exchange.is_up
        told_before_the_end = [*commanded, *setup.conversations_ended]
        setup.board.thaw()
        await eventually(lambda: setup.processes_ended)
        assert setup.served_then == [["caller-1"]]
        assert not told_before_the_end
        tasks.cancel_scope.cancel()


@pytest.mark.asyncio
async def test_an_asterisk_that_was_started_anew_has_nobody_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with one_of_two(tmp_path, monkeypatch) as setup:
        caller = await setup.caller()
        setup.board.began = LATER
        setup.board.cut()
        await eventually(lambda: not caller.is_up)
        await setup.is_("up")
        assert caller.is_cut_off
        assert (setup.conversations_ended, setup.processes_ended) == (["a"], 0)


@pytest.mark.asyncio
async def test_who_is_there_again_after_too_long_is_hung_up_and_begins_no_second_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with one_of_two(tmp_path, monkeypatch) as setup:
        caller = await setup.caller()
        setup.board.refuse(503)  # type: ignore[arg-type]
        setup.board.cut()
        await setup.is_("gone")
        assert caller.is_cut_off
        setup.arrived.clear()
        setup.board.refuse(None)
        await setup.is_("up")
        await eventually(lambda: not setup.board.channels)
        assert not setup.arrived
        assert not setup.processes_ended


@pytest.mark.asyncio
async def test_with_the_last_line_the_process_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with one_of_two(tmp_path, monkeypatch) as setup:
        setup.is_other_up = False
        setup.board.cut()
        await eventually(lambda: setup.processes_ended)
