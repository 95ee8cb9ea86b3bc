"""Consultants' telephones that end each call by themselves, and note how soon the next one comes."""

import itertools
import re
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio
from anyio.abc import TaskGroup

from softphone.sip import Address, NotSip, SipMessage, new_branch
from tests.support.telephones.raw_sip import rtp_packet

# The kernel notes when a packet came (SO_TIMESTAMPNS of Linux): a reader who is late reads the same moment.
_ARRIVAL = 35
_TIMESPEC = struct.Struct("@qq")
_FRAME = 160  # bytes of A-law in a packet
_FRAME_SECONDS = 0.02
_SILENCE = b"\xd5" * _FRAME
_REPEAT, _REPEATS = 0.5, 6  # seconds after which a BYE without an answer is sent again, and how often
_PORT = re.compile(rb"^m=audio (\d+) ", re.MULTILINE)
_USER = re.compile(r"sip:([^@;>]+)@")


class Silence:
    """Sends silence for everybody who is in a call, all from one port. What comes to that port nobody reads."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self._ports: dict[str, int] = {}

    @property
    def port(self) -> int:
        """Where the others may send their sound."""
        return int(self._socket.getsockname()[1])

    def begin(self, message: SipMessage) -> None:
        """Send to whoever described the own sound in this INVITE or answer."""
        if found := _PORT.search(message.body):
            self._ports[message.call_id] = int(found[1])

    def end(self, call_id: str) -> None:
        """Harmless when already ended."""
        self._ports.pop(call_id, None)

    async def run(self) -> None:
        """Until cancelled."""
        began = time.monotonic()
        for number in itertools.count():
            packet = rtp_packet(number, number * _FRAME, _SILENCE)
            for port in self._ports.values():
                self._socket.sendto(packet, ("127.0.0.1", port))
            await anyio.sleep(max(0.0, began + (number + 1) * _FRAME_SECONDS - time.monotonic()))

    def close(self) -> None:
        """Let the port go."""
        self._socket.close()


@dataclass(frozen=True, slots=True)
class Gap:
    """Seconds from a hang-up to the next INVITE, which came at the moment `at` of the wall clock."""

    user: str
    at: float
    seconds: float


@dataclass(slots=True)
class _Consultant:
    user: str
    number: int = 0  # of the call
    invite: SipMessage | None = None  # of the call in progress
    answer: SipMessage | None = None
    hung_up: float | None = None  # when, if the last call was ended from here


@dataclass
class Turns:
    """Telephones of several consultants behind one address; each talks for one of `talk_times` after the other.

    `run` it until cancelled; `gaps` fill up meanwhile. Wall-clock moments: the kernel's stamps are such. `asked`
    were asked whether they are there.
    """

    server: Address
    silence: Silence
    talk_times: Sequence[float]
    gaps: list[Gap] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    _consultants: dict[str, _Consultant] = field(default_factory=dict)
    _unconfirmed: set[str] = field(default_factory=set)  # calls whose BYE was not answered yet

    def __post_init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, _ARRIVAL, 1)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self._host, self._port = self._socket.getsockname()

    @property
    def address(self) -> str:
        """The SIP address."""
        return f"{self._host}:{self._port}"

    def close(self) -> None:
        """Let the address go."""
        self._socket.close()

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as tasks:
            while True:
                await anyio.wait_readable(self._socket)
                data, extra, _, _ = self._socket.recvmsg(65536, 256)
                moments = [_TIMESPEC.unpack(value[:16]) for _, kind, value in extra if kind == _ARRIVAL]
                at = moments[0][0] + moments[0][1] / 1e9 if moments else time.time()
                try:
                    message = SipMessage.parse(data)
                except NotSip:
                    continue
                if message.is_request:
                    self._requested(message, at, tasks)
                elif message.method == "BYE":
                    self._unconfirmed.discard(message.call_id)

    def _requested(self, message: SipMessage, at: float, tasks: TaskGroup) -> None:
        found = _USER.search(message.start)
        user = found[1] if found else ""
        consultant = self._consultants.setdefault(user, _Consultant(user))
        is_known = consultant.invite is not None and consultant.invite.call_id == message.call_id
        match message.method:
            case "INVITE" if is_known and consultant.answer is not None:
                self._send(consultant.answer)  # asked again
            case "INVITE" if consultant.invite is not None:
                self._send(message.reply(486, "Busy Here"))
            case "INVITE":
                if consultant.hung_up is not None:
                    self.gaps.append(Gap(user, at, at - consultant.hung_up))
                consultant.hung_up, consultant.invite = None, message
                consultant.answer = self._answer(user, message)
                self._send(consultant.answer)
            case "ACK" if is_known and consultant.answer is not None:
                consultant.answer = None
                self.silence.begin(consultant.invite or message)
                tasks.start_soon(self._talk, consultant)
            case "ACK":
                pass
            case "BYE" if is_known:
                consultant.invite = None  # not ended from here: no gap
                self.silence.end(message.call_id)
                self._send(message.reply(200, "OK"))
            case "OPTIONS":
                self.asked.add(user)
                self._send(message.reply(200, "OK"))
            case _:
                self._send(message.reply(200, "OK"))

    async def _talk(self, consultant: _Consultant) -> None:
        invite = consultant.invite
        consultant.number += 1
        await anyio.sleep(self.talk_times[consultant.number % len(self.talk_times)])
        if invite is None or consultant.invite is not invite:
            return
        bye = self._bye(invite)
        consultant.hung_up, consultant.invite = time.time(), None  # before: the next call may be there at once
        self._send(bye)
        self.silence.end(invite.call_id)
        self._unconfirmed.add(invite.call_id)
        for _ in range(_REPEATS):
            await anyio.sleep(_REPEAT)
            if invite.call_id not in self._unconfirmed:
                return
            self._send(bye)

    def _answer(self, user: str, invite: SipMessage) -> SipMessage:
        sdp = (
            f"v=0\r\no=- 1 1 IN IP4 {self._host}\r\ns=-\r\nc=IN IP4 {self._host}\r\nt=0 0\r\n"
            f"m=audio {self.silence.port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
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
        self._socket.sendto(message.encode(), self.server)
