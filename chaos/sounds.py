"""What a packet of sound is: a piece of a known announcement, of the music, a telephone's tone, or silence.

Asterisk plays the centre's A-law files as they are: each packet is 160 bytes of the file, so it is recognised by
its bytes. Where a bridge mixes, the bytes are new; a tone is found by its frequency there, and so are two at once,
where three talk.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ivr.tts.alaw import alaw_decode, alaw_encode

RATE = 8000
FRAME = 160  # bytes of A-law in a packet, 20 ms
HERTZ = RATE // FRAME  # tones are whole multiples of it: each packet of a tone is like the other
SILENCE, SOUND = 0, 100  # kinds of a packet; a number in between is a tone, in steps of HERTZ
MUSIC = "music"
CALLER_TONES = range(6, 30)  # 300 to 1450 Hz
CONSULTANT_TONES = range(32, 62)  # 1600 to 3050 Hz: nothing of the music reaches up there
SUPERVISOR_TONE = 31
_PER_SOUND = 100_000
_PAIR = 10_000  # kinds from here on are two tones at once, the lower one times `_OF_PAIR`, and the other
_OF_PAIR = 100
_WEAKER = 0.1  # of the power of a packet that the weaker of two tones has at least
_HEIGHT = 8000  # of 32767
_LOUD = 150.0  # RMS; the idle pattern of A-law is far below
_PURE = 0.75  # of the power of a packet that is a tone


def tone(number: int) -> bytes:
    """One packet of the tone of `number` times HERTZ."""
    wave = np.sin(2 * np.pi * number * np.arange(FRAME) / FRAME) * _HEIGHT
    return alaw_encode(wave.astype(np.int16)).tobytes()


QUIET = alaw_encode(np.zeros(FRAME, dtype=np.int16)).tobytes()


def kinds_of(packets: Sequence[bytes]) -> NDArray[np.int32]:
    """Of each packet SILENCE, SOUND, the number of its tone, or that of its two tones (`pair`)."""
    if not packets:
        return np.zeros(0, dtype=np.int32)
    whole = b"".join(packet[:FRAME].ljust(FRAME, QUIET[:1]) for packet in packets)
    samples = alaw_decode(whole).reshape(-1, FRAME).astype(np.float32)
    power = np.square(np.abs(np.fft.rfft(samples, axis=1)))[:, 1:-1]
    total = power.sum(axis=1)
    strongest = power.argmax(axis=1)
    rows = np.arange(len(power))
    share = power[rows, strongest] / np.maximum(total, 1.0)
    without = power.copy()
    without[rows, strongest] = 0.0
    second = without.argmax(axis=1)
    weaker = without[rows, second] / np.maximum(total, 1.0)
    is_pair = (share + weaker > _PURE) & (weaker > _WEAKER)
    lower, upper = np.minimum(strongest, second) + 1, np.maximum(strongest, second) + 1
    is_loud = np.sqrt(np.mean(np.square(samples), axis=1)) > _LOUD
    kinds = np.where(is_pair, _PAIR + _OF_PAIR * lower + upper, np.where(share > _PURE, strongest + 1, SOUND))
    return np.where(is_loud, kinds, SILENCE).astype(np.int32)


def pair(one: int, other: int) -> int:
    """The kind of a packet with both tones."""
    return _PAIR + _OF_PAIR * min(one, other) + max(one, other)


class Ear:
    """Knows the sounds of a centre. `hear` gives each packet a number, `name` and `place` say what it is."""

    def __init__(self, sounds: Mapping[str, Path]) -> None:
        self._names = list(sounds)
        pieces = [_cut(sounds[name].read_bytes()) for name in self._names]
        often = Counter(piece for sound in pieces for piece in sound)
        # A piece that stands in two places, a pause above all, tells nothing.
        self._known = {
            piece: (number + 1) * _PER_SOUND + place
            for number, sound in enumerate(pieces)
            for place, piece in enumerate(sound)
            if often[piece] == 1
        }

    def hear(self, packets: Sequence[bytes]) -> list[int]:
        """The number of each packet."""
        found = [self._known.get(packet, -1) for packet in packets]
        strange = [place for place, number in enumerate(found) if number < 0]
        for place, kind in zip(strange, kinds_of([packets[place] for place in strange]).tolist(), strict=True):
            found[place] = kind
        return found

    def name(self, number: int) -> str:
        """The known sound that the packet is a piece of; empty for any other packet."""
        return self._names[number // _PER_SOUND - 1] if number >= _PER_SOUND else ""

    @staticmethod
    def place(number: int) -> int:
        """The place of the packet in its sound, in packets from the beginning."""
        return number % _PER_SOUND


def _cut(content: bytes) -> list[bytes]:
    return [content[begin : begin + FRAME] for begin in range(0, len(content) - FRAME + 1, FRAME)]
