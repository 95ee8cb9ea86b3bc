"""SIP over TLS as a telephone speaks it: one connection to the exchange, for as long as it is plugged in."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from softphone.sip import Address, NotSip, SipMessage

Sound = Literal["mandatory", "preferred", "none"]
_LONGEST = 1 << 20  # bytes of one message


@dataclass(frozen=True, slots=True)
class Encryption:
    """`context`: whom the telephone believes; `sound`: whether it insists on SRTP, would like it, or has none."""

    context: ssl.SSLContext
    sound: Sound = "mandatory"

    @classmethod
    def trusting(cls, authority: Path, *, sound: Sound = "mandatory") -> Encryption:
        """Believes who can show a certificate of that authority (PEM). Raises OSError."""
        return cls(ssl.create_default_context(cafile=str(authority)), sound)


class TlsConnection(asyncio.Protocol):
    """Messages over a connection of TLS; made by `TlsConnection.to`."""

    def __init__(self, on_message: Callable[[SipMessage], None], on_lost: Callable[[], None]) -> None:
        self._on_message = on_message
        self._on_lost = on_lost
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def to(
        cls,
        server: Address,
        encryption: Encryption,
        source: str,
        on_message: Callable[[SipMessage], None],
        on_lost: Callable[[], None],
    ) -> TlsConnection:
        """Raises OSError (ssl.SSLError is one) when the exchange is not there or is not believed."""
        _, made = await asyncio.get_running_loop().create_connection(
            lambda: cls(on_message, on_lost),
            *server,
            ssl=encryption.context,
            server_hostname=server[0],
            local_addr=(source, 0),
            ssl_handshake_timeout=10,
        )
        return made

    @property
    def address(self) -> Address:
        """Where the exchange sees us."""
        assert self._transport is not None
        return cast(Address, self._transport.get_extra_info("sockname")[:2])

    @property
    def certificate(self) -> bytes:
        """What the exchange has shown, as DER."""
        assert self._transport is not None
        return cast(bytes, self._transport.get_extra_info("ssl_object").getpeercert(binary_form=True))

    @property
    def is_up(self) -> bool:
        return self._transport is not None

    def send(self, message: SipMessage) -> None:
        """Nothing is sent when the connection is gone."""
        if self._transport is not None:
            self._transport.write(message.encode())

    def fall_silent(self) -> None:
        """Read nothing more, as somebody who is gone without a word."""
        if self._transport is not None:
            self._transport.pause_reading()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._on_lost()

    def data_received(self, data: bytes) -> None:
        self._buffer = (self._buffer + data).lstrip(b"\r\n")  # blank lines keep the connection alive
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            try:
                message = SipMessage.parse(self._buffer[: end + 4])
                size = end + 4 + int(message.get("content-length") or 0)
            except (NotSip, ValueError):
                size = _LONGEST + 1  # where the next message begins is not known any more
            if size > _LONGEST:
                self.close()
                return
            if len(self._buffer) < size:
                return
            message.body = self._buffer[end + 4 : size]
            self._buffer = self._buffer[size:].lstrip(b"\r\n")
            self._on_message(message)
