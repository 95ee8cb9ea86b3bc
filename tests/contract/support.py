"""What the contract tests share: the real server with the fake's manners, and ears."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio
import anyio.to_thread

from ari_app.ari import AriConnection
from ari_app.ari.messages import Event, StasisStart
from ari_app.ari.operations import channels
from core.lease.lease import Fence
from tests.support.asterisk.bare_asterisk import BareAsterisk
from tests.support.asterisk.fake_ari import FakeAri
from tests.support.timing.running import running

E = TypeVar("E", bound=Event)

ANSWERING = "Local/echo@default"  # answers by itself
STASIS = "Local/s@default"  # its far end enters the application s724


class RealAri:
    """The real Asterisk with the manners of `FakeAri`: nothing blocks the event loop."""

    user = "s724"

    def __init__(self, asterisk: BareAsterisk) -> None:
        self.asterisk = asterisk
        self.url = asterisk.url
        self.password = asterisk.password

    def sound(self, name: str) -> str:
        return self.asterisk.sound(name)

    def freeze(self) -> None:
        self.asterisk.freeze()

    async def kill(self) -> None:
        await anyio.to_thread.run_sync(self.asterisk.kill)

    async def start(self) -> None:
        await anyio.to_thread.run_sync(self.asterisk.start)


Server = FakeAri | RealAri


class Heard:
    """An `on_event` that keeps everything, and lets a test wait for what must come."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._more = anyio.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._more.set()

    async def until(self, kind: type[E], matches: Callable[[E], bool] = lambda event: True) -> E:
        """The first event of this kind that matches, also one from before; AssertionError after 5 seconds."""
        seen = 0
        with anyio.move_on_after(5):
            while True:
                self._more = anyio.Event()
                for event in self.events[seen:]:
                    if isinstance(event, kind) and matches(event):
                        return event
                seen = len(self.events)
                await self._more.wait()
        raise AssertionError(f"no {kind.__name__} came; there were {self.events}")

    def of(self, id_: str, *kinds: type[Event]) -> list[str]:
        """The types of the events about the channel or playback `id_`, in order; of all kinds, or of these."""
        names = []
        for event in self.events:
            parts = (getattr(event, part, None) for part in ("channel", "peer", "playback"))
            if any(getattr(part, "id", None) == id_ for part in parts) and isinstance(event, kinds or Event):
                names.append(type(event).__name__)
        return names


@asynccontextmanager
async def connected(
    server: Server,
    on_event: Callable[[Event], None],
    apps: Sequence[str] = ("s724",),
    *,
    on_connected: Callable[[], Awaitable[None]] | None = None,
    on_lost: Callable[[], None] | None = None,
    ping_interval: float = 5,
    ping_timeout: float = 10,
    fence: Fence | None = None,
) -> AsyncIterator[AriConnection]:
    """A connection that is up and answered, and closed at the end of the block."""
    answers = anyio.Event()

    async def is_up() -> None:
        answers.set()
        if on_connected is not None:
            await on_connected()

    ari = AriConnection(
        server.url,
        server.user,
        server.password,
        apps,
        on_event,
        on_connected=is_up,
        on_lost=on_lost,
        ping_interval=ping_interval,
        ping_timeout=ping_timeout,
        fence=fence,
    )
    async with running(ari.run):
        with anyio.fail_after(10):
            await answers.wait()
        yield ari


@asynccontextmanager
async def anna_calls(server: Server) -> AsyncIterator[tuple[AriConnection, Heard]]:
    """A connection, what is heard on it, and a channel `anna` that is in the application."""
    heard = Heard()
    async with connected(server, heard) as ari:
        await ari.send(channels.originate(endpoint=ANSWERING, app="s724", channel_id="anna", formats="alaw"))
        await heard.until(StasisStart)
        yield ari, heard
