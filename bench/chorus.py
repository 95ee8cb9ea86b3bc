"""Sound of hundreds of telephones in one thread, as cheaply as can be: what is measured shares its processors.

All of them send the same tone from one port, and what comes to that port the kernel throws away. Only those who
are to hear have ports of their own; what comes there is kept, with the kernel's moment of its arrival.
"""

import itertools
import re
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from bench.hearing import Packet
from bench.outside import as_a_telephone
from bench.packets import Circular
from bench.telephone_keys import key_packets
from softphone.sip import SipMessage
from tests.support.raw_sip import rtp_packet

_FRAME, _FRAME_SECONDS = 160, 0.02  # bytes of A-law in a packet, and how often one is sent
_GROUPS = 10  # in turn: telephones do not all send in the same moment
_ARRIVAL = 35  # SO_TIMESTAMPNS of Linux
_TIMESPEC = struct.Struct("@qq")
_HEADER = struct.Struct("!BBHII")
_ALAW, _EVENTS = 8, 101  # payload types, as the offers say
_PORT = re.compile(rb"^m=audio (\d+) ", re.MULTILINE)
_LATE = 0.03  # seconds late that are noted: a packet and a half


@dataclass(eq=False)
class Leg:
    """One telephone's sound. `remote` is 0 while it does not send."""

    socket: socket.socket
    is_heard: bool
    remote: int = 0
    heard: list[Packet] = field(default_factory=list)
    keys: deque[tuple[int, int, bytes]] = field(default_factory=deque)
    key_began: int = 0

    @property
    def port(self) -> int:
        """Where the other side may send its sound."""
        return int(self.socket.getsockname()[1])

    @property
    def is_of_the_crowd(self) -> bool:
        """Sends nothing but what the others send, too, and from the same port."""
        return bool(self.remote) and not self.is_heard and not self.keys


@dataclass
class _Group:
    """Telephones that send at the same moment."""

    circular: Circular
    legs: list[Leg] = field(default_factory=list)
    is_changed: bool = False
    sequence: int = 0


class Chorus:
    """`with Chorus(tone) as chorus:`; all methods from any thread.

    `late` are the stretches of the wall clock in which it should have sent and did not.
    """

    def __init__(self, tone: bytes) -> None:
        self._tone = tone
        self._crowd = _bound(room=1)  # the kernel makes it its least, some packets: the others it drops
        self._groups = [_Group(Circular(tone)) for _ in range(_GROUPS)]
        self._order = itertools.cycle(self._groups)
        self._changes = threading.Lock()
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name="chorus", daemon=True)
        self._failure: BaseException | None = None
        self.late: list[tuple[float, float]] = []

    def __enter__(self) -> "Chorus":
        with as_a_telephone():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._thread.join()
        for group in self._groups:
            for leg in list(group.legs):
                self.close(leg)
        self._crowd.close()

    @property
    def legs(self) -> list[Leg]:
        """All that are open. RuntimeError when the sound has stopped."""
        if self._failure is not None:
            raise RuntimeError("the telephones' sound has stopped") from self._failure
        with self._changes:
            return [leg for group in self._groups for leg in group.legs]

    @property
    def sending(self) -> int:
        """How many telephones send sound."""
        return sum(bool(leg.remote) for leg in self.legs)

    def open(self, *, is_heard: bool = False) -> Leg:
        """A telephone that is silent yet."""
        leg = Leg(_bound() if is_heard else self._crowd, is_heard)
        with self._changes:
            group = next(self._order)
            group.legs.append(leg)
        return leg

    def begin(self, leg: Leg, message: SipMessage) -> None:
        """Send to whoever described the own sound in this INVITE or answer."""
        if found := _PORT.search(message.body):
            with self._changes:
                leg.remote = int(found[1])
                self._changed(leg)

    def press(self, leg: Leg, keys: str) -> None:
        """Keys in place of sound, one after the other."""
        with self._changes:
            leg.keys = deque(packet for key in keys for packet in key_packets(key))
            self._changed(leg)

    def close(self, leg: Leg) -> None:
        """Harmless when already closed."""
        with self._changes:
            for group in self._groups:
                if leg in group.legs:
                    self._changed(leg)
                    group.legs.remove(leg)
                    if leg.is_heard:
                        leg.socket.close()

    def _changed(self, leg: Leg) -> None:
        for group in self._groups:
            if leg in group.legs:
                group.is_changed = True

    def _run(self) -> None:
        try:
            self._sing()
        except BaseException as error:  # noqa: BLE001 - told to whoever looks next
            self._failure = error

    def _sing(self) -> None:
        began = time.monotonic()
        step = _FRAME_SECONDS / _GROUPS
        turn = 0
        while not self._is_over:
            frame, place = divmod(turn, _GROUPS)
            with self._changes:
                self._send(self._groups[place], frame * _FRAME)
                for leg in self._groups[place].legs:
                    if leg.is_heard:
                        _listen(leg)
            turn += 1
            behind = time.monotonic() - began - turn * step
            if behind > _LATE:
                now = time.time()
                self.late.append((now - behind - _FRAME_SECONDS, now + _FRAME_SECONDS))
                turn += int(behind / step)  # a telephone does not catch up either
            time.sleep(max(0.0, -behind))

    def _send(self, group: _Group, timestamp: int) -> None:
        if group.is_changed:
            group.circular.readdress([leg.remote for leg in group.legs if leg.is_of_the_crowd])
            group.is_changed = False
        group.sequence += 1
        group.circular.send(self._crowd, group.sequence, timestamp)
        for leg in group.legs:
            if leg.remote and not leg.is_of_the_crowd:
                self._send_own(group, leg, timestamp)

    def _send_own(self, group: _Group, leg: Leg, timestamp: int) -> None:
        kind, payload = _ALAW, self._tone
        if leg.keys:
            kind, place, payload = leg.keys.popleft()
            if kind == _EVENTS:
                leg.key_began = timestamp if place == 0 else leg.key_began
                timestamp = leg.key_began
            kind = kind or _ALAW
            group.is_changed = not leg.keys or group.is_changed
        packet = rtp_packet(group.sequence, timestamp, payload, kind=kind)
        leg.socket.sendto(packet, ("127.0.0.1", leg.remote))


def _bound(room: int = 0) -> socket.socket:
    own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    if room:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    own.setsockopt(socket.SOL_SOCKET, _ARRIVAL, 1)
    own.bind(("127.0.0.1", 0))
    own.setblocking(False)
    return own


def _listen(leg: Leg) -> None:
    """Take all that has come."""
    while True:
        try:
            data, extra, _, _ = leg.socket.recvmsg(2048, 64)
        except BlockingIOError:
            return
        if len(data) < _HEADER.size or data[1] & 0x7F != _ALAW:
            continue
        _, _, sequence, _, source = _HEADER.unpack_from(data)
        moments = [_TIMESPEC.unpack(value[:16]) for _, kind, value in extra if kind == _ARRIVAL]
        at = moments[0][0] + moments[0][1] / 1e9 if moments else time.time()
        leg.heard.append(Packet(at, source, sequence, data[_HEADER.size :]))
