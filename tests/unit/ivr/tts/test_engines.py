"""The speech engines: espeak-ng for real, gTTS as far as it goes without the internet."""

import asyncio
import os
import shlex
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest
import soundfile

from core.settings import Settings
from ivr.tts import ENGINE_NAMES, SpeechEngine, SpeechFailed, engine_named, engines_of
from ivr.tts.engine import SLOWER
from ivr.tts.espeak import Espeak, open_espeak
from ivr.tts.program import run_program
from tests.support.machine.tools import espeak_command

pytestmark = pytest.mark.asyncio

GREETING = "Dzień dobry. Tu infolinia urzędów pracy."


def script(folder: Path, body: str) -> list[str]:
    """A program in place of espeak-ng, for its faults."""
    program = folder / "program.py"
    program.write_text(body)
    return [sys.executable, str(program)]


async def spoken(engine: SpeechEngine, text: str, target: Path) -> tuple[np.ndarray, int]:
    await engine.speak(text, target)
    samples, rate = soundfile.read(target)
    return samples, rate


async def test_espeak_says_who_it_is() -> None:
    engine = await engine_named("espeak", espeak_command=espeak_command())
    assert (engine.name, engine.language) == ("espeak", "pl")
    assert engine.version[0].isdigit()
    assert "pl" in engine.voice


async def test_espeak_speaks_polish_aloud(tmp_path: Path) -> None:
    engine = await open_espeak(espeak_command())
    samples, rate = await spoken(engine, GREETING, tmp_path / "a.wav")
    assert 2.0 < len(samples) / rate < 6.0
    assert np.abs(samples).max() > 0.1
    longer, _ = await spoken(engine, GREETING * 3, tmp_path / "b.wav")
    assert len(longer) == pytest.approx(3 * len(samples), rel=0.2)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Zarejestrować się można osobiście w urzędzie albo przez internet. Potrzebny jest dowód osobisty."),
        ("en", "You can register at the labour office in person, or on the internet. Bring your identity card."),
        ("uk", "Зареєструватися можна особисто в управлінні або через інтернет. Потрібне посвідчення особи."),
    ],
)
async def test_espeak_says_it_slower(tmp_path: Path, language: str, text: str) -> None:
    engine = await open_espeak(espeak_command(), language=language)
    usual, rate = await spoken(engine, text, tmp_path / "a.wav")
    slower, slow_rate = await spoken(engine.slower(), text, tmp_path / "b.wav")
    assert rate == slow_rate
    assert SLOWER <= len(slower) / len(usual) < 1.6
    assert engine.slower().voice != engine.voice, "another sound on disk"


async def test_espeak_reads_polish_letters_and_not_bytes(tmp_path: Path) -> None:
    engine = await open_espeak(espeak_command())
    polish, _ = await spoken(engine, "żółć", tmp_path / "a.wav")
    plain, _ = await spoken(engine, "zolc", tmp_path / "b.wav")
    assert len(polish) == pytest.approx(len(plain), rel=0.5)  # spelled byte by byte it would be many times longer


@pytest.mark.parametrize(
    "text", ["[[h@l'oU]] dzień dobry", "\x01100S dzień dobry", "-h dzień dobry", "\ud800 dzień"]
)
async def test_a_text_is_never_a_command(tmp_path: Path, text: str) -> None:
    engine = await open_espeak(espeak_command())
    samples, rate = await spoken(engine, text, tmp_path / "a.wav")
    assert 0.3 < len(samples) / rate < 5.0


async def test_a_program_that_is_not_there_is_named_plainly() -> None:
    with pytest.raises(SpeechFailed, match="Nie można uruchomić"):
        await engine_named("espeak", espeak_command=["/nowhere/espeak-ng"])


async def test_another_program_is_not_taken_for_espeak(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed, match="nie jest programem espeak-ng"):
        await open_espeak(script(tmp_path, "print('hello')"))


async def test_a_program_that_fails_is_quoted(tmp_path: Path) -> None:
    engine = Espeak(script(tmp_path, "import sys; print('no voice', file=sys.stderr); sys.exit(3)"), "1")
    with pytest.raises(SpeechFailed, match="błędem 3: no voice"):
        await engine.speak("tak", tmp_path / "a.wav")


