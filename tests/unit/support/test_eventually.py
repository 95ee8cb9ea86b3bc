"""Waiting for a condition."""

import anyio
import pytest

from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio


async def test_eventually_returns_the_first_true_value() -> None:
    values = iter([0, "", 7])
    assert await eventually(lambda: next(values), timeout=1) == 7


async def test_eventually_tells_the_last_value() -> None:
    with pytest.raises(AssertionError, match="at last: 0"):
        await eventually(lambda: 0, timeout=0.05)


async def test_eventually_tells_the_last_error_of_a_coroutine() -> None:
    async def not_there() -> bool:
        raise KeyError("k20060-1")

    with pytest.raises(AssertionError, match=r"not_there.*KeyError") as raised:
        await eventually(not_there, timeout=0.05)
    assert isinstance(raised.value.__cause__, KeyError)


async def test_eventually_lets_mistakes_out_at_once() -> None:
    async def mistaken() -> bool:
        raise TypeError("no")

    with pytest.raises(TypeError):
        await eventually(mistaken, timeout=5)


async def test_eventually_cuts_off_a_condition_that_hangs() -> None:
    async def hangs() -> bool:
        await anyio.sleep_forever()
        return True

    with pytest.raises(AssertionError, match="did not return"):
        await eventually(hangs, timeout=0.1)
