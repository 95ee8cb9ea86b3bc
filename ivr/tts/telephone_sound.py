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
from ivr.tts.sound_file import RATE

LEAD_IN = 0.060
TAIL = 0.150
TARGET_RMS_DBFS = -20.0
PEAK_LIMIT_DBFS = -3.0

_FRAME = RATE // 100
_SPEECH_BELOW_LOUDEST_DB = 40.0
_SILENCE_DBFS = -60.0
_FADE = RATE // 200
_KNEE = 0.5  # of full scale: where the bending begins

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
    """Brought to TARGET_RMS_DBFS, measured where there is speech; no peak above PEAK_LIMIT_DBFS.

    A few sharp consonants would hold a whole text 3 dB below the others, so up to 6 dB of a peak are bent down
    instead. Whatever is sharper than that limits the gain.
    """
    limit = _from_db(PEAK_LIMIT_DBFS)
    gain = min(_from_db(TARGET_RMS_DBFS - speech_rms_dbfs(samples)), 2 * limit / float(np.abs(samples).max()))
    loud = samples * gain
    size = np.abs(loud)
    bent = _KNEE + (limit - _KNEE) * np.tanh((size - _KNEE) / (limit - _KNEE))
    return np.where(size > _KNEE, np.copysign(bent, loud), loud)


def speech_rms_dbfs(samples: Samples) -> float:
    """Loudness of the speech alone: pauses between sentences must not make a text louder, nor a click fainter."""
    levels = _frame_levels(samples)
    speech = levels > np.percentile(levels, 95) - _SPEECH_BELOW_LOUDEST_DB / 2
    power = np.mean(10 ** (levels[speech] / 10))
    return float(10 * np.log10(power))


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
