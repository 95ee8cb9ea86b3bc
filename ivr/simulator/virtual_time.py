"""An event loop whose clock jumps to the next timer: a call of ten minutes is over in milliseconds."""

import asyncio
import selectors
from collections.abc import Callable
from typing import Any


class Stuck(AssertionError):
    """Everybody waits and no timer is set: in real time this would hang for ever."""


class _JumpingSelector:
    """Looks for real events without waiting; if there are none, time jumps."""

    def __init__(self) -> None:
        self._real = selectors.DefaultSelector()
        self.now = 1_000.0
        self.on_turn: Callable[[], None] = lambda: None

    def select(self, timeout: float | None = None) -> list[Any]:
        self.on_turn()
        if timeout == 0:  # something is to be done in this very moment
            return []
        ready = self._real.select(0)
        if not ready:
            if timeout is None:
                raise Stuck("everybody waits and nothing will ever happen")
            self.now += max(timeout, 0)
        return ready

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """For `anyio.run(…, backend_options={"loop_factory": VirtualTimeLoop})`."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)  # type: ignore[arg-type]

    def time(self) -> float:
        return self._jumping.now

    def on_turn(self, does: Callable[[], None]) -> None:
        """Call `does` at every turn of the loop; it may cancel a scope, and raises nothing."""
        self._jumping.on_turn = does
