"""The small queue of those whose passwords are checked."""

import threading

import anyio
import pytest
from anyio import to_thread

from api.accounts.credentials.hashing import HashingQueue
from api.accounts.errors import LoginBusy
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio


async def test_two_at_once_eight_wait_and_the_rest_is_refused_at_once() -> None:
    queue = HashingQueue(at_once=2, waiting=8)
    go_on, at_once, most, lock = threading.Event(), 0, 0, threading.Lock()
    outcomes: list[str] = []

    def work(number: int) -> int:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        go_on.wait(10)
        with lock:
            at_once -= 1
        return number

    async def come(number: int) -> None:
        try:
            with queue.place():
                assert await queue.run(work, number) == number
                outcomes.append("done")
        except LoginBusy:
            outcomes.append("busy")

    async with anyio.create_task_group() as tasks:
        for number in range(300):
            tasks.start_soon(come, number)
        await eventually(lambda: len(outcomes) == 290)
        assert set(outcomes) == {"busy"}
        await to_thread.run_sync(go_on.set)
    assert outcomes.count("done") == 10
    assert most == 2


async def test_a_place_is_free_again_whatever_came_of_it() -> None:
    queue = HashingQueue(at_once=1, waiting=0)
    for _ in range(3):
        with pytest.raises(KeyError), queue.place():
            raise KeyError
    with queue.place(), pytest.raises(LoginBusy), queue.place():
        pass
