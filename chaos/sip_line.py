"""One SIP line for many telephones: messages in and out, and what is said again until it is heard."""

import re
import secrets
import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import anyio

from softphone.route_set import RouteSet, recorded_in
from softphone.sip import Address, NotSip, SipMessage, new_branch

# Of a request without an answer: RFC 3261's T1, doubled each time. Over UDP nothing else makes sure of it.
_FIRST, _LONGEST, _GIVE_UP = 0.5, 4.0, 32.0  # seconds
_PORT = re.compile(rb"^m=audio (\d+) ", re.MULTILINE)
_HOST = re.compile(rb"^c=IN IP4 (\S+)", re.MULTILINE)


@dataclass(slots=True)
class _Pending:
    message: SipMessage
    next_at: float
    pause: float
    until: float


class SipLine(ABC):
    """Set `server` and `on_message`, then `run` it until cancelled.

    `on_message` gets what comes, in order, with the moment of the wall clock.
    """

    host = "127.0.0.1"
    way = "UDP"
    """As a Via names it."""
    parameter = ""
    """What a URI of this line ends with."""

    def __init__(self) -> None:
        self.server: Address = (self.host, 0)
        self.on_message: Callable[[SipMessage, float], None] = lambda message, at: None
        self._pending: dict[tuple[str, str], _Pending] = {}

    @property
    @abstractmethod
    def address(self) -> str:
        """Where the exchange sees this line, host:port."""

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._insist)
            await self._listen()

    @abstractmethod
    def close(self) -> None:
        """Let the address go."""

    @abstractmethod
    def send(self, message: SipMessage) -> None:
        """Once."""

    @abstractmethod
    async def _listen(self) -> None:
        """Hand on what comes, until cancelled."""

    def _came(self, message: SipMessage) -> None:
        if not message.is_request:
            self.settle(message.transaction)
        self.on_message(message, time.time())

    def insist(self, message: SipMessage) -> None:
        """Until an answer to it comes, or `settle` says that it was understood; at most half a minute."""
        now = time.monotonic()
        self._pending[message.transaction] = _Pending(message, now + _FIRST, _FIRST, now + _GIVE_UP)
        self.send(message)

    def settle(self, transaction: tuple[str, str]) -> None:
        """It was understood. Harmless for what was never said."""
        self._pending.pop(transaction, None)

    async def _insist(self) -> None:
        while True:
            await anyio.sleep(0.1)
            now = time.monotonic()
            for transaction, pending in list(self._pending.items()):
                if now >= pending.until:
                    self.settle(transaction)
                elif now >= pending.next_at:
                    pending.pause = min(2 * pending.pause, _LONGEST)
                    pending.next_at = now + pending.pause
                    self.send(pending.message)

    # -- messages

    def contact(self, user: str) -> str:
        """Where requests for `user` find this line."""
        return f"<sip:{user}@{self.address}{self.parameter}>"

    def invite(self, number: str, caller: str, rtp_port: int) -> SipMessage:
        """A caller's INVITE."""
        uri = f"sip:{number}@{self.server[0]}:{self.server[1]}"
        body = sound_offer(self.host, rtp_port)
        return SipMessage(
            f"INVITE {uri} SIP/2.0",
            [
                ("Via", f"SIP/2.0/{self.way} {self.address};rport;branch={new_branch()}"),
                ("Max-Forwards", "70"),
                ("From", f"<sip:{caller}@{self.host}>;tag={secrets.token_hex(6)}"),
                ("To", f"<{uri}>"),
                ("Contact", self.contact(caller)),
                ("Call-ID", secrets.token_hex(12)),
                ("CSeq", "1 INVITE"),
                ("Content-Type", "application/sdp"),
                ("Content-Length", str(len(body))),
            ],
            body,
        )

    def answer(self, invite: SipMessage, user: str, sound: bytes = b"", *, refused: str = "") -> SipMessage:
        """The telephone of `user` rings, is answered with that SDP, or refuses with that status and phrase."""
        answer = invite.reply(200, "OK") if sound else invite.reply(180, "Ringing")
        answer.start = f"SIP/2.0 {refused}" if refused else answer.start
        for name in ("Content-Length", "To"):
            answer.remove(name)
        answer.add("Record-Route", recorded_in(invite))
        answer.headers += [
            ("To", _tagged(invite)),
            ("Contact", self.contact(user)),
            *([("Content-Type", "application/sdp")] if sound else []),
            ("Content-Length", str(len(sound))),
        ]
        answer.body = sound
        return answer

    def acknowledge(self, invite: SipMessage, final: SipMessage) -> SipMessage:
        """ACK of a final response: of a 2xx by the way that its proxies have asked for."""
        ack = invite.acknowledge(final)
        if final.status < 300:
            RouteSet.of_our_call(final).put_on(ack)
        return ack

    def bye(self, invite: SipMessage, final: SipMessage) -> SipMessage:
        """BYE from the side that called."""
        bye = invite.bye(final)
        RouteSet.of_our_call(final).put_on(bye)
        return bye

    def bye_of_called(self, invite: SipMessage) -> SipMessage:
        """BYE from the side that was called: From and To are the other way round."""
        bye = SipMessage(
            f"BYE {invite.contact_uri} SIP/2.0",
            [
                ("Via", f"SIP/2.0/{self.way} {self.address};rport;branch={new_branch()}"),
                ("Max-Forwards", "70"),
                ("From", _tagged(invite)),
                ("To", invite.get("from")),
                ("Call-ID", invite.call_id),
                ("CSeq", "1 BYE"),
                ("Content-Length", "0"),
            ],
        )
        RouteSet.of_call_to_us(invite).put_on(bye)
        return bye


class PlainLine(SipLine):
    """One UDP socket. Its own address is known at once."""

    def __init__(self, host: str = SipLine.host, port: int = 0) -> None:
        """At any free port if it is 0."""
        self.host = host
        super().__init__()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._socket.bind((self.host, port))
        self._socket.setblocking(False)

    @property
    def address(self) -> str:
        host, port = self._socket.getsockname()
        return f"{host}:{port}"

    async def _listen(self) -> None:
        while True:
            await anyio.wait_readable(self._socket)
            try:
                message = SipMessage.parse(self._socket.recv(65536))
            except (NotSip, ConnectionRefusedError):  # refused: Asterisk is away
                continue
            self._came(message)

    def close(self) -> None:
        self._socket.close()

    def send(self, message: SipMessage) -> None:
        try:
            self._socket.sendto(message.encode(), self.server)
        except ConnectionRefusedError:  # of an earlier message
            self._socket.sendto(message.encode(), self.server)


def sound_offer(host: str, rtp_port: int, *, profile: str = "RTP/AVP", more: str = "") -> bytes:
    """SDP: A-law and keys; `more` are further lines, each with its end."""
    return (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {rtp_port} {profile} 8 101\r\n{more}a=rtpmap:8 PCMA/8000\r\n"
        "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
    ).encode()


def sound_port(message: SipMessage) -> int:
    """Where the other side wants its sound; 0 when the message does not say."""
    found = _PORT.search(message.body)
    return int(found[1]) if found else 0


def sound_place(message: SipMessage, server: Address) -> Address:
    """The same with its address; that of `server` when the message does not say."""
    found = _HOST.search(message.body)
    return (found[1].decode() if found else server[0], sound_port(message))


def _tagged(invite: SipMessage) -> str:
    tagged = invite.get("to")
    return tagged if "tag=" in tagged else f"{tagged};tag=k{abs(hash(invite.call_id))}"
