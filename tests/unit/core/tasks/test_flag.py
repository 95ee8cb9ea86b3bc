"""Something that happens once, and waiting for it."""

import anyio

from core.tasks.flag import Flag
from tests.support.timing.virtual_time import in_virtual_time


@in_virtual_time
async def test_what_has_happened_is_not_waited_for() -> None:
    flag = Flag()
    flag.set()
    flag.set()
    assert flag.is_set
    assert await flag.wait()
    assert await flag.wait(0.0)


@in_virtual_time
async def test_everybody_who_waits_goes_on_when_it_happens() -> None:
    flag, told, began = Flag(), list[bool](), anyio.current_time()

    async def waits(seconds: float | None) -> None:
        told.append(await flag.wait(seconds))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(waits, None)
        tasks.start_soon(waits, 10)
        await anyio.sleep(5)
        flag.set()
    assert told == [True, True]
    assert anyio.current_time() - began == 5


@in_virtual_time
async def test_waiting_ends_after_its_time() -> None:
    flag, began = Flag(), anyio.current_time()
    assert not await flag.wait(3)
    assert anyio.current_time() - began == 3
    assert not flag.is_set


@in_virtual_time
async def test_whoever_is_cancelled_waits_no_more() -> None:
    flag = Flag()
    with anyio.move_on_after(1) as scope:
        await flag.wait(60)
    assert scope.cancelled_caught
    flag.set()
    assert await flag.wait()
