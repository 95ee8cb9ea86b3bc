"""Which sockets a process holds open for others, as the kernel says it."""

import ipaddress
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_LISTENS, _UNCONNECTED = "0A", "07"


@dataclass(frozen=True, slots=True, order=True)
class Socket:
    """`protocol` is UDP or TCP."""

    protocol: str
    address: str
    port: int


def open_sockets(pids: Iterable[int]) -> set[Socket]:
    """What these processes listen on, and from which addresses they take datagrams in."""
    inodes = {inode for pid in pids for inode in _inodes(pid)}
    found = set()
    for file, protocol, state in (
        ("udp", "UDP", _UNCONNECTED),
        ("udp6", "UDP", _UNCONNECTED),
        ("tcp", "TCP", _LISTENS),
        ("tcp6", "TCP", _LISTENS),
    ):
        for line in Path(f"/proc/net/{file}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == state and fields[9] in inodes:
                found.add(Socket(protocol, *_place(fields[1])))
    return found


def own_address() -> str:
    """An address of this machine that others may reach, so no loopback. No packet is sent.

    A machine without any network has none; then the test cannot be made.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("198.51.100.1", 9))
        address = str(probe.getsockname()[0])
    assert not ipaddress.ip_address(address).is_loopback
    return address


def ports_by_chance() -> tuple[int, int]:
    """First and last of the ports that the kernel gives to sockets without a wish."""
    first, last = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    return int(first), int(last)


def _inodes(pid: int) -> Iterator[str]:
    try:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            target = str(descriptor.readlink())
            if target.startswith("socket:["):
                yield target[len("socket:[") : -1]
    except OSError:
        return  # it has just ended


def _place(text: str) -> tuple[str, int]:
    address, port = text.split(":")
    # Four bytes at a time, each four in the order of this machine.
    packed = b"".join(bytes.fromhex(address[at : at + 8])[::-1] for at in range(0, len(address), 8))
    return str(ipaddress.ip_address(packed)), int(port, 16)
