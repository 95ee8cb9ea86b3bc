"""Pure tones: make one, and say whether it is in a piece of sound."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

RATE = 8000  # samples a second, everywhere on the telephone
_FULL = 32768.0


def tone(frequency: float, seconds: float = 1.0, level: float = 0.25) -> Samples:
    """A sine of `frequency` Hz at `level` of full scale. One second of a whole frequency repeats seamlessly."""
    moments = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(np.sin(2 * np.pi * frequency * moments) * level * (_FULL - 1), dtype=np.int16)


def rms(samples: Samples) -> float:
    """Loudness, 0 (silence) to 1 (full scale); 0 of nothing."""
    if not len(samples):
        return 0.0
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) / _FULL


def tone_share(samples: Samples, frequency: float) -> float:
    """How much of the energy of `samples` lies at `frequency` Hz, 0 to 1 (the Goertzel measure).

    As fine as the piece is long: 20 ms tell tones 100 Hz apart from each other, 200 ms tell 10 Hz.
    """
    if not len(samples):
        return 0.0
    sound = samples.astype(np.float64)
    sound -= sound.mean()
    energy = float(np.dot(sound, sound))
    if energy <= 0:
        return 0.0
    turning = np.exp(-2j * np.pi * frequency * np.arange(len(sound)) / RATE)
    # A sine of amplitude a has energy n·a²/2 and |dot| = n·a/2.
    return float(min(1.0, 2 * abs(np.dot(sound, turning)) ** 2 / (len(sound) * energy)))


def tone_frames(samples: Samples, frequency: float, frame: float = 0.02) -> NDArray[np.bool_]:
    """For each `frame` seconds of sound: is it `frequency` Hz, and not too quiet to be meant?"""
    size = round(frame * RATE)
    count = len(samples) // size
    frames = samples[: count * size].astype(np.float64).reshape(count, size)
    frames -= frames.mean(axis=1, keepdims=True)
    energy = np.einsum("ij,ij->i", frames, frames)
    turning = np.exp(-2j * np.pi * frequency * np.arange(size) / RATE)
    at_frequency = 2 * np.abs(frames @ turning) ** 2 / size
    loud_enough = energy > size * (0.003 * _FULL) ** 2
    return np.asarray(loud_enough & (at_frequency > 0.6 * energy))


def hears_tone(samples: Samples, frequency: float, seconds: float = 0.3) -> bool:
    """Whether `frequency` Hz sounds in `samples` for at least `seconds` without a break."""
    longest = run = 0
    for present in tone_frames(samples, frequency):
        run = run + 1 if present else 0
        longest = max(longest, run)
    return longest * 0.02 >= seconds - 1e-9
