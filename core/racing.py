"""Waiting for whichever comes first, without the ExceptionGroup that a bare task group would raise."""

from collections.abc import Awaitable, Callable

import anyio


async def first_of(*waits: Callable[[], Awaitable[object]]) -> int:
    """Start all `waits`, return the index of the first that ended, and cancel the others.

    The first one's error is raised as it is; what another still raises meanwhile is forgotten with it.
    """
    winner = -1
    error: Exception | None = None

    async def run(index: int, wait: Callable[[], Awaitable[object]]) -> None:
        nonlocal winner, error
        raised: Exception | None = None
        try:
            await wait()
        except Exception as problem:  # noqa: BLE001 - raised again below, outside the task group
            raised = problem
        if winner < 0:
            winner, error = index, raised
        tasks.cancel_scope.cancel()

    async with anyio.create_task_group() as tasks:
        for index, wait in enumerate(waits):
            tasks.start_soon(run, index, wait)
    if error is not None:
        raise error
    return winner
