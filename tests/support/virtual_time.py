"""An event loop whose clock jumps to the next timer: a call of ten minutes is over in milliseconds."""

import asyncio
import functools
import selectors
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec

import anyio


class Stuck(AssertionError):
    """Everybody waits and no timer is set: in real time this would hang for ever."""


class _JumpingSelector:
    """Looks for real events without waiting; where there are none, time jumps."""

    def __init__(self) -> None:
        self._real = selectors.DefaultSelector()
        self.now = 1_000.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = self._real.select(0)
        if not ready:
            if timeout is None:
                raise Stuck("everybody waits and nothing will ever happen")
            self.now += max(timeout, 0)
        return ready

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)  # type: ignore[arg-type]

    def time(self) -> float:
        return self._jumping.now


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
