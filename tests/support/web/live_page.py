"""A page on `/api/live`, with what it knows by what it was sent."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.support.timing.eventually import eventually
from tests.support.timing.running import running


class LivePage:
    """Reads all the time; `values` is what a real page would show."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.values: dict[str, dict[str, Any]] = {}
        self.messages: list[dict[str, Any]] = []
        self.epoch, self.seq = "", 0
        self.code: int | None = None

    async def read(self) -> None:
        try:
            async for text in self.socket:
                self._take(json.loads(text))
        except ConnectionClosed:
            pass
        self.code = self.socket.close_code

    def _take(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
        match message["type"]:
            case "snapshot":
                self.values = message["values"]
            case "event":
                of_topic = self.values.setdefault(message["topic"], {})
                of_topic.pop(message["key"], None)
                if message["value"] is not None:
                    of_topic[message["key"]] = message["value"]
        if "seq" in message:
            self.epoch, self.seq = message["epoch"], message["seq"]

    async def say(self, **message: object) -> None:
        await self.socket.send(json.dumps(message))

    async def watch(self, *topics: str, epoch: str | None = None, seq: int | None = None) -> None:
        await self.say(type="watch", topics=topics, epoch=epoch, seq=seq)

    def of_type(self, name: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == name]

    def agent(self, agent: str) -> dict[str, Any]:
        """Raises KeyError for one that is not seen."""
        found: dict[str, Any] = self.values["agent"][agent]
        return found

    async def closed(self, timeout: float = 10) -> int:
        """The code with which the web service has closed it."""
        await eventually(lambda: self.code is not None, timeout)
        return self.code or 0


@asynccontextmanager
async def live_page(
    address: str, cookie: str, origin: str | None = None, **connecting: Any
) -> AsyncIterator[LivePage]:
    """Raises websockets.InvalidStatus when it is refused. `address` and `origin` as browsers write them.

    `connecting`: how the address is reached, as `websockets.connect` takes it."""
    url = address.replace("http", "ws", 1) + "/api/live"
    headers = {"Cookie": cookie}
    async with connect(
        url,
        origin=Origin(origin or address),
        additional_headers=headers,
        compression=None,
        proxy=None,
        **connecting,
    ) as socket:
        page = LivePage(socket)
        async with running(page.read):
            yield page
