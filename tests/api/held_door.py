"""The door of the web service, real connections and all, whose clock goes on only when it is told to.

So no machine that stands still, and no test that gets no processor, is taken for a client that is slow.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import anyio
import pytest
import uvicorn
from anyio.abc import SocketAttribute, SocketStream
from starlette.types import ASGIApp
from uvicorn.server import ServerState

from api.http.guarded_protocol import GuardedProtocol, guarded_protocol
from api.http.proxies import TrustedProxies
from tests.support.timing.eventually import LONG, eventually

Address: TypeAlias = tuple[str, int]


@dataclass(eq=False, slots=True)
class _Timer:
    """What a connection takes for a timer of its loop."""

    at: float
    does: Callable[[], object]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True


class HeldTime:
    """The running loop as a connection sees it, but for its clock."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._now = 1_000.0
        self._timers: list[_Timer] = []

    def time(self) -> float:
        return self._now

    def call_later(self, delay: float, does: Callable[..., object], *args: object) -> _Timer:
        timer = _Timer(self._now + delay, lambda: does(*args))
        self._timers.append(timer)
        return timer

    def passes(self, seconds: float) -> None:
        """Each timer that ends meanwhile does what it is for, at its moment."""
        end = self._now + seconds
        while timer := min((one for one in self._timers if one.at <= end), key=lambda one: one.at, default=None):
            self._timers.remove(timer)
            if not timer.is_cancelled:
                self._now = timer.at
                timer.does()
        self._now = end

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)


@dataclass(eq=False, slots=True)
class Caller:
    """A client's end of one connection, and what the server makes of it."""

    stream: SocketStream
    door: "HeldDoor"
    address: Address
    _sent: int = 0

    @property
    def taken(self) -> int:
        """How many bytes the server has taken in."""
        return self.door.taken[self.address]

    @property
    def is_cut(self) -> bool:
        """Whether the server has ended it, at this moment of its clock, and gives out nothing more."""
        transport = self.door.connections[self.address].transport
        return transport.is_closing() and transport.get_write_buffer_size() == 0

    async def sends(self, data: bytes) -> None:
        """Send it and wait until the server has taken it in."""
        await self.stream.send(data)
        self._sent += len(data)
        await eventually(lambda: self.taken >= self._sent, timeout=LONG, interval=0)

    async def is_answered(self, body: bytes) -> None:
        """Wait for as much as that and see that it says that."""
        answer = b""
        with anyio.fail_after(LONG):
            while len(answer.partition(b"\r\n\r\n")[2]) < len(body):
                answer += await self.stream.receive()
        assert answer.endswith(b"\r\n\r\n" + body)

    async def sees_the_end(self) -> int:
        """How many bytes came before the server's end of it."""
        received = 0
        with anyio.fail_after(LONG), pytest.raises((anyio.EndOfStream, anyio.BrokenResourceError)):
            while True:
                received += len(await self.stream.receive(1 << 20))
        return received


@dataclass(slots=True)
class HeldDoor:
    """Who is connected, by the client's address and port, also those that were."""

    port: int
    time: HeldTime
    connections: dict[Address, GuardedProtocol] = field(default_factory=dict)
    taken: dict[Address, int] = field(default_factory=dict)

    @asynccontextmanager
    async def caller(self, at: str = "127.0.0.1") -> AsyncIterator[Caller]:
        """A new connection from that address, which the server has let in."""
        async with await anyio.connect_tcp("127.0.0.1", self.port, local_host=at) as stream:
            address = cast("Address", stream.extra(SocketAttribute.local_address))
            await eventually(lambda: address in self.connections, timeout=LONG, interval=0)
            yield Caller(stream, self, address)


@asynccontextmanager
async def held_door(app: ASGIApp, resting_time: int = 5) -> AsyncIterator[HeldDoor]:
    """`app` behind it; a connection may rest for `resting_time` seconds between two requests."""
    guarded: Any = guarded_protocol(TrustedProxies(""))
    time = HeldTime()

    class Watched(guarded):  # type: ignore[misc]
        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            door.connections[self.client], door.taken[self.client] = self, 0

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            door.taken[self.client] += len(data)

    config = uvicorn.Config(app, http=Watched, log_config=None, timeout_keep_alive=resting_time)
    config.load()
    state = ServerState()

    def made() -> Watched:
        return Watched(config=config, server_state=state, app_state={}, _loop=time)

    server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
    door = HeldDoor(server.sockets[0].getsockname()[1], time)
    try:
        yield door
    finally:
        server.close()
        for connection in [*state.connections]:
            connection.transport.abort()
        await eventually(lambda: not state.connections and not state.tasks, timeout=LONG)
