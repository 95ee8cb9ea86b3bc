"""Waiting for whichever comes first, and for both."""

from collections.abc import Awaitable, Callable

import anyio
import pytest

from core.errors import TransitionRefused
from core.tasks.racing import both_of, first_of
from tests.support.timing.virtual_time import in_virtual_time

Wait = Callable[[], Awaitable[object]]


def _after(seconds: float, error: Exception | None = None) -> Wait:
    async def wait() -> None:
        await anyio.sleep(seconds)
        if error is not None:
            raise error

    return wait


@in_virtual_time
async def test_the_first_that_ends_wins_and_the_others_are_cancelled() -> None:
    ended: list[int] = []

    def watched(number: int, seconds: float) -> Wait:
        async def wait() -> None:
            try:
                await anyio.sleep(seconds)
            finally:
                ended.append(number)

        return wait

    began = anyio.current_time()
    assert await first_of(watched(0, 9), watched(1, 2), watched(2, 5)) == 1
    assert anyio.current_time() == began + 2
    assert sorted(ended) == [0, 1, 2]


@in_virtual_time
async def test_an_error_comes_out_as_it_is_and_in_no_group() -> None:
    with pytest.raises(TransitionRefused):
        await first_of(_after(5), _after(1, TransitionRefused()))


@in_virtual_time
async def test_an_error_that_comes_too_late_does_not_matter() -> None:
    assert await first_of(_after(1), _after(2, TransitionRefused())) == 0


@in_virtual_time
async def test_cancelling_a_race_cancels_all_who_run() -> None:
    with anyio.move_on_after(3) as scope:
        await first_of(anyio.sleep_forever, anyio.sleep_forever)
    assert scope.cancelled_caught


# -- both


def _finds(value: str, seconds: float) -> Callable[[], Awaitable[str]]:
    async def wait() -> str:
        await anyio.sleep(seconds)
        return value

    return wait


@in_virtual_time
async def test_both_are_waited_for_at_the_same_time() -> None:
    began = anyio.current_time()
    assert await both_of(_finds("one", 3), _finds("other", 2)) == ("one", "other")
    assert anyio.current_time() == began + 3


@in_virtual_time
@pytest.mark.parametrize("is_first", [True, False])
async def test_the_error_of_either_comes_out_as_it_is_and_the_other_is_not_cut_off(is_first: bool) -> None:
    ended: list[str] = []

    async def asking() -> str:
        await anyio.sleep(9)
        ended.append("well")
        return "too late"

    began = anyio.current_time()
    failing = _after(1, TransitionRefused())
    with pytest.raises(TransitionRefused):
        await (both_of(failing, asking) if is_first else both_of(asking, failing))
    assert ended == ["well"]
    assert anyio.current_time() == began + 9


@in_virtual_time
async def test_of_two_that_fail_the_error_of_the_first_comes_out() -> None:
    with pytest.raises(TransitionRefused):
        await both_of(_after(2, ValueError()), _after(1, TransitionRefused()))


@in_virtual_time
async def test_cancelling_who_waits_for_both_cancels_both() -> None:
    with anyio.move_on_after(3) as scope:
        await both_of(anyio.sleep_forever, anyio.sleep_forever)
    assert scope.cancelled_caught
