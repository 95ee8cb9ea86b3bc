"""The sound of a recording: from the clear WAV to what is sealed, and its curve. No clear copy is written.

What it is made with is loaded with the first recording: no process waits for it at its start.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PEAKS = 10
"""Of the curve, a second and side."""

CODEC = "flac"
_LEVEL = 0.625
"""Of libFLAC 5 of 8, its own default: see decision 0061."""

_BLOCK_TIME = 60  # seconds that are read at once


@dataclass(frozen=True, slots=True)
class Sound:
    """`content`: a whole FLAC file. `waveform`: the peaks of each side, the caller's first, 0-255."""

    content: bytes
    seconds: float
    channels: int
    waveform: bytes


class SoundDamaged(Exception):
    """The file holds no sound that can be read."""


def packed_sound(file: Path) -> Sound:
    """Blocks for some milliseconds a minute of sound; raises OSError, and SoundDamaged."""
    import soundfile

    with file.open("rb") as opened:
        try:
            return _packed(opened)
        except soundfile.LibsndfileError as error:
            raise SoundDamaged from error


def _packed(opened: io.BufferedReader) -> Sound:
    import numpy as np
    import soundfile

    out, peaks = io.BytesIO(), []
    with soundfile.SoundFile(opened) as source:
        rate, channels = int(source.samplerate), int(source.channels)
        form = {"samplerate": rate, "channels": channels, "format": "FLAC", "subtype": "PCM_16"}
        frames = 0
        with soundfile.SoundFile(out, "w", compression_level=_LEVEL, **form) as packed:
            while len(block := source.read(rate * _BLOCK_TIME, dtype="int16", always_2d=True)):
                packed.write(block)
                peaks.append(_peaks(block, rate))
                frames += len(block)
            if not frames:
                packed.write(np.zeros((1, channels), np.int16))  # a file without any sample is no FLAC
    curve = np.concatenate(peaks) if peaks else np.zeros((0, channels), np.uint8)
    return Sound(out.getvalue(), frames / rate, channels, np.ascontiguousarray(curve.T).tobytes())


def _peaks(block: NDArray[np.int16], rate: int) -> NDArray[np.uint8]:
    """A row for each tenth of a second; what is begun counts."""
    import numpy as np

    step = rate // PEAKS
    loud = np.abs(block.astype(np.int32))
    loud = np.pad(loud, ((0, -len(loud) % step), (0, 0)))
    highest = loud.reshape(-1, step, block.shape[1]).max(axis=1)
    peaks: NDArray[np.uint8] = np.minimum(highest >> 7, 255).astype(np.uint8)
    return peaks
