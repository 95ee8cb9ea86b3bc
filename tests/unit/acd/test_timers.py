"""What shall happen later, happens in the order of the moments and at no other time."""

from datetime import UTC, datetime
from functools import partial

import anyio

from acd.timers import Alarms, keep
from core.clock import LoopClock
from tests.support.virtual_time import in_virtual_time


def test_alarms_go_off_in_the_order_of_their_moments_and_then_of_setting() -> None:
    alarms, gone = Alarms(), list[str]()
    for at, name in [(3, "d"), (1, "a"), (2, "b"), (2, "c")]:
        alarms.set(at, partial(gone.append, name))
    alarms.go_off(2)
    assert gone == ["a", "b", "c"]
    assert alarms.next_at == 3
    alarms.go_off(10)
    assert gone == ["a", "b", "c", "d"]
    assert alarms.next_at is None


def test_nothing_goes_off_before_its_moment_or_twice() -> None:
    alarms, gone = Alarms(), list[int]()
    alarms.set(5, lambda: gone.append(1))
    alarms.go_off(4.999)
    assert not gone
    alarms.go_off(5)
    alarms.go_off(6)
    assert gone == [1]


def test_a_cancelled_alarm_is_forgotten_and_is_no_next_moment() -> None:
    alarms, gone = Alarms(), list[int]()
    first, second = alarms.set(1, lambda: gone.append(1)), alarms.set(2, lambda: gone.append(2))
    first.cancel()
    assert alarms.next_at == 2
    alarms.go_off(2)
    assert gone == [2]
    second.cancel()  # too late, and harmless


def test_an_alarm_may_cancel_another_one_of_the_same_moment() -> None:
    alarms, gone = Alarms(), list[int]()
    alarms.set(1, lambda: second.cancel())
    second = alarms.set(1, lambda: gone.append(2))
    alarms.go_off(1)
    assert not gone


def test_an_alarm_that_is_set_for_now_by_another_goes_off_at_once() -> None:
    alarms, gone = Alarms(), list[str]()

    def first() -> None:
        alarms.set(1, lambda: gone.append("now"))
        alarms.set(0.5, lambda: gone.append("past"))
        alarms.set(2, lambda: gone.append("later"))

    alarms.set(1, first)
    alarms.go_off(1)
    assert gone == ["past", "now"]


@in_virtual_time
async def test_they_are_kept_at_their_moments_also_when_a_nearer_one_comes() -> None:
    clock, alarms, gone = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)), Alarms(), list[tuple[str, float]]()
    zero = clock.monotonic()

    def note(name: str) -> None:
        gone.append((name, round(clock.monotonic() - zero, 6)))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keep, alarms, clock)
        await anyio.sleep(1)  # nothing to wait for, and no end
        alarms.set(zero + 100, lambda: note("far"))
        await anyio.sleep(9)
        alarms.set(zero + 20, lambda: note("near"))
        alarms.set(zero + 5, lambda: note("past"))
        gone_wrong = alarms.set(zero + 30, lambda: note("cancelled"))
        await anyio.sleep(15)
        gone_wrong.cancel()
        await anyio.sleep(200)
        tasks.cancel_scope.cancel()
    assert gone == [("past", 10.0), ("near", 20.0), ("far", 100.0)]
