"""Sounds of the announcements: rendered once, found again, repaired."""

# ruff: noqa: ASYNC240 - a test may touch its few small files directly

from functools import partial
from pathlib import Path

import anyio
import numpy as np
import pytest
import soundfile

from core.errors import PlaybackFailed
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import Prompt, PromptLibrary, PromptUnknown
from ivr.prompts.sound_times import SoundsOnDisk, time_to_say
from ivr.prompts.voice import PromptVoice
from ivr.tts import SpeechEngine, SpeechFailed, engine_named
from ivr.tts.alaw import alaw_decode
from ivr.tts.telephone_sound import PEAK_LIMIT_DBFS, TARGET_LUFS
from tests.support.machine.tools import espeak_command
from tests.support.plugins.width import IS_WIDE
from tests.support.recordings.sounds import lufs
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio

GREETING = "Dzień dobry. Tu infolinia urzędów pracy województwa podlaskiego."


class CountingEngine:
    """Writes a tone; counts, waits for a gate, fails on request."""

    name = "tone"
    language = "pl"

    def __init__(self, version: str = "1", voice: str = "pl") -> None:
        self.version = version
        self.voice = voice
        self.texts: list[str] = []
        self.at_work = 0
        self.most_at_work = 0
        self.started = anyio.Event()
        self.gate = anyio.Event()
        self.gate.set()

    async def speak(self, text: str, target_wav: Path) -> None:
        self.texts.append(text)
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        self.started.set()
        try:
            await self.gate.wait()
            await anyio.lowlevel.checkpoint()
            if text == "błąd":
                raise SpeechFailed("próba")
            silent = text == "cisza"
            soundfile.write(target_wav, np.sin(np.arange(8000) / 4) * (0 if silent else 0.3), 8000)
        finally:
            self.at_work -= 1

    def slower(self) -> "CountingEngine":
        return CountingEngine(self.version, f"{self.voice} slow")


async def espeak() -> SpeechEngine:
    return await engine_named("espeak", espeak_command=espeak_command())


def samples_of(sound: str) -> np.ndarray:
    return alaw_decode(Path(sound + ".alaw").read_bytes()) / 32768


def visible_files(folder: Path) -> int:
    return len([*folder.iterdir()])


async def test_a_text_becomes_a_telephone_sound(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path / "sounds", await espeak())
    sound = await cache.sound_for(GREETING)
    assert Path(sound).is_absolute()
    assert Path(sound).suffix == ""
    assert len(Path(sound).name) == 32
    samples = samples_of(sound)
    assert 3.0 < len(samples) / 8000 < 9.0
    assert lufs(samples) == pytest.approx(TARGET_LUFS, abs=1)
    assert 20 * np.log10(np.abs(samples).max()) < PEAK_LIMIT_DBFS + 0.3
    assert visible_files(tmp_path / "sounds") == 2  # the sound and its checksum, nothing left behind


async def test_all_announcements_can_be_spoken_ahead_and_are_found_again(tmp_path: Path) -> None:
    library = PromptLibrary.load()
    texts = [library.example(p.id) for p in library if p.id != "W04"][:: 1 if IS_WIDE else 4]
    cache = PromptCache(tmp_path, await espeak())
    assert await cache.try_ahead(("pl", text) for text in texts) == (len(set(texts)), {})
    for text in texts:
        sound = cache.cached(text)
        assert sound is not None
        samples = samples_of(sound)
        letters_a_second = len(text) / (len(samples) / 8000)
        assert 8 < letters_a_second < 16, text
        assert np.abs(samples).max() < 0.75
        assert lufs(samples) == pytest.approx(TARGET_LUFS, abs=1)
    again = PromptCache(tmp_path, await espeak())
    assert await again.try_ahead(("pl", text) for text in texts) == (0, {})
    assert again.cached(texts[0]) == cache.cached(texts[0])


async def test_a_known_text_needs_neither_engine_nor_disk(tmp_path: Path) -> None:
    engine = CountingEngine()
    cache = PromptCache(tmp_path, engine)
    assert cache.cached("tak") is None
    sound = await cache.sound_for("tak")
    Path(sound + ".alaw").unlink()
    assert cache.cached("tak") == sound
    assert await cache.sound_for("tak") == sound
    assert engine.texts == ["tak"]


async def test_a_sound_that_could_not_be_played_is_looked_at_again(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, CountingEngine())
    sound = await cache.sound_for("tak")
    Path(sound + ".alaw").unlink()
    cache.forget("tak")
    cache.forget("nigdy niesłyszane")
    assert await cache.sound_for("tak") == sound
    assert Path(sound + ".alaw").stat().st_size > 0


