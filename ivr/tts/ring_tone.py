"""What a consultant hears while a client's telephone rings: Poland's ringing tone, 425 Hz, one second in five."""

from pathlib import Path

from ivr.tts.sound_file import RATE, is_intact, write_sound

LENGTH = 5.0  # seconds, with the silence after the tone
_FREQUENCY = 425.0  # Hz (ITU-T E.180, Poland)
_TONE = 1.0  # seconds
_EDGE = 0.01  # seconds in which it swells and fades, so that it does not click


def write_ring_tone(folder: Path) -> str:
    """Write the sound if it is not there, and return its path without extension. Blocks for a moment."""
    path = folder.resolve() / "ring_tone.alaw"
    if not is_intact(path):
        folder.mkdir(parents=True, exist_ok=True)
        write_sound(path, _ring_tone())
    return str(path.with_suffix(""))


def _ring_tone() -> bytes:
    import numpy as np  # a tenth of a second, once for an installation

    from ivr.tts.alaw import alaw_encode

    time = np.arange(round(RATE * LENGTH)) / RATE
    edges = np.clip(np.minimum(time, _TONE - time) / _EDGE, 0.0, 1.0)
    samples = (np.sin(2 * np.pi * _FREQUENCY * time) * edges * 4000).astype(np.int16)
    return alaw_encode(samples).tobytes()
