"""What a recorded hour costs: the arithmetic, and packing with real sound."""

from pathlib import Path

import numpy as np

from bench.figures import Spread
from bench.recording_cost import RecordingCost, measure_packing
from ivr.tts.alaw import alaw_encode


def test_packing_counts_for_ours_and_not_for_the_peer() -> None:
    ours, native, packing = Spread(30, 29, 31), Spread(32, 31, 33), Spread(2, 2, 2)
    cost = RecordingCost(40, ours, native, packing, 115.2e6, 57.6e6, 40e6)
    figures = cost.figures()
    assert figures["recording_cpu_ratio"] == 1.0
    assert figures["recording_cpu_s_per_hour"] == 32
    assert (figures["recording_open_mb_per_hour"], figures["recording_packed_mb_per_hour"]) == (115.2, 40)
    assert "mono MixMonitor" in cost.table()


def test_packing_is_measured_with_a_conversation_of_two_who_take_turns(tmp_path: Path) -> None:
    wave = np.random.default_rng(7).normal(0, 3000, 8000 * 4).astype(np.int16)
    file = tmp_path / "A01.alaw"
    file.write_bytes(alaw_encode(wave).tobytes())
    taken, size = measure_packing(tmp_path, [file])
    assert 0 < taken.median < 60
    assert 10e6 < size < 115e6, "less than open, and noise is more than speech"
    assert list(tmp_path.iterdir()) == [file], "nothing is left"
