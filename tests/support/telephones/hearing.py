"""What a phone has heard: which prompt, from when, how much of it, and where it fell silent.

A prompt is recognised without speech recognition. It is cut into pieces of 0.4 s, each piece is laid over the
sound at every position, and the best normalised correlation of each counts; their median is 1.00 for the
right prompt and about 0.5 or less for another one in the same voice.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
import soundfile
from numpy.typing import NDArray

from softphone import RATE, DidNotHappen, Phone, Samples, State, hears_tone, rms, tone, tone_frames, tone_share

__all__ = [
    "CERTAIN",
    "Gap",
    "Hearing",
    "PromptEar",
    "gaps",
    "heard_prompt",
    "heard_share",
    "hears_tone",
    "last_heard",
    "load_alaw",
    "rms",
    "silences",
    "tone",
    "tone_share",
    "until_prompt",
    "until_prompt_begins",
    "which_prompt",
]

CERTAIN = 0.9  # a piece that fits this well was played
_PIECE = round(0.4 * RATE)
_BLOCK = 1 << 13  # samples that are transformed at once
_QUIET = 60.0  # RMS, of 32768, under which a piece of a prompt is a pause and tells nothing
_FRAME = round(0.02 * RATE)


class Hearing(NamedTuple):
    """How well a prompt fits (0 to 1), and at which second of the sound it began (nan if nowhere)."""

    score: float
    start: float


class Gap(NamedTuple):
    """A stretch without sound, in seconds."""

    start: float
    length: float


@dataclass(frozen=True, slots=True)
class _Pieces:
    offsets: NDArray[np.intp]  # of each piece in the prompt
    spectra: NDArray[np.complex64]  # conjugated, of unit energy
    length: int  # of the prompt


def load_alaw(path: Path | str) -> Samples:
    """A headerless A-law file at 8 kHz as 16-bit samples."""
    samples, _ = soundfile.read(
        str(path), dtype="int16", samplerate=RATE, channels=1, subtype="ALAW", format="RAW", endian="FILE"
    )
    return cast(Samples, samples)


class PromptEar:
    """Listens for one prompt: feed it sound as it comes. Raises ValueError for a prompt shorter than 0.4 s."""

    def __init__(self, reference: Samples) -> None:
        self._pieces = _cut(reference)
        count = len(self._pieces.offsets)
        self._best = np.zeros(count)
        self._end = 0  # sample of the sound at which the prompt should end, as soon as that is known
        self._where = np.zeros(count, dtype=np.intp)
        self._fed = 0
        # A moment before the sound: the first packet of a prompt may have come before the phone listened.
        self._tail: NDArray[np.float32] = np.zeros(RATE // 10, dtype=np.float32)

    def feed(self, sound: Samples) -> None:
        """More of the sound, where the last feeding ended."""
        joined = np.concatenate([self._tail, sound.astype(np.float32)])
        base = self._fed - len(self._tail)
        self._fed += len(sound)
        step = _BLOCK - _PIECE + 1
        for begin in range(0, max(len(joined) - _PIECE + 1, 0), step):
            self._match(joined[begin : begin + _BLOCK], base + begin)
        self._tail = joined[max(len(joined) - _PIECE + 1, 0) :]
        if self.score >= CERTAIN:
            self._end = round(self.start * RATE) + int(self._pieces.offsets[-1]) + _PIECE

    @property
    def score(self) -> float:
        """The median of the pieces' best fits: 1.00 for this prompt, at most about 0.5 for another."""
        return float(np.median(self._best))

    @property
    def share(self) -> float:
        """Which part of the prompt was heard, 0 to 1: 1 if all of it, 0.3 if a key broke it off early."""
        return float(np.mean(self._best >= CERTAIN))

    @property
    def has_begun(self) -> bool:
        """Two pieces of it at their distance: a single one is found in other prompts with the same words, too."""
        sure = self._best >= CERTAIN
        starts = np.sort(self._where[sure] - self._pieces.offsets[sure])
        return bool(sure.all() or (np.diff(starts) <= RATE // 20).any())

    @property
    def start(self) -> float:
        """The second of the sound at which the prompt began; nan as long as no piece of it was heard."""
        sure = self._best >= CERTAIN
        if not sure.any():
            return float("nan")
        return float(np.median(self._where[sure] - self._pieces.offsets[sure])) / RATE

    @property
    def last(self) -> float:
        """The second of the sound at which the last piece of the prompt that was heard ended; nan for none."""
        sure = self._best >= CERTAIN
        return float(np.max(self._where[sure]) + _PIECE) / RATE if sure.any() else float("nan")

    @property
    def hearing(self) -> Hearing:
        return Hearing(self.score, self.start)

    def ends_within(self, news: Samples) -> bool:
        """Whether the prompt's last piece ends in sound that was not fed yet."""
        return self._fed < self._end <= self._fed + len(news)

    def _match(self, block: NDArray[np.float32], base: int) -> None:
        positions = len(block) - _PIECE + 1
        size = 1 << (len(block) - 1).bit_length()
        size = max(size, _PIECE)
        spectrum = np.fft.rfft(block, size)
        squares = np.concatenate([[0.0], np.cumsum(np.square(block, dtype=np.float64))])
        energy = squares[_PIECE:] - squares[:-_PIECE]
        # Silence fits nothing: without a floor, rounding noise would be blown up to any score.
        scale = 1 / np.sqrt(np.maximum(energy, _PIECE * _QUIET**2))
        for number, piece in enumerate(self._spectra(size)):
            fit = np.fft.irfft(spectrum * piece, size)[:positions] * scale
            place = int(np.argmax(fit))
            if fit[place] > self._best[number]:
                self._best[number] = float(fit[place])
                self._where[number] = base + place

    def _spectra(self, size: int) -> Iterator[NDArray[np.complex64]]:
        full = self._pieces.spectra
        # A transform of fewer points is the same one, looked at more coarsely.
        stride = _BLOCK // size
        return iter(full[:, ::stride])


def heard_prompt(heard: Samples, reference: Samples) -> Hearing:
    """How well, and from which second, a prompt is in what was heard."""
    ear = PromptEar(reference)
    ear.feed(heard)
    return ear.hearing


def heard_share(heard: Samples, reference: Samples) -> float:
    """Which part of a prompt is in what was heard, 0 to 1."""
    ear = PromptEar(reference)
    ear.feed(heard)
    return ear.share


def last_heard(heard: Samples, reference: Samples) -> float:
    """The second of what was heard at which a prompt ended, or was broken off; nan where it was not heard."""
    ear = PromptEar(reference)
    ear.feed(heard)
    return ear.last


def which_prompt(heard: Samples, references: Mapping[str, Samples]) -> list[tuple[str, float, float]]:
    """(prompt id, score, start in seconds) of each reference, the best first."""
    found = [(name, *heard_prompt(heard, reference)) for name, reference in references.items()]
    return sorted(found, key=lambda entry: -entry[1])


async def until_prompt(
    phone: Phone, reference: Samples, timeout: float = 15, *, share: float = 1.0, since: float = 0.0
) -> Hearing:
    """Wait until the phone has heard `share` of the prompt in this call, from second `since` of it on.

    Raises DidNotHappen, which says how much of it was heard, when `timeout` seconds or the
    call were over first.
    """
    return await _until(phone, reference, timeout, since, lambda ear: ear.share >= share)


async def _until(
    phone: Phone, reference: Samples, timeout: float, since: float, is_enough: Callable[[PromptEar], bool]
) -> Hearing:
    ear = PromptEar(reference)
    sound = phone.heard
    position = round(since * RATE)

    def enough() -> bool:
        nonlocal position
        news = sound.since(position)
        # Each look costs a transform: ten a second are plenty. But nothing may come after the end for long.
        if len(news) >= RATE // 10 or ear.ends_within(news) or phone.state is State.IDLE:
            ear.feed(news)
            position += len(news)
        return is_enough(ear)

    try:
        await phone.during_call(enough, timeout, "the prompt")
    except DidNotHappen as error:
        heard = f"heard {ear.share:.0%} of it, score {ear.score:.2f}, in {sound.seconds:.1f} s of sound"
        raise DidNotHappen(f"{heard}\n{error}") from error
    return Hearing(ear.score, ear.start + since)


async def until_prompt_begins(
    phone: Phone, reference: Samples, timeout: float = 15, *, since: float = 0.0
) -> Hearing:
    """Wait until the first pieces of the prompt are heard: the moment for a caller who knows it by heart.

    `since` for one that was heard before: the second of the sound from which it counts.
    """
    return await _until(phone, reference, timeout, since, lambda ear: ear.has_begun)


def gaps(samples: Samples, frequency: float, threshold_ms: float = 200) -> list[Gap]:
    """Where a tone that the far end sends without a break was missing for at least `threshold_ms`.

    Counted between the first and the last moment at which it sounded. Give it `phone.heard.timeline()`, so
    that packets that never came count, too.
    """
    return _runs(~tone_frames(samples, frequency), threshold_ms)


def silences(samples: Samples, threshold_ms: float = 200, level: float = 0.003) -> list[Gap]:
    """Where nothing louder than `level` (of full scale) sounded for at least `threshold_ms`, between sounds."""
    count = len(samples) // _FRAME
    frames = samples[: count * _FRAME].astype(np.float64).reshape(count, _FRAME)
    return _runs(np.sqrt(np.mean(frames**2, axis=1)) / 32768 <= level, threshold_ms)


def _runs(quiet: NDArray[np.bool_], threshold_ms: float) -> list[Gap]:
    sounding = np.flatnonzero(~quiet)
    pairs = pairwise(sounding.tolist())
    found = (Gap((before + 1) * 0.02, (after - before - 1) * 0.02) for before, after in pairs)
    return [gap for gap in found if gap.length * 1000 >= threshold_ms - 1e-6]


def _cut(reference: Samples) -> _Pieces:
    count = len(reference) // _PIECE
    pieces = reference[: count * _PIECE].astype(np.float32).reshape(count, _PIECE)
    norms = np.linalg.norm(pieces, axis=1)
    telling = norms > _QUIET * np.sqrt(_PIECE)
    if not telling.any():
        raise ValueError("a prompt of less than 0.4 s of sound cannot be recognised")
    unit = pieces[telling] / norms[telling, np.newaxis]
    spectra = np.conj(np.fft.rfft(unit, _BLOCK, axis=1)).astype(np.complex64)
    offsets = np.flatnonzero(telling) * _PIECE
    return _Pieces(offsets, spectra, len(reference))
