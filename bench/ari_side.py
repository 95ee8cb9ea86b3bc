"""Two Asterisks as the application sees them, without media: ARI, the manager interface and the sounds of each.

The load of `bench.application`: nothing of it is in the product. It answers at once and plays nothing, so that
what takes time is the application.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

from agi_scripts.node_keeper import NodeKeeper
from core.nodes import Node
from core.settings import Settings
from core.telephony.node_line import LONGEST_LINE
from tests.support.asterisk.asterisk_in_memory import AsteriskInMemory

_RATE = 8000  # bytes a second of A-law
_SPOKEN = bytes(16_000)  # what a recording gets: half a second of both sides
_MUSIC_TIME = 600.0

Commanded = Callable[[str, str, dict[str, str]], None]
"""Told the method, the resource and the query of each command when it has come."""


class LoadAsterisk(AsteriskInMemory):
    """One of them. `on_ring(self, channel, endpoint)`: a telephone rings."""

    def __init__(
        self, name: str, on_ring: Callable[[AsteriskInMemory, str, str], None], on_command: Commanded
    ) -> None:
        super().__init__(name, lambda process: True, _moment, lambda process, what: None, on_ring)
        self._commanded = on_command
        self._lengths: dict[str, float] = {}

    def sound_time(self, uri: str) -> float:
        if (known := self._lengths.get(uri)) is None:
            file = Path(uri.removeprefix("sound:") + ".alaw")
            known = self._lengths[uri] = file.stat().st_size / _RATE if file.exists() else _MUSIC_TIME
        return known

    def _do(self, method: str, uri: str, query: dict[str, str]) -> Any:
        answer = super()._do(method, uri, query)
        self._commanded(method, uri, query)
        return answer


class _Wire(WSListener):
    """One WebSocket of the application's."""

    process = None

    def __init__(self, asterisk: LoadAsterisk, apps: list[str]) -> None:
        super().__init__()
        self._asterisk, self.apps = asterisk, apps
        self._transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        for app in self.apps:
            self._asterisk.registered[app] = self  # type: ignore[assignment]

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.TEXT:
            self.tell(self._asterisk.carry_out(self, frame.get_payload_as_bytes()))  # type: ignore[arg-type]

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._asterisk.is_left_by(self)  # type: ignore[arg-type]

    def tell(self, message: bytes) -> None:
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, message)


@asynccontextmanager
async def served(asterisk: LoadAsterisk, node: Node, settings: Settings, agi_secret: str) -> AsyncIterator[None]:
    """While the block runs, it listens at the addresses of `node`."""
    of_node = settings.of_node(node.name)

    def accept(request: WSUpgradeRequest) -> WSListener:
        apps = parse_qs(urlsplit(request.path.decode()).query)["app"][0].split(",")
        return _Wire(asterisk, apps)

    async def manages(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _manager(reader, writer, of_node.open_recordings)

    keeper = NodeKeeper.of(of_node, agi_secret)
    ari = await ws_create_server(accept, node.ari.address, node.ari.port)
    ami = await asyncio.start_server(manages, node.ami.address, node.ami.port)
    sounds = await asyncio.start_server(keeper.handler, node.sounds.address, node.sounds.port, limit=LONGEST_LINE)
    try:
        yield
    finally:
        for server in (ari, ami, sounds):
            server.close()


async def _manager(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, recordings: Path) -> None:
    """The manager interface: says yes, and has recorded half a second when it is told to record."""
    writer.write(b"Asterisk Call Manager/11.0.0\r\n")
    try:
        while True:
            block = (await reader.readuntil(b"\r\n\r\n")).decode()
            said = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if said.get("Action") == "MixMonitor":
                _append(recordings / said["File"])
            writer.write(
                f"Response: Success\r\nActionID: {said.get('ActionID', '')}\r\nMessage: ok\r\n\r\n".encode()
            )
    except (asyncio.IncompleteReadError, OSError):
        writer.close()


def _append(file: Path) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND)
    try:
        os.write(descriptor, _SPOKEN)
    finally:
        os.close(descriptor)


def _moment() -> str:
    return datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="milliseconds")
