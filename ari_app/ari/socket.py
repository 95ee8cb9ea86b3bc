"""One WebSocket: whole messages are handed on in the moment in which they arrive, and are sent without waiting.

Between a packet from Asterisk and the function that takes the message there is no queue, no reader and no turn of
the event loop: callers would wait for each of them.
"""

import logging
import struct
from collections.abc import Callable, Mapping
from socket import SO_LINGER, SOL_SOCKET

import anyio
import structlog
from picows import (
    WSCloseCode,
    WSError,
    WSFrame,
    WSHandshakeError,
    WSListener,
    WSMsgType,
    WSProtocolError,
    WSTransport,
    ws_connect,
)

log = structlog.get_logger()

# The library would write whole messages below level DEBUG, and callers' keys are in them.
_silent = logging.getLogger("ari_app.ari.socket")
_silent.setLevel(logging.CRITICAL)

OPEN_TIME = 5.0  # seconds
RESET = struct.pack("ii", 1, 0)  # linger for 0 s (socket(7))


class Unreachable(Exception):
    """There is no WebSocket; the text says why in one or two words, and never quotes the address."""


class Socket(WSListener):
    """`on_message` takes each whole message; an exception from it ends the socket, see `over`.

    `on_up` is called when the socket may be used, before the first message; `on_down` once, when it is gone.
    None of the three may wait.
    """

    def __init__(
        self,
        on_up: Callable[["Socket"], None],
        on_message: Callable[[bytes], None],
        on_down: Callable[[], None],
        max_size: int,
    ) -> None:
        super().__init__()
        self.close_code: int | None = None
        self._on_up = on_up
        self._on_message = on_message
        self._on_down = on_down
        self._max_size = max_size
        self._parts: list[bytes] = []
        self._transport: WSTransport | None = None
        self._is_open = False
        self._is_closed = False
        self._error: Exception | None = None
        self._heard = 0  # frames

    # -- for the owner

    @property
    def is_or_was_up(self) -> bool:
        """False if the peer hung up instead of agreeing to a WebSocket."""
        return self._transport is not None

    def send(self, message: bytes) -> None:
        """Put it on its way; what the network does not take at once waits in memory. Harmless after the end."""
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, message)

    def close(self) -> None:
        """End it at once: waiting for the peer's goodbye would be waiting for one that may stand still."""
        self._is_closed = True
        self._end()
        if self._transport is not None:
            self._transport.send_close(WSCloseCode.OK)
            self._transport.disconnect(graceful=False)

    def cut(self) -> None:
        """The end of the process will reset the connection: the kernel drops what the peer has not got yet, and
        sends it no more when a broken network is mended."""
        if self._transport is not None:
            own = self._transport.underlying_transport.get_extra_info("socket")
            own.setsockopt(SOL_SOCKET, SO_LINGER, RESET)

    async def over(self) -> None:
        """Return when the socket is gone. Raises what `on_message` raised."""
        if self._transport is not None:
            try:
                await self._transport.wait_disconnected()
            except WSProtocolError as error:  # a message too large, a frame that no peer may send
                log.warning("ari_protocol_violated", code=int(error.code))
        if self._error is not None:
            raise self._error

    async def watch(self, interval: float, timeout: float) -> None:
        """Ask every `interval` seconds whether the peer is there; close when nothing comes for `timeout` more."""
        while self._transport is not None:
            await anyio.sleep(interval)
            self._transport.send_ping()
            heard = self._heard
            await anyio.sleep(timeout)
            if self._heard == heard:
                self.close()

    # -- called by the library

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        if self._is_closed:  # given up while the peer had still to agree
            transport.disconnect(graceful=False)
            return
        self._is_open = True
        self._on_up(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self._heard += 1
        if not self._is_open:
            return  # came in one packet with what ended it
        if frame.msg_type in (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION):
            self._take(frame)
        elif frame.msg_type == WSMsgType.CLOSE:
            self.close_code = frame.get_close_code().value
            transport.send_close(frame.get_close_code())
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._end()

    def _take(self, frame: WSFrame) -> None:
        if frame.payload_size + sum(map(len, self._parts)) > self._max_size:
            log.warning("ari_message_too_large")
            self.close()
            return
        message = frame.get_payload_as_bytes()
        if self._parts or not frame.fin:
            self._parts.append(message)
            if not frame.fin:
                return
            message = b"".join(self._parts)
            self._parts = []
        try:
            self._on_message(message)
        except Exception as error:  # noqa: BLE001 - raised again by the owner, in its own task
            self._error = error
            self.close()

    def _end(self) -> None:
        if self._is_open:
            self._is_open = False
            self._on_down()


async def open_socket(
    address: str,
    headers: Mapping[str, str],
    max_size: int,
    *,
    on_up: Callable[[Socket], None],
    on_message: Callable[[bytes], None],
    on_down: Callable[[], None],
    open_time: float = OPEN_TIME,
) -> Socket:
    """Connect to `address` (ws://…); raises Unreachable, after `open_time` seconds at the latest."""
    socket = Socket(on_up, on_message, on_down, max_size)
    try:
        with anyio.fail_after(open_time):
            await ws_connect(
                lambda: socket,
                address,
                extra_headers=headers,
                logger_name=_silent,
                max_frame_size=max_size,
                max_redirects=0,
            )
        if not socket.is_or_was_up:
            raise ConnectionResetError
    except BaseException as error:
        socket.close()  # it may have been up for a moment
        if isinstance(error, WSHandshakeError) and error.response is not None:
            raise Unreachable(f"status {error.response.status}") from error
        if isinstance(error, WSError | OSError | TimeoutError):
            raise Unreachable(type(error).__name__) from error
        raise
    return socket
