"""The sound of made-up conversations: two synthetic voices in turn, the caller left, the consultant right."""

import itertools
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
from anyio import to_thread
from numpy.typing import NDArray

from ivr.tts.alaw import alaw_decode
from ivr.tts.engine import SpeechEngine
from ivr.tts.telephone_sound import telephone_sound
from ops.demonstration.history.words_pl import CALLER_SAYS, CONSULTANT_SAYS, MESSAGE_SAYS

RATE = 8000
PAUSE = (0.35, 1.4)  # seconds between two turns

Samples = NDArray[np.int16]


class Voices:
    """Speaks each sentence once, and puts conversations together of them."""

    def __init__(self, engine: SpeechEngine) -> None:
        self._engine = engine
        self._spoken: dict[str, Samples] = {}

    async def conversation(self, file: Path, name: str, seconds: float) -> None:
        """Write a conversation of that length. Raises SpeechFailed and OSError."""
        for sentence in (*CALLER_SAYS, *CONSULTANT_SAYS):
            await self.say(sentence)
        await to_thread.run_sync(self._write_conversation, file, name, seconds)

    async def message(self, file: Path, name: str, seconds: float) -> None:
        """Write what a caller leaves, in one channel, of that length. Raises SpeechFailed and OSError."""
        sound = await self.say(Random(name).choice(MESSAGE_SAYS))
        whole = np.zeros(round(seconds * RATE), np.int16)
        whole[: len(sound)] = sound[: len(whole)]
        await to_thread.run_sync(_write, file, [whole])

    async def say(self, sentence: str) -> Samples:
        """A sentence as a telephone carries it. Raises SpeechFailed."""
        if sentence not in self._spoken:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "said.wav"
                await self._engine.speak(sentence, file)
                self._spoken[sentence] = alaw_decode(await to_thread.run_sync(telephone_sound, file))
        return self._spoken[sentence]

    def _write_conversation(self, file: Path, name: str, seconds: float) -> None:
        random = Random(name)
        sides = [np.zeros(round(seconds * RATE), np.int16) for _ in range(2)]
        says = [self._in_turn(CALLER_SAYS, random), self._in_turn(CONSULTANT_SAYS, random)]
        at, side = round(0.4 * RATE), 1  # the consultant begins
        while at < len(sides[0]):
            sound = next(says[side])[: len(sides[0]) - at]
            if side == 0:
                sound = _higher(sound)
            sides[side][at : at + len(sound)] = sound
            at += len(sound) + round(random.uniform(*PAUSE) * RATE)
            side = 1 - side
        _write(file, sides)

    def _in_turn(self, sentences: Sequence[str], random: Random) -> "itertools.cycle[Samples]":
        """The first sentence opens; the others follow in another order for each conversation."""
        rest = random.sample(sentences[1:], len(sentences) - 1)
        return itertools.cycle([self._spoken[sentence] for sentence in (sentences[0], *rest)])


def _higher(sound: Samples) -> Samples:
    """The same words in a higher voice, a little faster: so one hears two people."""
    places = np.arange(0, len(sound) - 1, 1.18)
    higher: Samples = np.interp(places, np.arange(len(sound)), sound).astype(np.int16)
    return higher


def _write(file: Path, sides: Sequence[Samples]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.new")
    with wave.open(str(fresh), "wb") as out:
        out.setnchannels(len(sides))
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(np.column_stack(sides).tobytes())
    fresh.chmod(0o600)
    fresh.replace(file)
