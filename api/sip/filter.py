"""What of a page's SIP reaches Asterisk: the own registration, and what belongs to the own calls. Pure.

Nothing is kept of a call: Asterisk's end of it carries a mark that only this installation can make, and the page
has to send there what belongs to it. So a page that lost its connection goes on with the call by another one, also
when the web service was started anew meanwhile.

What comes by an edge says by whom (Via, Record-Route). The page sees the edge alone in it, and its answer gets the
rest again, as it came; what the page sends within a call may be routed by our edges and by nobody else.
"""

import hmac
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from api.sip.message import ALWAYS_COPIED, Address, Message, NotSip
from api.sip.sdp import at_one_address

ECHO = "echo"
"""What a consultant's page may dial: it hears itself."""

_MARK = re.compile(r";s724=([0-9a-f]{32})(?=;|$)")
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_CONTACT = re.compile(
    r"<sip:[A-Za-z0-9_.~-]+@[A-Za-z0-9-]+\.invalid(?:;[A-Za-z0-9_.-]+(?:=[A-Za-z0-9_.-]+)?)*>"
    r'(?:[ \t]*;[ \t]*[A-Za-z0-9+_.-]+(?:=(?:[A-Za-z0-9_.:-]+|"[^"\\,]*"))?)*'
)
_PASSED = ALWAYS_COPIED | {
    *("accept", "allow", "allow-events", "contact", "content-disposition", "content-type", "expires"),
    *("max-forwards", "min-se", "rack", "reason", "require", "retry-after", "rseq", "session-expires"),
    *("supported", "unsupported", "user-agent", "warning"),
}
"""All other headers of a page are taken away, above all those that say who somebody is."""
_WITHIN_CALL = _PASSED | {"route"}
_ROUTE = re.compile(r"<sip:(?P<host>[0-9.]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?(?:;[A-Za-z0-9_.=~-]+)*;?>")
_TAKEN_OVER = ("replaces", "refer-to", "referred-by", "join", "target-dialog")
_OF_A_CALL = ("ACK", "BYE", "CANCEL", "INFO", "INVITE", "PRACK", "UPDATE")
_SDP = "application/sdp"
_BODIES = {
    **dict.fromkeys(("INVITE", "ACK", "PRACK", "UPDATE"), (_SDP,)),
    "INFO": ("application/dtmf-relay", "application/dtmf"),
}
_MOST_PENDING = 200  # requests of Asterisk's that a page has not answered yet


@dataclass(frozen=True, slots=True)
class ToAsterisk:
    text: str


@dataclass(frozen=True, slots=True)
class ToPage:
    text: str


Passed: TypeAlias = ToAsterisk | ToPage | None
"""None: it is dropped."""

Prove: TypeAlias = Callable[[str, str], str]
"""From method and address of a request to its `Authorization`."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Who the page is, and what it may do. `asserted` is the number with which it calls; empty: its name.
    `has_one_address`: Asterisk takes in sound at one address of the machine only. `edges`: their addresses."""

    endpoint: str
    secret: str = field(repr=False)
    numbers: frozenset[str] = frozenset((ECHO,))
    may_register: bool = True
    asserted: str = ""
    has_one_address: bool = False
    edges: frozenset[str] = frozenset()


