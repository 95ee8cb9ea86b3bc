"""The cable between one phone and the exchange: every SIP message of the phone passes here.

The SIP stack under the phones knows one socket for all of them, answers a refused call with 486 only and
cannot die. A cable of its own gives each phone its own address, the refusal it wants to give, the reason
that the other side gave, and an end that can be cut.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from ops.softphone.sip import Address, NotSip, SipMessage


@dataclass(frozen=True, slots=True)
class Farewell:
    """How the far end ended or refused a call."""

    code: int | None  # the SIP status, when it refused; None when it hung up
    reason: str  # the reason phrase, or "BYE" / "CANCEL"
    cause: int | None  # Q.850, when it said so


class Wire(asyncio.DatagramProtocol):
    """Carries messages between the stack and `server`; lives on the engine's loop."""

    def __init__(self, stack: Address, changed: Callable[[], None]) -> None:
        self.server: Address | None = None
        self.farewells: dict[str, Farewell] = {}
        self.invited: dict[str, SipMessage] = {}  # Call-ID -> the INVITE that came in
        self.answered: set[str] = set()  # Call-IDs of our INVITEs to which anything has come back
        self.story: list[str] = []
        self._stack = stack
        self._changed = changed
        self._refusals: dict[str, tuple[int, str]] = {}
        self._open: set[tuple[str, str]] = set()  # BYE, CANCEL, REGISTER that wait for an answer
        self._is_cut = False
        self._transport: asyncio.DatagramTransport | None = None
        self._began = time.monotonic()

    @classmethod
    async def laid(cls, stack: Address, source: str, changed: Callable[[], None]) -> Wire:
        """A cable that the exchange sees at a free port of `source`."""
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_datagram_endpoint(lambda: cls(stack, changed), local_addr=(source, 0))
        return wire

    @property
    def address(self) -> Address:
        assert self._transport is not None
        return cast(Address, self._transport.get_extra_info("sockname"))

    @property
    def is_settled(self) -> bool:
        """Nothing that this phone asked for still waits for an answer."""
        return not self._open

    def refuse_with(self, call_id: str, code: int, phrase: str) -> None:
        """What the stack's own refusal of that call is to become on its way out."""
        self._refusals[call_id] = (code, phrase)

    def cut(self) -> None:
        """Nothing passes any more, either way. The stack gets its goodbyes answered here, so that it ends."""
        self._is_cut = True
        self._open.clear()
        self._tell("the cable is cut")

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

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
        elif not self._is_cut:
            self._from_exchange(message)

    # -- both directions --------------------------------------------------------------------------------

    def _from_stack(self, message: SipMessage) -> None:
        if self._is_cut:
            self._answer_into_the_void(message)
            return
        if self.server is None or self._transport is None:
            return
        message.remove("route")  # it says only "through this cable"
        message.put_contact(self.address)
        if message.is_request:
            if message.method in ("BYE", "CANCEL", "REGISTER"):
                self._open.add(message.transaction)
        elif message.status >= 300 and message.method == "INVITE" and message.call_id in self._refusals:
            code, phrase = self._refusals[message.call_id]
            message.start = f"SIP/2.0 {code} {phrase}"
        self._tell(f"-> {message.start}")
        self._transport.sendto(message.encode(), self.server)

    def _from_exchange(self, message: SipMessage) -> None:
        assert self._transport is not None
        self._tell(f"<- {message.start}")
        if message.method != "REGISTER":
            # So that the stack's next requests in this dialog come through here too.
            message.put_contact(self.address)
        if message.is_request:
            self._note_request(message)
        elif message.method == "INVITE":
            self.answered.add(message.call_id)
        if message.status >= 200:
            self._open.discard(message.transaction)
            if message.status >= 300 and message.method == "INVITE" and message.status not in (401, 407):
                self.farewells[message.call_id] = Farewell(message.status, message.phrase, message.cause)
        self._transport.sendto(message.encode(), self._stack)
        self._changed()

    def _note_request(self, message: SipMessage) -> None:
        if message.method == "INVITE" and not message.to_tag:
            self.invited.setdefault(message.call_id, message)
        elif message.method in ("BYE", "CANCEL"):
            self.farewells[message.call_id] = Farewell(None, message.method, message.cause)

    def _answer_into_the_void(self, message: SipMessage) -> None:
        if not message.is_request or message.method == "ACK" or self._transport is None:
            return
        code, phrase = (487, "Request Terminated") if message.method == "INVITE" else (200, "OK")
        self._transport.sendto(message.reply(code, phrase).encode(), self._stack)

    def _tell(self, what: str) -> None:
        self.story.append(f"{time.monotonic() - self._began:8.3f} {what}")
