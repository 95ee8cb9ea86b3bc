"""G.711 A-law, the coding of European telephony: 16-bit samples to bytes and back, by table. Pure."""

import numpy as np
from numpy.typing import NDArray


def alaw_encode(samples: NDArray[np.int16]) -> NDArray[np.uint8]:
    """One byte for each 16-bit sample."""
    return _ENCODED[samples.view(np.uint16)]


def alaw_decode(coded: bytes | NDArray[np.uint8]) -> NDArray[np.int16]:
    """The 16-bit sample that each byte stands for."""
    return _DECODED[np.frombuffer(coded, np.uint8) if isinstance(coded, bytes) else coded]


def _encoding_table() -> NDArray[np.uint8]:
    samples = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)
    # The magnitude in 12 bits; a negative number as its one's complement, so that 0 and -1 are a pair.
    magnitude = np.where(samples < 0, ~samples, samples) >> 4
    # Segments 0 and 1 are linear and alike, each further one has steps of twice the size.
    segment = np.searchsorted([0x1F, 0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF], magnitude, side="left") + 1
    segment = np.where(magnitude < 0x10, 0, segment)
    step = (magnitude >> np.maximum(segment - 1, 0)) & 0x0F
    sign = np.where(samples < 0, 0x00, 0x80)
    # Every second bit inverted: silence would otherwise be a long run of equal bits on the line.
    return np.asarray((sign | segment << 4 | step) ^ 0x55, dtype=np.uint8)


def _decoding_table() -> NDArray[np.int16]:
    coded = np.arange(256, dtype=np.int32) ^ 0x55
    segment = (coded & 0x70) >> 4
    middle = ((coded & 0x0F) << 4) + 8  # of the step
    magnitude = np.where(segment == 0, middle, (middle + 0x100) << np.maximum(segment - 1, 0))
    return np.where(coded & 0x80, magnitude, -magnitude).astype(np.int16)


_ENCODED = _encoding_table()
_DECODED = _decoding_table()
