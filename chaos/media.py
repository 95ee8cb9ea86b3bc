"""Sound of many telephones in one thread: sends what each says, notes what each hears and when it came.

The moments of arrival are the kernel's (SO_TIMESTAMPNS), so a thread that comes late reads the same moment. When
it sends late itself, that is noted (`stalls`): such a pause is the telephones' fault and not the centre's.
"""

import select
import socket
import struct
import threading
import time
from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chaos.detectors import Window
from chaos.sound_cipher import SoundCipher
from chaos.sounds import FRAME, QUIET, Ear, pair
from chaos.telephone_keys import key_packets
from tests.support.telephones.raw_sip import rtp_packet

_ARRIVAL = 35  # SO_TIMESTAMPNS of Linux
_TIMESPEC = struct.Struct("@qq")
_TICK = 0.02
_LOOK = 0.2  # seconds between two looks at what was heard
_AGAIN = 1.0  # seconds after which the same announcement, heard once more, has begun anew
_STALL = 0.05
_SPARSE = (
    10  # ticks between two packets of whoever is in no conversation: the exchange must see the telephone live
)
_EVENTS = 101  # payload type of keys, as the offers say
_ALAW = 8


@dataclass(slots=True)
class Heard:
    """Every packet of a call: when it came and what it was (see `Ear`)."""

    moments: "array[float]" = field(default_factory=lambda: array("d"))
    kinds: "array[int]" = field(default_factory=lambda: array("l"))
    begun: deque[tuple[float, str]] = field(default_factory=deque)
    """Announcements that have begun, for whoever answers them; taken away by the reader."""
    named: list[tuple[float, str]] = field(default_factory=list)
    """The same, kept."""
    _last: tuple[str, int, float] = ("", 0, 0.0)

    def add(self, moments: list[float], numbers: list[int], ear: Ear) -> None:
        self.moments.extend(moments)
        self.kinds.extend(numbers)
        for at, number in zip(moments, numbers, strict=True):
            name = ear.name(number)
            if not name:
                continue
            last, place, before = self._last
            here = ear.place(number)
            if name != last or here < place or at - before > _AGAIN:
                self.begun.append((at, name))
                self.named.append((at, name))
            self._last = (name, here, at)

    def of_tone(self, number: int, since: float = 0.0, beside: Iterable[int] = ()) -> Iterator[float]:
        """The moments at which a packet of this tone came, alone or beside one of the tones `beside`, from the end
        of `since` on."""
        wanted = {number, *(pair(number, other) for other in beside)}
        both = zip(self.moments, self.kinds, strict=False)
        return (at for at, kind in both if at >= since and kind in wanted)

    def has_tone(self, number: int, packets: int = 5) -> bool:
        """Were the last packets that came of this tone?"""
        return len(self.kinds) >= packets and all(kind == number for kind in self.kinds[-packets:])


