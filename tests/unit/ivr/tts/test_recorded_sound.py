"""What somebody recorded becomes what Asterisk plays, or is refused in Polish."""

import numpy as np
import pytest
import soxr

from ivr.tts.alaw import alaw_decode
from ivr.tts.recorded_sound import RecordingRefused, recorded_sound
from ivr.tts.sound_file import MOST_RECORDED
from ivr.tts.telephone_sound import LEAD_IN, TAIL, TARGET_LUFS
from tests.support.recordings.sounds import lufs, sound_file, tone


def played(content: bytes) -> np.ndarray:
    return alaw_decode(recorded_sound(content)[0]) / 32768


@pytest.mark.parametrize("kind", ["WAV", "WAVEX", "FLAC", "OGG"])
@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (44100, 2), (48000, 1), (192000, 2)])
def test_usual_recordings_become_telephone_sounds(kind: str, rate: int, channels: int) -> None:
    samples = np.column_stack([tone(2.0, rate)] * channels)
    sound, duration = recorded_sound(sound_file(samples, rate, kind))
    assert len(sound) / 8000 == pytest.approx(duration, abs=0.01)
    assert duration == pytest.approx(2.0 + TAIL, abs=LEAD_IN + 0.02)


def test_an_mp3_of_a_telephone_becomes_a_telephone_sound() -> None:
    _, duration = recorded_sound(sound_file(tone(2.0, 44100), 44100, "MP3"))
    assert duration == pytest.approx(2.0 + TAIL, abs=0.2)


@pytest.mark.parametrize("height", [0.005, 0.02, 0.3, 1.0])
def test_whispered_or_shouted_it_is_as_loud_as_synthesis(height: float) -> None:
    samples = played(sound_file(tone(2.0, 44100, height), 44100))
    assert lufs(samples) == pytest.approx(TARGET_LUFS, abs=0.5)


def test_speech_with_pauses_and_sharp_sounds_is_as_loud_as_the_rest() -> None:
    generator = np.random.default_rng(7)
    syllables = generator.normal(0, 0.02, 60_000) * (np.arange(60_000) % 8000 < 5000)
    syllables[::4000] *= 15
    assert lufs(played(sound_file(syllables, 16_000))) == pytest.approx(TARGET_LUFS, abs=0.5)


def test_no_true_peak_reaches_full_scale() -> None:
    generator = np.random.default_rng(7)
    clicks = generator.normal(0, 0.02, 32_000)
    clicks[::2000] = 1.0
    samples = played(sound_file(clicks, 16_000))
    peak = np.abs(soxr.resample(samples, 8000, 32_000)).max()
    assert 20 * np.log10(peak) < -0.8


def test_silence_around_the_speech_is_cut() -> None:
    silence = np.zeros(3 * 8000)
    assert recorded_sound(sound_file(np.concatenate([silence, tone(1.0), silence]), 8000))[1] < 1.3


NOT_FINITE = np.full(8000, np.nan)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "nie jest nagraniem"),
        (b"RIFF", "nie jest nagraniem"),
        (b"<html>" * 100, "nie jest nagraniem"),
        (sound_file(tone(1.0), 8000)[:40], "nie jest nagraniem|nie zawiera mowy"),
        (sound_file(tone(1.0), 8000, "AIFF"), "Dozwolone są nagrania WAV, FLAC, OGG i MP3"),
        (sound_file(tone(1.0, 4000), 4000), "kanały"),
        (sound_file(np.column_stack([tone(1.0)] * 3), 8000), "kanały"),
        (sound_file(np.zeros(8000), 8000), "nie zawiera mowy"),
        (sound_file(NOT_FINITE, 8000, "WAV", "FLOAT"), "uszkodzone"),
        (sound_file(tone(301.0), 8000), "za długie"),
        (sound_file(np.zeros(301 * 8000), 8000, "FLAC"), "za długie"),  # a few kB that would become minutes
        (b"\0" * (MOST_RECORDED + 1), "za duży"),
    ],
)
def test_whatever_is_no_usable_recording_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(RecordingRefused, match=sentence):
        recorded_sound(content)
