"""What `edge-conf/edge.cfg` reads of one edge: its addresses, the Asterisks, the other edge, who may do what.

Pure; `ops.install.edge_conf` writes it.
"""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from acd.telephone import REALM
from core.nodes import Place

NODES = 1
"""The dispatcher's group of Asterisks."""

_OPERATOR, _GATEWAYS, _INNER, _PROGRAMS = 2, 3, 4, 5
_DIGESTS = "digests"


@dataclass(frozen=True, slots=True)
class Edge:
    """One of them. `control` takes commands of the centre's programs, and pages. The edges tell one another of
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
    certificate: tuple[Path, Path] | None = None
    inner: Sequence[str] = field(default=())


def files(edge: Edge, folder: Path, digests: Mapping[str, str]) -> Mapping[str, str]:
    """The text of each file by its place in `folder`, where Kamailio will look for them. Raises ValueError for a
    name or an address that cannot stand in one."""
    return {
        "settings.cfg": settings_text(edge, folder),
        "nodes.cfg": _to_every_node(edge.nodes),
        "nodes.list": nodes_text(edge.nodes),
        "addresses.list": addresses_text(edge),
        **digest_files(digests),
    }


def digest_files(digests: Mapping[str, str]) -> Mapping[str, str]:
    """Who may register, read anew by `htable.reload`: no password, but what stands for one."""
    return {f"{_DIGESTS}/version": _version_text(), f"{_DIGESTS}/{_DIGESTS}": digests_text(digests)}


def settings_text(edge: Edge, folder: Path) -> str:
    """`settings.cfg`."""
    words = {
        "EDGE_ADDRESS": edge.sip.address,
        "REALM": REALM,
        "DIGESTS_FOLDER": str(folder / _DIGESTS),
        "NODES_FILE": str(folder / "nodes.list"),
        "ADDRESSES_FILE": str(folder / "addresses.list"),
    }
    lines = [f"# Written by {__name__}; what is changed here is lost."]
    lines += [f"listen = {protocol}:{edge.sip}" for protocol in ("udp", "tcp")]
    lines.append(f"listen = tcp:{edge.control}")
    if edge.tls is not None:
        words["TLS_FILE"] = str(folder / "tls.cfg")
        lines += ["#!define WITH_TLS", "enable_tls = yes", f"listen = tls:{edge.tls}"]
    if edge.peer is not None and edge.told is not None:
        words["DMQ_ADDRESS"] = edge.told.uri
        words["DMQ_SOCKET"] = f"udp:{edge.told}"
        words["DMQ_PEER"] = edge.peer.uri
        words["DMQ_PORT"] = str(edge.told.port)
        lines += ["#!define WITH_PEER", f"listen = udp:{edge.told}"]
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


def digests_text(digests: Mapping[str, str]) -> str:
    """A table of `db_text`: names of columns with their types, then a row each."""
    rows = [
        f"{number}:{_column(user)}:0:0:{digest}:0"
        for number, (user, digest) in enumerate(sorted(digests.items()), start=1)
    ]
    head = "id(int,auto) key_name(string) key_type(int) value_type(int) key_value(string) expires(int)"
    return "\n".join([head, *rows, ""])


def _version_text() -> str:
    return f"table_name(string) table_version(int)\n{_DIGESTS}:2\n"


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


def _column(text: str) -> str:
    """Raises ValueError for what would end a column."""
    if any(sign in text for sign in ":\\\r\n"):
        raise ValueError(f"{text!r} cannot be a telephone's name")
    return text
