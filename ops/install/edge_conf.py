"""Writes the configuration of an edge into a folder that its owner alone may read, and says how it is started."""

import ipaddress
from pathlib import Path

from core import lines
from core.keys.tls import CIPHERS
from core.nodes import EdgePlaces, Place, edges_of, nodes_of, takes_plain_telephones
from core.settings import Settings
from edge.configuration import Edge, files
from ops.console import Failed
from ops.install.asterisk_conf import trunk_addresses
from ops.install.kamailio import kamailio_command
from ops.paths import PROJECT, make_private, write_private

TEMPLATE = PROJECT / "edge-conf" / "edge.cfg"


def edge_of(settings: Settings, own: EdgePlaces) -> Edge:
    """What that edge of the installation has to know. Raises Failed for a setting that an edge cannot use."""
    peer = next((edge for edge in edges_of(settings) if edge != own), None)
    gateway = settings.way_out
    return Edge(
        name=own.name,
        sip=own.sip,
        control=own.control,
        nodes=[node.sip for node in nodes_of(settings)],
        operator=[_network("S724_TRUNK", part) for part in trunk_addresses(settings.trunk).split(",")],
        gateways=[_place("S724_TRUNK_OUT", gateway)] if gateway else [],
        programs=[part.strip() for part in settings.programs.split(",")],
        told=own.told if peer else None,
        peer=peer.told if peer else None,
        tls=own.tls,
        certificate=lines.certificate(settings),
        ciphers=CIPHERS,
        takes_plain_telephones=takes_plain_telephones(settings),
    )


def folder(settings: Settings, name: str) -> Path:
    """Of the files of that edge."""
    return settings.home / "edges" / name


def render(settings: Settings) -> None:
    """Write the files of every edge anew. Raises Failed."""
    for own in edges_of(settings):
        try:
            write(edge_of(settings, own), folder(settings, own.name))
        except ValueError as error:
            raise Failed(f"the edge {own.name} cannot be configured: {error}") from None


def command(settings: Settings, name: str) -> list[str]:
    """The command line that runs that edge in the foreground. Raises Failed where there is no Kamailio."""
    own = folder(settings, name)
    return [*kamailio_command(), *options(own / TEMPLATE.name, own)]


def options(main: Path, work: Path) -> list[str]:
    """Of Kamailio: in the foreground, log to standard error, 64 MB shared and 8 MB a process."""
    return ["-f", str(main), "-m", "64", "-M", "8", "-DD", "-E", "-w", str(work), "-Y", str(work)]


def write(edge: Edge, folder: Path) -> Path:
    """Every file anew; returns the main one. Raises OSError, and ValueError for what cannot stand in a file."""
    texts = files(edge, folder)
    make_private(folder)
    for place, text in texts.items():
        write_private(folder / place, text)
    write_private(folder / TEMPLATE.name, TEMPLATE.read_text(encoding="utf-8"))
    return folder / TEMPLATE.name


def _network(variable: str, text: str) -> str:
    """An edge looks nobody up by name. Raises Failed."""
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise Failed(f"{variable}: {text!r} is a name: with edges only addresses can be used") from None


def _place(variable: str, text: str) -> Place:
    host, _, port = text.rpartition(":")
    _network(variable, host.strip("[]"))
    return Place(host.strip("[]"), int(port))
