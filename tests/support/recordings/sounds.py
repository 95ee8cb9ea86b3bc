"""Sounds made for tests."""

import io

import numpy as np
import pyloudnorm
import soundfile
from numpy.typing import NDArray


def tone(seconds: float, rate: int = 8000, height: float = 0.3, hertz: float = 300.0) -> NDArray[np.float64]:
    """An even tone."""
    return np.asarray(height * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate))


def sound_file(samples: NDArray[np.float64], rate: int, kind: str = "WAV", subtype: str | None = None) -> bytes:
    """Samples (one column a channel) as a file."""
    out = io.BytesIO()
    soundfile.write(out, samples, rate, format=kind, subtype=subtype)
    return out.getvalue()


def lufs(samples: NDArray[np.float64], rate: int = 8000) -> float:
    """How loud a sound of 0.4 s or more is, by another program than ours."""
    return float(pyloudnorm.Meter(rate).integrated_loudness(samples))