async def test_the_engine_gets_the_text_without_abbreviations(tmp_path: Path) -> None:
    engine = CountingEngine()
    cache = PromptCache(tmp_path, engine)
    written = await cache.sound_for("PUP, ul. Pogodna")
    assert engine.texts == ["powiatowy urząd pracy, ulica Pogodna"]
    assert await cache.sound_for("powiatowy urząd pracy, ulica Pogodna") == written
    assert len(engine.texts) == 1


async def test_another_voice_or_version_is_another_sound(tmp_path: Path) -> None:
    engines = [CountingEngine(), CountingEngine(version="2"), CountingEngine(voice="pl slow")]
    assert len({await PromptCache(tmp_path, engine).sound_for("tak") for engine in engines}) == 3


async def test_callers_who_want_the_same_text_at_once_cause_one_rendering(tmp_path: Path) -> None:
    engine = CountingEngine()
    engine.gate = anyio.Event()
    cache = PromptCache(tmp_path, engine)
    sounds: list[str] = []

    async def want(text: str) -> None:
        sounds.append(await cache.sound_for(text))

    async with anyio.create_task_group() as callers:
        for _ in range(10):
            callers.start_soon(want, "tak")
        await engine.started.wait()
        await anyio.wait_all_tasks_blocked()
        engine.gate.set()
    assert len(sounds) == 10
    assert len(set(sounds)) == 1
    assert engine.texts == ["tak"]


async def test_when_the_first_caller_hangs_up_the_next_takes_over(tmp_path: Path) -> None:
    engine = CountingEngine()
    engine.gate = anyio.Event()
    cache = PromptCache(tmp_path, engine)
    sounds: list[str] = []
    first = anyio.CancelScope()

    async def hang_up_soon() -> None:
        with first:
            await cache.sound_for("tak")

    async def stay() -> None:
        sounds.append(await cache.sound_for("tak"))

    async with anyio.create_task_group() as callers:
        callers.start_soon(hang_up_soon)
        await engine.started.wait()
        callers.start_soon(stay)
        await anyio.wait_all_tasks_blocked()
        first.cancel()
        engine.gate.set()
    assert first.cancelled_caught
    assert Path(sounds[0] + ".alaw").stat().st_size > 0
    assert engine.texts == ["tak", "tak"]
    assert visible_files(tmp_path) == 2


async def test_two_texts_are_rendered_at_the_same_time_and_never_three(tmp_path: Path) -> None:
    engine = CountingEngine()
    engine.gate = anyio.Event()
    cache = PromptCache(tmp_path, engine)
    async with anyio.create_task_group() as callers:
        for n in range(8):
            callers.start_soon(cache.sound_for, f"numer {n}")
        await eventually(lambda: engine.at_work == 2)
        engine.gate.set()
    assert engine.most_at_work == 2
    assert len(engine.texts) == 8


@pytest.mark.parametrize(("beside_calls", "at_once"), [(True, 1), (False, 2)])
async def test_beside_calls_one_text_is_spoken_after_the_other(
    tmp_path: Path, beside_calls: bool, at_once: int
) -> None:
    engine = CountingEngine()
    engine.gate = anyio.Event()
    cache = PromptCache(tmp_path, engine)
    async with anyio.create_task_group() as others:
        others.start_soon(partial(cache.try_ahead, [("pl", "a"), ("pl", "b")], beside_calls=beside_calls))
        await eventually(lambda: engine.at_work == at_once)
        await anyio.wait_all_tasks_blocked()
        engine.gate.set()
    assert engine.most_at_work == at_once
    assert sorted(engine.texts) == ["a", "b"]


async def test_rendering_ahead_counts_what_was_new_and_goes_on_after_a_failure(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, CountingEngine())
    assert await cache.try_ahead(("pl", text) for text in "aba") == (2, {})
    assert await cache.try_ahead(("pl", text) for text in "ac") == (1, {})
    rendered, failures = await cache.try_ahead(("pl", text) for text in ["błąd", "d", "e"])
    assert (rendered, list(failures)) == (2, [("pl", "błąd")])
    assert "próba" in str(failures["pl", "błąd"])
    assert cache.cached("d")
    assert cache.cached("e")
    assert await cache.try_ahead([]) == (0, {})


@pytest.mark.parametrize("text", ["błąd", "cisza"])
async def test_a_text_that_cannot_be_spoken_leaves_nothing_and_may_be_tried_again(
    tmp_path: Path, text: str
) -> None:
    engine = CountingEngine()
    cache = PromptCache(tmp_path, engine)
    for _ in range(2):
        with pytest.raises(SpeechFailed):
            await cache.sound_for(text)
    assert cache.cached(text) is None
    assert engine.texts == [text, text]
    assert visible_files(tmp_path) == 0


