"""Waiting for the first of several, or for both of two, without the ExceptionGroup of a bare task group."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

A = TypeVar("A")
B = TypeVar("B")


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


async def both_of(one: Callable[[], Awaitable[A]], other: Callable[[], Awaitable[B]]) -> tuple[A, B]:
    """Start both, wait for both, and return what came of them.

    Neither is cut off because the other has failed, perhaps in the middle of a statement to the database. The
    error of the first that failed is raised as it is when both have ended; what the other raised is forgotten.
    """
    found: list[A] = []
    others: list[B] = []
    errors: list[Exception] = []

    async def first() -> None:
        try:
            found.append(await one())
        except Exception as problem:  # noqa: BLE001 - raised again below, outside the task group
            errors.append(problem)

    async def second() -> None:
        try:
            others.append(await other())
        except Exception as problem:  # noqa: BLE001 - raised again below, outside the task group
            errors.append(problem)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(first)
        tasks.start_soon(second)
    if errors:
        raise errors[0]
    return found[0], others[0]
