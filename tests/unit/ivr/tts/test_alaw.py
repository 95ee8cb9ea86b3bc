"""G.711 A-law against the algorithm of the standard, a second implementation and known values."""

import io

import numpy as np
import pytest
import soundfile

from ivr.tts.alaw import alaw_decode, alaw_encode

ALL_SAMPLES = np.arange(-32768, 32768, dtype=np.int16)
ALL_CODES = np.arange(256, dtype=np.uint8)


def encoded_by_the_standard(sample: int) -> int:
    """One sample at a time, as the reference code of ITU-T G.191 does it."""
    value = (~sample if sample < 0 else sample) >> 4
    if value > 15:
        exponent = 1
        while value > 16 + 15:
            value >>= 1
            exponent += 1
        value = value - 16 + (exponent << 4)
    if sample >= 0:
        value |= 0x80
    return value ^ 0x55


def test_every_sample_is_coded_as_the_standard_says() -> None:
    expected = [encoded_by_the_standard(int(sample)) for sample in ALL_SAMPLES]
    assert alaw_encode(ALL_SAMPLES).tolist() == expected


def test_every_code_is_decoded_as_libsndfile_does() -> None:
    decoded, _ = soundfile.read(
        io.BytesIO(ALL_CODES.tobytes()), dtype="int16", format="RAW", subtype="ALAW", samplerate=8000, channels=1
    )
    assert alaw_decode(ALL_CODES).tolist() == decoded.tolist()
    assert alaw_decode(ALL_CODES.tobytes()).tolist() == decoded.tolist()


@pytest.mark.parametrize(
    ("sample", "code", "decoded"),
    [
        (0, 0xD5, 8),
        (-1, 0x55, -8),
        (15, 0xD5, 8),
        (16, 0xD4, 24),
        (1000, 0xFA, 1008),
        (-1000, 0x7A, -1008),
        (32767, 0xAA, 32256),
        (-32768, 0x2A, -32256),
    ],
)
def test_known_values(sample: int, code: int, decoded: int) -> None:
    assert alaw_encode(np.array([sample], np.int16)).tolist() == [code]
    assert alaw_decode(bytes([code])).tolist() == [decoded]


def test_a_decoded_code_is_coded_as_itself() -> None:
    assert alaw_encode(alaw_decode(ALL_CODES)).tolist() == ALL_CODES.tolist()


def test_the_error_is_at_most_half_a_step() -> None:
    back = alaw_decode(alaw_encode(ALL_SAMPLES)).astype(np.int32)
    samples = ALL_SAMPLES.astype(np.int32)
    step = np.maximum(16, 2.0 ** (np.floor(np.log2(np.maximum(np.abs(samples), 1))) - 4))
    assert np.all(np.abs(back - samples) <= step / 2 + 1)
    assert np.all(np.diff(back) >= 0)


def test_nothing_is_coded_as_nothing() -> None:
    assert alaw_encode(np.array([], np.int16)).tobytes() == b""
    assert alaw_decode(b"").size == 0
