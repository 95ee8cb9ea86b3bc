"""RTP packets to and from Asterisk, counted by the kernel and read by nobody.

SIPp and Asterisk share the loopback interface, so its counters do not tell one from the other. A packet socket
with a filter does: the kernel counts what passes it, and we never read. It is for root only.
"""

import ctypes
import socket
import struct
from dataclasses import dataclass
from types import TracebackType
from typing import Self

_ALL_PROTOCOLS = 0x0003
_SOL_PACKET, _PACKET_STATISTICS = 263, 6
_ATTACH_FILTER = 26
_LOAD_HALF, _LOAD_BYTE, _LOAD_HALF_BEHIND_HEADER, _LOAD_LENGTH_OF_HEADER, _END = 0x28, 0x30, 0x48, 0xB1, 0x06
_JUMPS = _IS_EQUAL, _IS_ABOVE, _IS_AT_LEAST, _HAS_BITS = 0x15, 0x25, 0x35, 0x45
_PACKET_TYPE, _OUTGOING = 0xFFFFF004, 4
_SOURCE, _DESTINATION = 0, 2  # offsets of the ports in a UDP header


@dataclass(frozen=True, slots=True)
class Packets:
    """Numbers of packets."""

    rtp_in: int
    rtp_out: int
    rtcp_in: int
    rtcp_out: int


class PacketCounter:
    """Counts inside a `with` block; `packets()` once, at its end. Raises PermissionError where it may not look."""

    def __init__(self, first_port: int, last_port: int) -> None:
        self._sockets = [
            _counting(_filter(place, first_port, last_port, odd))
            for odd in (False, True)
            for place in (_DESTINATION, _SOURCE)
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in self._sockets:
            each.close()

    def packets(self) -> Packets:
        """What came and went since the beginning, or since the last call."""
        return Packets(*map(_passed, self._sockets))


def _counting(program: list[tuple[int, int, int, int]]) -> socket.socket:
    # Of no protocol first, so that nothing is counted before the filter is there.
    found = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
    code = b"".join(struct.pack("HBBI", *line) for line in program)
    buffer = ctypes.create_string_buffer(code)
    found.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("HL", len(program), ctypes.addressof(buffer)))
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    found.bind(("lo", _ALL_PROTOCOLS))
    _passed(found)
    return found


def _passed(counting: socket.socket) -> int:
    """Packets that passed since the last question; most found no room there, and are counted all the same."""
    packets, _ = struct.unpack("II", counting.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8))
    return int(packets)


def _filter(place: int, first_port: int, last_port: int, odd: bool) -> list[tuple[int, int, int, int]]:
    """A classic BPF program for UDP on IPv4 with a port in the range, even (RTP) or odd (RTCP).

    On the loopback interface each packet is met twice; the one on its way out is left out.
    """
    out, passed = 11, 12  # lines of the two ends
    last = (passed, out) if odd else (out, passed)
    lines = [
        (_LOAD_HALF, 0, 0, _PACKET_TYPE),
        (_IS_EQUAL, out, 2, _OUTGOING),
        (_LOAD_BYTE, 0, 0, 0),
        (_HAS_BITS, 4, out, 0x40),  # version 4
        (_LOAD_BYTE, 0, 0, 9),
        (_IS_EQUAL, 6, out, socket.IPPROTO_UDP),
        (_LOAD_LENGTH_OF_HEADER, 0, 0, 0),
        (_LOAD_HALF_BEHIND_HEADER, 0, 0, place),
        (_IS_AT_LEAST, 9, out, first_port),
        (_IS_ABOVE, out, 10, last_port),
        (_HAS_BITS, *last, 1),
        (_END, 0, 0, 0),
        (_END, 0, 0, 1),
    ]
    # The kernel wants to know how many lines to pass over.
    return [
        (code, yes - number - 1, no - number - 1, value) if code in _JUMPS else (code, 0, 0, value)
        for number, (code, yes, no, value) in enumerate(lines)
    ]
