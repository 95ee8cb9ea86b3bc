"""The sounds of a measurement: announcements as the centre speaks them, test tones, and what a recording holds."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.tts import espeak_engines
from ivr.tts.alaw import alaw_encode
from ops.install import tools

RATE = 8000
CALLER_HERTZ, CONSULTANT_HERTZ = 400, 1100
_TONE_HEIGHT = 8000  # of 32767
_SHARE = 0.1  # of a tone's power, by which it counts as heard: the two tones may overlap, music comes nowhere near
_PIECE = RATE // 5


def announcements(folder: Path, prompts: Iterable[str]) -> dict[str, str]:
    """Speak `prompts` into `folder`, as the centre would, and return their paths without extension.

    Placeholders get their examples. Raises SpeechFailed, PromptUnknown.
    """

    async def spoken() -> dict[str, str]:
        library = PromptLibrary.load()
        cache = PromptCache(folder, *await espeak_engines(tools.espeak_command()))
        texts = {prompt: library.example(prompt) for prompt in prompts}
        return {prompt: await cache.sound_for(text) for prompt, text in texts.items()}

    return asyncio.run(spoken())


def write_tone(file: Path, hertz: int) -> Path:
    """A second of an even tone in A-law; its end runs into its beginning."""
    wave = np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE) * _TONE_HEIGHT
    file.write_bytes(alaw_encode(wave.astype(np.int16)).tobytes())
    return file


def seconds_of_both(
    recording: Path, caller_hertz: int = CALLER_HERTZ, consultant_hertz: int = CONSULTANT_HERTZ
) -> float:
    """For how many seconds both the caller's and the consultant's tone are heard; 0 for no sound file at all.

    In a file of two sides each must be on its own: the caller left, the consultant right.
    """
    try:
        samples, rate = soundfile.read(recording, dtype="float64")
    except (OSError, soundfile.LibsndfileError):
        return 0.0
    if rate != RATE:
        return 0.0
    caller, consultant = samples.T if samples.ndim == 2 else (samples, samples)
    both = _has_tone(_pieces(caller), caller_hertz) & _has_tone(_pieces(consultant), consultant_hertz)
    return float(np.count_nonzero(both)) * _PIECE / RATE


def _pieces(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    return samples[: len(samples) // _PIECE * _PIECE].reshape(-1, _PIECE)


def _has_tone(pieces: NDArray[np.float64], hertz: int) -> NDArray[np.bool_]:
    wave = np.exp(-2j * np.pi * hertz * np.arange(_PIECE) / RATE)
    height = 2 * np.abs(pieces @ wave) / _PIECE
    return np.asarray(height**2 > _SHARE * (_TONE_HEIGHT / 32768) ** 2)
