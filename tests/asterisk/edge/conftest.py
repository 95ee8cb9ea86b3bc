"""Two bare Asterisks behind two edges, for every test of this folder, each at a loopback address of its own."""

import random
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from acd.telephone import sip_digest
from core.nodes import Place
from edge.configuration import Edge
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.edge.bare_edge import BareEdge
from tests.support.edge.node import Node
from tests.support.telephones.asterisk_for_phones import PASSWORD, USERS, sounds
from tests.support.telephones.phone import phones, telephones

__all__ = ["phones", "sounds", "telephones"]


@dataclass(frozen=True, slots=True)
class Installation:
    """`nodes` and `edges`, in their order; all of it in a network of loopback that is no other test's."""

    nodes: tuple[Node, Node]
    edges: tuple[BareEdge, BareEdge]
    operator: str
    stranger: str

    @property
    def edge(self) -> str:
        """The address of the first one; SIP is at port 5060."""
        return self.edges[0].edge.sip.address


@pytest.fixture(scope="module")
def installation(sounds: Path) -> Iterator[Installation]:
    network = f"127.{random.randrange(64, 255)}.{random.randrange(256)}"
    addresses = (f"{network}.1", f"{network}.2")
    nodes = (Node(f"{network}.11", sounds, addresses), Node(f"{network}.12", sounds, addresses))
    for node in nodes:
        node.start()
    places = [node.place for node in nodes]
    told = [Place(address, free_port(socket.SOCK_DGRAM)) for address in addresses]
    digests = {user: sip_digest(user, PASSWORD) for user in USERS}
    edges = tuple(
        BareEdge(
            Edge(
                name=f"e{number}",
                sip=Place(address, 5060),
                control=Place(address, free_port()),
                nodes=places,
                operator=[f"{network}.30"],
                told=told[number],
                peer=told[1 - number],
            ),
            digests,
        )
        for number, address in enumerate(addresses)
    )
    try:
        for edge in edges:
            edge.start()
        yield Installation(nodes, (edges[0], edges[1]), f"{network}.30", f"{network}.66")
    finally:
        for edge in edges:
            edge.close()
        for node in nodes:
            node.close()