class Filter:
    """For one connection."""

    def __init__(self, rules: Rules, prove: Prove) -> None:
        self._rules = rules
        self._prove = prove
        self._pending: OrderedDict[tuple[str, str], list[tuple[str, str]]] = OrderedDict()

    def from_asterisk(self, text: str) -> Passed:
        """Raises NotSip, which Asterisk's own messages never do."""
        message = Message.read(text, by_edge=True)
        if self._rules.has_one_address and message.get("content-type").lower() == _SDP:
            message = replace(message, body=at_one_address(message.body))
        if message.is_request:
            message, way_back = _without_way(message)
            if message.method != "ACK":
                self._pending[message.branch, message.sequence] = way_back
                if len(self._pending) > _MOST_PENDING:
                    self._pending.popitem(last=False)
        contact = message.get("contact")
        if not contact or message.method not in ("INVITE", "UPDATE", "PRACK"):
            return ToPage(message.rewritten())
        own, page = message.sender, message.receiver
        if not message.is_request:
            own, page = page, own
        mark = self._mark(message, own, page)
        return ToPage(message.rewritten(contact=_IN_BRACKETS.sub(rf"<\1;s724={mark}>", contact, count=1)))

    def from_page(self, text: str) -> Passed:
        """Raises NotSip for what is no message: whoever sends such a thing is no telephone."""
        message = Message.read(text)
        if not message.is_request:
            return self._answer(message)
        passed = self._request(message)
        if passed is not None:
            return ToAsterisk(passed)
        return None if message.method == "ACK" else ToPage(message.refused(403, "Forbidden"))

    def _answer(self, message: Message) -> Passed:
        """Only to what Asterisk has asked here; a provisional one may be followed by others."""
        known = (message.branch, message.sequence)
        if known not in self._pending or not _is_plain(message, (_SDP,)):
            return None
        way_back = self._pending[known]
        if message.status >= 200:
            del self._pending[known]
        return ToAsterisk(message.rewritten(_PASSED, added=way_back))

    def _request(self, message: Message) -> str | None:
        if message.has(_TAKEN_OVER) or not _is_plain(message, _BODIES.get(message.method, ())):
            return None
        sender, receiver = message.sender, message.receiver
        if message.method == "REGISTER":
            return self._registration(message, sender, receiver)
        if message.method not in _OF_A_CALL:
            return None
        if receiver.tag and (mark := _MARK.search(message.uri)):
            if not hmac.compare_digest(mark[1], self._mark(message, receiver, sender)):
                return None
            if not all(map(self._leads_to_an_edge, message.all_of("route"))):
                return None
            return message.rewritten(_WITHIN_CALL, uri=_MARK.sub("", message.uri))
        return self._own_call(message, sender, receiver)

    def _registration(self, message: Message, sender: Address, receiver: Address) -> str | None:
        own = self._rules.endpoint
        is_own = sender.user == own and receiver.user == own and not receiver.tag and not message.uri_user
        if not (is_own and self._rules.may_register):
            return None
        if not message.get("contact") and message.has(("expires",)):
            return None  # a question what is registered; nobody needs it
        return self._proved(message)

    def _own_call(self, message: Message, sender: Address, receiver: Address) -> str | None:
        """A call that the page begins: to what it may dial, and with nothing else of a call than its end."""
        dialled = message.uri_user
        if sender.user != self._rules.endpoint or dialled not in self._rules.numbers or receiver.user != dialled:
            return None
        match message.method, bool(receiver.tag):
            case "INVITE", False:
                return self._proved(message)
            case ("CANCEL", False) | ("ACK", True):
                if all(map(self._leads_to_an_edge, message.all_of("route"))):
                    return message.rewritten(_WITHIN_CALL)
        return None

    def _leads_to_an_edge(self, route: str) -> bool:
        found = [_ROUTE.fullmatch(part.strip()) for part in route.split(",")]
        return all(part is not None and part["host"] in self._rules.edges for part in found)

    def _proved(self, message: Message) -> str:
        added = [("authorization", self._prove(message.method, message.uri))]
        if self._rules.asserted and message.method == "INVITE":
            added.append(("p-asserted-identity", f"<sip:{self._rules.asserted}@demonstration.invalid>"))
        return message.rewritten(_PASSED, added=added)

    def _mark(self, message: Message, asterisk: Address, page: Address) -> str:
        """Of a call: whose it is, and who both are in it."""
        parts = ("call", self._rules.endpoint, message.get("call-id"), asterisk.tag, asterisk.user, page.user)
        return hmac.digest(self._rules.secret.encode(), "\n".join(parts).encode(), "sha256").hex()[:32]


def _without_way(message: Message) -> tuple[Message, list[tuple[str, str]]]:
    """A request as the page gets it, with the nearest Via alone; and what its answer has to have besides."""
    is_first = True
    kept, way_back = [], []
    for name, value in message.headers:
        if name == "via" and not is_first:
            way_back.append((name, value))
            continue
        is_first = is_first and name != "via"
        if name == "record-route":
            way_back.append((name, value))
        kept.append((name, value))
    return replace(message, headers=tuple(kept)), way_back


def _is_plain(message: Message, bodies: tuple[str, ...]) -> bool:
    """The body is of a kind that belongs there, and the Contact leads to this connection and to nowhere else."""
    kind = message.get("content-type").partition(";")[0].strip().lower()
    if (kind or message.body) and kind not in bodies:
        return False
    contact = message.get("contact")
    if contact == "*":
        return message.method == "REGISTER" and message.get("expires") == "0"
    return not contact or _CONTACT.fullmatch(contact) is not None


__all__ = ["ECHO", "Filter", "NotSip", "Passed", "Rules", "ToAsterisk", "ToPage"]
