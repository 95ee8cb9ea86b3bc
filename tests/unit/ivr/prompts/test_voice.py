"""The line's voice: languages, falling back to Polish, recordings, taking over what an office has changed."""

# ruff: noqa: ASYNC240 - a test may touch its few small files directly

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from core.errors import PlaybackFailed
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import Prompt, PromptLibrary, PromptUnknown
from ivr.prompts.voice import PromptVoice
from ivr.speech.spoken_form import Dictionary
from ivr.speech.texts import PlaceholderMissing
from ivr.speech.values import Count
from ivr.tts import SpeechFailed
from tests.support.recordings.sounds import tone

pytestmark = pytest.mark.asyncio

FIVE = Count(5, "minuta")
WAIT = Prompt("Q04", "czas", "Czas: {minuty_mianownik}.", {"minuty": FIVE}, {"en": "Time: {minuty}."})
HELLO = Prompt("W01", "powitanie", "Dzień dobry.", {}, {"en": "Hello.", "uk": "Добрий день."})
ONLY_POLISH = Prompt("X01", "po polsku", "Tylko po polsku.")
LIBRARY = PromptLibrary([WAIT, HELLO, ONLY_POLISH])


class Engine:
    """Writes a tone and remembers what it was given; may be broken."""

    name = "tone"
    version = "1"

    def __init__(self, language: str) -> None:
        self.language = self.voice = language
        self.texts: list[str] = []
        self.slower_texts: list[str] = []
        self.is_broken = False

    async def speak(self, text: str, target_wav: Path) -> None:
        if self.is_broken:
            raise SpeechFailed("zepsuty")
        self.texts.append(text)
        soundfile.write(target_wav, tone(0.5), 8000)

    def slower(self) -> "Engine":
        slow = Engine(self.language)
        slow.voice, slow.texts, slow.is_broken = f"{self.language} slow", self.slower_texts, self.is_broken
        return slow


class Line:
    """A voice with its engines."""

    def __init__(self, folder: Path, library: PromptLibrary = LIBRARY, *languages: str) -> None:
        self.engines = {language: Engine(language) for language in languages or ("pl", "en", "uk")}
        self.voice = PromptVoice(library, PromptCache(folder, *self.engines.values()))

    async def takes_over(
        self,
        *prompts: Prompt,
        dictionary: Dictionary | None = None,
        recordings: dict[tuple[str, str], str] | None = None,
    ) -> list[str]:
        return await self.voice.take_over(
            PromptLibrary(prompts),
            recordings or {},
            dictionary or Dictionary(),
            lambda library: [("pl", text) for text in library.fixed_texts()],
        )

    def breaks(self) -> None:
        for engine in self.engines.values():
            engine.is_broken = True


async def test_what_is_to_be_spoken_ahead_is_put_together_beside_the_event_loop(tmp_path: Path) -> None:
    """Hundreds of answers and names of offices take long enough for calls to notice."""
    line = Line(tmp_path)
    threads: list[threading.Thread] = []

    def ahead(library: PromptLibrary) -> Iterator[tuple[str, str]]:
        for text in library.fixed_texts():
            threads.append(threading.current_thread())
            yield "pl", text

    await line.voice.take_over(LIBRARY, {}, Dictionary({("pl", "polsku"): "polskiemu"}), ahead)
    assert threads
    assert threading.current_thread() not in threads
    assert line.engines["pl"].texts == ["Dzień dobry.", "Tylko po polskiemu."]


async def test_a_prompt_is_said_in_the_language_of_the_call(tmp_path: Path) -> None:
    line = Line(tmp_path)
    for language, text in (("pl", "Czas: pięć minut."), ("en", "Time: five minutes.")):
        spoken = await line.voice.spoken("Q04", language=language, minuty=FIVE)
        assert (spoken.text, spoken.language) == (text, language)
        assert line.engines[language].texts == [text]


async def test_what_is_said_slower_is_another_sound_of_the_same_words(tmp_path: Path) -> None:
    line = Line(tmp_path)
    slow = line.voice.slower()
    usual = await line.voice.spoken("Q04", minuty=FIVE)
    slower = await slow.spoken("Q04", minuty=FIVE)
    assert (slower.text, slower.language) == (usual.text, "pl")
    assert slower.sound != usual.sound
    assert line.engines["pl"].slower_texts == ["Czas: pięć minut."]
    assert await slow.spoken("Q04", minuty=FIVE) == slower
    assert line.engines["pl"].slower_texts == ["Czas: pięć minut."], "rendered once"
    # Words and pronunciations that have changed are said slower, too, and a damaged file is looked at again.
    Path(f"{slower.sound}.alaw").unlink()
    slow.was_not_heard(slower)
    assert await slow.spoken("Q04", minuty=FIVE) == slower
    assert line.engines["pl"].slower_texts == ["Czas: pięć minut."] * 2
    changed = Prompt("X01", "po polsku", "Po polsku i wolniej.")
    await line.takes_over(changed, dictionary=Dictionary({("pl", "polsku"): "polskiemu"}))
    assert (await slow.spoken("X01")).text == "Po polsku i wolniej."
    assert line.engines["pl"].slower_texts[-1] == "Po polskiemu i wolniej."


async def test_a_recording_is_played_as_it_is(tmp_path: Path) -> None:
    line = Line(tmp_path)
    await line.takes_over(ONLY_POLISH, recordings={("X01", "pl"): "/var/nagrane"})
    assert (await line.voice.slower().spoken("X01")).sound == "/var/nagrane"