@pytest.mark.parametrize("damage", ["empty", "short", "changed", "no checksum", "no sound", "binary checksum"])
async def test_a_damaged_sound_is_rendered_again(tmp_path: Path, damage: str) -> None:
    sound = await PromptCache(tmp_path, CountingEngine()).sound_for("tak")
    alaw, checksum = Path(sound + ".alaw"), Path(sound + ".sha256")
    whole = alaw.read_bytes()
    match damage:
        case "empty":
            alaw.write_bytes(b"")
        case "short":
            alaw.write_bytes(whole[: len(whole) // 2])
        case "changed":
            alaw.write_bytes(whole[:-1] + b"\0")
        case "no checksum":
            checksum.unlink()
        case "no sound":
            alaw.unlink()
        case "binary checksum":
            checksum.write_bytes(b"\xff\xfe")
    engine = CountingEngine()
    cache = PromptCache(tmp_path, engine)
    assert await cache.sound_for("tak") == sound
    assert engine.texts == ["tak"]
    assert alaw.read_bytes() == whole
    assert await PromptCache(tmp_path, CountingEngine()).try_ahead([("pl", "tak")]) == (0, {})


async def test_a_folder_that_cannot_be_written_is_a_speech_failure(tmp_path: Path) -> None:
    (tmp_path / "sounds").write_text("a file where the folder should be")
    cache = PromptCache(tmp_path / "sounds", CountingEngine())
    with pytest.raises(SpeechFailed, match="Nie można zapisać"):
        await cache.sound_for("tak")


async def test_the_least_recently_used_texts_are_forgotten_in_memory_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.prompts.cache._REMEMBERED_TEXTS", 2)
    engine = CountingEngine()
    cache = PromptCache(tmp_path, engine)
    await cache.sound_for("a")
    await cache.sound_for("b")
    assert cache.cached("a")
    await cache.sound_for("c")
    assert (cache.cached("b"), cache.cached("a") is None) == (None, False)
    await cache.sound_for("b")
    assert sorted(engine.texts) == ["a", "b", "c"]


async def test_a_voice_speaks_prompts_by_their_id(tmp_path: Path) -> None:
    engine = CountingEngine()
    prompts = [*PromptLibrary.load(), Prompt("X01", "fails", "błąd")]
    voice = PromptVoice(PromptLibrary(prompts), PromptCache(tmp_path, engine))
    spoken = await voice.spoken("C02", w_miejscowosci="w Hajnówce")
    assert spoken.prompt == "C02"
    assert spoken.text.startswith("Powiatowy Urząd Pracy w Hajnówce.")
    assert Path(spoken.sound + ".alaw").exists()
    with pytest.raises(PlaybackFailed, match="próba"):
        await voice.spoken("X01")
    with pytest.raises(PlaybackFailed, match="języka"):
        await voice.spoken("W04")
    with pytest.raises(PromptUnknown):
        await voice.spoken("X99")


async def test_how_long_a_sound_takes_is_known_once_it_was_rendered(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, CountingEngine())
    assert cache.play_time("tak") is None
    sound = await cache.sound_for("tak")
    seconds = len(samples_of(sound)) / 8000
    assert seconds > 0.5
    assert cache.play_time("tak") == seconds
    assert PromptCache(tmp_path, CountingEngine()).play_time("tak") == seconds  # in another process
    assert PromptCache(tmp_path, CountingEngine(voice="other")).play_time("tak") is None
    assert cache.play_time("tak", "en") is None
    assert cache.play_time("…") is None


async def test_an_announcement_takes_as_long_as_its_recording_its_sound_or_its_characters(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, CountingEngine())
    rendered = len(samples_of(await cache.sound_for("Witamy."))) / 8000
    recorded = tmp_path / "recorded"
    recorded.with_suffix(".alaw").write_bytes(bytes(24_000))
    sounds = SoundsOnDisk({("W01", "pl"): str(recorded)}, cache)
    assert time_to_say("W01", "Witamy.", "pl", sounds) == 3.0
    assert time_to_say("W02", "Witamy.", "pl", sounds) == rendered
    assert time_to_say("W02", "x" * 25, "pl", sounds) == 2.0
    assert time_to_say("W02", "x" * 29, "en", sounds) == 2.0
    assert time_to_say("W02", "x" * 19, "uk") == 2.0
    assert SoundsOnDisk({}, None).time_of("W02", "Witamy.") is None
