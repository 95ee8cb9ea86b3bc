"""The music of the queue: a calm sequence of chords, computed, so that nobody's licence is needed.

Headerless A-law, 8 kHz, mono. The end runs into the beginning, and the same code gives the same bytes.
"""

import hashlib
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from ops.paths import make_private

RATE = 8000
_BAR = 3.2  # seconds
# Chords as notes of the MIDI scale (60 is middle C), bass first: C, a, F, G, e, a, d, G, and so on to C.
_CHORDS = (
    (48, 60, 64, 67, 71),
    (45, 60, 64, 69, 72),
    (41, 60, 65, 69, 72),
    (43, 59, 62, 67, 71),
    (40, 59, 64, 67, 71),
    (45, 60, 64, 67, 72),
    (50, 57, 62, 65, 69),
    (43, 59, 62, 65, 67),
    (48, 60, 64, 67, 74),
    (41, 57, 60, 65, 69),
    (50, 57, 60, 65, 69),
    (43, 55, 59, 62, 69),
)
_LOUDEST = 0.32  # of full scale: softer than the announcements between it


def samples() -> NDArray[np.float64]:
    """One round of the music, 38.4 s, between -1 and 1."""
    bar = int(_BAR * RATE)
    total = bar * len(_CHORDS)
    music = np.zeros(total)
    for number, chord in enumerate(_CHORDS):
        for place, note in enumerate(chord):
            # The bass for the whole bar, the others one after another and once more, as a slow arpeggio.
            beats = (0.0,) if place == 0 else ((place - 1) * 0.4, (place - 1) * 0.4 + 1.6)
            for beat in beats:
                tone = _tone(note, 4.0 if place == 0 else 2.4, 0.9 if place == 0 else 0.6)
                start = number * bar + int(beat * RATE)
                # Wrapped round, so that the last notes sound on over the first ones.
                np.add.at(music, np.arange(start, start + len(tone)) % total, tone)
    loudest = float(np.max(np.abs(music)))
    return np.asarray(music * (_LOUDEST / loudest), dtype=np.float64)


def write(folder: Path) -> Path:
    """Write the music into `folder` unless it is there as this module makes it, and return its file.

    Asterisk reads it anew for each caller who begins to wait.
    """
    file = make_private(folder) / "kolejka.alaw"
    made_by = file.with_name(".made-by")  # Asterisk passes over what begins with a dot
    now = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    if not file.exists() or not made_by.exists() or made_by.read_text(encoding="ascii") != now:
        fresh = file.with_suffix(".tmp")
        soundfile.write(fresh, samples(), RATE, format="RAW", subtype="ALAW")
        fresh.replace(file)
        made_by.write_text(now, encoding="ascii")
    return file


def _tone(note: int, seconds: float, strength: float) -> NDArray[np.float64]:
    """A soft struck tone that dies away; partials stay below the telephone's 3.4 kHz."""
    time = np.arange(int(seconds * RATE)) / RATE
    frequency = 440.0 * 2.0 ** ((note - 69) / 12)
    tone = np.zeros_like(time)
    for partial, share in ((1, 1.0), (2, 0.35), (3, 0.12), (4, 0.05)):
        if frequency * partial < 3300:
            tone += share * np.sin(2 * np.pi * frequency * partial * time) * np.exp(-time * (0.9 + 0.5 * partial))
    attack = np.minimum(time / 0.03, 1.0)
    release = np.minimum((seconds - time) / 0.2, 1.0)
    return strength * tone * attack * release
