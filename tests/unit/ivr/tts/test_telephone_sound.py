"""From an engine's WAV to A-law: cut, loudness, peaks, rate."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from ivr.tts.alaw import alaw_decode
from ivr.tts.engine import SpeechFailed
from ivr.tts.sound_file import RATE
from ivr.tts.telephone_sound import (
    LEAD_IN,
    PEAK_LIMIT_DBFS,
    TAIL,
    TARGET_LUFS,
    telephone_sound,
)
from tests.support.recordings.sounds import lufs

Samples = NDArray[np.float64]


def tone(seconds: float, rate: int, amplitude: float = 0.3, frequency: float = 440.0) -> Samples:
    return amplitude * np.sin(2 * np.pi * frequency * np.arange(int(seconds * rate)) / rate)


def silence(seconds: float, rate: int) -> Samples:
    return np.zeros(int(seconds * rate))


def rendered(folder: Path, samples: Samples, rate: int) -> Samples:
    wav = folder / "speech.wav"
    soundfile.write(wav, samples, rate)
    return alaw_decode(telephone_sound(wav)) / 32768


def peak_dbfs(samples: Samples) -> float:
    return float(20 * np.log10(np.abs(samples).max()))


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000, 44100, 48000])
def test_a_tone_of_any_rate_keeps_its_length_and_pitch(tmp_path: Path, rate: int) -> None:
    sound = rendered(tmp_path, tone(1.0, rate), rate)
    assert len(sound) == pytest.approx((1.0 + TAIL) * RATE, abs=RATE // 50)
    spectrum = np.abs(np.fft.rfft(sound[:RATE]))
    assert np.argmax(spectrum) == pytest.approx(440, abs=1)


def test_silence_around_the_speech_is_cut(tmp_path: Path) -> None:
    rate = 22050
    sound = rendered(tmp_path, np.concatenate([silence(2, rate), tone(1, rate), silence(3, rate)]), rate)
    loud = np.flatnonzero(np.abs(sound) > 0.02)
    assert loud[0] / RATE == pytest.approx(LEAD_IN, abs=0.015)
    assert (len(sound) - loud[-1]) / RATE == pytest.approx(TAIL, abs=0.015)


def test_a_pause_within_the_speech_stays(tmp_path: Path) -> None:
    sound = rendered(tmp_path, np.concatenate([tone(0.5, RATE), silence(0.8, RATE), tone(0.5, RATE)]), RATE)
    assert len(sound) == pytest.approx((1.8 + TAIL) * RATE, abs=RATE // 50)


def test_speech_without_silence_around_it_gets_its_tail(tmp_path: Path) -> None:
    sound = rendered(tmp_path, tone(0.5, RATE), RATE)
    assert len(sound) == int((0.5 + TAIL) * RATE)
    assert np.abs(sound[-int(0.1 * RATE) :]).max() < 0.001


@pytest.mark.parametrize("amplitude", [0.003, 0.03, 0.3, 1.0])
def test_loud_and_faint_speech_come_out_equally_loud(tmp_path: Path, amplitude: float) -> None:
    sound = rendered(tmp_path, tone(1.0, RATE, amplitude), RATE)
    assert lufs(sound) == pytest.approx(TARGET_LUFS, abs=0.5)


def test_a_long_pause_does_not_make_the_rest_louder(tmp_path: Path) -> None:
    sound = rendered(tmp_path, np.concatenate([tone(0.5, RATE), silence(5, RATE), tone(0.5, RATE)]), RATE)
    assert lufs(sound) == pytest.approx(TARGET_LUFS, abs=0.5)


def test_a_sharp_peak_limits_the_gain(tmp_path: Path) -> None:
    samples = tone(1.0, RATE, 0.02)
    samples[4000:4010] = 0.5
    sound = rendered(tmp_path, samples, RATE)
    assert peak_dbfs(sound) == pytest.approx(PEAK_LIMIT_DBFS, abs=0.3)
    assert lufs(sound) < TARGET_LUFS - 1


def test_speech_with_a_few_sharp_consonants_is_as_loud_as_other_speech(tmp_path: Path) -> None:
    samples = tone(1.0, RATE, 0.1)
    samples[::800] = 0.7
    sound = rendered(tmp_path, samples, RATE)
    assert peak_dbfs(sound) < PEAK_LIMIT_DBFS + 0.3
    assert lufs(sound) == pytest.approx(TARGET_LUFS, abs=0.5)


def test_two_channels_become_one(tmp_path: Path) -> None:
    both = np.column_stack([tone(0.5, RATE), tone(0.5, RATE)])
    assert len(rendered(tmp_path, both, RATE)) == int((0.5 + TAIL) * RATE)


@pytest.mark.parametrize("samples", [silence(1, RATE), tone(1, RATE, 0.0002), silence(0, RATE)])
def test_a_recording_without_speech_is_refused(tmp_path: Path, samples: Samples) -> None:
    with pytest.raises(SpeechFailed, match="nie zawiera mowy"):
        rendered(tmp_path, samples, RATE)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"this is no recording" * 100])
def test_an_unreadable_recording_is_refused(tmp_path: Path, content: bytes) -> None:
    wav = tmp_path / "speech.wav"
    wav.write_bytes(content)
    with pytest.raises(SpeechFailed, match="nieczytelne"):
        telephone_sound(wav)


def test_a_missing_recording_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed, match="nieczytelne"):
        telephone_sound(tmp_path / "none.wav")
