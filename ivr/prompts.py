"""What callers hear: the texts by id, and the sounds made of them, each rendered once and kept."""

import hashlib
import json
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import anyio
import anyio.to_thread
import msgspec

from core.errors import PlaybackFailed, S724Error
from ivr.abbreviations_pl import expand_abbreviations
from ivr.ports import Spoken
from ivr.tts.engine import SpeechEngine, SpeechFailed
from ivr.tts.telephone_sound import telephone_sound

PROMPTS_PL = Path(__file__).with_name("data") / "prompts_pl.json"

# Part of every file name: a change in telephone_sound.py that is to be heard gets a new number here.
_SOUND_VERSION = "1"
_CONCURRENT_RENDERS = 2
_REMEMBERED_TEXTS = 20_000
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class PromptUnknown(S724Error):
    """No prompt has this id: the scenario and the texts do not belong together."""

    code = "prompt_unknown"


class PlaceholderMissing(S724Error):
    """A prompt was asked for without a value that its text needs; `placeholder` is its name."""

    code = "placeholder_missing"

    def __init__(self, prompt_id: str, placeholder: str) -> None:
        super().__init__(f"Komunikat {prompt_id} wymaga wartości „{placeholder}”.")
        self.prompt_id = prompt_id
        self.placeholder = placeholder