async def test_a_program_that_writes_nothing_has_failed(tmp_path: Path) -> None:
    engine = Espeak(script(tmp_path, "import sys; sys.stdin.read()"), "1")
    with pytest.raises(SpeechFailed, match="nie zapisał"):
        await engine.speak("tak", tmp_path / "a.wav")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may go before others")
async def test_a_program_that_speaks_does_not_go_before_the_calls(tmp_path: Path) -> None:
    tells = script(tmp_path, "import os, sys; sys.stdin.read(); print(os.getpriority(os.PRIO_PROCESS, 0))")
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert int(await run_program("nice", tells, "", 20)) == max(own, 0)
    os.setpriority(os.PRIO_PROCESS, 0, -3)
    try:
        # A thread has the priority of the one that began it: in another loop a new one is begun.
        assert int(await asyncio.to_thread(anyio.run, run_program, "nice", tells, "", 20)) == 0
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, own)


async def test_a_program_that_reads_nothing_and_fails_is_quoted_too() -> None:
    for _ in range(20):  # in most of them it has ended before its input is there
        with pytest.raises(SpeechFailed, match="zakończył się błędem 1"):
            await run_program("false", ["false"], "x" * 100_000, 20)


async def test_no_program_is_started_by_the_loop_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    started_by: list[int] = []

    def noted(*given: Any, **named: Any) -> Any:
        started_by.append(threading.get_ident())
        return start(*given, **named)

    start = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", noted)
    assert await run_program("cat", ["cat"], "tak", 20) == "tak"
    assert started_by
    assert threading.get_ident() not in started_by


async def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    engine = Espeak(script(tmp_path, "import signal; signal.pause()"), "1", time_limit=0.3)
    began = time.monotonic()
    with pytest.raises(SpeechFailed, match="nie odpowiedział"):
        await engine.speak("tak", tmp_path / "a.wav")
    assert time.monotonic() - began < 10


async def test_a_hang_up_ends_the_program_at_once(tmp_path: Path) -> None:
    engine = Espeak(script(tmp_path, "import signal; signal.pause()"), "1")
    began = time.monotonic()
    with anyio.move_on_after(0.2) as scope:
        await engine.speak("tak", tmp_path / "a.wav")
    assert scope.cancelled_caught
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Hello. Please press one."), ("uk", "Добрий день. Натисніть дев’ять.")]
)
async def test_espeak_speaks_every_language_of_the_line(tmp_path: Path, language: str, text: str) -> None:
    engine = await open_espeak(espeak_command(), language=language)
    assert engine.language == language
    samples, rate = await spoken(engine, text, tmp_path / "a.wav")
    assert 1.0 < len(samples) / rate < 5.0
    assert np.abs(samples).max() > 0.05
    polish, _ = await spoken(await open_espeak(espeak_command()), text, tmp_path / "b.wav")
    assert len(polish) != len(samples), "by the rules of its own language"


PIPER = """
import pathlib, sys, wave
options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
if "--help" in sys.argv:
    sys.exit()
[line] = sys.stdin.read().splitlines()
with wave.open(options["--output_file"], "wb") as out:
    out.setparams((1, 2, 22050, 0, "NONE", ""))
    out.writeframes(b"\\x00\\x20\\x00\\xe0" * int(500 * len(line) * float(options.get("--length_scale", 1))))
pathlib.Path(options["--output_file"] + ".said").write_text(line + "|" + options["--model"])
"""


def piper_voice(folder: Path, content: bytes = b"voice") -> Path:
    file = folder / "pl_PL-test.onnx"
    file.write_bytes(content)
    file.with_name(f"{file.name}.json").write_text("{}")
    return file


async def test_piper_speaks_with_the_voice_that_the_operator_supplies(tmp_path: Path) -> None:
    voice, command = piper_voice(tmp_path), script(tmp_path, PIPER)
    engine = await engine_named("piper", piper_command=command, piper_voice=voice)
    assert (engine.name, engine.language, engine.voice) == ("piper", "pl", "pl_PL-test")
    target = tmp_path / "a.wav"
    samples, rate = await spoken(engine, "--model zły\nwiersz [[x]]", target)
    assert rate == 22050
    assert len(samples) > 1000
    said, model = target.with_name("a.wav.said").read_text().split("|")
    assert said == "--model zły wiersz   x  ", "one line, and a text is never an option"
    assert model == str(voice)
    slower, _ = await spoken(engine.slower(), "--model zły\nwiersz [[x]]", tmp_path / "b.wav")
    assert len(slower) >= SLOWER * len(samples)
    assert engine.slower().voice != engine.voice, "another sound on disk"
    other = await engine_named("piper", piper_command=command, piper_voice=piper_voice(tmp_path, b"other"))
    assert other.version != engine.version, "another voice under the same name is another sound"


