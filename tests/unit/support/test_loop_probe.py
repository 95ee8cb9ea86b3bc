import asyncio
import time

import pytest

from tests.support.web.hostile_texts import LoopProbe

pytestmark = pytest.mark.anyio


def _work(seconds: float) -> None:
    """Of a processor: on a busy machine it takes longer."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


async def test_the_longest_turn_is_told_and_not_their_sum() -> None:
    probe = LoopProbe()
    with probe.watching():
        for _ in range(4):
            _work(0.02)
            await asyncio.sleep(0)
    assert 0.02 <= probe.longest_time < 0.04


async def test_what_another_task_holds_counts_and_waiting_does_not() -> None:
    probe = LoopProbe()
    asyncio.get_running_loop().call_later(0.01, _work, 0.05)
    with probe.watching():
        await asyncio.sleep(0.1)
    assert 0.05 <= probe.longest_time < 0.1


async def test_work_before_the_first_and_after_the_last_wait_counts() -> None:
    first, last = LoopProbe(), LoopProbe()
    with first.watching():
        _work(0.03)
        await asyncio.sleep(0)
    with last.watching():
        await asyncio.sleep(0)
        _work(0.03)
    assert first.longest_time >= 0.03
    assert last.longest_time >= 0.03