class PromptsRefused(S724Error):
    """The file of texts cannot be used: unreadable, a double id, a placeholder without an example."""

    code = "prompts_refused"


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One announcement. `placeholders` gives for each name in braces an example, as it would be spoken.

    `language` is an ISO 639-1 code, or "mul" for a text in several.
    """

    id: str
    purpose: str
    text: str
    placeholders: dict[str, str] = {}
    language: str = "pl"

    def names(self) -> set[str]:
        """The placeholders that the text really holds."""
        return set(_PLACEHOLDER.findall(self.text))


class PromptLibrary:
    """The texts of one language, by id."""

    def __init__(self, prompts: Iterable[Prompt]) -> None:
        """Raises PromptsRefused for a double id or placeholders that text and examples do not share."""
        ordered = tuple(prompts)
        problems = [f"powtórzony identyfikator {id}" for id, n in Counter(p.id for p in ordered).items() if n > 1]
        problems += [
            f"{p.id}: inne nazwy w treści i w przykładach" for p in ordered if p.names() != {*p.placeholders}
        ]
        problems += [f"{p.id}: pusta treść" for p in ordered if not p.text.strip()]
        if problems:
            raise PromptsRefused(f"Zbiór komunikatów zawiera błędy: {'; '.join(problems)}.")
        self._prompts = {prompt.id: prompt for prompt in ordered}

    @classmethod
    def load(cls, path: Path = PROMPTS_PL) -> "PromptLibrary":
        """From a JSON file. Raises PromptsRefused, also when the file cannot be read."""
        try:
            return cls(msgspec.json.decode(path.read_bytes(), type=list[Prompt]))
        except (OSError, msgspec.DecodeError) as error:
            raise PromptsRefused(f"Nie można odczytać komunikatów z pliku {path}: {error}") from error

    def __contains__(self, prompt_id: object) -> bool:
        return prompt_id in self._prompts

    def __iter__(self) -> Iterator[Prompt]:
        return iter(self._prompts.values())

    def __len__(self) -> int:
        return len(self._prompts)

    def ids(self) -> frozenset[str]:
        return frozenset(self._prompts)

    def prompt(self, prompt_id: str) -> Prompt:
        """Raises PromptUnknown."""
        try:
            return self._prompts[prompt_id]
        except KeyError:
            raise PromptUnknown(f"Nie ma komunikatu „{prompt_id}”.") from None

    def text(self, prompt_id: str, /, **values: str) -> str:
        """The words, with `values` in the places named in braces; a value that the text does not use is ignored.

        Raises PromptUnknown, and PlaceholderMissing for the first place without a value.
        """
        template = self.prompt(prompt_id).text

        def value(match: re.Match[str]) -> str:
            if match[1] not in values:
                raise PlaceholderMissing(prompt_id, match[1])
            return values[match[1]]

        return _PLACEHOLDER.sub(value, template)

    def fixed_texts(self, language: str = "pl") -> list[str]:
        """The texts that are always the same, in one language: what to render ahead."""
        return [prompt.text for prompt in self if not prompt.names() and prompt.language == language]


class PromptCache:
    """Sounds on disk under names that follow from text, engine and voice, so that a sound is rendered once.

    A text asked for by several callers at once is rendered for the first of them, the others wait; if that one
    hangs up meanwhile, the next takes over. At most two texts are rendered at the same time: speech must not
    take the processor from the calls.
    """

    def __init__(self, sounds_dir: Path, engine: SpeechEngine) -> None:
        self._dir = sounds_dir.resolve()
        self._engine = engine
        self._sounds: dict[str, str] = {}  # text -> path, the most recently used last
        self._in_work: dict[str, anyio.Lock] = {}
        self._renders = anyio.Semaphore(_CONCURRENT_RENDERS)

    @property
    def language(self) -> str:
        """The language that the engine speaks."""
        return self._engine.language

    def cached(self, text: str) -> str | None:
        """The sound of a text that was asked for before: no disk access. None when it is not known yet."""
        sound = self._sounds.pop(text, None)
        if sound is not None:
            self._sounds[text] = sound
        return sound

    async def sound_for(self, text: str) -> str:
        """The absolute path, without extension, of the A-law file in which `text` is spoken.

        Returns at once for a known text; a new one takes about 50 ms with espeak. Raises SpeechFailed.
        """
        return self.cached(text) or (await self._prepared(text))[0]

    async def render_ahead(self, texts: Iterable[str]) -> int:
        """Prepare many texts, at start; the number of those that had to be spoken anew.

        A text that fails does not stop the others; the first SpeechFailed is raised when all were tried.
        """
        waiting = iter(dict.fromkeys(texts))
        failures: list[SpeechFailed] = []
        rendered = 0

        async def work() -> None:
            nonlocal rendered
            for text in waiting:
                try:
                    _, is_new = await self._prepared(text)
                    rendered += is_new
                except SpeechFailed as failure:
                    failures.append(failure)

        async with anyio.create_task_group() as workers:
            for _ in range(_CONCURRENT_RENDERS):
                workers.start_soon(work)
        if failures:
            raise failures[0]
        return rendered

    def forget(self, text: str) -> None:
        """Look at the file again next time: for a sound that could not be played."""
        self._sounds.pop(text, None)

    async def _prepared(self, text: str) -> tuple[str, bool]:
        """The path and whether the text had to be rendered for it."""
        spoken = expand_abbreviations(text)
        name = self._name(spoken)
        target = self._dir / f"{name}.alaw"
        lock = self._in_work.setdefault(name, anyio.Lock())
        try:
            async with lock:
                is_new = self.cached(text) is None and not await anyio.to_thread.run_sync(_is_intact, target)
                if is_new:
                    await self._render(spoken, target)
        finally:
            if not lock.locked():  # nobody is waiting for it either: it would have been handed over
                self._in_work.pop(name, None)
        sound = str(target.with_suffix(""))
        self._remember(text, sound)
        return sound, is_new

    async def _render(self, spoken: str, target: Path) -> None:
        async with self._renders:
            wav = target.with_name(f".{target.stem}-{secrets.token_hex(4)}.wav")
            try:
                await anyio.to_thread.run_sync(lambda: target.parent.mkdir(parents=True, exist_ok=True))
                try:
                    await self._engine.speak(spoken, wav)
                    await anyio.to_thread.run_sync(_convert, wav, target)
                finally:
                    with anyio.CancelScope(shield=True):
                        await anyio.to_thread.run_sync(lambda: wav.unlink(missing_ok=True))
            except OSError as error:
                raise SpeechFailed(f"Nie można zapisać nagrania: {error.strerror or error}.") from error

    def _name(self, spoken: str) -> str:
        engine = self._engine
        parts = (spoken, engine.voice, engine.name, engine.version, _SOUND_VERSION)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]

    def _remember(self, text: str, sound: str) -> None:
        self._sounds[text] = sound
        if len(self._sounds) > _REMEMBERED_TEXTS:
            del self._sounds[next(iter(self._sounds))]


class PromptVoice:
    """`ivr.ports.Voice`: prompts by id, as sounds."""

    def __init__(self, library: PromptLibrary, cache: PromptCache) -> None:
        self._library = library
        self._cache = cache

    async def spoken(self, prompt: str, **values: str) -> Spoken:
        """See Voice. A fault of the scenario stays what it is: PromptUnknown, PlaceholderMissing."""
        text = self._library.text(prompt, **values)
        language = self._library.prompt(prompt).language
        if language != self._cache.language:  # another language read by Polish rules is a minute of gibberish
            raise PlaybackFailed(f"Silnik mowy nie zna języka „{language}” komunikatu {prompt}.")
        try:
            sound = await self._cache.sound_for(text)
        except SpeechFailed as failure:
            raise PlaybackFailed(failure.message_pl) from failure
        return Spoken(prompt=prompt, text=text, sound=sound)

    def was_not_heard(self, spoken: Spoken) -> None:
        """See Voice."""
        self._cache.forget(spoken.text)


def _is_intact(target: Path) -> bool:
    """Is the sound there and as it was written? A-law has no header: only the checksum beside it can tell."""
    try:
        content = target.read_bytes()
        return bool(content) and _checksum_file(target).read_text("ascii") == _checksum_line(target, content)
    except (OSError, UnicodeDecodeError):
        return False


def _convert(wav: Path, target: Path) -> None:
    content = telephone_sound(wav)
    # The sound last: whoever finds it finds its checksum.
    _write_atomically(_checksum_file(target), _checksum_line(target, content).encode())
    _write_atomically(target, content)


def _checksum_file(target: Path) -> Path:
    return target.with_suffix(".sha256")


def _checksum_line(target: Path, content: bytes) -> str:
    """As `sha256sum -c` reads it."""
    return f"{hashlib.sha256(content).hexdigest()}  {target.name}\n"


def _write_atomically(target: Path, content: bytes) -> None:
    part = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    try:
        part.write_bytes(content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