async def test_piper_without_a_voice_or_a_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed, match="S724_PIPER_VOICE_UK"):
        await engine_named("piper", language="uk")
    with pytest.raises(SpeechFailed, match="Nie można odczytać pliku głosu none"):
        await engine_named("piper", piper_voice=tmp_path / "none.onnx")
    with pytest.raises(SpeechFailed, match="Nie można uruchomić programu piper"):
        await engine_named("piper", piper_voice=piper_voice(tmp_path), piper_command=["/nowhere/piper"])
    silent = await engine_named(
        "piper", piper_voice=piper_voice(tmp_path), piper_command=script(tmp_path, "import sys; sys.stdin.read()")
    )
    with pytest.raises(SpeechFailed, match="nie zapisał"):
        await silent.speak("tak", tmp_path / "a.wav")


async def test_each_language_has_the_engine_of_the_settings_and_espeak_stands_in(tmp_path: Path) -> None:
    settings = Settings(
        state_dir=tmp_path,
        espeak=shlex.join(espeak_command()),
        tts="piper",
        piper=shlex.join(script(tmp_path, PIPER)),
        piper_voice_pl=piper_voice(tmp_path),
        tts_uk="piper",
    )
    engines = await engines_of(settings)
    assert [(engine.language, engine.name) for engine in engines] == [
        ("pl", "piper"),
        ("en", "espeak"),
        ("uk", "espeak"),  # no voice was supplied
    ]
    with pytest.raises(SpeechFailed):
        await engines_of(Settings(state_dir=tmp_path, espeak="/nowhere/espeak-ng"))


async def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SpeechFailed, match="espeak, piper, gtts"):
        await engine_named("festival")
    assert ENGINE_NAMES == ("espeak", "piper", "gtts")


async def test_gtts_that_is_not_installed_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gtts", None)
    with pytest.raises(SpeechFailed, match=r"nie jest zainstalowany.*system724\[gtts\]"):
        await engine_named("gtts")


GTTS = """
import io, numpy, soundfile
__version__ = "2.5.4"
class gTTSError(Exception): pass
class gTTS:
    def __init__(self, text, lang, slow, timeout):
        assert text, "No text to speak"
        self.seconds = 1.4 if slow else 1
        assert (lang, timeout > 0) == ("pl", True)
        self.text = text
    def write_to_fp(self, fp):
        if self.text == "away": raise OSError("network is unreachable")
        if self.text == "refused": raise gTTSError("429")
        if self.text == "page": return fp.write(b"<html>")
        soundfile.write(fp, numpy.sin(numpy.arange(int(24000 * self.seconds)) / 10) / 3, 24000, format="MP3")
"""


@pytest.fixture
def gtts_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service cannot be reached from a test: a package of the same shape in its place."""
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "gtts.py").write_text(GTTS)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    monkeypatch.delitem(sys.modules, "gtts", raising=False)


@pytest.mark.usefixtures("gtts_package")
async def test_gtts_turns_its_mp3_into_wav(tmp_path: Path) -> None:
    engine = await engine_named("gtts")
    assert (engine.name, engine.version, engine.language) == ("gtts", "2.5.4", "pl")
    samples, rate = await spoken(engine, "tak", tmp_path / "a.wav")
    assert rate == 24000
    assert len(samples) / rate == pytest.approx(1.0, abs=0.2)
    slower, _ = await spoken(engine.slower(), "tak", tmp_path / "b.wav")
    assert len(slower) >= SLOWER * len(samples)
    assert engine.slower().voice != engine.voice, "another sound on disk"


@pytest.mark.usefixtures("gtts_package")
@pytest.mark.parametrize("text", ["away", "refused", "page", ""])
async def test_gtts_that_fails_is_a_speech_failure(tmp_path: Path, text: str) -> None:
    engine = await engine_named("gtts")
    with pytest.raises(SpeechFailed, match="gTTS"):
        await engine.speak(text, tmp_path / "a.wav")
