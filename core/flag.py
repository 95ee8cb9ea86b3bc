"""Something that happens once."""

import anyio


class Flag:
    """As anyio.Event, but costs next to nothing until somebody waits: most of them nobody ever waits for."""

    __slots__ = ("_waited", "is_set")

    def __init__(self) -> None:
        self.is_set = False
        self._waited: anyio.Event | None = None

    def set(self) -> None:
        """It has happened; said again, nothing changes."""
        self.is_set = True
        if self._waited is not None:
            self._waited.set()

    async def wait(self) -> None:
        """Return when it has happened."""
        if self._waited is None:
            self._waited = anyio.Event()
            if self.is_set:
                self._waited.set()
        await self._waited.wait()
