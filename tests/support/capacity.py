"""How many real calls this machine carries at once, measured before they begin.

A test with telephones costs its worker what it listens to: each second of sound is laid over an announcement. So
that work is done on all processors at once for a moment; the more of it gets done, the more calls fit.
"""

import os
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from tests.support.hearing import PromptEar

MEASURE_TIME = 1.0  # seconds
TRIES = 3  # of which the best counts: something else may be running out just now
SOUND_A_CALL = 40.0
"""Seconds of sound that the machine must get through in a second for each call at the same time."""
MOST = 6  # a centre for each: starting them takes a core for some seconds each


def calls_at_once() -> int:
    """At least one; more than one call for each processor only if they are quick. Takes about four seconds."""
    processors = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(processors) as pool:
        seconds = max(sum(pool.map(_listen, [MEASURE_TIME] * processors)) for _ in range(TRIES))
    return max(1, min(MOST, int(seconds / MEASURE_TIME / SOUND_A_CALL)))


def _listen(length: float) -> float:
    """Seconds of sound that one process gets through in `length` seconds."""
    noise = np.random.default_rng(724)
    prompt = noise.normal(0, 3000, 8000 * 4).astype(np.int16)
    piece = noise.normal(0, 3000, 800).astype(np.int16)
    ear = PromptEar(prompt)
    heard, until = 0.0, time.monotonic() + length
    while time.monotonic() < until:
        ear.feed(piece)
        heard += 0.1
    return heard
