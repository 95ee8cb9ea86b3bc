"""Both times of a clock, and the offset that tests may give it."""

from datetime import UTC, datetime, timedelta

import anyio
import pytest
from pydantic import ValidationError

from core.clock import OFFSET, LoopClock, MachineClock, SystemClock
from core.settings import Settings
from tests.support.timing.virtual_time import in_virtual_time

MONTH = timedelta(days=31)
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@in_virtual_time
async def test_both_times_of_a_virtual_clock_move_together() -> None:
    clock = LoopClock(NINE)
    began = clock.monotonic()
    await anyio.sleep(600)
    assert clock.now() == NINE + timedelta(minutes=10)
    assert clock.monotonic() - began == 600


def test_the_machines_clock_is_aware_and_its_durations_never_go_back() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_the_clock_is_moved_by_the_offset_and_the_machines_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert abs(SystemClock().now() - MachineClock().now()) < timedelta(seconds=5)
    monkeypatch.setenv(OFFSET, str(MONTH.total_seconds()))
    moved = SystemClock()
    assert abs(moved.now() - MachineClock().now() - MONTH) < timedelta(seconds=5)
    assert abs(moved.monotonic() - MachineClock().monotonic()) < 5


def test_an_offset_is_refused_outside_a_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OFFSET, "60")
    assert Settings().clock_offset == 60
    monkeypatch.setenv("S724_DEMONSTRATION", "no")
    with pytest.raises(ValidationError, match="S724_CLOCK_OFFSET is for tests"):
        Settings()
