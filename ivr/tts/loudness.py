"""How loud speech is to people: the gated loudness of ITU-R BS.1770-4, in LUFS. Pure.

The filters are those of the recommendation for any rate. They are laid over the spectrum instead of over one
sample after the other, which takes no library of filters: five minutes of a telephone's sound take a second.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

_BLOCK = 0.4  # seconds
_STEP = 0.1  # from one block's beginning to the next one's
_ABSOLUTE_GATE = -70.0  # LUFS: what is below is silence
_RELATIVE_GATE = -10.0  # LU below the mean of the rest: pauses
_OFFSET = -0.691  # a tone of 1 kHz is as loud as it is high
_RINGING = 0.5  # seconds after which the filters have come to rest
_USUAL = 1 << 17  # values, of at most 16 seconds of a telephone's sound: longer ones are rare


def loudness(samples: Samples, rate: int) -> float:
    """LUFS of one channel, full scale being 1; -inf for silence. What is shorter than a block is one block."""
    weighted = _weighted(samples, rate)
    block, step = int(_BLOCK * rate), int(_STEP * rate)
    if len(weighted) <= block:
        powers = np.array([np.mean(weighted**2)])
    else:
        sums = np.concatenate([[0.0], np.cumsum(weighted**2)])
        begins = np.arange(0, len(weighted) - block + 1, step)
        powers = (sums[begins + block] - sums[begins]) / block
    heard = powers[powers > _power(_ABSOLUTE_GATE)]
    if not len(heard):
        return -math.inf
    speech = heard[heard > np.mean(heard) * 10 ** (_RELATIVE_GATE / 10)]
    return _OFFSET + 10 * math.log10(float(np.mean(speech)))


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET) / 10))


def _weighted(samples: Samples, rate: int) -> Samples:
    """As the head and the ear weigh it: less of what is low, more of what is high."""
    size = 1 << math.ceil(math.log2(len(samples) + _RINGING * rate))
    spectrum = np.fft.rfft(samples, size)
    spectrum *= (_kept_response if size <= _USUAL else _response)(size, rate)
    return np.fft.irfft(spectrum, size)[: len(samples)]


def _response(size: int, rate: int) -> NDArray[np.complex128]:
    """What both filters make of each part of a spectrum of `size` values."""
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response: NDArray[np.complex128] = np.ones(len(z), np.complex128)
    for over, under in (_shelf(rate), _high_pass(rate)):
        response *= np.polynomial.polynomial.polyval(z, over) / np.polynomial.polynomial.polyval(z, under)
    return response


_kept_response = lru_cache(maxsize=8)(_response)
"""To make it takes longer than all the rest of a text's loudness; eight are 4 MB at most."""


def _shelf(rate: int) -> tuple[list[float], list[float]]:
    """The first filter of the recommendation, whose table is for 48 kHz, at another rate."""
    k, q = math.tan(math.pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    under = [1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k]
    return [high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k], under


def _high_pass(rate: int) -> tuple[list[float], list[float]]:
    """The second one."""
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    under = [1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k]
    return [1.0, -2.0, 1.0], [each / under[0] for each in under]  # the table has it so, not divided as the rest
