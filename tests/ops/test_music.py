from pathlib import Path

import numpy as np
import pytest
import soundfile

from ops.install import music


def test_the_music_is_a_quiet_round_without_a_click_where_it_begins_again() -> None:
    sound = music.samples()
    assert 30 < len(sound) / music.RATE < 60
    assert np.max(np.abs(sound)) < 0.5
    steps = np.abs(np.diff(np.concatenate([sound, sound[:1]])))
    assert steps[-1] <= np.quantile(steps, 0.999)


@pytest.mark.more(
    "the music is written twice, and it is the same function",
    "tests/ops/test_music.py::test_the_music_is_a_quiet_round_without_a_click_where_it_begins_again",
    "tests/ops/test_music.py::test_music_that_is_there_is_left_as_it_is",
)
def test_the_same_bytes_come_out_each_time(tmp_path: Path) -> None:
    first = music.write(tmp_path / "a")
    second = music.write(tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
    sound, rate = soundfile.read(first, samplerate=8000, channels=1, format="RAW", subtype="ALAW", dtype="float64")
    assert rate == 8000
    assert np.max(np.abs(sound - music.samples())) < 0.02


def test_music_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    file = music.write(tmp_path)
    file.write_bytes(b"the operator's own")
    assert music.write(tmp_path).read_bytes() == b"the operator's own"
