"""The beep after which callers speak."""

from pathlib import Path

import numpy as np

from ivr.tts.alaw import alaw_encode

_RATE = 8000
_FREQUENCY = 1000.0  # Hz
_LENGTH = 0.4  # seconds
_EDGE = 0.01  # seconds in which it swells and fades, so that it does not click


def write_beep(folder: Path) -> str:
    """Write the sound and return its path without extension, as playing wants it. Blocks for a moment."""
    time = np.arange(int(_RATE * _LENGTH)) / _RATE
    edges = np.minimum(1.0, np.minimum(time, _LENGTH - time) / _EDGE)
    samples = (np.sin(2 * np.pi * _FREQUENCY * time) * edges * 8000).astype(np.int16)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder.resolve() / "beep.alaw"
    part = path.with_name(".beep.part")
    part.write_bytes(alaw_encode(samples).tobytes())
    part.replace(path)
    return str(path.with_suffix(""))
