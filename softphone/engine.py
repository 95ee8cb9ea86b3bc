"""What `make call` and the tests start before they can have phones."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import ClassVar, Self

from softphone.machinery import EngineStopped, Machinery


class Engine:
    """A share in the phones' machinery, which can exist once in a process.

    The first that is started starts it, the last that is closed stops it. Usable as a context manager.
    """

    _lock: ClassVar[threading.Lock] = threading.Lock()
    _common: ClassVar[Machinery | None] = None
    _shares: ClassVar[int] = 0

    def __init__(self) -> None:
        self._machinery: Machinery | None = None

    @property
    def machinery(self) -> Machinery:
        """Raises EngineStopped before `start()` and after `close()`."""
        if self._machinery is None:
            raise EngineStopped("the phones' engine is not running")
        return self._machinery

    def start(self) -> None:
        """Return when phones can be made. Raises EngineStopped when the SIP stack does not start."""
        with Engine._lock:
            if self._machinery is not None:
                return
            if Engine._common is None:
                common = Machinery()
                common.start()
                Engine._common = common
            self._machinery = Engine._common
            Engine._shares += 1

    def close(self) -> None:
        """Give the share back; with the last one every call ends. Raises EngineStopped if the stack has died."""
        with Engine._lock:
            machinery, self._machinery = self._machinery, None
            if machinery is None:
                return
            Engine._shares -= 1
            if Engine._shares == 0:
                Engine._common = None
                machinery.close()

    @property
    def live_calls(self) -> int:
        """How many calls are up, of all phones of the process together."""
        return self.machinery.live_calls

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
