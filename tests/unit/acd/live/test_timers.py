"""What shall happen later, happens in the order of the moments and at no other time."""

from datetime import UTC, datetime
from functools import partial

import anyio

from acd.live.timers import Timers, keep
from core.clock import LoopClock
from tests.support.timing.virtual_time import in_virtual_time


def test_timers_go_off_in_the_order_of_their_moments_and_then_of_setting() -> None:
    timers, gone = Timers(), list[str]()
    for at, name in [(3, "d"), (1, "a"), (2, "b"), (2, "c")]:
        timers.set(at, partial(gone.append, name))
    timers.go_off(2)
    assert gone == ["a", "b", "c"]
    assert timers.next_at == 3
    timers.go_off(10)
    assert gone == ["a", "b", "c", "d"]
    assert timers.next_at is None


def test_nothing_goes_off_before_its_moment_or_twice() -> None:
    timers, gone = Timers(), list[int]()
    timers.set(5, lambda: gone.append(1))
    timers.go_off(4.999)
    assert not gone
    timers.go_off(5)
    timers.go_off(6)
    assert gone == [1]


def test_a_cancelled_timer_is_forgotten_and_is_no_next_moment() -> None:
    timers, gone = Timers(), list[int]()
    first, second = timers.set(1, lambda: gone.append(1)), timers.set(2, lambda: gone.append(2))
    first.cancel()
    assert timers.next_at == 2
    timers.go_off(2)
    assert gone == [2]
    second.cancel()  # too late, and harmless


def test_a_timer_may_cancel_another_one_of_the_same_moment() -> None:
    timers, gone = Timers(), list[int]()
    timers.set(1, lambda: second.cancel())
    second = timers.set(1, lambda: gone.append(2))
    timers.go_off(1)
    assert not gone


def test_a_timer_that_is_set_for_now_by_another_goes_off_at_once() -> None:
    timers, gone = Timers(), list[str]()

    def first() -> None:
        timers.set(1, lambda: gone.append("now"))
        timers.set(0.5, lambda: gone.append("past"))
        timers.set(2, lambda: gone.append("later"))

    timers.set(1, first)
    timers.go_off(1)
    assert gone == ["past", "now"]


@in_virtual_time
async def test_the_event_loop_keeps_timers_also_when_a_nearer_one_is_set() -> None:
    clock, timers, gone = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)), Timers(), list[tuple[str, float]]()
    zero = clock.monotonic()

    def note(name: str) -> None:
        gone.append((name, round(clock.monotonic() - zero, 6)))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keep, timers, clock)
        await anyio.sleep(1)  # nothing to wait for, and no end
        timers.set(zero + 100, lambda: note("far"))
        await anyio.sleep(9)
        timers.set(zero + 20, lambda: note("near"))
        timers.set(zero + 5, lambda: note("past"))
        gone_wrong = timers.set(zero + 30, lambda: note("cancelled"))
        await anyio.sleep(15)
        gone_wrong.cancel()
        await anyio.sleep(200)
        tasks.cancel_scope.cancel()
    assert gone == [("past", 10.0), ("near", 20.0), ("far", 100.0)]
