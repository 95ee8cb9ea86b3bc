"""Both times of a clock."""

from datetime import UTC, datetime, timedelta

import anyio

from core.clock import LoopClock, SystemClock
from tests.support.virtual_time import in_virtual_time

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
