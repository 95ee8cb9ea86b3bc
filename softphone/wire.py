"""The cable between one phone and the exchange: every SIP message of the phone passes here.

The SIP stack under the phones knows one socket for all of them, answers a refused call with 486 only and
cannot die. A cable of its own gives each phone its own address, the refusal it wants to give, the reason
that the other side gave, an end that can be cut, and TLS.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from softphone.encryption import Encryption, TlsConnection
from softphone.route_set import RouteSet
from softphone.sip import Address, NotSip, SipMessage

# Where the far end's sound is, up to the line that offers it.
_SESSION_ADDRESS = re.compile(
    rb"^(c=IN IP4 )(?!127\.)(\S+)(\r\n.*?^m=audio [^\r\n]*\r\n)", re.MULTILINE | re.DOTALL
)


def _at_the_media(found: re.Match[bytes]) -> bytes:
    """The stack lives on loopback and takes no call from elsewhere by what the session says of itself. What the
    media say holds (RFC 4566, 5.7), and there it does not look."""
    kind, address, rest = found.groups()
    return kind + b"127.0.0.1" + rest + kind + address + b"\r\n"


@dataclass(frozen=True, slots=True)
class Farewell:
    """How the far end ended or refused a call."""

    code: int | None  # the SIP status, when it refused; None when it hung up
    reason: str  # the reason phrase, or "BYE" / "CANCEL"
    cause: int | None  # Q.850, when it said so


@dataclass(slots=True)
class _Invite:
    """A call of ours, as far as it has got on the wire."""

    message: SipMessage
    has_rung: bool = False  # any provisional response
    final: SipMessage | None = None
    is_cancelled: bool = False
    is_acknowledged: bool = False
    has_bye: bool = False
    is_over: bool = False
    is_orphan: bool = False  # the stack has forgotten it; the wire brings it to its end


class Wire(asyncio.DatagramProtocol):
    """Carries messages between the stack and `server`; lives on the engine's loop.

    The stack is met over UDP on loopback, the exchange over the same socket, over one at an address that is no
    loopback, or over TLS.
    """

    def __init__(
        self, stack: Address, changed: Callable[[], None], source: str, encryption: Encryption | None
    ) -> None:
        self.server: Address | None = None
        self.other_server: Address | None = None  # where a request goes that `server` leaves without an answer
        self.farewells: dict[str, Farewell] = {}
        self.invited: dict[str, SipMessage] = {}  # Call-ID -> the INVITE that came in
        self.sessions: dict[str, bytes] = {}  # Call-ID -> the newest SDP of the exchange
        self.own_sessions: dict[str, bytes] = {}  # and of the stack
        self.own_tags: dict[str, str] = {}  # Call-ID -> our tag in the dialog
        self.story: list[str] = []
        self._stack = stack
        self._changed = changed
        self._source = source
        self._encryption = encryption
        self._tls: TlsConnection | None = None
        self._outside: asyncio.DatagramTransport | None = None
        self._refusals: dict[str, tuple[int, str]] = {}
        self._open: set[tuple[str, str]] = set()  # BYE, CANCEL, REGISTER that wait for an answer
        self._calls: dict[str, _Invite] = {}
        self._routes: dict[str, RouteSet] = {}  # Call-ID -> how requests of the dialog travel
        self._asked_by: dict[tuple[str, str], Address] = {}  # whom a request that came in is to be answered to
        self._unanswered: set[tuple[str, str]] = set()  # requests of ours outside dialogs, over UDP
        self._is_cut = False
        self._transport: asyncio.DatagramTransport | None = None
        self._began = time.monotonic()

    @classmethod
    async def laid(
        cls, stack: Address, source: Address, changed: Callable[[], None], encryption: Encryption | None = None
    ) -> Wire:
        """A cable that the exchange sees at `source`; port 0 takes a free one. Over TLS the port is any."""
        loop = asyncio.get_running_loop()
        is_one = encryption is None and source[0].startswith("127.")
        _, wire = await loop.create_datagram_endpoint(
            lambda: cls(stack, changed, source[0], encryption),
            local_addr=source if is_one else ("127.0.0.1", 0),
        )
        if encryption is None and not is_one:
            wire._outside, _ = await loop.create_datagram_endpoint(
                lambda: _Outside(wire._from_exchange), local_addr=source
            )
        return wire

    async def reach(self, server: Address) -> None:
        """Lead to that exchange from now on. Over TLS raises OSError when it is not there or is not believed."""
        is_there = self._tls is not None and self._tls.is_up and server == self.server
        self.server = server
        if self._encryption is None or is_there:
            return
        if self._tls is not None:
            self._tls.close()
        self._tls = await TlsConnection.to(server, self._encryption, self._source, self._from_exchange, self._lost)
        self._tell("connected over TLS")

    @property
    def address(self) -> Address:
        """Where the stack meets us."""
        assert self._transport is not None
        return cast(Address, self._transport.get_extra_info("sockname"))

    @property
    def seen_at(self) -> Address:
        """Where the exchange meets us."""
        if self._tls is not None and self._tls.is_up:
            return self._tls.address
        return cast(Address, self._outside.get_extra_info("sockname")) if self._outside else self.address

    @property
    def certificate(self) -> bytes:
        """What the exchange has shown over TLS, as DER; nothing in clear."""
        return self._tls.certificate if self._tls is not None and self._tls.is_up else b""

    def is_settled(self, call_id: str) -> bool:
        """Nothing that this phone asked for waits for an answer, and that call of ours has ended in full."""
        call = self._calls.get(call_id)
        return not self._open and (call is None or call.is_over)

    def has_reply(self, call_id: str) -> bool:
        """Whether the exchange has said anything to that call of ours."""
        call = self._calls.get(call_id)
        return call is None or call.has_rung or call.final is not None

    def finish(self, call_id: str) -> None:
        """End our call ourselves, if it has not ended in full. The stack, hung up in the moment in which the
        answer comes in, forgets a call without CANCEL, ACK or BYE."""
        call = self._calls.get(call_id)
        if call is not None and not call.is_over and not self._is_cut:
            call.is_orphan = True
            self._tell("the stack has forgotten its call")
            self._bring_to_end(call)

    def refuse_with(self, call_id: str, code: int, phrase: str) -> None:
        """What the stack's own refusal of that call is to become on its way out."""
        self._refusals[call_id] = (code, phrase)

    def cut(self) -> None:
        """Nothing passes any more, either way. The stack gets its goodbyes answered here, so that it ends."""
        self._is_cut = True
        self._open.clear()
        if self._tls is not None:
            self._tls.fall_silent()
        self._tell("the cable is cut")

    def close(self) -> None:
        if self._tls is not None:
            self._tls.close()
        for transport in (self._transport, self._outside):
            if transport is not None:
                transport.close()

    # -- asyncio's side ---------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        try:
            message = SipMessage.parse(data)
        except NotSip:
            return  # keep-alives; nobody here needs them
        if addr == self._stack:
            self._from_stack(message)
        elif self._encryption is None and self._outside is None:
            self._from_exchange(message, addr)

    # -- both directions --------------------------------------------------------------------------------

    def _from_stack(self, message: SipMessage) -> None:
        if self._is_cut:
            self._answer_into_the_void(message)
            return
        if self.server is None or self._transport is None:
            return
        message.remove("route")  # it says only "through this cable"
        message.put_contact(self.seen_at, over_tls=self._encryption is not None)
        if message.body:
            self.own_sessions[message.call_id] = message.body
        self.own_tags[message.call_id] = message.from_tag if message.is_request else message.to_tag
        if message.is_request:
            self._note_ours(message)
            self._leave_silent_server(message)
        elif message.status >= 300 and message.method == "INVITE" and message.call_id in self._refusals:
            code, phrase = self._refusals[message.call_id]
            message.start = f"SIP/2.0 {code} {phrase}"
        self._send(message)

    def _send(self, message: SipMessage) -> None:
        assert self.server is not None and self._transport is not None
        server = self._address_for(message) or self.server
        self._tell(f"-> {message.start}")
        if self._encryption is None:
            (self._outside or self._transport).sendto(message.encode(), server)
        elif self._tls is not None:
            message.put_transport("UDP", "TLS")
            self._tls.send(message)

    def _address_for(self, message: SipMessage) -> Address | None:
        """Puts on it what the proxies of its dialog need. Who gets it; None: the server, as for all others."""
        routes = self._routes.get(message.call_id)
        if not message.is_request:
            if routes is not None and message.method == "INVITE" and 100 < message.status < 300:
                message.add("Record-Route", routes.recorded)
            if message.status < 200:
                return self._asked_by.get(message.transaction)
            return self._asked_by.pop(message.transaction, None)
        if (
            routes is None
            or not message.to_tag
            or message.method == "CANCEL"
            or self._acknowledges_refusal(message)
        ):
            return None
        routes.put_on(message)
        return routes.next_hop

    def _acknowledges_refusal(self, message: SipMessage) -> bool:
        """Then it goes the way of its INVITE (RFC 3261, 17.1.1.3)."""
        call = self._calls.get(message.call_id)
        return message.method == "ACK" and call is not None and call.final is not None and call.final.status >= 300

    def _leave_silent_server(self, message: SipMessage) -> None:
        """A request outside of dialogs that the stack repeats has got no answer: it goes to the other server,
        as telephones do that know two (RFC 3263, 4.3)."""
        if self.other_server is None or message.to_tag or message.method in ("ACK", "CANCEL"):
            return
        if message.transaction in self._unanswered:
            self.server, self.other_server = self.other_server, self.server
            self._tell("the server is silent; on to the other one")
        self._unanswered.add(message.transaction)

    def _note_ours(self, message: SipMessage) -> None:
        method = message.method
        if method in ("BYE", "CANCEL", "REGISTER"):
            self._open.add(message.transaction)
        if method == "INVITE" and not message.to_tag:
            self._calls[message.call_id] = _Invite(message)
        elif call := self._calls.get(message.call_id):
            if method == "ACK":
                call.is_acknowledged = True
                call.is_over = call.is_over or (call.final is not None and call.final.status >= 300)
            call.is_cancelled = call.is_cancelled or method == "CANCEL"
            call.has_bye = call.has_bye or method == "BYE"

    def _from_exchange(self, message: SipMessage, sender: Address | None = None) -> None:
        if self.server is None or self._transport is None or self._is_cut:
            return
        self._tell(f"<- {message.start}")
        if self._encryption is not None:
            message.put_transport("TLS", "UDP")
        self._note_way(message, sender)
        if message.method != "REGISTER":
            # So that the stack's next requests in this dialog come through here too.
            message.put_contact(self.address)
        if message.body and message.get("content-type").lower() == "application/sdp":
            self.sessions[message.call_id] = message.body
            message.put_body(_SESSION_ADDRESS.sub(_at_the_media, message.body))
        call = self._calls.get(message.call_id)
        if message.is_request:
            self._note_request(message)
        else:
            self._note_response(message, call)
        if call is not None and call.is_orphan:
            if message.is_request:
                self._send(message.reply(200, "OK"))
            self._bring_to_end(call)
        else:
            self._transport.sendto(message.encode(), self._stack)
        self._changed()

    def _note_way(self, message: SipMessage, sender: Address | None) -> None:
        """What later messages need to find their way back; the stack does not see it."""
        if message.is_request:
            if sender is not None and message.method != "ACK":
                self._asked_by[message.transaction] = sender
            known = self._routes.get(message.call_id)
            if message.method == "INVITE" and known is None:
                self._routes[message.call_id] = RouteSet.of_call_to_us(message)
            elif known is not None and message.method in ("INVITE", "UPDATE") and message.contact_uri:
                self._routes[message.call_id] = replace(known, target=message.contact_uri)
        else:
            self._unanswered.discard(message.transaction)
            call = self._calls.get(message.call_id)
            opens = message.method == "INVITE" and message.to_tag and 100 < message.status < 300
            if opens and call is not None and message.transaction == call.message.transaction:
                self._routes[message.call_id] = RouteSet.of_our_call(message)
        message.remove("record-route")
        message.remove("route")

    def _note_response(self, message: SipMessage, call: _Invite | None) -> None:
        if message.status >= 200:
            self._open.discard(message.transaction)
        if call is None:
            return
        if message.method == "BYE" and message.status >= 200:
            call.is_over = True
        if message.method != "INVITE" or message.transaction != call.message.transaction:
            return
        if message.status < 200:
            call.has_rung = True
            return
        if call.final is None:
            call.final, call.is_acknowledged = message, False
        if message.status >= 300 and message.status not in (401, 407):
            self.farewells[message.call_id] = Farewell(message.status, message.phrase, message.cause)

    def _bring_to_end(self, call: _Invite) -> None:
        invite, final = call.message, call.final
        if call.is_over:
            return
        if final is None:
            if call.has_rung and not call.is_cancelled:
                call.is_cancelled = True
                self._send(invite.cancel())
        elif final.status >= 300:
            call.is_over = True
            self._send(invite.acknowledge(final))
        else:
            self._send(invite.acknowledge(final))
            if not call.has_bye:
                call.has_bye = True
                self._send(invite.bye(final))

    def _note_request(self, message: SipMessage) -> None:
        if message.method == "INVITE" and not message.to_tag:
            self.invited.setdefault(message.call_id, message)
        elif message.method in ("BYE", "CANCEL"):
            self.farewells[message.call_id] = Farewell(None, message.method, message.cause)
            if call := self._calls.get(message.call_id):
                call.is_over = True

    def _answer_into_the_void(self, message: SipMessage) -> None:
        if not message.is_request or message.method == "ACK" or self._transport is None:
            return
        code, phrase = (487, "Request Terminated") if message.method == "INVITE" else (200, "OK")
        self._transport.sendto(message.reply(code, phrase).encode(), self._stack)

    def _lost(self) -> None:
        self._tell("the connection is lost")
        self._changed()

    def _tell(self, what: str) -> None:
        self.story.append(f"{time.monotonic() - self._began:8.3f} {what}")


class _Outside(asyncio.DatagramProtocol):
    """The end of a cable at an address that is no loopback, where the stack would dial nobody."""

    def __init__(self, on_message: Callable[[SipMessage, Address], None]) -> None:
        self._on_message = on_message

    def datagram_received(self, data: bytes, addr: Address) -> None:
        with contextlib.suppress(NotSip):  # keep-alives
            self._on_message(SipMessage.parse(data), addr)
