"""What `edge-conf/edge.cfg` reads of one edge: its addresses, the Asterisks, the other edge, who may do what.

Pure; `ops.install.edge_conf` writes it.
"""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from acd.telephone import DEMONSTRATION_CALLER, REALM
from core.lines import Certificate
from core.nodes import Place

NODES = 1
"""The dispatcher's group of Asterisks."""

_OPERATOR, _GATEWAYS, _INNER, _PROGRAMS = 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Edge:
    """One of them. `control` takes commands of the centre's programs, and pages. Telephones may speak in clear if
    it `takes_plain_telephones`. The edges tell one another of
    conversations at `told`, the own place, and `peer`. Networks are addresses, or have a length (10.0.0.0/8)."""

    name: str
    sip: Place
    control: Place
    nodes: Sequence[Place]
    operator: Sequence[str]
    gateways: Sequence[Place] = ()
    programs: Sequence[str] = ("127.0.0.1",)
    told: Place | None = None
    peer: Place | None = None
    tls: Place | None = None
    certificate: Certificate | None = None
    ciphers: Sequence[str] = ()
    takes_plain_telephones: bool = True
    inner: Sequence[str] = field(default=())


def files(edge: Edge, folder: Path) -> Mapping[str, str]:
    """The text of each file by its place in `folder`, where Kamailio will look for them. Raises ValueError for a
    name or an address that cannot stand in one."""
    return {
        "settings.cfg": settings_text(edge, folder),
        "nodes.cfg": _to_every_node(edge.nodes),
        "nodes.list": nodes_text(edge.nodes),
        "addresses.list": addresses_text(edge),
        **({"tls.cfg": tls_text(edge.certificate, edge.ciphers)} if edge.tls and edge.certificate else {}),
    }


def settings_text(edge: Edge, folder: Path) -> str:
    """`settings.cfg`."""
    words = {
        "EDGE_ADDRESS": edge.sip.address,
        "REALM": REALM,
        "DEMONSTRATION_CALLER": DEMONSTRATION_CALLER,
        "NODES_FILE": str(folder / "nodes.list"),
        "ADDRESSES_FILE": str(folder / "addresses.list"),
    }
    lines = [f"# Written by {__name__}; what is changed here is lost."]
    lines += [f"listen = {protocol}:{edge.sip}" for protocol in ("udp", "tcp")]
    lines.append(f"listen = tcp:{edge.control}")
    if edge.takes_plain_telephones:
        lines.append("#!define WITH_PLAIN_TELEPHONES")
    if edge.tls is not None and edge.certificate is not None:
        words["TLS_FILE"] = str(folder / "tls.cfg")
        lines += ["#!define WITH_TLS", "enable_tls = yes", f"listen = tls:{edge.tls}"]
    if edge.peer is not None and edge.told is not None:
        words["DMQ_ADDRESS"] = edge.told.uri
        words["DMQ_SOCKET"] = f"udp:{edge.told}"
        words["DMQ_PEER"] = edge.peer.uri
        words["DMQ_PORT"] = str(edge.told.port)
        # One process takes what the other edge tells: two of them could take it in another order.
        lines += ["#!define WITH_PEER", "socket_workers = 1", f"listen = udp:{edge.told}"]
    lines += [f'#!substdef "!{word}!{_plain(value)}!g"' for word, value in words.items()]
    return "\n".join([*lines, ""])


def nodes_text(nodes: Iterable[Place]) -> str:
    """The dispatcher's list: group, address, flags, priority."""
    return "".join(f"{NODES} {node.uri};transport=udp 0 0 duid={node.address}\n" for node in nodes)


def addresses_text(edge: Edge) -> str:
    """The list of the permissions: group, address, length of the network, port (any), tag."""
    groups = {
        _OPERATOR: edge.operator,
        _GATEWAYS: [gateway.address for gateway in edge.gateways],
        _INNER: [*(node.address for node in edge.nodes), *edge.inner, *([edge.peer.address] if edge.peer else [])],
        _PROGRAMS: edge.programs,
    }
    return "".join(
        f"{group} {network.network_address} {network.prefixlen} 0 {group}\n"
        for group, texts in groups.items()
        for network in dict.fromkeys(ipaddress.ip_network(text, strict=False) for text in texts)
    )


def tls_text(certificate: Certificate, ciphers: Sequence[str]) -> str:
    """`tls.cfg`: as Asterisk speaks TLS (decision 0039). The files are read anew by `tls.reload`."""
    chain, key = (_plain(str(file.absolute())) for file in (certificate.chain, certificate.key))
    lines = ["method = TLSv1.2+", "verify_certificate = no", f"certificate = {chain}", f"private_key = {key}"]
    ciphers = f"cipher_list = {':'.join(ciphers)}"
    return "\n".join(["[server:default]", *lines, ciphers, "", "[client:default]", *lines[:2], ""])


def _to_every_node(nodes: Sequence[Place]) -> str:
    """A registration is told to each of them, so that each rings the telephone."""
    first, *others = nodes
    steps = [f'    $du = "{first.uri}";']
    # A branch that is appended has the address that stands there: the next one is set after it.
    steps += [line for node in others for line in ("    append_branch();", f'    $du = "{node.uri}";')]
    return "\n".join(["route[TO_EVERY_NODE] {", *steps, "}", ""])


def _plain(value: str) -> str:
    """A value between exclamation marks. Raises ValueError for what would end it."""
    if any(sign in value for sign in '!\r\n"'):
        raise ValueError(f"{value!r} cannot stand in Kamailio's settings")
    return value
