"""For how long a consultant kept the caller on hold, by the telephone's own key or at the desk."""

from collections.abc import Callable

from acd.live.agent import Agent
from acd.live.matchmaker import Matchmaker
from core.clock import Clock
from core.telephony.telephony import Channel


class Holds:
    """A caller is on hold while either way says so. `since` of a hold in progress is monotonic."""

    def __init__(
        self,
        agent: Agent,
        matchmaker: Matchmaker,
        clock: Clock,
        *,
        time: float = 0.0,
        since: float | None = None,
        is_by_desk: bool = False,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """`time` and `since` as a process before this one has left them."""
        self.is_by_desk = is_by_desk
        self._is_by_telephone = since is not None and not is_by_desk
        self._agent = agent
        self._matchmaker = matchmaker
        self._clock = clock
        self._time = time
        self._since = since
        self._on_change = on_change

    @property
    def is_held(self) -> bool:
        return self._since is not None

    async def watch(self, channel: Channel) -> None:
        """Hear of the telephone's key; never ends by itself."""
        while True:
            self._is_by_telephone = await channel.hold_changed()
            self._changed()

    def by_desk(self, *, is_held: bool) -> None:
        """The consultant says so at the desk."""
        self.is_by_desk = is_held
        self._changed()

    def other_telephone(self) -> None:
        """Another telephone takes the place of the one that may have held."""
        self._is_by_telephone = False
        self._changed()

    def total(self) -> float:
        """Seconds, a hold in progress included."""
        return self._time + (0.0 if self._since is None else self._clock.monotonic() - self._since)

    def _changed(self) -> None:
        is_held = self.is_by_desk or self._is_by_telephone
        if is_held != (self._since is not None):
            self._time, self._since = self.total(), self._clock.monotonic() if is_held else None
            self._matchmaker.held(self._agent, is_held=is_held)
            self._on_change()
