"""What Asterisk 22 makes of keys: `__ast_read` of main/channel.c with its flags, millisecond by millisecond.

`tests/unit/ari_app/telephony/test_key_reports.py` compares it with what a real one told of a call.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

GAP, SHORTEST, PACKET = 45, 80, 20  # milliseconds


@dataclass(frozen=True)
class Press:
    key: str
    held: int
    """Milliseconds."""
    pause: int
    """Milliseconds until the next one."""


@dataclass(frozen=True, order=True)
class _Packet:
    at: int
    is_sound: bool
    key: str = ""
    held: int | None = None
    """None: the beginning of a key."""


@dataclass(frozen=True)
class Told:
    """A report on ARI: of a key, or (without one) of the end of the file."""

    at: int
    key: str = ""
    held: int = 0


@dataclass
class AsteriskChannel:
    """The flags and times of a channel by their names there."""

    told: list[Told] = field(default_factory=list)
    end_dtmf_only: bool = False
    _in_dtmf: bool = False
    _dtmf_tv: int = -1000
    _emulate: int | None = None
    _read_queue: deque[tuple[str, int]] = field(default_factory=deque)

    def read(self, now: int, packets: deque[_Packet]) -> None:
        """All that is there to be read in this millisecond."""
        if now % PACKET == 7 and not self._read_queue:
            self._silence(now)  # by its timer, which ticks as often as packets come, also when none do
        while True:
            if self._read_queue:
                if self._emulate is not None or now - self._dtmf_tv < GAP:
                    self._silence(now)
                    if self._emulate is not None or now - self._dtmf_tv < GAP:
                        return
                self._end(now, *self._read_queue.popleft())
            elif packets and packets[0].at <= now:
                packet = packets.popleft()
                if packet.is_sound:
                    self._silence(now)
                elif packet.held is None:
                    self._begin(now)
                else:
                    self._end(now, packet.key, packet.held)
            else:
                return

    def _silence(self, now: int) -> None:
        if self._emulate is not None and now - self._dtmf_tv >= self._emulate:
            self._emulate, self._dtmf_tv = None, now

    def _begin(self, now: int) -> None:
        if not self.end_dtmf_only and self._emulate is None and now - self._dtmf_tv >= GAP:
            self._in_dtmf, self._dtmf_tv = True, now

    def _end(self, now: int, key: str, held: int) -> None:
        self.told.append(Told(now, key, held))
        if self._emulate is not None:
            self._read_queue.append((key, held))
        elif self._in_dtmf or self.end_dtmf_only:
            taken = held
            if self._in_dtmf:
                self._in_dtmf = False
                if now - self._dtmf_tv < SHORTEST:
                    taken = now - self._dtmf_tv
            if taken < SHORTEST and not self.end_dtmf_only:
                self._emulate = SHORTEST - taken
            else:
                self._dtmf_tv = now
        elif now - self._dtmf_tv < GAP:
            self._read_queue.append((key, held))
        else:
            self._emulate, self._dtmf_tv = max(held, SHORTEST), now


def told_of(presses: Sequence[Press], *, file: range = range(0), stalls: Sequence[range] = ()) -> list[Told]:
    """What is told of these, while a file is played, and while nothing comes from the telephone (milliseconds)."""
    packets = deque(_arrived(presses, stalls))
    channel, now, last = AsteriskChannel(), 0, packets[-1].at + 3000
    while now < last:
        if file and now == file.stop:
            channel.told.append(Told(now))
        channel.end_dtmf_only = now in file
        channel.read(now, packets)
        now += 1
    return channel.told


def _arrived(presses: Iterable[Press], stalls: Sequence[range]) -> Iterator[_Packet]:
    sent, at = [], 200
    for press in presses:
        sent += [_Packet(at, False, press.key), _Packet(at + press.held, False, press.key, press.held)]
        at += press.held + press.pause
    sent += [_Packet(moment, True) for moment in range(0, at + 2500, PACKET)]
    for packet in sorted(sent):
        moment = next((stall.stop for stall in stalls if packet.at in stall), packet.at)
        yield _Packet(moment, packet.is_sound, packet.key, packet.held)
