"""SIP and RTP by hand: messages that no telephone would send, and the time until the first sound."""

import itertools
import re
import secrets
import socket
import struct
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import anyio
import numpy as np

from softphone.sip import Address, NotSip, SipMessage, new_branch

_numbers = itertools.count(1)
_MEDIA_PORT = re.compile(rb"^m=audio (\d+) ", re.MULTILINE)
_QUIETER = 200  # of 32768: comfort noise and A-law's idle pattern stay below


@dataclass
class RawSip:
    """A UDP socket at a chosen address, for SIP by hand. Use `raw_sip()`."""

    address: Address
    server: Address
    _socket: anyio.abc.ConnectedUDPSocket
    received: list[SipMessage] = field(default_factory=list)

    async def send(self, message: bytes | str | SipMessage) -> None:
        """Send it as it is, however wrong."""
        data = message.encode() if isinstance(message, str | SipMessage) else message
        await self._socket.send(data)

    async def receive(self, patience: float = 2.0) -> SipMessage | None:
        """The next message, or None when nothing came for `patience` seconds."""
        with anyio.move_on_after(patience):
            while True:
                try:
                    message = SipMessage.parse(await self._socket.receive())
                except NotSip:
                    continue
                self.received.append(message)
                return message
        return None

    async def exchange(self, message: bytes | str | SipMessage, patience: float = 2.0) -> list[SipMessage]:
        """Send it and return the responses up to the final one; what came if none did within `patience`.

        Nothing is left up: a final answer to an INVITE is acknowledged, an accepted call ended, and one that
        only rings when `patience` is over, cancelled.
        """
        await self.send(message)
        responses: list[SipMessage] = []
        deadline = time.monotonic() + patience
        while (left := deadline - time.monotonic()) > 0:
            response = await self.receive(left)
            if response is None:
                break
            if response.is_request:
                continue
            responses.append(response)
            if response.status >= 200:
                if isinstance(message, SipMessage) and message.method == "INVITE":
                    await self.settle(message, response, patience)
                return responses
        if responses and isinstance(message, SipMessage) and message.method == "INVITE":
            await self.cancel(message)
        return responses

    def invite(
        self,
        number: str,
        *,
        caller: str = "600100200",
        rtp_port: int = 0,
        headers: Sequence[tuple[str, str]] = (),
    ) -> SipMessage:
        """A correct INVITE; change it to make it wrong. `rtp_port` 0 offers a port that nobody listens at."""
        host = self.address[0]
        sdp = (
            f"v=0\r\no=- {next(_numbers)} 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
            f"m=audio {rtp_port or 9} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
        )
        return self.request(
            "INVITE",
            f"sip:{number}@{self.server[0]}:{self.server[1]}",
            caller=caller,
            headers=[*headers, ("Content-Type", "application/sdp")],
            body=sdp.encode(),
        )

    def request(
        self,
        method: str,
        uri: str,
        *,
        caller: str = "600100200",
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> SipMessage:
        """A correct request outside a dialog."""
        host, port = self.address
        return SipMessage(
            f"{method} {uri} SIP/2.0",
            [
                ("Via", f"SIP/2.0/UDP {host}:{port};rport;branch={new_branch()}"),
                ("Max-Forwards", "70"),
                ("From", f"<sip:{caller}@{host}>;tag={secrets.token_hex(6)}"),
                ("To", f"<{uri}>"),
                ("Contact", f"<sip:{caller}@{host}:{port}>"),
                ("Call-ID", secrets.token_hex(12)),
                ("CSeq", f"1 {method}"),
                *headers,
                ("Content-Length", str(len(body))),
            ],
            body,
        )

    async def cancel(self, invite: SipMessage, patience: float = 2.0) -> None:
        """Give up a call that is not answered yet; if the answer crosses ours, end the call."""
        await self.send(invite.cancel())
        deadline = time.monotonic() + patience
        while (left := deadline - time.monotonic()) > 0:
            message = await self.receive(left)
            if message is None:
                return
            if message.transaction == invite.transaction and message.status >= 200:
                await self.settle(invite, message, patience)
                return

    async def settle(self, invite: SipMessage, final: SipMessage, patience: float = 2.0) -> None:
        """Acknowledge the final response to an INVITE, and end the call if it was accepted."""
        await self.send(invite.acknowledge(final))
        if final.status < 300:
            await self.bye(invite, final, patience)

    async def bye(self, invite: SipMessage, final: SipMessage, patience: float = 2.0) -> bool:
        """End the call that `final` accepted; whether that was confirmed. Answers a BYE that crosses ours."""
        bye = invite.bye(final)
        await self.send(bye)
        deadline = time.monotonic() + patience
        while (left := deadline - time.monotonic()) > 0:
            message = await self.receive(left)
            if message is None:
                return False
            if message.is_request:
                await self.send(message.reply(200, "OK"))
            elif message.transaction == bye.transaction:
                return message.status in (200, 481)
        return False


@asynccontextmanager
async def raw_sip(port: int, host: str = "127.0.0.1", *, source: str = "127.0.0.1") -> AsyncIterator[RawSip]:
    """A socket at a free port of `source` (127.0.0.2 and so on are this machine, too) to the exchange."""
    async with await anyio.create_connected_udp_socket(host, port, local_host=source) as udp:
        local = cast(Address, udp.extra(anyio.abc.SocketAttribute.local_address))
        yield RawSip((local[0], local[1]), (host, port), udp)


@dataclass(frozen=True, slots=True)
class FirstSound:
    """Seconds from sending the INVITE; None for what did not happen in time."""

    status: int  # the final SIP status; 0 when there was none
    answered: float | None = None
    packet: float | None = None  # the first RTP packet
    sound: float | None = None  # the first RTP packet that is not silence


async def time_to_first_sound(
    number: str,
    port: int,
    host: str = "127.0.0.1",
    *,
    source: str = "127.0.0.1",
    caller: str = "600100200",
    patience: float = 10.0,
    after: Callable[[], None] | None = None,
) -> FirstSound:
    """Call, wait for the first sound (or `patience` seconds), hang up, and say how long each step took.

    `after` is called when the sound has come, while the call is still up.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtp:
        rtp.bind((source, 0))
        rtp.setblocking(False)
        async with raw_sip(port, host, source=source) as sip:
            times: dict[str, float] = {}
            began = time.monotonic()
            final: SipMessage | None = None
            invite = sip.invite(number, caller=caller, rtp_port=rtp.getsockname()[1])

            async def hear() -> None:
                while "sound" not in times:
                    await anyio.wait_readable(rtp)
                    arrived = time.monotonic() - began
                    packet = rtp.recv(2048)
                    if len(packet) < 12 or packet[0] >> 6 != 2 or packet[1] & 0x7F != 8:
                        continue
                    times.setdefault("packet", arrived)
                    if _loudest(packet[12 + 4 * (packet[0] & 0x0F) :]) > _QUIETER:
                        times["sound"] = arrived

            async def talk(scope: anyio.CancelScope) -> None:
                nonlocal final
                await sip.send(invite)
                while final is None:
                    message = await sip.receive(patience)
                    if message is None:
                        scope.cancel()
                        return
                    if not message.is_request and message.status >= 200:
                        final = message
                if final.status < 300:
                    times["answered"] = time.monotonic() - began
                await sip.send(invite.acknowledge(final))
                if final.status >= 300:
                    scope.cancel()

            with anyio.move_on_after(patience):
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(hear)
                    tasks.start_soon(talk, tasks.cancel_scope)
            if after is not None and "sound" in times:
                after()
            if final is None:
                await sip.cancel(invite)
            elif final.status < 300:
                await sip.bye(invite, final)
            return FirstSound(
                final.status if final else 0, times.get("answered"), times.get("packet"), times.get("sound")
            )


def media_port(answer: SipMessage) -> int:
    """Where the other side wants its sound; AssertionError where it wants none."""
    found = _MEDIA_PORT.search(answer.body)
    assert found is not None
    return int(found[1])


def rtp_packet(sequence: int, timestamp: int, payload: bytes, *, source: int = 1, kind: int = 8) -> bytes:
    """An RTP packet; kind 8 is A-law, 101 the telephone events that `invite()` offers."""
    return struct.pack("!BBHII", 0x80, kind, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, source) + payload


def _loudest(alaw: bytes) -> int:
    return int(_ALAW[np.frombuffer(alaw, dtype=np.uint8)].max()) if alaw else 0


def _alaw_magnitudes() -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    codes = np.arange(256) ^ 0x55
    exponent, mantissa = (codes >> 4) & 7, codes & 15
    magnitude = np.where(exponent > 0, (mantissa * 2 + 33) << np.maximum(exponent - 1, 0), mantissa * 2 + 1)
    return (magnitude * 8).astype(np.int32)


_ALAW = _alaw_magnitudes()