async def test_what_is_not_there_in_a_language_is_said_in_polish(tmp_path: Path) -> None:
    line = Line(tmp_path)
    for prompt, language in (("Q04", "uk"), ("X01", "en")):  # no text
        spoken = await line.voice.spoken(prompt, language=language, minuty=FIVE)
        assert spoken.language == "pl"
    # A scenario that passes an old string for the Polish words has nothing for the English ones.
    spoken = await line.voice.spoken("Q04", language="en", minuty_mianownik="pięć minut")
    assert (spoken.text, spoken.language) == ("Czas: pięć minut.", "pl")
    line.engines["en"].is_broken = True
    assert (await line.voice.spoken("W01", language="en")).text == "Dzień dobry."
    without_english = Line(tmp_path, LIBRARY, "pl")
    assert (await without_english.voice.spoken("W01", language="en")).language == "pl"


async def test_faults_of_a_scenario_stay_what_they_are(tmp_path: Path) -> None:
    line = Line(tmp_path)
    with pytest.raises(PromptUnknown):
        await line.voice.spoken("Z99", language="en")
    with pytest.raises(PlaceholderMissing):
        await line.voice.spoken("Q04", language="en")
    line.breaks()
    with pytest.raises(PlaybackFailed, match="zepsuty"):
        await line.voice.spoken("X01")


async def test_parts_in_several_languages_are_one_sound_of_their_voices(tmp_path: Path) -> None:
    both = Prompt("W04", "język", "[en] For English, press eight. [uk] Натисніть дев’ять.")
    line = Line(tmp_path, PromptLibrary([both]))
    spoken = await line.voice.spoken("W04")
    assert line.engines["en"].texts == ["For English, press eight."]
    assert line.engines["uk"].texts == ["Натисніть дев’ять."]
    assert not line.engines["pl"].texts
    joined = Path(f"{spoken.sound}.alaw").stat().st_size
    parts = sorted(file.stat().st_size for file in tmp_path.glob("*.alaw"))
    assert parts[-1] == joined == sum(parts[:2]) + 1200  # 0.15 s of silence between
    again = Line(tmp_path, PromptLibrary([both]))
    assert (await again.voice.spoken("W04")).sound == spoken.sound
    assert not again.engines["en"].texts


async def test_other_words_are_spoken_before_they_are_taken_over(tmp_path: Path) -> None:
    line = Line(tmp_path)
    changed = Prompt("W01", "powitanie", "Witamy.", {}, {"en": "Welcome."})
    assert await line.takes_over(changed, WAIT, ONLY_POLISH) == []
    rendered = list(line.engines["pl"].texts)
    assert "Witamy." in rendered
    assert "Welcome." in line.engines["en"].texts
    assert (await line.voice.spoken("W01")).text == "Witamy."
    assert line.engines["pl"].texts == rendered, "was there already"
    assert (await line.voice.spoken("W01", language="uk")).text == "Witamy."


async def test_a_broken_engine_keeps_the_old_words_of_what_has_changed_and_takes_the_rest(tmp_path: Path) -> None:
    line = Line(tmp_path)
    old = await line.voice.spoken("W01")
    await line.voice.spoken("X01")
    line.breaks()
    changed = Prompt("W01", "powitanie", "Witamy.")
    assert await line.takes_over(changed, ONLY_POLISH) == ["W01"]
    assert (await line.voice.spoken("W01")).sound == old.sound
    assert (await line.voice.spoken("X01")).text == "Tylko po polsku."
    line.engines["pl"].is_broken = False
    assert await line.takes_over(changed, ONLY_POLISH) == []
    assert (await line.voice.spoken("W01")).text == "Witamy."


async def test_other_pronunciations_make_other_sounds_and_a_broken_engine_keeps_the_old_ones(
    tmp_path: Path,
) -> None:
    line = Line(tmp_path)
    old = await line.voice.spoken("X01")
    dictionary = Dictionary({("pl", "polsku"): "polskiemu"})
    line.breaks()
    await line.takes_over(ONLY_POLISH, dictionary=dictionary)
    assert (await line.voice.spoken("X01")).sound == old.sound
    assert line.voice.dictionary == Dictionary()
    line.engines["pl"].is_broken = False
    assert await line.takes_over(ONLY_POLISH, dictionary=dictionary) == []
    new = await line.voice.spoken("X01")
    assert new.sound != old.sound
    assert new.text == old.text, "the words are those of the text"
    assert line.engines["pl"].texts[-1] == "Tylko po polskiemu."


async def test_a_recording_is_played_instead_and_gives_way_when_it_cannot_be_played(tmp_path: Path) -> None:
    line = Line(tmp_path)
    await line.takes_over(HELLO, recordings={("W01", "pl"): "/nagrania/abc"})
    recorded = await line.voice.spoken("W01")
    assert (recorded.sound, recorded.text) == ("/nagrania/abc", "Dzień dobry.")
    assert (await line.voice.spoken("W01", language="en")).sound != "/nagrania/abc"
    line.voice.was_not_heard(recorded)
    spoken = await line.voice.spoken("W01")
    assert spoken.sound.startswith(str(tmp_path))
    line.voice.was_not_heard(spoken)  # looks at the file again
    assert (await line.voice.spoken("W01")).sound == spoken.sound
