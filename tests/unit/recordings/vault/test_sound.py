"""From the clear WAV to FLAC and its curve: nothing of the sound is lost."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from recordings.vault import talk_file
from recordings.vault.sound import SoundDamaged, packed_sound


def recorded(folder: Path, samples: NDArray[np.int16]) -> Path:
    """As Asterisk and the application leave it."""
    file, link = folder / "rec.wav", folder / "rec.raw"
    talk_file.begin(file, link)
    with link.open("ab") as out:
        out.write(samples.astype("<i2").tobytes())
    talk_file.end(file, link)
    return file


def test_every_sample_of_both_sides_comes_back(tmp_path: Path) -> None:
    samples = np.random.default_rng(1).integers(-32768, 32767, (8000 * 61 + 7, 2), np.int16)
    sound = packed_sound(recorded(tmp_path, samples))
    content, rate = soundfile.read(io.BytesIO(sound.content), dtype="int16")
    assert (rate, sound.channels, sound.seconds) == (8000, 2, len(samples) / 8000)
    assert np.array_equal(content, samples)
    assert sound.content.startswith(b"fLaC")


def test_the_curve_has_ten_peaks_a_second_and_the_caller_first(tmp_path: Path) -> None:
    samples = np.zeros((8000, 2), np.int16)
    samples[850, 0], samples[7999, 1] = -32768, 16384
    sound = packed_sound(recorded(tmp_path, samples))
    caller, consultant = sound.waveform[:10], sound.waveform[10:]
    assert list(caller) == [0, 255, 0, 0, 0, 0, 0, 0, 0, 0]
    assert list(consultant) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 128]


def test_a_tenth_of_a_second_that_is_only_begun_counts(tmp_path: Path) -> None:
    sound = packed_sound(recorded(tmp_path, np.ones((801, 2), np.int16)))
    assert len(sound.waveform) == 4


def test_an_empty_recording_is_a_file_without_sound(tmp_path: Path) -> None:
    sound = packed_sound(recorded(tmp_path, np.zeros((0, 2), np.int16)))
    assert (sound.seconds, sound.waveform) == (0, b"")
    assert soundfile.info(io.BytesIO(sound.content)).frames == 1, "else it would be no file"


def test_what_is_no_sound_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "rec.wav"
    file.write_bytes(b"no sound at all, but long enough for a header of a file")
    with pytest.raises(SoundDamaged):
        packed_sound(file)
