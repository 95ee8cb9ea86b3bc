"""The Asterisks of a centre: one of them, unless S724_NODES names several. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.lines import bracketed, sip_line
from core.settings import Settings

ONLY = "s724"
"""The name of the one Asterisk of a centre on one machine."""

_NODE = re.compile(r"(?P<name>[a-z][a-z0-9]{0,15})=(?P<address>[0-9A-Fa-f.:]+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something listens."""

    address: str
    port: int

    @property
    def uri(self) -> str:
        return f"sip:{self}"

    def __str__(self) -> str:
        return f"{bracketed(self.address)}:{self.port}"


@dataclass(frozen=True, slots=True)
class Node:
    """One Asterisk. The ids of the channels that it makes itself begin with `name` (`systemname`), so that no two
    of a centre are the same."""

    name: str
    sip: Place
    ari: Place
    ami: Place


def nodes_of(settings: Settings) -> Sequence[Node]:
    """Those of S724_NODES: `a=10.0.1.11,b=10.0.1.12`, each with the same ports at an address of its own. Without
    it one on this machine, whose ARI and manager interface are on loopback. Raises ValueError with a sentence."""
    ports = (settings.sip_port, settings.ari_port, settings.ami_port)
    if not settings.nodes:
        addresses = (sip_line(settings).address, "127.0.0.1", "127.0.0.1")
        return [Node(ONLY, *map(Place, addresses, ports))]
    nodes = []
    for part in settings.nodes.split(","):
        found = _NODE.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"S724_NODES: {part.strip()!r} is not name=address, with a name of small letters")
        nodes.append(Node(found["name"], *(Place(found["address"], port) for port in ports)))
    for what in ("name", "sip"):
        if len({getattr(node, what) for node in nodes}) < len(nodes):
            raise ValueError(f"S724_NODES: two Asterisks have the same {'name' if what == 'name' else 'address'}")
    return nodes


def node_of(channel_id: str, nodes: Sequence[str]) -> str | None:
    """The Asterisk that has made a channel of that id; None for one whose id is the application's."""
    name, dash, _ = channel_id.partition("-")
    return name if dash and name in nodes else None
