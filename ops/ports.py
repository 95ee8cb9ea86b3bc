"""Checks before the start that every port is free, and finds free ones for test installations."""

import errno
import socket
from dataclasses import dataclass
from random import Random

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

    @property
    def protocol(self) -> str:
        return "UDP" if self.kind == socket.SOCK_DGRAM else "TCP"


def wanted(settings: Settings) -> list[Port]:
    """Every port of an installation but those of RTP, of which Asterisk itself takes free ones."""
    udp, tcp = socket.SOCK_DGRAM, socket.SOCK_STREAM
    return [
        Port("SIP", udp, settings.bind, settings.sip_port, "S724_SIP_PORT"),
        Port("SIP", tcp, settings.bind, settings.sip_port, "S724_SIP_PORT"),
        Port("the web service", tcp, settings.bind, settings.http_port, "S724_HTTP_PORT"),
        Port("Asterisk's REST interface", tcp, "127.0.0.1", settings.ari_port, "S724_ARI_PORT"),
        Port("FastAGI", tcp, "127.0.0.1", settings.agi_port, "S724_AGI_PORT"),
        Port("Asterisk's manager interface", tcp, "127.0.0.1", settings.ami_port, "S724_AMI_PORT"),
    ]


def check(settings: Settings) -> None:
    """Raises Failed with one line for the first port that cannot be had, naming the variable to change."""
    numbers: dict[tuple[str, int], Port] = {}
    for port in wanted(settings):
        same = numbers.setdefault((port.protocol, port.number), port)
        if same is not port:
            raise Failed(
                f"{same.variable} and {port.variable} are both {port.number}: give each a port of its own"
            )
    for port in wanted(settings):
        if trouble := _trouble(port):
            raise Failed(trouble)


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
                return f"{port.address} is not an address of this machine: set S724_BIND to one that is"
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
