"""SIP as text, read strictly: whatever could be understood in two ways is refused. Pure.

Asterisk's reader is generous: it takes a line break alone for the end of a line, knows short names of headers, and
reads on behind the body. So nothing is handed on as it came; it is written anew from what was read here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote

# A page's text is tried against these on the event loop: none may have two ways to match the same signs, or one
# message of a few bytes would keep everybody waiting for hours.
_REQUEST = re.compile(r"([A-Z]{1,20}) (\S{1,1000}) SIP/2\.0")
_RESPONSE = re.compile(r"SIP/2\.0 ([1-6]\d\d)(?: (.*))?")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*:(.*)")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ADDRESS = re.compile(
    r'(?:"(?:[^"\\]|\\.)*"[ \t]*|[^"<>,;:@\\]*)'
    r"<sips?:(?:(?P<user>[^@<>\s,;:?\"]*)@)?(?P<host>[^@<>\s,;?\"]+)(?P<uri_parameters>(?:;[^<>\s,;?\"]*)*)>"
    r'(?P<parameters>(?:[ \t]*;[ \t]*[^\s,;<>"=]+(?:=(?:[^\s,;<>"]*|"[^"\\]*"))?)*)[ \t]*'
)
_URI = re.compile(
    r"sips?:(?:(?P<user>[^@<>\s,;:?\"]*)@)?(?P<host>[^@<>\s,;?\"]+)(?P<parameters>(?:;[^<>\s,;?\"]*)*)"
)
_TAG = re.compile(r";[ \t]*tag=([^\s;,\"]+)", re.IGNORECASE)
_BRANCH = re.compile(r";[ \t]*branch=([^\s;,]+)", re.IGNORECASE)
_SEQUENCE = re.compile(r"(\d{1,10})[ \t]+([A-Z]{1,20})")

# Of RFC 3261, 3265, 3515, 3841, 3892, 4028 and 4474.
_LONG = {
    "a": "accept-contact",
    "b": "referred-by",
    "c": "content-type",
    "d": "request-disposition",
    "e": "content-encoding",
    "f": "from",
    "i": "call-id",
    "j": "reject-contact",
    "k": "supported",
    "l": "content-length",
    "m": "contact",
    "n": "identity-info",
    "o": "event",
    "r": "refer-to",
    "s": "subject",
    "t": "to",
    "u": "allow-events",
    "v": "via",
    "x": "session-expires",
    "y": "identity",
}
_ONCE = ("from", "to", "call-id", "cseq")
_MOST_VIAS = 4  # of Asterisk, the edge, and as much again
_AT_MOST_ONCE = ("contact", "content-type", "content-length", "expires", "max-forwards")
ALWAYS_COPIED = frozenset(("via", "from", "to", "call-id", "cseq"))


class NotSip(ValueError):
    """It is no SIP message, or none that has one meaning only."""


@dataclass(frozen=True, slots=True)
class Address:
    """What From, To and Contact hold."""

    user: str
    host: str
    tag: str


@dataclass(frozen=True, slots=True)
class Message:
    """A request has `method` and `uri`, a response `status`. Names of headers are long and small."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: str
    uri: str = ""
    status: int = 0
    sequence: str = field(default="", repr=False)  # number and method of CSeq, as one text

    @classmethod
    def read(cls, text: str, *, by_edge: bool = False) -> Self:
        """Raises NotSip. `by_edge`: it may have come by others, each of which is in a Via."""
        head, separator, body = text.partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        if not separator or _CONTROL.search(head.replace("\r\n", "")):
            raise NotSip("it has no head")
        request, response = _REQUEST.fullmatch(start), _RESPONSE.fullmatch(start)
        if request is None and response is None:
            raise NotSip("it begins otherwise")
        headers = tuple(_header(line) for line in lines)
        names = [name for name, _ in headers]
        most_vias = _MOST_VIAS if by_edge else 1
        if (
            any(names.count(name) != 1 for name in _ONCE)
            or any(names.count(name) > 1 for name in _AT_MOST_ONCE)
            or not 1 <= names.count("via") <= most_vias
        ):
            raise NotSip("a header is missing or repeated")
        found = dict(headers)
        sequence = _SEQUENCE.fullmatch(found["cseq"])
        if sequence is None or (request is not None and sequence[2] != request[1]):
            raise NotSip("its number is none")
        vias = [value for name, value in headers if name == "via"]
        if (
            not re.fullmatch(r"[^\s,;]+", found["call-id"])
            or any("," in via for via in vias)
            or not all(_BRANCH.search(via) for via in vias)
        ):
            raise NotSip("it belongs to nothing")
        return cls(
            start,
            headers,
            body,
            uri="" if request is None else request[2],
            status=0 if response is None else int(response[1]),
            sequence=f"{sequence[1]} {sequence[2]}",
        )

    @property
    def is_request(self) -> bool:
        return self.status == 0

    @property
    def method(self) -> str:
        """Of a response that of the request."""
        return self.sequence.partition(" ")[2]

    @property
    def sender(self) -> Address:
        """From. Raises NotSip where it is no single address; so do `receiver` and `uri_user`."""
        return read_address(self.get("from"))

    @property
    def receiver(self) -> Address:
        """To."""
        return read_address(self.get("to"))

    @property
    def uri_user(self) -> str:
        """Whom the request is for."""
        found = _URI.fullmatch(self.uri)
        if found is None:
            raise NotSip("its address is none")
        return unquote(found["user"] or "")

    @property
    def branch(self) -> str:
        """What a request and its responses have in common."""
        found = _BRANCH.search(self.get("via"))
        return found[1] if found else ""

    def get(self, name: str) -> str:
        """The first value of a header; empty without one."""
        return next((value for own, value in self.headers if own == name), "")

    def all_of(self, name: str) -> list[str]:
        """The values of a header, in their order."""
        return [value for own, value in self.headers if own == name]

    def has(self, names: Iterable[str]) -> bool:
        wanted = set(names)
        return any(name in wanted for name, _ in self.headers)

    def rewritten(
        self,
        names: Iterable[str] | None = None,
        *,
        uri: str | None = None,
        contact: str | None = None,
        added: Iterable[tuple[str, str]] = (),
    ) -> str:
        """The message written anew: with the headers of these names only (None: all), another address, another
        Contact, and headers that were `added`. Its length is as it is."""
        wanted = None if names is None else set(names)
        start = self.start if uri is None else f"{self.method} {uri} SIP/2.0"
        kept = [
            (name, contact if name == "contact" and contact is not None else value)
            for name, value in self.headers
            if name != "content-length" and (wanted is None or name in wanted)
        ]
        lines = [f"{_shown(name)}: {value}" for name, value in (*kept, *added)]
        length = len(self.body.encode("utf-8", "surrogatepass"))
        return "\r\n".join([start, *lines, f"Content-Length: {length}", "", self.body])

    def refused(self, status: int, phrase: str) -> str:
        """An answer to this request that was made here."""
        copied = [f"{_shown(name)}: {value}" for name, value in self._copied()]
        return "\r\n".join([f"SIP/2.0 {status} {phrase}", *copied, "Content-Length: 0", "", ""])

    def _copied(self) -> Iterator[tuple[str, str]]:
        for name, value in self.headers:
            if name in ALWAYS_COPIED:
                # RFC 3261, 8.2.6.2: every final answer has a tag of its own.
                yield name, f"{value};tag=s724" if name == "to" and not _TAG.search(value) else value


def read_address(value: str) -> Address:
    """Raises NotSip for what is not one address in angle brackets."""
    found = _ADDRESS.fullmatch(value)
    if found is None:
        raise NotSip("an address is none")
    tag = _TAG.findall(found["parameters"])
    if len(tag) > 1:
        raise NotSip("an address has two tags")
    return Address(unquote(found["user"] or ""), found["host"].lower(), tag[0] if tag else "")


def _header(line: str) -> tuple[str, str]:
    found = _HEADER.fullmatch(line)
    if found is None:
        raise NotSip("a line is no header")
    name = found[1].lower()
    return _LONG.get(name, name), found[2].strip(" \t")


_SPELLED = {"call-id": "Call-ID", "cseq": "CSeq", "rack": "RAck", "rseq": "RSeq", "min-se": "Min-SE"}


def _shown(name: str) -> str:
    return _SPELLED.get(name) or "-".join(part.capitalize() for part in name.split("-"))
