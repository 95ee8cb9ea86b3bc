"""Consultants' telephones behind one SIP address, of which each answers at once whoever rings it."""

import re
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import anyio
from anyio.abc import TaskGroup

from softphone.sip import Address, NotSip, SipMessage, new_branch

# The kernel notes when a packet came (SO_TIMESTAMPNS of Linux): a reader who is late reads the same moment.
_ARRIVAL = 35
_TIMESPEC = struct.Struct("@qq")
_REPEAT, _REPEATS = 0.5, 6  # seconds after which a BYE without an answer is sent again, and how often
_USER = re.compile(r"sip:([^@;>]+)@")


class Sound(Protocol):
    """What a telephone says and hears."""

    @property
    def port(self) -> int:
        """Where the others may send their sound."""
        ...

    def begin(self, message: SipMessage) -> None:
        """Send to whoever described the own sound in this INVITE or answer."""
        ...

    def end(self, call_id: str) -> None:
        """Harmless when already ended."""
        ...


@dataclass(slots=True)
class Consultant:
    """Who answers, and the call in progress; `hung_up`: when, if the last call was ended from here."""

    user: str
    number: int = 0  # of the call
    invite: SipMessage | None = None
    answer: SipMessage | None = None
    hung_up: float | None = None


def udp_socket() -> socket.socket:
    """At a free port of this machine; what comes carries the moment of its arrival (`receive`)."""
    found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    found.setsockopt(socket.SOL_SOCKET, _ARRIVAL, 1)
    found.bind(("127.0.0.1", 0))
    found.setblocking(False)
    return found


def receive(readable: socket.socket) -> tuple[bytes, float]:
    """A packet, and when it came, by the wall clock."""
    data, extra, _, _ = readable.recvmsg(65536, 256)
    moments = [_TIMESPEC.unpack(value[:16]) for _, kind, value in extra if kind == _ARRIVAL]
    return data, moments[0][0] + moments[0][1] / 1e9 if moments else time.time()


class Telephones:
    """`run` them until cancelled. `asked` were asked whether they are there.

    Whoever makes another kind of them says what happens at a ring and when a conversation has begun.
    """

    def __init__(self, server: Address, sound_of: Callable[[str], Sound]) -> None:
        """`sound_of`: by the consultant's name."""
        self.asked: set[str] = set()
        self._server = server
        self._sound_of = sound_of
        self._consultants: dict[str, Consultant] = {}
        self._unconfirmed: set[str] = set()  # calls whose BYE was not answered yet
        self._socket = udp_socket()
        self._host, self._port = self._socket.getsockname()

    @property
    def address(self) -> str:
        """The SIP address."""
        return f"{self._host}:{self._port}"

    def consultant(self, user: str) -> Consultant:
        """Whoever it is."""
        return self._consultants.setdefault(user, Consultant(user))

    def close(self) -> None:
        """Let the address go."""
        self._socket.close()

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as tasks:
            while True:
                await anyio.wait_readable(self._socket)
                data, at = receive(self._socket)
                try:
                    message = SipMessage.parse(data)
                except NotSip:
                    continue
                if message.is_request:
                    self._requested(message, at, tasks)
                elif message.method == "BYE":
                    self._unconfirmed.discard(message.call_id)

    def rung(self, consultant: Consultant, at: float) -> None:
        """The telephone rings since the moment `at`, and is answered."""

    def begun(self, consultant: Consultant, tasks: TaskGroup) -> None:
        """A conversation has begun; what it takes to end it runs in `tasks`."""

    def _requested(self, message: SipMessage, at: float, tasks: TaskGroup) -> None:
        found = _USER.search(message.start)
        consultant = self.consultant(found[1] if found else "")
        is_known = consultant.invite is not None and consultant.invite.call_id == message.call_id
        match message.method:
            case "INVITE" if is_known and consultant.answer is not None:
                self._send(consultant.answer)  # asked again
            case "INVITE" if consultant.invite is not None:
                self._send(message.reply(486, "Busy Here"))
            case "INVITE":
                self.rung(consultant, at)
                consultant.hung_up, consultant.invite = None, message
                consultant.answer = self._answer(consultant.user, message)
                self._send(consultant.answer)
            case "ACK" if is_known and consultant.answer is not None:
                consultant.answer = None
                self._sound_of(consultant.user).begin(consultant.invite or message)
                self.begun(consultant, tasks)
            case "ACK":
                pass
            case "BYE" if is_known:
                consultant.invite = None  # not ended from here: no gap
                self._sound_of(consultant.user).end(message.call_id)
                self._send(message.reply(200, "OK"))
            case "OPTIONS":
                self.asked.add(consultant.user)
                self._send(message.reply(200, "OK"))
            case _:
                self._send(message.reply(200, "OK"))

    async def hang_up(self, consultant: Consultant) -> None:
        """End the call in progress, if there is one; returns when that was confirmed, or after some tries."""
        invite = consultant.invite
        if invite is None:
            return
        bye = self._bye(invite)
        consultant.hung_up, consultant.invite = time.time(), None  # before: the next call may be there at once
        self._send(bye)
        self._sound_of(consultant.user).end(invite.call_id)
        self._unconfirmed.add(invite.call_id)
        for _ in range(_REPEATS):
            await anyio.sleep(_REPEAT)
            if invite.call_id not in self._unconfirmed:
                return
            self._send(bye)

    def _answer(self, user: str, invite: SipMessage) -> SipMessage:
        sdp = (
            f"v=0\r\no=- 1 1 IN IP4 {self._host}\r\ns=-\r\nc=IN IP4 {self._host}\r\nt=0 0\r\n"
            f"m=audio {self._sound_of(user).port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
        ).encode()
        answer = invite.reply(200, "OK")
        answer.remove("Content-Length")
        answer.remove("To")
        answer.headers += [
            ("To", f"{invite.get('to')};tag={self._tag(invite)}"),
            ("Contact", f"<sip:{user}@{self.address}>"),
            ("Content-Type", "application/sdp"),
            ("Content-Length", str(len(sdp))),
        ]
        answer.body = sdp
        return answer

    def _bye(self, invite: SipMessage) -> SipMessage:
        """From the side that was called: From and To are the other way round."""
        return SipMessage(
            f"BYE {invite.contact_uri} SIP/2.0",
            [
                ("Via", f"SIP/2.0/UDP {self.address};rport;branch={new_branch()}"),
                ("Max-Forwards", "70"),
                ("From", f"{invite.get('to')};tag={self._tag(invite)}"),
                ("To", invite.get("from")),
                ("Call-ID", invite.call_id),
                ("CSeq", "1 BYE"),
                ("Content-Length", "0"),
            ],
        )

    def _tag(self, invite: SipMessage) -> str:
        return f"k{abs(hash(invite.call_id))}"

    def _send(self, message: SipMessage) -> None:
        self._socket.sendto(message.encode(), self._server)
