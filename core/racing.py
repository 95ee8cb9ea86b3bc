"""Waiting for whichever comes first, without the ExceptionGroup that a bare task group would raise."""

from collections.abc import Awaitable, Callable

import anyio


async def first_of(*waits: Callable[[], Awaitable[object]]) -> int:
    """Start all `waits`, return the index of the first that ended, and cancel the others.

    An error in one of them is raised as it is; of two at the same moment the first counts.
    """
    winner = -1
    error: Exception | None = None

    async def run(index: int, wait: Callable[[], Awaitable[object]]) -> None:
        nonlocal winner, error
        try:
            await wait()
        except Exception as raised:  # noqa: BLE001 - raised again below, outside the task group
            error = error or raised
        if winner < 0:
            winner = index
        tasks.cancel_scope.cancel()

    async with anyio.create_task_group() as tasks:
        for index, wait in enumerate(waits):
            tasks.start_soon(run, index, wait)
    if error is not None:
        raise error
    return winner
