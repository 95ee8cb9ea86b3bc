"""The same RTP packet to many telephones' partners in one system call (`sendmmsg`)."""

import ctypes
import os
import socket
import struct
from collections.abc import Sequence

from tests.support.raw_sip import rtp_packet

_LIBC = ctypes.CDLL(None, use_errno=True)
_ADDRESS_BYTES = 16  # of `struct sockaddr_in`


class _Piece(ctypes.Structure):
    """`struct iovec` of Linux."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Head(ctypes.Structure):
    """`struct msghdr`."""

    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("pieces", ctypes.POINTER(_Piece)),
        ("piece_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Message(ctypes.Structure):
    """`struct mmsghdr`."""

    _fields_ = (("head", _Head), ("sent", ctypes.c_uint))


class Circular:
    """Packets of `payload` to the same ports of 127.0.0.1 again and again; `readdress` when these change."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._packet = ctypes.create_string_buffer(rtp_packet(0, 0, payload), 12 + len(payload))
        self._piece = _Piece(ctypes.addressof(self._packet), len(self._packet))
        self.readdress([])

    def readdress(self, ports: Sequence[int]) -> None:
        """To these from now on."""
        addresses = b"".join(
            struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", port, socket.inet_aton("127.0.0.1"))
            for port in ports
        )
        self._addresses = ctypes.create_string_buffer(addresses, max(1, len(addresses)))
        self._messages = (_Message * len(ports))()
        for place, message in enumerate(self._messages):
            message.head.name = ctypes.addressof(self._addresses) + _ADDRESS_BYTES * place
            message.head.name_length = _ADDRESS_BYTES
            message.head.pieces = ctypes.pointer(self._piece)
            message.head.piece_count = 1

    def send(self, own: socket.socket, sequence: int, timestamp: int) -> None:
        """Raises OSError. A packet for which the kernel has no room is lost, as on any line."""
        self._packet.raw = rtp_packet(sequence, timestamp, self._payload)
        sent, count = 0, len(self._messages)
        while sent < count:
            rest = ctypes.byref(self._messages, sent * ctypes.sizeof(_Message))
            done = _LIBC.sendmmsg(own.fileno(), rest, count - sent, 0)
            if done < 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))
            sent += done
