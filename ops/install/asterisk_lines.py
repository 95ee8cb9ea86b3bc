"""What Asterisk's configuration says of lines: transports, the media of whoever is met on one, and who is heard.

Behind edges it hears nobody but them: they have proved who speaks, and a header says who it is (`edge-conf/`).
"""

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path

from core import lines
from core.keys.tls import CIPHERS
from core.lines import Certificate, Line
from core.nodes import edge_of_node, edges_of, own_node
from core.settings import Settings
from dialplan.telephones import by_this_edge

MACHINES_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
# Of the words that pjproject has this one stands for TLS 1.2 and 1.3, with our ciphers. `tlsv1_2` and `tlsv1_3`
# stand for one version each, `default` for TLS 1.0 (decision 0039).
_TLS_METHOD = "sslv23"
OPERATOR_BY_EDGE = "match_header = X-S724-From: operator\n"
# Asterisk answers to where a message came from, whatever it says of itself: behind an edge that is the route which
# the edge has recorded.
_ANSWERED_WHERE_IT_CAME_FROM = "force_rport = yes\nrewrite_contact = yes\n"


def transports(settings: Settings, authority: Path) -> str:
    """Every transport. Where the operator's calls and telephones have one address and port they share it.

    `authority` vouches for the operator's certificate when the centre rings out over TLS.
    """
    if settings.edges:
        return "\n".join(_plain("", *astuple(own_node(settings).sip))[:1])
    sip, trunk = lines.sip_line(settings), lines.trunk_line(settings)
    parts: list[str] = []
    is_shared = _shares_plain(sip, trunk)
    if sip.plain_port:
        # With two sockets for UDP, who has registered is rung from the one that was registered at.
        is_symmetric = trunk.plain_port is not None and not is_shared
        parts += _plain("", sip.address, sip.plain_port, is_symmetric=is_symmetric)
    if sip.tls_port:
        asked = authority if _shares_tls(sip, trunk) else None
        parts.append(_tls("tls", sip.address, sip.tls_port, _certificate(settings), asked))
    if trunk.plain_port and not is_shared:
        parts += _plain("trunk-", trunk.address, trunk.plain_port)
    if trunk.tls_port and not _shares_tls(sip, trunk):
        parts.append(_tls("trunk-tls", trunk.address, trunk.tls_port, _certificate(settings), authority))
    return "\n".join(parts)


def trunk_transport(settings: Settings) -> str:
    """The transport by which the centre rings out."""
    sip, trunk = lines.sip_line(settings), lines.trunk_line(settings)
    if trunk.tls_port:
        return "tls" if _shares_tls(sip, trunk) else "trunk-tls"
    return "udp" if _shares_plain(sip, trunk) else "trunk-udp"


def identifier_order(settings: Settings) -> str:
    """In which order Asterisk finds out who speaks: by a header, by the name, by the address."""
    if settings.edges:
        return "header,username"
    return "ip,header,username" if _clears_the_operator_only(settings) else "header,username,ip"


def in_clear_is_nobody(settings: Settings) -> str:
    """Where the operator alone may speak in clear, his port takes nobody else in clear: a telephone would get in
    there with its password. Who comes from his address has been recognised before."""
    if settings.edges or not _clears_the_operator_only(settings):
        return ""
    return "[in-clear]\ntype = identify\nendpoint = nobody\nmatch_header = Via: /SIP.2.0.(UDP|TCP) /\n"


def telephone_media(settings: Settings) -> str:
    """Settings of a telephone's endpoint. Sound is encrypted; where it may be in clear, each telephone decides."""
    line = lines.sip_line(settings)
    encryption = ""
    if line.tls_port:
        is_optional = "yes" if line.plain_port else "no"
        encryption = f"media_encryption = sdes\nmedia_encryption_optimistic = {is_optional}\n"
    return encryption + _address_of_media(settings, line)


def browser_media(settings: Settings) -> str:
    """Settings of the endpoint of a browser that is no consultant's: encrypted by DTLS in any case."""
    return _address_of_media(settings, lines.sip_line(settings))


def trunk_media(settings: Settings) -> str:
    """Settings of the operator's endpoints."""
    line = lines.trunk_line(settings)
    encryption = "media_encryption = sdes\nmedia_encryption_optimistic = no\n" if line.tls_port else ""
    return encryption + _address_of_media(settings, line)


