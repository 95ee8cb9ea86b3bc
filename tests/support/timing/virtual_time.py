"""Tests in virtual time: a call of ten minutes is over in milliseconds."""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import ParamSpec

import anyio

from ivr.simulator.virtual_time import Stuck, VirtualTimeLoop

__all__ = ["Stuck", "VirtualTimeLoop", "in_virtual_time"]

P = ParamSpec("P")


def in_virtual_time(test: Callable[P, Awaitable[None]]) -> Callable[P, None]:
    """Make an async test a plain one that runs in virtual time, and check that no task is left."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        async def checked() -> None:
            await test(*args, **kwargs)
            left = asyncio.all_tasks() - {asyncio.current_task()}
            assert not left, f"tasks left: {left}"

        anyio.run(checked, backend_options={"loop_factory": VirtualTimeLoop})

    return run
