"""SIP over a WebSocket by hand, as a page speaks it, without sound."""

import itertools
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from api.sip.digest import Challenge, read_challenge
from softphone.sip import SipMessage, new_branch

Headers = Sequence[tuple[str, str]]
_numbers = itertools.count(1)


@dataclass
class WebSip:
    """One connection. `name` is the SIP account that it says to be."""

    connection: ClientConnection
    name: str
    password: str = ""  # for Asterisk itself; the web service needs none
    host: str = field(default_factory=lambda: f"{secrets.token_hex(6)}.invalid")
    user: str = field(default_factory=lambda: secrets.token_hex(4))
    received: list[SipMessage] = field(default_factory=list)
    _challenge: Challenge | None = None

    @property
    def contact(self) -> str:
        return f"<sip:{self.user}@{self.host};transport=ws>"

    async def send(self, message: SipMessage | str) -> None:
        text = message if isinstance(message, str) else message.encode().decode()
        await self.connection.send(text)

    async def receive(self, patience: float = 3.0) -> SipMessage | None:
        """The next message; None if none comes in `patience` seconds or the connection is closed."""
        with anyio.move_on_after(patience):
            while True:
                try:
                    data = await self.connection.recv()
                except ConnectionClosed:
                    return None
                text = data if isinstance(data, str) else data.decode()
                if text.strip():
                    message = SipMessage.parse(text.encode())
                    self.received.append(message)
                    return message
        return None

    async def until(self, fits: Callable[[SipMessage], bool], patience: float = 5.0) -> SipMessage:
        """The next message that fits; the centre's questions whether anybody is there are answered meanwhile."""
        with anyio.fail_after(patience):
            while True:
                message = await self.receive(patience)
                assert message is not None, [m.start for m in self.received]
                if fits(message):
                    return message
                if message.is_request and message.method == "OPTIONS":
                    await self.send(message.reply(200, "OK"))

    async def request(self, method: str) -> SipMessage:
        """The next request with that method."""
        return await self.until(lambda m: m.is_request and m.method == method)

    async def exchange(self, message: SipMessage) -> SipMessage:
        """Its final answer. Who has a password is asked for it at the first time."""
        if self.password and message.method in ("REGISTER", "INVITE"):
            if self._challenge is None:
                asked = await self._exchange(self.make("REGISTER", "sip:centre", to=f"sip:{self.name}@centre"))
                self._challenge = read_challenge(asked.get("www-authenticate"))
                assert self._challenge is not None, asked.start
            uri = message.start.split(" ")[1]
            proof = self._challenge.answer(self.name, self.password, message.method, uri)
            message.headers.insert(0, ("Authorization", proof))
        return await self._exchange(message)

    async def _exchange(self, message: SipMessage) -> SipMessage:
        await self.send(message)
        return await self.until(
            lambda m: not m.is_request and m.transaction == message.transaction and m.status >= 200
        )

    def make(
        self,
        method: str,
        uri: str,
        *,
        sender: str | None = None,
        to: str | None = None,
        headers: Headers = (),
        body: str = "",
    ) -> SipMessage:
        """A correct request outside a dialog; change it to make it wrong."""
        name = self.name if sender is None else sender
        data = body.encode()
        return SipMessage(
            f"{method} {uri} SIP/2.0",
            [
                ("Via", f"SIP/2.0/WS {self.host};branch={new_branch()}"),
                ("Max-Forwards", "69"),
                ("From", f"<sip:{name}@centre>;tag={secrets.token_hex(5)}"),
                ("To", f"<{to or uri}>"),
                ("Contact", self.contact),
                ("Call-ID", secrets.token_hex(10)),
                ("CSeq", f"{next(_numbers)} {method}"),
                *headers,
                *((("Content-Type", "application/sdp"),) if body else ()),
                ("Content-Length", str(len(data))),
            ],
            data,
        )

    def register(self, *, sender: str | None = None, to: str | None = None, expires: int = 300) -> SipMessage:
        name = self.name if sender is None else sender
        own = f"sip:{name}@centre" if to is None else f"sip:{to}@centre"
        return self.make("REGISTER", "sip:centre", sender=name, to=own, headers=[("Expires", str(expires))])

    async def is_registered(self) -> bool:
        return (await self.exchange(self.register())).status == 200

    def answer(self, invite: SipMessage, body: str) -> SipMessage:
        """200 to an INVITE, with our end of the dialog."""
        answer = invite.reply(200, "OK")
        answer.put("to", f"{invite.get('to')};tag={secrets.token_hex(5)}")
        answer.headers = [
            *answer.headers[:-1],
            ("Contact", self.contact),
            ("Content-Type", "application/sdp"),
            ("Content-Length", "0"),
        ]
        answer.put_body(body.encode())
        return answer

    def in_dialog(self, method: str, invite: SipMessage, answer: SipMessage, body: str = "") -> SipMessage:
        """A request in the dialog that an INVITE from the other side opened and `answer`, of ours, accepted."""
        message = self.make(method, invite.contact_uri, body=body)
        message.put("from", answer.get("to"))
        message.put("to", invite.get("from"))
        message.put("call-id", invite.call_id)
        return message


@asynccontextmanager
async def web_sip(
    address: str,
    name: str,
    *,
    password: str = "",
    http_headers: Mapping[str, str] | None = None,
    origin: str | None = None,
) -> AsyncIterator[WebSip]:
    """A connection to `address` (ws://…), closed at the end. Raises what `websockets` raises if it is refused."""
    async with connect(
        address,
        subprotocols=["sip"],  # type: ignore[list-item]
        additional_headers=http_headers,
        origin=origin,  # type: ignore[arg-type]
        proxy=None,
        compression=None,
        open_timeout=30,  # on a busy machine
    ) as connection:
        yield WebSip(connection, name, password)


FINGERPRINT = ":".join(["AB"] * 32)


def offer(candidate: str = "127.0.0.1", port: int = 40_000, *, codecs: str = "8") -> str:
    """An SDP as a browser writes it. Nobody listens there."""
    maps = {"8": "PCMA/8000", "111": "opus/48000/2"}
    lines = [
        "v=0",
        f"o=- {next(_numbers)} 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        f"m=audio {port} UDP/TLS/RTP/SAVPF {codecs} 126",
        f"c=IN IP4 {candidate}",
        f"a=rtcp:{port} IN IP4 {candidate}",
        f"a=candidate:1 1 udp 2113937151 {candidate} {port} typ host",
        "a=ice-ufrag:abcd",
        "a=ice-pwd:abcdefghijklmnopqrstuvwx",
        f"a=fingerprint:sha-256 {FINGERPRINT}",
        "a=setup:actpass",
        "a=mid:0",
        "a=sendrecv",
        "a=rtcp-mux",
        *(f"a=rtpmap:{codec} {maps[codec]}" for codec in codecs.split()),
        "a=rtpmap:126 telephone-event/8000",
    ]
    return "\r\n".join(lines) + "\r\n"