@dataclass(eq=False)
class Leg:
    """The sound of one call at one telephone. `says` is repeated; None is silence, sent only now and then."""

    socket: socket.socket
    heard: Heard = field(default_factory=Heard)
    remote: tuple[str, int] | None = None
    says: bytes | None = None
    is_gone: bool = False  # its network is gone: nothing is sent, nothing heard
    cipher: SoundCipher | None = None
    keys: deque[tuple[int, int, bytes]] = field(default_factory=deque)
    _sequence: int = 0
    _key_began: int = 0
    _waiting: list[tuple[float, bytes]] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])

    @property
    def is_keying(self) -> bool:
        return bool(self.keys)

    def press(self, keys: str) -> None:
        """Send keys, one after the other, 0.24 s each; what was being sent is given up."""
        self.keys = deque(packet for key in keys for packet in key_packets(key))

    def speak(self, tick: int) -> None:
        """Send what is due at this tick."""
        if self.remote is None or self.is_gone:
            return
        stamp = tick * FRAME
        kind, payload = _ALAW, self.says or QUIET
        if self.keys:
            kind, place, payload = self.keys.popleft()
            if kind == _EVENTS:
                # One timestamp for the whole key, also when a tick was missed: another one would be another key.
                self._key_began = stamp if place == 0 else self._key_began
                stamp = self._key_began
            kind = kind or _ALAW
        elif self.says is None and tick % _SPARSE:
            return
        self._sequence += 1
        packet = rtp_packet(self._sequence, stamp, payload, kind=kind)
        self.socket.sendto(packet if self.cipher is None else self.cipher.close(packet), self.remote)

    def listen(self) -> None:
        """Take one packet that has come."""
        try:
            data, extra, _, _ = self.socket.recvmsg(2048, 64)
        except (BlockingIOError, ConnectionRefusedError):
            return
        if self.is_gone or len(data) < 12 or data[1] & 0x7F != _ALAW:
            return
        if self.cipher is not None and not (data := self.cipher.open(data)):
            return
        at = time.time()
        for _, name, value in extra:
            if name == _ARRIVAL:
                seconds, nanoseconds = _TIMESPEC.unpack(value[:16])
                at = seconds + nanoseconds / 1e9
        self._waiting.append((at, data[12:]))

    def understand(self, ear: Ear) -> None:
        """Find out what the packets were that have come since the last time."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.heard.add([at for at, _ in waiting], ear.hear([packet for _, packet in waiting]), ear)


class Media:
    """`with Media(ear) as media:`; `open()` and `close(leg)` from any thread."""

    def __init__(self, ear: Ear, host: str = "127.0.0.1") -> None:
        """`host`: the address of all these telephones."""
        self._host = host
        self.stalls: list[Window] = []  # when the telephones sent nothing
        self.failure: BaseException | None = None
        self._ear = ear
        self._legs: tuple[Leg, ...] = ()
        self._by_descriptor: dict[int, Leg] = {}
        self._changes = threading.Lock()
        self._epoll = select.epoll()
        self._is_over = False
        self._stands_for = 0.0
        self._thread = threading.Thread(target=self._run, name="media", daemon=True)

    def __enter__(self) -> "Media":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._thread.join()
        for leg in self._legs:
            leg.socket.close()
        self._epoll.close()

    def open(self) -> Leg:
        """A leg at a free port. Raises OSError when there is none, and whatever has ended the thread."""
        if self.failure is not None:
            raise RuntimeError("the telephones' sound has stopped") from self.failure
        own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        own.setsockopt(socket.SOL_SOCKET, _ARRIVAL, 1)
        own.bind((self._host, 0))
        own.setblocking(False)
        leg = Leg(own)
        with self._changes:
            self._legs = (*self._legs, leg)
            self._by_descriptor[own.fileno()] = leg
        self._epoll.register(own.fileno(), select.EPOLLIN)
        return leg

    def close(self, leg: Leg) -> None:
        """The leg hears nothing more; what it has heard stays."""
        with self._changes:
            if leg not in self._legs:
                return
            self._legs = tuple(each for each in self._legs if each is not leg)
            del self._by_descriptor[leg.socket.fileno()]
            self._epoll.unregister(leg.socket.fileno())
            leg.socket.close()
            leg.understand(self._ear)

    def stand_still(self, seconds: float) -> None:
        """Send and take nothing for so long, beginning with the next packet: what a machine does to telephones
        that gives them no processor. It is noted in `stalls` like any other."""
        self._stands_for = seconds

    def _run(self) -> None:
        try:
            self._exchange()
        except BaseException as error:  # noqa: BLE001 - told to whoever opens the next leg
            self.failure = error

    def _exchange(self) -> None:
        tick, began, sent = 0, time.monotonic(), time.time()
        looked = began
        while not self._is_over:
            now = time.time()
            if now - sent > _STALL:
                self.stalls.append(Window(sent, now))
            sent = now
            if self._stands_for:
                pause, self._stands_for = self._stands_for, 0.0
                time.sleep(pause)
                continue
            with self._changes:
                for leg in self._legs:
                    leg.speak(tick)
                while ready := self._epoll.poll(0, 1024):
                    for descriptor, _ in ready:
                        if (known := self._by_descriptor.get(descriptor)) is not None:
                            known.listen()
                if time.monotonic() - looked >= _LOOK:
                    looked = time.monotonic()
                    for leg in self._legs:
                        leg.understand(self._ear)
            # Behind time, the ticks that were missed are left out: a telephone does not catch up either.
            tick = max(tick + 1, int((time.monotonic() - began) / _TICK))
            time.sleep(max(0.0, began + tick * _TICK - time.monotonic()))
