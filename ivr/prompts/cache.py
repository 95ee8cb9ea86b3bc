"""The sounds of announcements on disk: each rendered once and kept."""

import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

import anyio
import anyio.to_thread

from ivr.speech.rendering import DEFAULT
from ivr.speech.spoken_form import Dictionary, spoken_form
from ivr.speech.texts import stretches
from ivr.tts.engine import SpeechEngine, SpeechFailed
from ivr.tts.sound_file import RATE, SILENCE, is_intact, play_time, write_sound

# Part of every file name: a change in telephone_sound.py that is to be heard gets a new number here.
_SOUND_VERSION = "2"
_CONCURRENT_RENDERS = 2
_REST = 2.0  # times as long as a text took, if nobody waits for it
_REMEMBERED_TEXTS = 20_000
_BETWEEN_LANGUAGES = 0.15  # seconds of silence


class PromptCache:
    """Sounds on disk under names that follow from text, engine and voice, so that a sound is rendered once.

    A text asked for by several callers at once is rendered for the first of them, the others wait; if that one
    hangs up meanwhile, the next takes over. At most two texts are rendered at the same time: speech must not
    take the processor from the calls.
    """

    def __init__(self, sounds_dir: Path, *engines: SpeechEngine, dictionary: Dictionary | None = None) -> None:
        """One engine for each language. `dictionary`: how words are to be spoken."""
        self._dir = sounds_dir.resolve()
        self._engines = {engine.language: engine for engine in engines}
        self.dictionary = dictionary or Dictionary()
        self._sounds: dict[tuple[str, str], str] = {}  # (language, text) -> path, the most recently used last
        self._in_work: dict[str, anyio.Lock] = {}
        self._renders = anyio.Semaphore(_CONCURRENT_RENDERS)
        self._slower: PromptCache | None = None

    @property
    def slower(self) -> "PromptCache":
        """The same texts, spoken slower. Both together render as many at the same time as one."""
        if self._slower is None:
            engines = [engine.slower() for engine in self._engines.values()]
            self._slower = PromptCache(self._dir, *engines, dictionary=self.dictionary)
            self._slower._renders = self._renders
        return self._slower

    @property
    def languages(self) -> frozenset[str]:
        """What the engines speak."""
        return frozenset(self._engines)

    def with_dictionary(self, dictionary: Dictionary) -> "PromptCache":
        """The same engines and files, with words spoken otherwise."""
        return PromptCache(self._dir, *self._engines.values(), dictionary=dictionary)

    def cached(self, text: str, language: str = DEFAULT) -> str | None:
        """The sound of a text that was asked for before: no disk access. None when it is not known yet."""
        sound = self._sounds.pop((language, text), None)
        if sound is not None:
            self._sounds[language, text] = sound
        return sound

    async def sound_for(self, text: str, language: str = DEFAULT) -> str:
        """The absolute path, without extension, of the A-law file in which `text` is spoken.

        Returns at once for a known text; a new one takes about 50 ms with espeak. Raises SpeechFailed.
        """
        return self.cached(text, language) or (await self._prepared(text, language))[0]

    async def try_ahead(
        self, texts: Iterable[tuple[str, str]], *, beside_calls: bool = False
    ) -> tuple[int, dict[tuple[str, str], SpeechFailed]]:
        """Prepare texts with their languages; how many had to be spoken anew, and which ones failed.

        `beside_calls`: one after the other, with rests, so that a thousand texts take a minute or two, and a third
        of one core at most.
        """
        waiting = iter(dict.fromkeys(texts))
        failures: dict[tuple[str, str], SpeechFailed] = {}
        rendered = 0

        async def work() -> None:
            nonlocal rendered
            for language, text in waiting:
                begin = anyio.current_time()
                try:
                    _, is_new = await self._prepared(text, language)
                    rendered += is_new
                    if is_new and beside_calls:
                        await anyio.sleep(_REST * (anyio.current_time() - begin))
                except SpeechFailed as failure:
                    failures[language, text] = failure

        async with anyio.create_task_group() as workers:
            for _ in range(1 if beside_calls else _CONCURRENT_RENDERS):
                workers.start_soon(work)
        return rendered, failures

    def forget(self, text: str, language: str = DEFAULT) -> None:
        """Look at the file again next time: for a sound that could not be played."""
        self._sounds.pop((language, text), None)

    def play_time(self, text: str, language: str = DEFAULT) -> float | None:
        """Seconds of the sound of `text`; None if nothing was rendered for it, now or before. Looks at the
        disk, and renders nothing: for any thread but that of an event loop."""
        parts = self._parts(text, language)
        try:
            return play_time(self._target_of_all(parts)) if parts else None
        except SpeechFailed:
            return None

    def _parts(self, text: str, language: str) -> list[tuple[str, str]]:
        """The stretches, each with its language, as the engines are given them."""
        return [(now, spoken_form(part, now, self.dictionary)) for now, part in stretches(text, language)]

    async def _prepared(self, text: str, language: str) -> tuple[str, bool]:
        """The path and whether anything had to be rendered for it."""
        parts = self._parts(text, language)
        if len(parts) == 1:
            sound, is_new = await self._one_voice(*parts[0])
        elif parts:
            sound, is_new = await self._joined(parts)
        else:
            raise SpeechFailed("Tekst nie zawiera nic do powiedzenia.")
        self._remember((language, text), sound)
        return sound, is_new

    async def _one_voice(self, language: str, spoken: str) -> tuple[str, bool]:
        engine = self._engine(language)
        target = self._target_of_one(language, spoken)
        return await self._made(target, lambda: self._render(engine, spoken, target))

    async def _joined(self, parts: Sequence[tuple[str, str]]) -> tuple[str, bool]:
        """Several voices after each other, in one file: a caller hears them as one announcement."""
        sounds = [(await self._one_voice(*part))[0] for part in parts]
        target = self._target_of_all(parts)
        return await self._made(target, lambda: _join(sounds, target))

    def _engine(self, language: str) -> SpeechEngine:
        engine = self._engines.get(language)
        if engine is None:  # read by the rules of another language it is a minute of gibberish
            raise SpeechFailed(f"Żaden silnik mowy nie zna języka „{language}”.")
        return engine

    def _target_of_one(self, language: str, spoken: str) -> Path:
        engine = self._engine(language)
        return self._target((spoken, engine.voice, engine.name, engine.version, _SOUND_VERSION))

    def _target_of_all(self, parts: Sequence[tuple[str, str]]) -> Path:
        targets = [self._target_of_one(*part) for part in parts]
        if len(targets) == 1:
            return targets[0]
        return self._target(("joined", *(target.stem for target in targets), _SOUND_VERSION))

    async def _made(self, target: Path, make: Callable[[], Awaitable[None]]) -> tuple[str, bool]:
        """The path of a sound that is there or is made now, once for all who ask."""
        sound = str(target.with_suffix(""))
        lock = self._in_work.setdefault(target.stem, anyio.Lock())
        try:
            async with lock:
                is_new = not await anyio.to_thread.run_sync(is_intact, target)
                if is_new:
                    await make()
        finally:
            if not lock.locked():  # nobody is waiting for it either: it would have been handed over
                self._in_work.pop(target.stem, None)
        return sound, is_new

    async def _render(self, engine: SpeechEngine, spoken: str, target: Path) -> None:
        async with self._renders:
            wav = target.with_name(f".{target.stem}-{secrets.token_hex(4)}.wav")
            try:
                await anyio.to_thread.run_sync(lambda: target.parent.mkdir(parents=True, exist_ok=True))
                try:
                    await engine.speak(spoken, wav)
                    await anyio.to_thread.run_sync(_convert, wav, target)
                finally:
                    with anyio.CancelScope(shield=True):
                        await anyio.to_thread.run_sync(lambda: wav.unlink(missing_ok=True))
            except OSError as error:
                raise SpeechFailed(f"Nie można zapisać nagrania: {error.strerror or error}.") from error

    def _target(self, parts: Sequence[str]) -> Path:
        return self._dir / f"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]}.alaw"

    def _remember(self, key: tuple[str, str], sound: str) -> None:
        self._sounds[key] = sound
        if len(self._sounds) > _REMEMBERED_TEXTS:
            del self._sounds[next(iter(self._sounds))]


def _convert(wav: Path, target: Path) -> None:
    # It brings numpy, which a process whose texts are all spoken does not need: none waits for it at its start.
    from ivr.tts.telephone_sound import telephone_sound

    write_sound(target, telephone_sound(wav))


async def _join(sounds: Sequence[str], target: Path) -> None:
    silence = SILENCE * int(_BETWEEN_LANGUAGES * RATE)

    def join() -> None:
        write_sound(target, silence.join(Path(f"{sound}.alaw").read_bytes() for sound in sounds))

    try:
        await anyio.to_thread.run_sync(join)
    except OSError as error:
        raise SpeechFailed(f"Nie można zapisać nagrania: {error.strerror or error}.") from error
