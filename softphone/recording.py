"""What a phone has heard in one call, and when."""

from __future__ import annotations

import threading

import numpy as np

from softphone.tones import RATE, Samples

_NOTHING: Samples = np.zeros(0, dtype=np.int16)
_AT_ONCE = 0.1  # seconds of sound that come together only if nobody took them when they were due
_JITTER = 0.06  # seconds by which sound may come late without being called a gap


class Heard:
    """Everything the far end sent, 16 bit, 8 kHz, mono. Grows while the call lasts; read it from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._chunks: list[Samples] = []
        self._times: list[float] = []
        self._length = 0
        self._late = 0

    def add(self, moment: float, samples: Samples) -> None:
        """Append what arrived at `moment` (monotonic seconds)."""
        with self._lock:
            self._chunks.append(samples)
            self._times.append(moment)
            self._length += len(samples)
            if len(samples) > _AT_ONCE * RATE:
                self._late += len(samples)

    def __len__(self) -> int:
        """In samples."""
        return self._length

    @property
    def seconds(self) -> float:
        """How much sound there is; shorter than the call if the far end paused."""
        return self._length / RATE

    @property
    def late_seconds(self) -> float:
        """How much of it came all at once, since this machine did not take it when it was due."""
        return self._late / RATE

    @property
    def first_at(self) -> float | None:
        """When the first sound arrived, monotonic seconds; None before that."""
        with self._lock:
            return self._times[0] - len(self._chunks[0]) / RATE if self._times else None

    @property
    def samples(self) -> Samples:
        """All of it, one packet after the other as if none had been late or left out."""
        return self.since(0)

    def since(self, position: int) -> Samples:
        """What came from sample number `position` on."""
        with self._lock:
            left = self._length - position
            wanted: list[Samples] = []
            for chunk in reversed(self._chunks):
                if left <= 0:
                    break
                wanted.append(chunk)
                left -= len(chunk)
        if not wanted:
            return _NOTHING
        joined = np.concatenate(wanted[::-1])
        return joined[-left:] if left < 0 else joined

    def last(self, seconds: float) -> Samples:
        """The newest `seconds` of it (less, if there is less)."""
        return self.since(max(0, self._length - round(seconds * RATE)))

    def timeline(self) -> Samples:
        """All of it in real time: where the far end sent nothing at all, zeros stand.

        A packet that was only late, and caught up with by those after it, makes no gap.
        """
        with self._lock:
            chunks, times = list(self._chunks), np.array(self._times)
        if not chunks:
            return _NOTHING
        lengths = np.array([len(chunk) for chunk in chunks])
        ends = np.cumsum(lengths)
        late = (times - times[0]) - (ends - ends[0]) / RATE
        # What is never caught up with: the least lateness of all that came from here on.
        missing = np.minimum.accumulate(late[::-1])[::-1]
        pieces: list[Samples] = []
        inserted = 0.0
        for chunk, gap in zip(chunks, missing - missing[0], strict=True):
            if gap - inserted > _JITTER:
                pieces.append(np.zeros(round((gap - inserted) * RATE), dtype=np.int16))
                inserted = float(gap)
            pieces.append(chunk)
        return np.concatenate(pieces)
