"""One connection to Asterisk for one page. What it says there is proved by the answer to one challenge."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from acd.telephone import browser_password
from api.sip.digest import Challenge, read_challenge
from api.sip.message import Message, NotSip

CONNECT_TIME = 5.0
"""Seconds for which Asterisk may take to be there: it is on this machine."""


class AsteriskAway(Exception):
    """Asterisk does not take the connection, or says nothing of use."""


@dataclass(frozen=True, slots=True)
class AsteriskLine:
    connection: ClientConnection
    endpoint: str
    _password: str
    _challenge: Challenge

    def prove(self, method: str, uri: str) -> str:
        """`Authorization` of a request by this connection."""
        return self._challenge.answer(self.endpoint, self._password, method, uri)


@asynccontextmanager
async def asterisk_line(port: int, endpoint: str, secret: str) -> AsyncIterator[AsteriskLine]:
    """Connect as `endpoint` to Asterisk's HTTP server on loopback. Raises AsteriskAway.

    At the end the connection is closed, and with it goes what was registered by it.
    """
    password = browser_password(secret, endpoint)
    try:
        connection = await connect(
            f"ws://127.0.0.1:{port}/ws",
            subprotocols=[Subprotocol("sip")],
            compression=None,
            proxy=None,
            open_timeout=CONNECT_TIME,
            close_timeout=1,
            ping_interval=None,  # both are on this machine: whoever dies closes it
            max_size=64 * 1024,
        )
    except (OSError, TimeoutError, WebSocketException) as error:
        raise AsteriskAway from error
    async with connection:
        try:
            with anyio.fail_after(CONNECT_TIME):
                await connection.send(_question(endpoint))
                challenge = await _asked(connection)
        except (TimeoutError, NotSip, WebSocketException) as error:
            raise AsteriskAway from error
        if challenge is None:
            raise AsteriskAway
        yield AsteriskLine(connection, endpoint, password, challenge)


async def _asked(connection: ClientConnection) -> Challenge | None:
    async for text in connection:
        if isinstance(text, str) and text.strip():
            return read_challenge(Message.read(text).get("www-authenticate"))
    return None


def _question(endpoint: str) -> str:
    """A request without a proof: all that comes of it is the challenge."""
    own = f"{secrets.token_hex(8)}.invalid"
    lines = [
        "REGISTER sip:centre SIP/2.0",
        f"Via: SIP/2.0/WS {own};branch=z9hG4bK{secrets.token_hex(8)}",
        "Max-Forwards: 70",
        f"From: <sip:{endpoint}@centre>;tag={secrets.token_hex(8)}",
        f"To: <sip:{endpoint}@centre>",
        f"Call-ID: {secrets.token_hex(12)}",
        "CSeq: 1 REGISTER",
        "Content-Length: 0",
        "",
        "",
    ]
    return "\r\n".join(lines)
