"""From what somebody recorded (WAV, FLAC, OGG or MP3, of any usual rate) to what Asterisk plays. Pure.

The loudness is brought to that of synthesis by the same measure (`telephone_sound.levelled`), so that nobody has
to turn a telephone up between two announcements. The true peak is measured four times oversampled.

Nothing here is asynchronous: it belongs in a worker thread.
"""

import io

import numpy as np
import soundfile
import soxr

from core.errors import S724Error
from ivr.tts.engine import SpeechFailed
from ivr.tts.sound_file import MOST_RECORDED, RATE
from ivr.tts.telephone_sound import Samples, encoded, levelled, trimmed

LONGEST_TIME = 300.0  # seconds
TRUE_PEAK_LIMIT_DBFS = -1.0

_FORMATS = {"WAV", "WAVEX", "FLAC", "OGG", "MP3"}
_RATES = range(8_000, 192_001)
_MOST_CHANNELS = 2
_BLOCK_TIME = 5  # seconds read at a time: five minutes of the highest rate would fill the memory


class RecordingRefused(S724Error):
    """Somebody's sound file that cannot be used; `problems` says why in Polish."""

    code = "settings_refused"

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problems = [problem]


def recorded_sound(content: bytes) -> tuple[bytes, float]:
    """The A-law bytes, and how many seconds they last. Raises RecordingRefused.

    What the file is follows from its content, never from its name.
    """
    if len(content) > MOST_RECORDED:
        raise RecordingRefused(f"Plik jest za duży; największy może mieć {MOST_RECORDED // 1024 // 1024} MB.")
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            speech = _narrow(file)
        sound = _below_true_peak(levelled(trimmed(speech)))
    except (soundfile.LibsndfileError, OSError) as error:
        raise RecordingRefused("Plik nie jest nagraniem WAV, FLAC, OGG ani MP3 albo jest uszkodzony.") from error
    except SpeechFailed as error:
        raise RecordingRefused(error.message_pl) from error
    return encoded(sound), round(len(sound) / RATE, 2)


def _narrow(file: soundfile.SoundFile) -> Samples:
    """One channel at the telephone's rate, however much the file claims to hold."""
    if file.format not in _FORMATS:
        raise RecordingRefused("Dozwolone są nagrania WAV, FLAC, OGG i MP3.")
    if file.samplerate not in _RATES or not 1 <= file.channels <= _MOST_CHANNELS:
        raise RecordingRefused("Nagranie musi mieć jeden lub dwa kanały i od 8 000 do 192 000 próbek na sekundę.")
    too_long = RecordingRefused(f"Nagranie jest za długie; najdłuższe może trwać {LONGEST_TIME / 60:.0f} minut.")
    if file.frames > LONGEST_TIME * file.samplerate:
        raise too_long
    down = soxr.ResampleStream(file.samplerate, RATE, 1, dtype="float64")
    pieces: list[Samples] = []
    length = 0
    for block in file.blocks(blocksize=_BLOCK_TIME * file.samplerate, dtype="float64", always_2d=True):
        if not np.isfinite(block).all():
            raise RecordingRefused("Nagranie jest uszkodzone.")
        pieces.append(down.resample_chunk(block.mean(axis=1)))
        length += len(block)
        if length > LONGEST_TIME * file.samplerate:  # the header may have lied
            raise too_long
    pieces.append(down.resample_chunk(np.zeros(0), last=True))
    return np.clip(np.concatenate(pieces), -1.0, 1.0)


def _below_true_peak(samples: Samples) -> Samples:
    up = soxr.ResampleStream(RATE, 4 * RATE, 1, dtype="float64")
    peak = 0.0
    for begin in range(0, len(samples), _BLOCK_TIME * RATE):
        peak = _higher(peak, up.resample_chunk(samples[begin : begin + _BLOCK_TIME * RATE]))
    peak = _higher(peak, up.resample_chunk(np.zeros(0), last=True))
    limit = 10 ** (TRUE_PEAK_LIMIT_DBFS / 20)
    return samples * (limit / peak) if peak > limit else samples


def _higher(peak: float, samples: Samples) -> float:
    return max(peak, float(np.abs(samples).max(initial=0.0)))
