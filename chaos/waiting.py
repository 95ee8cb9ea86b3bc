"""Waiting for what other processes and telephones do; False when the patience, in seconds, is over."""

from collections.abc import Awaitable, Callable

import anyio

_LOOK_TIME = 0.3


async def until(condition: Callable[[], bool], patience: float) -> bool:
    """Is it so within that time?"""
    with anyio.move_on_after(patience):
        while not condition():  # noqa: ASYNC110 - telephones and other processes
            await anyio.sleep(_LOOK_TIME)
        return True
    return False


async def until_async(condition: Callable[[], Awaitable[bool]], patience: float) -> bool:
    """The same of what has to be asked for."""
    with anyio.move_on_after(patience):
        while not await condition():  # noqa: ASYNC110 - other processes
            await anyio.sleep(_LOOK_TIME)
        return True
    return False
