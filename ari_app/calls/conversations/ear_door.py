"""The door of `recordings.hearers` for a guest who is aside: where nobody else may hear, that ear is shut."""

from collections.abc import Callable

from ari_app.calls.conversations.floor import Floor


class EarDoor:
    """Of one conversation; a `recordings.hearers.Hearer`."""

    def __init__(self, floor: Floor, on_change: Callable[[], None]) -> None:
        """`on_change`: the floor is to be arranged anew."""
        self.is_shut = False
        self._floor = floor
        self._on_change = on_change

    def mute(self, *, is_muted: bool) -> None:
        """See Hearer."""
        if is_muted != self.is_shut:
            self.is_shut = is_muted
            self._on_change()

    async def settled(self, seconds: float) -> bool:
        """See Hearer."""
        return not self.is_shut or await self._floor.ear_is_shut(seconds)

    def over(self) -> None:
        """See Hearer. The guest has an end of its own."""