def node_values(settings: Settings) -> dict[str, str]:
    """For the templates. Raises ValueError where nobody has said which Asterisk it is (S724_NODE)."""
    node = own_node(settings)
    is_behind_edges = bool(settings.edges)
    own = [node.ami.address]
    return {
        "node": node.name,
        "entity_id": f"entityid = {_entity_id(node.name)}\n" if is_behind_edges else "",
        "ami_address": node.ami.address,
        "ari_address": node.ari.address,
        "watchdog_permits": _permits(["127.0.0.1", *own]),
        "application_permits": _permits(["127.0.0.1", *own, *settings.programs.split(",")]),
        "identifier_order": identifier_order(settings),
        "operator_identified_by": "header" if is_behind_edges else "ip",
        "answered_where_it_came_from": "" if is_behind_edges else _ANSWERED_WHERE_IT_CAME_FROM,
        "edges_only": _edges_only(settings),
    }


def by_edge(settings: Settings) -> str:
    """How it reaches the operator, as a line of an endpoint; empty where there is no edge."""
    edge = edge_of_node(settings)
    return "" if edge is None else by_this_edge(edge)


def _permits(addresses: Iterable[str]) -> str:
    """Each once, as manager.conf wants a network."""
    found = dict.fromkeys(_networks(addresses))
    return "".join(f"permit = {network.network_address}/{network.netmask}\n" for network in found)


def _networks(addresses: Iterable[str]) -> Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return (ipaddress.ip_network(address.strip(), strict=False) for address in addresses if address.strip())


def _edges_only(settings: Settings) -> str:
    permitted = "".join(f"permit = {edge.sip.address}\n" for edge in edges_of(settings))
    if not permitted:
        return ""
    return f"[edges-only]\ntype = acl\ndeny = 0.0.0.0/0\ndeny = ::/0\n{permitted}\n"


def _entity_id(name: str) -> str:
    """By which Asterisks tell one another apart, in the form of a hardware address: else it is the machine's, the
    same for two that are on one."""
    return ":".join(f"{byte:02x}" for byte in (2, *hashlib.sha256(name.encode()).digest()[:5]))


def _clears_the_operator_only(settings: Settings) -> bool:
    return lines.sip_line(settings).plain_port is None and lines.trunk_line(settings).plain_port is not None


def _shares_plain(sip: Line, trunk: Line) -> bool:
    return trunk.plain_port is not None and (sip.address, sip.plain_port) == (trunk.address, trunk.plain_port)


def _shares_tls(sip: Line, trunk: Line) -> bool:
    return trunk.tls_port is not None and (sip.address, sip.tls_port) == (trunk.address, trunk.tls_port)


def _certificate(settings: Settings) -> Certificate:
    found = lines.certificate(settings)
    assert found is not None, "a line over TLS has a certificate: core.lines.refusal"
    return found


def _plain(prefix: str, address: str, port: int, *, is_symmetric: bool = False) -> list[str]:
    more = "symmetric_transport = yes\n" if is_symmetric else ""
    return [
        f"[{prefix}{protocol}]\ntype = transport\nprotocol = {protocol}\n"
        f"bind = {lines.bracketed(address)}:{port}\n{more}"
        for protocol in ("udp", "tcp")
    ]


def _tls(name: str, address: str, port: int, certificate: Certificate, authority: Path | None) -> str:
    """The paths may not change while Asterisk runs: what is renewed lies at the same place, and Asterisk reads it
    at `module reload res_pjsip.so` without losing a connection."""
    asked = "" if authority is None else f"verify_server = yes\nca_list_file = {authority}\n"
    return (
        f"[{name}]\ntype = transport\nprotocol = tls\nbind = {lines.bracketed(address)}:{port}\n"
        f"cert_file = {certificate.chain.absolute()}\npriv_key_file = {certificate.key.absolute()}\n"
        f"method = {_TLS_METHOD}\ncipher = {','.join(CIPHERS)}\n{asked}"
    )


def _address_of_media(settings: Settings, line: Line) -> str:
    address = own_node(settings).sip.address if settings.edges else line.address
    ipv6 = "rtp_ipv6 = yes\n" if ":" in address else ""
    if lines.is_every_address(address):
        return ipv6
    # Otherwise Asterisk takes in sound at every address of the machine.
    return f"{ipv6}media_address = {address}\nbind_rtp_to_media_address = yes\n"
