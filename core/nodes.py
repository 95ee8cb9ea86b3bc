"""The Asterisks of a centre: one, unless S724_NODES names several; then edges are in front of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.lines import bracketed, certificate, may_be_plain, sip_line
from core.settings import Settings, named_addresses

ONLY = "s724"
"""The name of the one Asterisk of a centre on one machine."""


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
    of a centre are the same. `agi`: the FastAGI server that it asks; `sounds`: where the application brings files
    (`core.telephony.node_line`)."""

    name: str
    sip: Place
    ari: Place
    ami: Place
    agi: Place
    sounds: Place


@dataclass(frozen=True, slots=True)
class EdgePlaces:
    """One edge. `sip` is in clear; Asterisks meet it there, and whom `core.lines` allows that. `control` takes
    commands and pages; the other edge tells of conversations at `told`."""

    name: str
    sip: Place
    tls: Place | None
    control: Place
    told: Place


def nodes_of(settings: Settings) -> Sequence[Node]:
    """Those of S724_NODES: `a=10.0.1.11,b=10.0.1.12`, each with the same ports at an address of its own. Without
    it one on this machine, whose ARI, manager interface and FastAGI are on loopback."""
    ports = (settings.sip_port, settings.ari_port, settings.ami_port, settings.agi_port, settings.sounds_port)
    if not settings.nodes:
        addresses = (sip_line(settings).address, *["127.0.0.1"] * 4)
        return [Node(ONLY, *map(Place, addresses, ports))]
    named = named_addresses(settings.nodes)
    return [Node(name, *(Place(address, port) for port in ports)) for name, address in named.items()]


def own_node(settings: Settings) -> Node:
    """The Asterisk to which a process belongs that serves one alone. Raises ValueError for a process of which
    nobody has said which one that is."""
    nodes = nodes_of(settings)
    for node in nodes:
        if node.name == (settings.node or ONLY):
            return node
    raise ValueError(f"S724_NODE is to say to which of {', '.join(node.name for node in nodes)} this belongs")


def edges_of(settings: Settings) -> Sequence[EdgePlaces]:
    """Those of S724_EDGES; none for a centre on one machine."""
    has_tls = certificate(settings) is not None
    return [
        EdgePlaces(
            name,
            Place(address, settings.sip_port),
            Place(address, settings.sips_port) if has_tls else None,
            Place(address, settings.edge_port),
            Place(address, settings.edges_port),
        )
        for name, address in named_addresses(settings.edges).items()
    ]


def edge_of_node(settings: Settings) -> EdgePlaces | None:
    """The edge by which an Asterisk reaches who has not registered: it takes one alone. They are taken in turn,
    and the address of one that dies moves. None for a centre on one machine."""
    edges = edges_of(settings)
    if not edges:
        return None
    return edges[nodes_of(settings).index(own_node(settings)) % len(edges)]


def takes_plain_telephones(settings: Settings) -> bool:
    """Whether telephones may speak in clear to every edge."""
    return all(may_be_plain(settings, "sip", edge.sip.address) for edge in edges_of(settings))


def node_of(channel_id: str, nodes: Sequence[str]) -> str | None:
    """The Asterisk that has made a channel of that id; None for one whose id is the application's."""
    name, dash, _ = channel_id.partition("-")
    return name if dash and name in nodes else None
