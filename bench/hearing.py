"""What a telephone has heard of a conversation: gaps in the other's tone, and packets that were lost. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ivr.tts.alaw import alaw_decode
from softphone.tones import tone_frames

LONGEST = 0.06  # seconds between two packets, which come every 0.02: more is a gap
_FRAME = 160  # bytes of A-law
_NUMBERS = 1 << 16  # sequence numbers begin anew


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet of RTP: when it came (wall clock), from which source of sound, its sequence number, A-law."""

    at: float
    source: int
    sequence: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Hearing:
    """`gaps` are seconds. `excused` is how many gaps and losses nobody but the machine is to blame for."""

    gaps: Sequence[float]
    lost: int
    excused: int


def judge(
    packets: Sequence[Packet], begin: float, end: float, hertz: int, is_excused: Callable[[float, float], bool]
) -> Hearing:
    """Of what came between `begin` and `end` only packets of a tone of `hertz` count as heard.

    `is_excused` is asked about a stretch of time in which something was missing.
    """
    within = [packet for packet in packets if begin <= packet.at <= end]
    moments = [packet.at for packet, has_tone in zip(within, _has_tone(within, hertz), strict=True) if has_tone]
    silences = [(one, two) for one, two in pairwise([begin, *moments, end]) if two - one > LONGEST]
    gaps = [two - one for one, two in silences if not is_excused(one, two)]
    lost = excused = 0
    for one, two in pairwise(within):
        missing = (two.sequence - one.sequence) % _NUMBERS - 1
        # A packet that was overtaken looks like nearly all of them lost.
        if two.source == one.source and 0 < missing < _NUMBERS // 2:
            if is_excused(one.at, two.at):
                excused += missing
            else:
                lost += missing
    return Hearing(gaps, lost, excused + len(silences) - len(gaps))


def _has_tone(packets: Sequence[Packet], hertz: int) -> NDArray[np.bool_]:
    whole = b"".join(packet.payload[:_FRAME].ljust(_FRAME, b"\xd5") for packet in packets)
    return tone_frames(alaw_decode(whole).astype(np.float64), hertz)
