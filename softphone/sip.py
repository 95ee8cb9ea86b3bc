"""Just enough of SIP's text to read a message, change a header and write it again."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Address = tuple[str, int]

# The one-letter names of RFC 3261, section 7.3.3.
_COMPACT = {
    "i": "call-id",
    "m": "contact",
    "f": "from",
    "t": "to",
    "v": "via",
    "l": "content-length",
    "c": "content-type",
}
_CONTACT_HOST = re.compile(
    r"(sips?:(?:[^@>;\s]*@)?)(\[[^\]]*\]|[^:;>?\s]+)(:\d+)?(;transport=\w+)?", re.IGNORECASE
)
_REASON_CAUSE = re.compile(r"Q\.850\s*;\s*cause\s*=\s*(\d+)", re.IGNORECASE)


class NotSip(ValueError):
    """The bytes are not a SIP message."""


@dataclass(slots=True)
class SipMessage:
    """A request or a response. Headers keep their order and spelling; look-ups ignore case."""

    start: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @classmethod
    def parse(cls, data: bytes) -> SipMessage:
        """Raises NotSip for anything that does not begin like a SIP message (a keep-alive, for one)."""
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "surrogateescape").split("\r\n")
        start = lines[0]
        if not (start.startswith("SIP/2.0 ") or start.endswith(" SIP/2.0")):
            raise NotSip(start[:80])
        headers: list[tuple[str, str]] = []
        for line in lines[1:]:
            if line[:1] in (" ", "\t") and headers:  # a folded line belongs to the one before
                name, value = headers[-1]
                headers[-1] = (name, f"{value} {line.strip()}")
                continue
            name, colon, value = line.partition(":")
            if not colon:
                raise NotSip(line[:80])
            headers.append((name.strip(), value.strip()))
        return cls(start, headers, body)

    def encode(self) -> bytes:
        """The message as it goes on the wire; Content-Length is left as it stands in the headers."""
        lines = [self.start, *(f"{name}: {value}" for name, value in self.headers), "", ""]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + self.body

    def all(self, name: str) -> Iterator[str]:
        """Every value of a header, in order."""
        wanted = name.lower()
        return (value for key, value in self.headers if _long(key) == wanted)

    def get(self, name: str) -> str:
        """The first value of a header, or an empty text."""
        return next(self.all(name), "")

    def remove(self, name: str) -> None:
        """Take every header of that name away."""
        wanted = name.lower()
        self.headers = [(key, value) for key, value in self.headers if _long(key) != wanted]

    def put(self, name: str, value: str) -> None:
        """Give a header that is there another value, in its place."""
        wanted = name.lower()
        self.headers = [(key, value if _long(key) == wanted else old) for key, old in self.headers]

    def add(self, name: str, values: Iterable[str]) -> None:
        """One header for each value, below the Via headers."""
        place = sum(1 for key, _ in self.headers if _long(key) == "via")
        self.headers[place:place] = [(name, value) for value in values]

    def put_body(self, body: bytes) -> None:
        """Another body, and its length."""
        self.body = body
        self.headers = [
            (key, str(len(body)) if _long(key) == "content-length" else value) for key, value in self.headers
        ]

    def put_contact(self, address: Address, *, over_tls: bool = False) -> None:
        """Make the host and port of each Contact be `address`, and the way there the one that is meant."""
        host, port = address
        way = ";transport=tls" if over_tls else ""
        self.headers = [
            (key, _CONTACT_HOST.sub(rf"\g<1>{host}:{port}{way}", value) if _long(key) == "contact" else value)
            for key, value in self.headers
        ]

    def put_transport(self, old: str, new: str) -> None:
        """Say of the nearest hop that it is over `new`, where it says `old`: UDP, TCP or TLS."""
        for place, (key, value) in enumerate(self.headers):
            if _long(key) == "via":
                self.headers[place] = (key, value.replace(f"SIP/2.0/{old}", f"SIP/2.0/{new}", 1))
                return

    @property
    def is_request(self) -> bool:
        return not self.start.startswith("SIP/2.0 ")

    @property
    def method(self) -> str:
        """Of a request its method; of a response the method it answers."""
        if self.is_request:
            return self.start.split(" ", 1)[0].upper()
        return self.get("cseq").rpartition(" ")[2].upper()

    @property
    def status(self) -> int:
        """Of a response its code, of a request 0."""
        if self.is_request:
            return 0
        code = self.start.split(" ")[1]
        return int(code) if code.isdigit() else 0

    @property
    def phrase(self) -> str:
        """Of a response its reason phrase."""
        return "" if self.is_request else self.start.partition(" ")[2].partition(" ")[2]

    @property
    def call_id(self) -> str:
        return self.get("call-id")

    @property
    def transaction(self) -> tuple[str, str]:
        """What a request and its responses have in common: Call-ID and CSeq."""
        return self.call_id, " ".join(self.get("cseq").split())

    @property
    def to_tag(self) -> str:
        """Empty in a request that opens a dialog."""
        return _parameter(self.get("to"), "tag")

    @property
    def from_tag(self) -> str:
        return _parameter(self.get("from"), "tag")

    @property
    def caller(self) -> str:
        """The user part of From: for a telephone, the caller's number."""
        match = re.search(r"sips?:([^@>;]*)@", self.get("from"))
        return match[1] if match else ""

    @property
    def cause(self) -> int | None:
        """The Q.850 cause of the Reason header, when there is one (16: normal clearing)."""
        for value in self.all("reason"):
            if match := _REASON_CAUSE.search(value):
                return int(match[1])
        return None

    def reply(self, code: int, phrase: str) -> SipMessage:
        """The shortest correct response to this request."""
        copied = {"via", "from", "to", "call-id", "cseq"}
        headers = [(key, value) for key, value in self.headers if _long(key) in copied]
        return SipMessage(f"SIP/2.0 {code} {phrase}", [*headers, ("Content-Length", "0")])

    # What follows an INVITE. Each is a method of the INVITE as it was sent.

    def cancel(self) -> SipMessage:
        """CANCEL, to be sent after a provisional response only."""
        number = self.get("cseq").split()[0]
        return self._follow_up("CANCEL", self.start.split(" ")[1], self.get("via"), self.get("to"), number)

    def acknowledge(self, final: SipMessage) -> SipMessage:
        """ACK of a final response, whatever it is."""
        uri, via = self.start.split(" ")[1], self.get("via")
        if final.status < 300:
            uri, via = final.contact_uri or uri, _new_branch(via)
        return self._follow_up("ACK", uri, via, final.get("to"), self.get("cseq").split()[0])

    def bye(self, final: SipMessage) -> SipMessage:
        """BYE of the dialog that `final`, a 2xx, opened; its number leaves room for requests already sent."""
        uri = final.contact_uri or self.start.split(" ")[1]
        number = str(int(self.get("cseq").split()[0]) + 1000)
        return self._follow_up("BYE", uri, _new_branch(self.get("via")), final.get("to"), number)

    @property
    def contact_uri(self) -> str:
        return self.get("contact").partition("<")[2].partition(">")[0]

    def _follow_up(self, method: str, uri: str, via: str, to: str, number: str) -> SipMessage:
        headers = [
            ("Via", via),
            ("Max-Forwards", "70"),
            ("From", self.get("from")),
            ("To", to),
            ("Call-ID", self.call_id),
            ("CSeq", f"{number} {method}"),
            ("Content-Length", "0"),
        ]
        return SipMessage(f"{method} {uri} SIP/2.0", headers)


def new_branch() -> str:
    """A Via branch that no transaction has had before."""
    return f"z9hG4bK{secrets.token_hex(8)}"


def _new_branch(via: str) -> str:
    return re.sub(r"branch=[^;\s]+", f"branch={new_branch()}", via)


def _long(name: str) -> str:
    lower = name.lower()
    return _COMPACT.get(lower, lower)


def _parameter(value: str, name: str) -> str:
    match = re.search(rf";\s*{name}\s*=\s*([^;\s>]+)", value.rpartition(">")[2] or value, re.IGNORECASE)
    return match[1] if match else ""
