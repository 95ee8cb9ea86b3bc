"""One connection to Asterisk, or to an edge in front of several, for one page. What it says there is proved by the
answer to one challenge."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from acd.telephone import browser_password
from api.sip.digest import Challenge, read_challenge
from api.sip.message import Message, NotSip

CONNECT_TIME = 5.0
"""Seconds for which Asterisk may take to be there."""

CHALLENGE_TIME = 120.0
"""Seconds after which another challenge is asked for: an edge's is good for 300 (`edge-conf/edge.cfg`)."""

PING_TIME = 2.0
"""Seconds between two signs of life of an edge, and for which one may be late."""


class AsteriskAway(Exception):
    """Asterisk does not take the connection, or says nothing of use."""


@dataclass(slots=True)
class AsteriskLine:
    connection: ClientConnection
    endpoint: str
    _password: str = field(repr=False)
    _challenge: Challenge
    _own: str

    def prove(self, method: str, uri: str) -> str:
        """`Authorization` of a request by this connection."""
        return self._challenge.answer(self.endpoint, self._password, method, uri)

    async def keep_proof(self, *, is_short: bool) -> None:
        """Until cancelled: ask for another challenge before the last one is over. Asterisk's lasts for as long as
        a page may (`dialplan.telephones.NONCE_TIME`), an edge's `is_short`. Raises WebSocketException."""
        while is_short:
            await anyio.sleep(CHALLENGE_TIME)
            await self.connection.send(_question(self.endpoint, self._own))

    def is_for_us(self, text: str) -> bool:
        """Is it the answer to our own question, and not for the page?"""
        if self._own not in text:
            return False
        challenge = read_challenge(Message.read(text).get("www-authenticate"))
        self._challenge = challenge or self._challenge
        return True


@asynccontextmanager
async def asterisk_line(urls: Sequence[str], endpoint: str, secret: str) -> AsyncIterator[AsteriskLine]:
    """Connect as `endpoint` to the first of these WebSockets that takes it. Raises AsteriskAway.

    At the end the connection is closed, and with it goes what was registered by it.
    """
    password = browser_password(secret, endpoint)
    own = f"{secrets.token_hex(12)}@proof"
    async with await _connected(urls) as connection:
        try:
            with anyio.fail_after(CONNECT_TIME):
                await connection.send(_question(endpoint, own))
                challenge = await _asked(connection)
        except (TimeoutError, NotSip, WebSocketException) as error:
            raise AsteriskAway from error
        if challenge is None:
            raise AsteriskAway
        yield AsteriskLine(connection, endpoint, password, challenge, own)


async def _connected(urls: Sequence[str]) -> ClientConnection:
    """Raises AsteriskAway."""
    trouble: Exception | None = None
    for url in urls:
        is_here = url.startswith("ws://127.0.0.1:")
        try:
            return await connect(
                url,
                subprotocols=[Subprotocol("sip")],
                compression=None,
                proxy=None,
                open_timeout=CONNECT_TIME / len(urls),
                close_timeout=1,
                # On this machine whoever dies closes it; an edge's machine may fall silent.
                ping_interval=None if is_here else PING_TIME,
                ping_timeout=None if is_here else PING_TIME,
                max_size=64 * 1024,
            )
        except (OSError, TimeoutError, WebSocketException) as error:
            trouble = error
    raise AsteriskAway from trouble


async def _asked(connection: ClientConnection) -> Challenge | None:
    async for text in connection:
        if isinstance(text, str) and text.strip():
            return read_challenge(Message.read(text).get("www-authenticate"))
    return None


def _question(endpoint: str, call_id: str) -> str:
    """A request without a proof: all that comes of it is the challenge."""
    host = f"{secrets.token_hex(8)}.invalid"
    lines = [
        "REGISTER sip:centre SIP/2.0",
        f"Via: SIP/2.0/WS {host};branch=z9hG4bK{secrets.token_hex(8)}",
        "Max-Forwards: 70",
        f"From: <sip:{endpoint}@centre>;tag={secrets.token_hex(8)}",
        f"To: <sip:{endpoint}@centre>",
        f"Call-ID: {call_id}",
        "CSeq: 1 REGISTER",
        "Content-Length: 0",
        "",
        "",
    ]
    return "\r\n".join(lines)
