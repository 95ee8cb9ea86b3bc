"""The beep after which callers speak."""

from pathlib import Path

from ivr.tts.sound_file import RATE, is_intact, write_sound

_FREQUENCY = 1000.0  # Hz
_LENGTH = 0.4  # seconds
_EDGE = 0.01  # seconds in which it swells and fades, so that it does not click


def write_beep(folder: Path) -> str:
    """Write the sound if it is not there, and return its path without extension. Blocks for a moment."""
    path = folder.resolve() / "beep.alaw"
    if not is_intact(path):
        folder.mkdir(parents=True, exist_ok=True)
        write_sound(path, _beep())
    return str(path.with_suffix(""))


def _beep() -> bytes:
    import numpy as np  # a tenth of a second, once for an installation

    from ivr.tts.alaw import alaw_encode

    time = np.arange(int(RATE * _LENGTH)) / RATE
    edges = np.minimum(1.0, np.minimum(time, _LENGTH - time) / _EDGE)
    samples = (np.sin(2 * np.pi * _FREQUENCY * time) * edges * 8000).astype(np.int16)
    return alaw_encode(samples).tobytes()
