"""From an engine's WAV to what Asterisk plays: headerless A-law, 8000 samples a second, one channel. Pure.

Nothing here is asynchronous: it belongs in a worker thread.
"""

from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from ivr.tts.alaw import alaw_encode
from ivr.tts.engine import SpeechFailed
from ivr.tts.loudness import loudness
from ivr.tts.sound_file import RATE

LEAD_IN = 0.060
TAIL = 0.150
TARGET_LUFS = -19.0
PEAK_LIMIT_DBFS = -3.0

_FRAME = RATE // 100
_SPEECH_BELOW_LOUDEST_DB = 40.0
_SILENCE_DBFS = -60.0
_FADE = RATE // 200
_KNEE = 0.5  # of full scale: where the bending begins
_MOST_BENT_DB = 10.0
_NEAR_ENOUGH = 0.1  # LU
_MOST_TRIES = 5

Samples = NDArray[np.float64]


def telephone_sound(wav: Path) -> bytes:
    """The A-law bytes of a WAV file: cut to the speech, brought to one loudness.

    Raises SpeechFailed when the file cannot be read or holds no speech.
    """
    try:
        samples, rate = soundfile.read(wav, dtype="float64", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise SpeechFailed(f"Nagranie jest nieczytelne: {error}") from error
    mono = samples.mean(axis=1)
    return encoded(levelled(trimmed(soxr.resample(mono, rate, RATE) if rate != RATE else mono)))


def trimmed(samples: Samples) -> Samples:
    """Speech with at most LEAD_IN seconds before it and exactly TAIL after. Raises SpeechFailed on silence."""
    frames = _frame_levels(samples)
    loudest = frames.max(initial=-np.inf)
    if loudest < _SILENCE_DBFS:
        raise SpeechFailed("Nagranie nie zawiera mowy.")
    speech = np.flatnonzero(frames > max(loudest - _SPEECH_BELOW_LOUDEST_DB, _SILENCE_DBFS))
    start = max(0, int(speech[0]) * _FRAME - int(LEAD_IN * RATE))
    end_of_speech = min(len(samples), (int(speech[-1]) + 1) * _FRAME)
    kept = samples[start : end_of_speech + int(TAIL * RATE)].copy()
    # A cut through a faint rest of sound would click.
    fade = np.linspace(0.0, 1.0, min(_FADE, len(kept)))
    kept[: len(fade)] *= fade
    kept[-len(fade) :] *= fade[::-1]
    missing = end_of_speech - start + int(TAIL * RATE) - len(kept)
    return np.pad(kept, (0, missing))


def levelled(samples: Samples) -> Samples:
    """Brought to TARGET_LUFS, so that nobody has to turn a telephone up between two announcements, spoken or
    recorded; no peak above PEAK_LIMIT_DBFS.

    A few sharp consonants would hold a whole text back, so up to 10 dB of a peak are bent down instead, and what
    that takes of the loudness is given back. Whatever is sharper than that limits the gain.
    """
    most = _from_db(PEAK_LIMIT_DBFS + _MOST_BENT_DB) / float(np.abs(samples).max())
    gain = 1.0
    levelled = _bent(samples)
    for _ in range(_MOST_TRIES):
        short = TARGET_LUFS - loudness(levelled, RATE)
        if abs(short) < _NEAR_ENOUGH or (short > 0 and gain >= most):
            break
        gain = min(gain * _from_db(short), most)
        levelled = _bent(samples * gain)
    return levelled


def _bent(samples: Samples) -> Samples:
    limit = _from_db(PEAK_LIMIT_DBFS)
    size = np.abs(samples)
    bent = _KNEE + (limit - _KNEE) * np.tanh((size - _KNEE) / (limit - _KNEE))
    return np.where(size > _KNEE, np.copysign(bent, samples), samples)


def encoded(samples: Samples) -> bytes:
    """A-law bytes of samples between -1 and 1."""
    return alaw_encode(np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)).tobytes()


def _frame_levels(samples: Samples) -> Samples:
    """The level of each 10 ms in dBFS; the last frame is filled up with silence."""
    frames = np.pad(samples, (0, -len(samples) % _FRAME)).reshape(-1, _FRAME)
    power = np.mean(frames**2, axis=1)
    return np.asarray(10 * np.log10(np.maximum(power, 1e-12)), dtype=np.float64)


def _from_db(decibels: float) -> float:
    return float(10 ** (decibels / 20))
