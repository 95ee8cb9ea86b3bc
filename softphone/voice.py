"""What a phone says."""

from __future__ import annotations

import numpy as np

from softphone.tones import Samples


class Voice:
    """Samples to speak, once or again and again; silence after the end. Raises ValueError for no samples."""

    def __init__(self, samples: Samples, repeats: bool) -> None:
        if not len(samples):
            raise ValueError("nothing to say")
        self._samples = samples
        self._repeats = repeats
        self._position = 0

    def next(self, count: int) -> Samples:
        """The next samples, `count` of them or, at the end of what is said once, fewer."""
        begin, self._position = self._position, self._position + count
        if not self._repeats:
            return self._samples[begin : begin + count]
        self._position %= len(self._samples)
        return np.asarray(self._samples.take(np.arange(begin, begin + count), mode="wrap"), dtype=np.int16)
