"""Telephones that run in a thread of their own while the measurement goes on in another one."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager

from anyio import CancelScope
from anyio.abc import TaskStatus
from anyio.from_thread import BlockingPortal, start_blocking_portal

from bench.outside import as_a_telephone


@contextmanager
def telephones() -> Iterator[BlockingPortal]:
    """The thread's portal. The thread goes before everything, as telephones do; this one does not."""
    with ExitStack() as running:
        with as_a_telephone():
            portal = running.enter_context(start_blocking_portal())
        yield portal


@contextmanager
def in_the_background(
    portal: BlockingPortal, work: Callable[..., Awaitable[None]], *arguments: object
) -> Iterator[None]:
    """Do it beside the block, and end it with the block. Raises what it has failed with."""

    async def until_told(task_status: TaskStatus[CancelScope]) -> None:
        with CancelScope() as scope:
            task_status.started(scope)
            await work(*arguments)

    future, scope = portal.start_task(until_told)
    try:
        yield
    finally:
        portal.call(scope.cancel)
        future.result()
