"""Checks before the start that every port is free, and finds free ones for test installations."""

import errno
import itertools
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from core import lines
from core.nodes import edges_of, nodes_of
from core.settings import Settings
from ops.console import Failed

# Above the ports of RTP, below those that Linux gives to sockets without a wish (ip(7): 32768 to 60999).
_NOT_BY_CHANCE = range(20_100, 32_700)
_TRIES = 1000


@dataclass(frozen=True, slots=True)
class Port:
    """A port that the centre is going to listen on."""

    purpose: str
    kind: socket.SocketKind
    address: str
    number: int
    variable: str
    bind: str = ""  # the variable of its address besides S724_BIND, if it has one

    @property
    def protocol(self) -> str:
        return "UDP" if self.kind == socket.SOCK_DGRAM else "TCP"


def wanted(settings: Settings) -> list[Port]:
    """Every port of an installation but those of RTP, of which Asterisk itself takes free ones."""
    udp, tcp = socket.SOCK_DGRAM, socket.SOCK_STREAM
    http, sip, trunk = lines.http_line(settings), lines.sip_line(settings), lines.trunk_line(settings)
    found = [
        Port("the web service", tcp, http.address, settings.http_port, "S724_HTTP_PORT", "S724_HTTP_BIND"),
    ]
    for address in settings.web_services_at:
        found.append(Port("a web service", tcp, address, settings.http_port, "S724_HTTP_PORT", "S724_WEB_AT"))
    for node in nodes_of(settings):
        found += [
            Port("Asterisk's REST interface", tcp, node.ari.address, node.ari.port, "S724_ARI_PORT"),
            Port("FastAGI", tcp, node.agi.address, node.agi.port, "S724_AGI_PORT"),
            Port("Asterisk's manager interface", tcp, node.ami.address, node.ami.port, "S724_AMI_PORT"),
        ]
    if settings.edges:
        return [*found, *_behind_edges(settings)]
    if sip.plain_port:
        found += [
            Port("SIP", kind, sip.address, sip.plain_port, "S724_SIP_PORT", "S724_SIP_BIND") for kind in (udp, tcp)
        ]
    if sip.tls_port:
        found.append(Port("SIP over TLS", tcp, sip.address, sip.tls_port, "S724_SIPS_PORT", "S724_SIP_BIND"))
    if trunk.plain_port and (trunk.address, trunk.plain_port) != (sip.address, sip.plain_port):
        found += [
            Port("the operator", kind, trunk.address, trunk.plain_port, "S724_TRUNK_PORT", "S724_TRUNK_BIND")
            for kind in (udp, tcp)
        ]
    if trunk.tls_port and (trunk.address, trunk.tls_port) != (sip.address, sip.tls_port):
        found.append(
            Port("the operator", tcp, trunk.address, trunk.tls_port, "S724_TRUNK_PORT", "S724_TRUNK_BIND")
        )
    return found


def _behind_edges(settings: Settings) -> Iterable[Port]:
    """SIP of several Asterisks, and what is in front of them."""
    udp, tcp = socket.SOCK_DGRAM, socket.SOCK_STREAM
    for node in nodes_of(settings):
        yield Port("SIP from the edges", udp, node.sip.address, node.sip.port, "S724_SIP_PORT", "S724_NODES")
        yield Port("sounds of an Asterisk", tcp, node.sounds.address, node.sounds.port, "S724_SOUNDS_PORT")
    for edge in edges_of(settings):
        for kind in (udp, tcp):
            yield Port("SIP", kind, edge.sip.address, edge.sip.port, "S724_SIP_PORT", "S724_EDGES")
        if edge.tls:
            yield Port("SIP over TLS", tcp, edge.tls.address, edge.tls.port, "S724_SIPS_PORT", "S724_EDGES")
        yield Port("the edge's commands", tcp, edge.control.address, edge.control.port, "S724_EDGE_PORT")
        yield Port("the other edge", udp, edge.told.address, edge.told.port, "S724_EDGES_PORT")


def check(settings: Settings) -> None:
    """Raises Failed with one line for the first port that cannot be had, naming the variable to change."""
    ports = wanted(settings)
    for earlier, port in itertools.combinations(ports, 2):
        if _are_one(earlier, port):
            raise Failed(
                f"{earlier.variable} and {port.variable} are both {port.number}: give each a port of its own"
            )
    for port in ports:
        if trouble := _trouble(port):
            raise Failed(trouble)


def _are_one(one: Port, other: Port) -> bool:
    same_place = one.address == other.address or any(lines.is_every_address(p.address) for p in (one, other))
    return same_place and (one.kind, one.number) == (other.kind, other.number)


def _trouble(port: Port) -> str:
    family = socket.AF_INET6 if ":" in port.address else socket.AF_INET
    with socket.socket(family, port.kind) as probe:
        if port.kind == socket.SOCK_STREAM:
            # As the servers do: closed connections of an earlier run do not keep the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((port.address, port.number))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return (
                    f"port {port.number} ({port.protocol}, {port.purpose}) is taken by another program: "
                    f"stop it or choose another port with {port.variable}"
                )
            if error.errno == errno.EADDRNOTAVAIL:
                own = f" or {port.bind}" if port.bind else ""
                return f"{port.address} is not an address of this machine: set S724_BIND{own} to one that is"
            if error.errno == errno.EACCES:
                return f"port {port.number} needs root: choose one above 1023 with {port.variable}"
            return f"{port.address}:{port.number} ({port.purpose}) cannot be used: {error.strerror}"
    return ""


def free(count: int) -> list[int]:
    """`count` different ports, free for TCP and UDP on 127.0.0.1 at this moment.

    None of those that the kernel gives to any program, telephones above all: they would be taken before
    whom they are for has started. Raises Failed where nearly all of the others are taken.
    """
    found: list[int] = []
    chance = Random()
    for _ in range(_TRIES):
        if len(found) == count:
            return found
        number = chance.choice(_NOT_BY_CHANCE)
        if number not in found and _is_free(number):
            found.append(number)
    raise Failed(f"no {count} free ports were found from {_NOT_BY_CHANCE.start} to {_NOT_BY_CHANCE.stop - 1}")


def _is_free(number: int) -> bool:
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_INET, kind) as probe:
                probe.bind(("127.0.0.1", number))
    except OSError:
        return False
    return True
