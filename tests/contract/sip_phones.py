"""Telephones for the contract tests: one UDP socket, and what a call meets is written in the user part.

`answers`, `rings`, `busy`, `declines`, `refuses-<status>`; `silent` never says a word; `mobile` rings too.
Only as much of SIP as it takes to see what Asterisk makes of these answers; calls with audio are tested
elsewhere with full user agents.
"""

import re
import socket
from dataclasses import dataclass, field
from types import TracebackType

import anyio
from anyio.abc import TaskGroup, UDPSocket

STATUS = {"busy": "486 Busy Here", "declines": "603 Decline"}


@dataclass(slots=True)
class Phones:
    """`async with Phones(...)` answers what arrives on `port`; `seen` lists the requests as (method, user)."""

    port: int
    seen: list[tuple[str, str]] = field(default_factory=list)
    _socket: UDPSocket | None = None
    _tasks: TaskGroup | None = None
    _answered: list[str] = field(default_factory=list)
    _writing: anyio.Lock = field(default_factory=anyio.Lock)  # a socket takes one writer at a time

    async def __aenter__(self) -> "Phones":
        self._socket = await anyio.create_udp_socket(
            family=socket.AF_INET, local_host="127.0.0.1", local_port=self.port
        )
        self._tasks = anyio.create_task_group()
        await self._tasks.__aenter__()
        self._tasks.start_soon(self._listen)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._tasks is not None and self._socket is not None
        self._tasks.cancel_scope.cancel()
        await self._tasks.__aexit__(kind, error, trace)
        await self._socket.aclose()

    async def register(self, user: str, to_port: int, *, expires: int = 60) -> None:
        """Send a REGISTER of `user` (no password asked); `expires` 0 takes the registration back."""
        number = len(self.seen)
        text = (
            f"REGISTER sip:127.0.0.1:{to_port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{user}{number}{expires}\r\n"
            f"From: <sip:{user}@127.0.0.1>;tag=r1\r\nTo: <sip:{user}@127.0.0.1>\r\n"
            f"Call-ID: register-{user}-{self.port}\r\nCSeq: {number + 1} REGISTER\r\n"
            f"Contact: <sip:{user}@127.0.0.1:{self.port}>;expires={expires}\r\n"
            "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
        )
        await self._send(text, ("127.0.0.1", to_port))

    async def _send(self, text: str, to: tuple[str, int]) -> None:
        assert self._socket is not None
        async with self._writing:
            await self._socket.sendto(text.encode(), *to)

    async def _listen(self) -> None:
        assert self._socket is not None
        async for packet, (host, port) in self._socket:
            text = packet.decode()
            first = re.match(r"([A-Z]+) sip:([^@]*)@", text)
            if first is None:
                self.seen.append(("answer", text.split(" ", 2)[1]))
                continue
            method, user = first[1], first[2]
            self.seen.append((method, user))
            for status in self._statuses(method, user):
                await self._send(self._response(text, status, user), (host, port))
            if method == "CANCEL":
                invite = re.sub(r"CSeq: (\d+) \w+", r"CSeq: \1 INVITE", text)
                await self._send(self._response(invite, "487 Request Terminated", user), (host, port))

    def _statuses(self, method: str, user: str) -> list[str]:
        if user == "silent" or method == "ACK":
            return []
        if method != "INVITE" or user == "answers":
            return ["180 Ringing", "200 OK"] if method == "INVITE" else ["200 OK"]
        if user in ("rings", "mobile"):
            return ["180 Ringing"]
        if user.startswith("refuses-"):
            return [f"{user.removeprefix('refuses-')} No"]
        return ["180 Ringing", STATUS[user]]

    def _response(self, request: str, status: str, user: str) -> str:
        copied = [line for line in request.split("\r\n") if re.match(r"(Via|From|Call-ID|CSeq):", line)]
        to = next(line for line in request.split("\r\n") if line.startswith("To:"))
        if ";tag=" not in to:
            to += ";tag=phone"
        body = ""
        if status.startswith("200") and "CSeq:" in request and re.search(r"CSeq: \d+ INVITE", request):
            body = (
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                "m=audio 9 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
            )
        lines = [
            f"SIP/2.0 {status}",
            *copied,
            to,
            f"Contact: <sip:{user}@127.0.0.1:{self.port}>",
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join(lines) + "\r\n\r\n" + body


def endpoints(port: int, users: tuple[str, ...]) -> str:
    """The pjsip.conf text for telephones at `port`, and for `mobile`, which registers itself."""
    text = ""
    for user in (*users, "mobile"):
        text += (
            f"\n[{user}]\ntype = endpoint\ncontext = default\ndisallow = all\nallow = alaw\n"
            f"direct_media = no\naors = {user}\n\n[{user}]\ntype = aor\nmax_contacts = 1\nremove_existing = yes\n"
        )
        if user != "mobile":
            text += f"contact = sip:{user}@127.0.0.1:{port}\n"
    return text
