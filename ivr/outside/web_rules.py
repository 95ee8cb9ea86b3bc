"""Which outside services a scenario may call, and how questions and answers are put together. Pure.

A scenario is written by people who are no administrators of the network: it may reach exactly the addresses that
the installation lists (`S724_WEB_SERVICES`), and nothing of the centre's own network unless the list says so.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

LONGEST_VALUE = 500  # characters of a value that becomes a variable of the call
_PATH = re.compile(r"[A-Za-z0-9_-]{1,64}(?:\.[A-Za-z0-9_-]{1,64}){0,9}")


@dataclass(frozen=True, slots=True)
class Service:
    """An address: `https://dane.gov.pl`, with a port if it is not the usual one. `is_inside`: its name may lead
    to the centre's own network."""

    scheme: str
    host: str
    port: int
    is_inside: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class WebRequest:
    """One question to a service. `query` and `body` hold variables of the call: personal data, maybe."""

    method: str
    url: str
    query: Mapping[str, str]
    body: Mapping[str, str] | None
    time_limit: float  # seconds for all tries together
    tries: int


Fault = Literal["failed", "timeout"]


@dataclass(frozen=True, slots=True)
class Answered:
    """The JSON document of an answer, or how it failed."""

    document: Any = field(default=None, repr=False)
    fault: Fault | None = None


def services(text: str) -> frozenset[Service]:
    """From a list separated by commas; the word `inside` after an address allows a name of the own network.

    Raises ValueError, naming what is wrong, for anything but plain addresses. `http` is for the machine itself:
    what leaves it is encrypted.
    """
    return frozenset(_service(item.strip()) for item in text.split(",") if item.strip())


def _service(item: str) -> Service:
    text, _, word = item.partition(" ")
    if word.strip() not in ("", "inside"):
        raise ValueError(f"{item!r} is not an address such as https://example.org")
    parts = urlsplit(text)
    host = (parts.hostname or "").lower()
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None or not host:
        raise ValueError(f"{text!r} is not an address such as https://example.org")
    if parts.scheme == "http":
        if not _is_loopback(host):
            raise ValueError(f"{text!r}: without encryption only this machine itself may be called")
    elif parts.scheme != "https":
        raise ValueError(f"{text!r} does not begin with https://")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return Service(parts.scheme, host, port, is_inside=bool(word))


def service_of(url: str) -> Service | None:
    """Where a URL leads; None for one that is no plain address of a service."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return None
    if any(sign.isspace() or ord(sign) < 32 or sign == "\\" for sign in url):
        return None
    return Service(parts.scheme, parts.hostname.lower(), port or (443 if parts.scheme == "https" else 80))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Is this the address of a machine on the internet, and of none of the network that the centre stands in?"""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast


def may_connect(service: Service, address: str) -> bool:
    """May `service` be reached at `address`, to which its name leads now?

    A name that leads inside, by mistake or on purpose (DNS rebinding), is refused; an address that is listed as
    such is meant.
    """
    return service.is_inside or is_public(address) or address == service.host


def is_answer_path(path: str) -> bool:
    """Is this a way into an answer: names and positions, separated by full stops?"""
    return _PATH.fullmatch(path) is not None


def value_at(answer: Any, path: str) -> str | None:
    """The value at `wizyta.0.termin` of a JSON answer, as text; None if there is none, or no simple one."""
    found = answer
    for name in path.split("."):
        if isinstance(found, dict) and name in found:
            found = found[name]
        elif isinstance(found, list) and name.isascii() and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        else:
            return None
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, str | int | float) and len(str(found)) <= LONGEST_VALUE:
        return str(found)
    return None
