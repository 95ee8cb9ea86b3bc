"""How the requests of a dialog travel when proxies have asked to stay on its way (RFC 3261, 12.1 and 12.2.1.1).

The SIP stack under the phones never sees a Record-Route: it would send past its cable. So the wire keeps what was
recorded, gives it back with the phone's answers, and puts routes and the far end's own address on its requests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from softphone.sip import Address, SipMessage

_BETWEEN = re.compile(r",\s*(?=(?:[^<>]*<[^<>]*>)*[^<>]*$)")
_HOST_AND_PORT = re.compile(r"sips?:(?:[^@>;]*@)?([^:;>?\s]+)(?::(\d+))?", re.IGNORECASE)
_SIP_PORT = 5060


@dataclass(frozen=True, slots=True)
class RouteSet:
    """`recorded`: as it came, to be said again in answers; `routes`: in our order; `target`: who is to get it."""

    recorded: tuple[str, ...]
    routes: tuple[str, ...]
    target: str

    @classmethod
    def of_call_to_us(cls, invite: SipMessage) -> Self:
        """In the order in which it came: the nearest proxy is the first."""
        recorded = recorded_in(invite)
        return cls(recorded, recorded, invite.contact_uri)

    @classmethod
    def of_our_call(cls, response: SipMessage) -> Self:
        """In the other order: the proxy nearest to us has recorded itself first, and stands last."""
        recorded = recorded_in(response)
        return cls((), recorded[::-1], response.contact_uri)

    @property
    def next_hop(self) -> Address | None:
        """Where requests go: to the first proxy; None when there is none."""
        return address_of(self.routes[0]) if self.routes else None

    def put_on(self, request: SipMessage) -> None:
        """Make it a request to the far end, by way of the proxies."""
        if self.target:
            method, _, version = request.start.split(" ", 2)
            request.start = f"{method} {self.target} {version}"
        request.add("Route", self.routes)


def recorded_in(message: SipMessage) -> tuple[str, ...]:
    """The proxies of its Record-Route headers, one by one."""
    return tuple(one.strip() for value in message.all("record-route") for one in _BETWEEN.split(value))


def address_of(uri: str) -> Address | None:
    """Host and port that a URI or a route names; None when it names none."""
    found = _HOST_AND_PORT.search(uri)
    return None if found is None else (found[1], int(found[2] or _SIP_PORT))
