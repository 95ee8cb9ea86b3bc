"""Signs of life: a heartbeat while all is well, and a loop that stands still is noticed with its stack."""

import threading
from pathlib import Path

import anyio
import pytest
import structlog

from ari_app.recovery.vital_signs import LoopGuard, beat
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio


def _stands_still(guard: LoopGuard) -> None:
    """Holds the loop up until the guard has seen it, as a forgotten blocking call would."""
    patience = threading.Event()
    while not guard.blocked:
        patience.wait(0.02)


async def test_a_loop_that_stands_still_is_told_with_the_place_where_it_stands() -> None:
    guard = LoopGuard(blocked_time=0.2)
    with structlog.testing.capture_logs() as logs:
        async with running(guard.run):
            await anyio.lowlevel.checkpoint()
            _stands_still(guard)
            await eventually(lambda: any(log["event"] == "the event loop is blocked" for log in logs))
    [told] = [log for log in logs if log["event"] == "the event loop is blocked"]
    assert any("_stands_still" in place for place in told["stack"])
    assert guard.blocked == 1
    assert guard.longest_time >= 0.2


async def test_a_loop_that_stood_for_too_long_is_given_up_before_it_goes_on() -> None:
    given_up = threading.Event()
    guard = LoopGuard(blocked_time=0.1, given_up_time=0.3, on_given_up=given_up.set)
    async with running(guard.run):
        await anyio.lowlevel.checkpoint()
        assert given_up.wait(5), "the thread notices it while the loop still stands"
        given_up.clear()
        guard.check()
        assert given_up.is_set(), "and the loop itself before it takes anything in"


async def test_the_heart_beats_only_while_calls_can_be_served(tmp_path: Path) -> None:
    file, is_well = tmp_path / "heartbeat", False
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(beat, file, lambda: is_well)
        await anyio.lowlevel.checkpoint()
        assert not file.exists()
        is_well = True
        await eventually(file.exists)
        tasks.cancel_scope.cancel()
    assert file.stat().st_mode & 0o077 == 0


async def test_a_heartbeat_that_cannot_be_written_is_told_once_and_ends_nothing(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as logs:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(beat, tmp_path / "no" / "folder", lambda: True)
            await eventually(lambda: len(logs) > 0)
            tasks.cancel_scope.cancel()
    assert [log["event"] for log in logs] == ["no heartbeat can be written"]
