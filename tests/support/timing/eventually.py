"""The only place in the tests that waits by looking again and again."""

import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

import anyio

T = TypeVar("T")

# What a condition may raise while the thing it looks for is not there yet. Anything else is a mistake in
# the condition and comes out at once.
NOT_YET: tuple[type[Exception], ...] = (AssertionError, LookupError, OSError)

LONGEST_INTERVAL = 0.25  # seconds
LONG = 60.0
"""Seconds for what is no question of time, on a machine that others keep busy or that stands still meanwhile."""


@overload
async def eventually(
    condition: Callable[[], Awaitable[T]],
    timeout: float = ...,
    interval: float = ...,
    *,
    not_yet: tuple[type[Exception], ...] = ...,
) -> T: ...


@overload
async def eventually(
    condition: Callable[[], T],
    timeout: float = ...,
    interval: float = ...,
    *,
    not_yet: tuple[type[Exception], ...] = ...,
) -> T: ...


async def eventually(
    condition: Callable[[], object],
    timeout: float = 10,
    interval: float = 0.02,
    *,
    not_yet: tuple[type[Exception], ...] = NOT_YET,
) -> object:
    """Return the first true value of `condition()`, which may be a coroutine function.

    Raises AssertionError with the last value, or from the last exception, when `timeout` seconds have passed
    without one. A condition that hangs is cut off then, too. `interval` seconds grow with the waiting, to a
    tenth of it: looking costs processor time that others need. 0 looks at every turn of the loop.
    """
    began = time.monotonic()
    deadline = began + timeout
    last: object = None
    error: Exception | None = TimeoutError("the condition itself did not return")  # not once
    while True:
        with anyio.move_on_after(max(deadline - time.monotonic(), interval)) as limit:
            try:
                value = condition()
                last = await value if inspect.isawaitable(value) else value
                error = None
            except not_yet as raised:
                error = raised
        if not limit.cancelled_caught and error is None and last:
            return last
        now = time.monotonic()
        if now >= deadline:
            name = getattr(condition, "__name__", repr(condition))
            found = f"{type(error).__name__}: {error}" if error else repr(last)
            raise AssertionError(f"{name} was not true within {timeout:g} s; at last: {found}") from error
        await anyio.sleep(interval and min(max(interval, (now - began) / 10), LONGEST_INTERVAL, deadline - now))
