"""What a caller presses, in its order."""

import asyncio

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.telephony.telephony import Keys
from tests.support.timing.virtual_time import in_virtual_time


@in_virtual_time
async def test_keys_are_read_in_their_order_and_type_ahead_works() -> None:
    keys = Keys()
    for key in "12#":
        keys.press(key)
    assert (keys.peek(), len(keys)) == ("1", 3)
    assert [await keys.next(5) for _ in range(4)] == ["1", "2", "#", None]


@in_virtual_time
async def test_waiting_for_a_key_ends_with_the_key_or_with_the_time() -> None:
    keys = Keys()
    began = anyio.current_time()
    assert await keys.next(4) is None
    assert anyio.current_time() == began + 4
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_press_later, keys, 2.0)
        assert await keys.next(4) == "5"
    assert anyio.current_time() == began + 6


async def _press_later(keys: Keys, seconds: float) -> None:
    await anyio.sleep(seconds)
    keys.press("5")


@in_virtual_time
async def test_a_key_that_is_waited_for_stays_in_its_place() -> None:
    keys = Keys()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_press_later, keys, 1.0)
        assert await keys.pressed() == "5"
    assert keys.take() == "5"
    with pytest.raises(IndexError):
        keys.take()


@in_virtual_time
async def test_a_key_ends_what_lasts_until_one_is_pressed_and_stays_in_its_place() -> None:
    keys = Keys()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_press_later, keys, 2.0)
        began = anyio.current_time()
        with keys.until_pressed() as listening:
            await anyio.sleep(5)
    assert (anyio.current_time() - began, listening.cancelled_caught, keys.peek()) == (2.0, True, "5")
    with keys.until_pressed() as listening:
        await anyio.sleep(5)
    assert (anyio.current_time() - began, listening.cancelled_caught) == (2.0, True)


@in_virtual_time
async def test_what_is_over_before_a_key_is_pressed_was_not_ended_by_it() -> None:
    keys, over = Keys(), anyio.Event()

    def both_in_one_moment() -> None:
        over.set()
        keys.press("5")

    asyncio.get_running_loop().call_later(1.0, both_in_one_moment)
    with keys.until_pressed() as listening:
        await over.wait()
    assert not listening.cancelled_caught
    keys.press("6")  # nobody listens any more
    assert len(keys) == 2


@given(st.lists(st.sampled_from("0123456789*#"), max_size=200))
def test_no_more_keys_wait_than_the_limit_and_the_first_ones_stay(pressed: list[str]) -> None:
    @in_virtual_time
    async def story() -> None:
        keys = Keys()
        for key in pressed:
            keys.press(key)
        assert len(keys) == min(len(pressed), Keys.LIMIT)
        assert [keys.take() for _ in range(len(keys))] == pressed[: Keys.LIMIT]

    story()


@in_virtual_time
async def test_forgotten_keys_are_gone_and_new_ones_count() -> None:
    keys = Keys()
    keys.press("1")
    keys.clear()
    assert keys.peek() is None
    keys.press("2")
    assert await keys.next(0) == "2"


@given(st.lists(st.floats(0, 2), min_size=1, max_size=300))
def test_no_more_keys_come_in_than_the_pace_in_the_long_run_and_a_persons_all_do(
    pauses: list[float],
) -> None:
    @in_virtual_time
    async def story() -> None:
        keys, began, came, pressed = Keys(), anyio.current_time(), 0, 0
        for pause in pauses:
            await anyio.sleep(pause)
            keys.press("0")
            pressed += 1
            came += len(keys)
            keys.clear()  # whoever reads them is quick
            time = anyio.current_time() - began
            assert came <= Keys.LIMIT + Keys.PACE * time + 1e-6
            if pressed <= Keys.LIMIT:
                assert came == pressed
        if min(pauses) >= 1 / Keys.PACE:
            assert came == pressed

    story()


@in_virtual_time
async def test_it_is_known_how_many_keys_were_read() -> None:
    keys = Keys()
    for key in "123":
        keys.press(key)
    keys.take()
    await keys.next(1)
    keys.clear()
    assert await keys.next(1) is None
    assert keys.taken == 2
