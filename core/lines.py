"""The lines of an installation: where the web service, telephones and the operator are met, and what is encrypted.

Pure. In clear on loopback only, and where `S724_PLAIN` says that the network itself is safe; `refusal` says why an
installation that would do otherwise must not start.
"""

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from core.settings import Settings, named_addresses


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its chain and the key to it, as files in PEM. They may be renewed at any moment."""

    chain: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its address, and its ports in clear and encrypted; None where there is none."""

    address: str
    plain_port: int | None
    tls_port: int | None


def certificate(settings: Settings) -> Certificate | None:
    """What this installation shows of itself: the one that is set, in a demonstration else the one that it makes
    itself (`ops.install.certificates`)."""
    if settings.tls_cert is not None and settings.tls_key is not None:
        return Certificate(settings.tls_cert, settings.tls_key)
    if settings.demonstration:
        return Certificate(settings.tls / "server.pem", settings.tls / "server.key")
    return None


def http_line(settings: Settings) -> Line:
    """The web service: one port, encrypted unless it may be in clear."""
    address = settings.http_bind or settings.bind
    if may_be_plain(settings, "http", address):
        return Line(address, settings.http_port, None)
    return Line(address, None, settings.http_port)


def sip_line(settings: Settings) -> Line:
    """Telephones: a port for SIP over TLS if there is a certificate, and one in clear where that is allowed. With
    edges: at the first of them."""
    address = _edge(settings) or settings.sip_bind or settings.bind
    return Line(
        address,
        settings.sip_port if may_be_plain(settings, "sip", address) else None,
        settings.sips_port if certificate(settings) else None,
    )


def trunk_line(settings: Settings) -> Line:
    """The operator's calls: all over TLS, or all in clear. With edges: where telephones are."""
    if edge := _edge(settings):
        return Line(edge, settings.sip_port, None)
    address = settings.trunk_bind or settings.bind
    if settings.trunk_tls:
        return Line(address, None, settings.trunk_port or settings.sips_port)
    return Line(address, settings.trunk_port or settings.sip_port, None)


def may_be_plain(settings: Settings, name: str, address: str) -> bool:
    """Whether the line of that name (`core.settings.LINES`) may be in clear at that address."""
    return name in settings.plain_lines or is_loopback(address)


def is_loopback(address: str) -> bool:
    """Does nobody but this machine reach it?"""
    return _is_address(address) and ipaddress.ip_address(address).is_loopback


def is_every_address(address: str) -> bool:
    """Is it `0.0.0.0` or `::`, which stand for every address of the machine?"""
    return _is_address(address) and ipaddress.ip_address(address).is_unspecified


def refusal(settings: Settings) -> str:
    """Why this installation must not start, in one line; empty when its lines are as they should be."""
    for name in ("bind", "http_bind", "sip_bind", "trunk_bind"):
        text = getattr(settings, name)
        if (text or name == "bind") and not _is_address(text):
            return f"S724_{name.upper()}: {text!r} is not an IP address"
    has_certificate = certificate(settings) is not None
    http, sip, trunk = http_line(settings), sip_line(settings), trunk_line(settings)
    if http.tls_port and not has_certificate:
        return (
            f"{_set_by(settings, 'http_bind')}: the web service would be in clear at {http.address}: "
            "set S724_TLS_CERT and S724_TLS_KEY, or S724_PLAIN=http if nobody else is on that network"
        )
    if sip.plain_port is None and sip.tls_port is None:
        return (
            f"{_set_by(settings, 'sip_bind')}: telephones would be in clear at {sip.address}: "
            "set S724_TLS_CERT and S724_TLS_KEY, or S724_PLAIN=sip if nobody else is on that network"
        )
    if trunk.tls_port and not has_certificate:
        return "S724_TRUNK_TLS: there is no certificate: set S724_TLS_CERT and S724_TLS_KEY"
    if trunk.plain_port and not may_be_plain(settings, "trunk", trunk.address):
        return (
            f"{_set_by(settings, 'trunk_bind')}: the operator's calls would be in clear at {trunk.address}: "
            "set S724_TRUNK_TLS=yes, or S724_PLAIN=trunk if nobody else is on that network"
        )
    return ""


def _edge(settings: Settings) -> str:
    """The address of the first edge; empty where there is none."""
    return next(iter(named_addresses(settings.edges).values()), "")


def web_address(settings: Settings, host: str) -> str:
    """The web service's address as `host` knows this machine, e.g. `https://192.0.2.7:7240`."""
    line = http_line(settings)
    scheme, port = ("https", line.tls_port) if line.tls_port else ("http", line.plain_port)
    return f"{scheme}://{bracketed(host)}:{port}"


def bracketed(address: str) -> str:
    """An address as it stands before a port."""
    return f"[{address}]" if ":" in address else address


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _set_by(settings: Settings, own: str) -> str:
    """The variable that decides about the address of a line."""
    if settings.edges and own != "http_bind":
        return f"S724_EDGES={settings.edges}"
    value = getattr(settings, own)
    return f"S724_{own.upper()}={value}" if value else f"S724_BIND={settings.bind}"
