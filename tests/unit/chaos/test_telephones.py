"""The telephones of `make chaos`: what they recognise, which keys they send, what the seed decides."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaos.consultants import Reality
from chaos.crowd import stage
from chaos.media import Heard
from chaos.plan import schedule
from chaos.sounds import CALLER_TONES, CONSULTANT_TONES, FRAME, MUSIC, QUIET, SILENCE, SOUND, Ear, kinds_of, tone
from chaos.states import is_right
from chaos.stories import CallStory, Ring
from chaos.telephone_keys import key_packets, seconds
from ivr.tts.alaw import alaw_encode
from ops.console import Failed
from ops.install import music


@pytest.fixture(scope="module")
def ear(tmp_path_factory: pytest.TempPathFactory) -> Ear:
    folder = tmp_path_factory.mktemp("sounds")
    noise = np.random.default_rng(7)
    for name in ("A01", "A02"):
        pause = np.zeros(10 * FRAME)
        sound = np.concatenate([noise.normal(0, 3000, 30 * FRAME), pause, noise.normal(0, 3000, 30 * FRAME)])
        (folder / f"{name}.alaw").write_bytes(alaw_encode(sound.astype(np.int16)).tobytes())
    files = {name: folder / f"{name}.alaw" for name in ("A01", "A02")}
    return Ear({**files, MUSIC: music.write(folder)})


def packets(ear_file: Path) -> list[bytes]:
    content = ear_file.read_bytes()
    return [content[n : n + FRAME] for n in range(0, len(content) - FRAME + 1, FRAME)]


@pytest.mark.parametrize("number", [*CALLER_TONES, *CONSULTANT_TONES])
def test_every_tone_is_recognised(number: int) -> None:
    assert kinds_of([tone(number)]).tolist() == [number]


@given(st.sampled_from([*CALLER_TONES, *CONSULTANT_TONES]), st.integers(0, FRAME - 1))
def test_a_tone_is_recognised_wherever_a_packet_begins(number: int, shift: int) -> None:
    turned = tone(number)[shift:] + tone(number)[:shift]
    assert kinds_of([turned]).tolist() == [number]


def test_silence_and_noise_are_no_tones() -> None:
    noise = np.random.default_rng(1).normal(0, 4000, FRAME).astype(np.int16)
    assert kinds_of([QUIET, alaw_encode(noise).tobytes(), b""]).tolist() == [SILENCE, SOUND, SILENCE]


def test_nothing_of_the_music_is_taken_for_a_consultant(tmp_path: Path) -> None:
    assert not set(kinds_of(packets(music.write(tmp_path))).tolist()) & set(CONSULTANT_TONES)


def test_an_announcement_is_known_by_its_packets_and_begins_anew_when_repeated(
    ear: Ear, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "sounds0"
    words = packets(folder / "A02.alaw")
    heard = Heard()
    numbers = ear.hear(words)
    assert {ear.name(number) for number in numbers} == {"A02", ""}  # the pause tells nothing
    heard.add([0.02 * n for n in range(len(words))], numbers, ear)
    heard.add([5 + 0.02 * n for n in range(len(words))], numbers, ear)
    assert [name for _, name in heard.named] == ["A02", "A02"]


def test_a_question_that_is_cut_off_and_asked_again_has_begun_twice(
    ear: Ear, tmp_path_factory: pytest.TempPathFactory
) -> None:
    words = packets(tmp_path_factory.getbasetemp() / "sounds0" / "A01.alaw")
    heard = Heard()
    numbers = ear.hear([*words[:20], *words])
    heard.add([0.02 * n for n in range(len(numbers))], numbers, ear)
    assert [name for _, name in heard.named] == ["A01", "A01"]


def test_a_key_goes_down_and_its_end_is_said_three_times() -> None:
    sent = [packet for packet in key_packets("5") if packet[0]]
    events = [struct.unpack("!BBH", payload) for _, _, payload in sent]
    assert {event for event, _, _ in events} == {5}
    assert [bool(flags & 0x80) for _, flags, _ in events] == [False] * 5 + [True] * 3
    assert [place for _, place, _ in sent] == list(range(8))
    assert seconds("12#") == pytest.approx(0.72)


def test_the_same_seed_gives_the_same_faults_and_every_kind_once() -> None:
    plan = schedule(724, kills=6)
    assert plan == schedule(724, kills=6)
    assert plan != schedule(725, kills=6)
    kinds = [each.kind for each in plan]
    assert kinds.count("application killed") == 6
    assert len(set(kinds)) == len(kinds) - 5


def test_a_fault_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Failed, match="no fault 'fire'"):
        schedule(1, kills=1, kinds=["fire"])


def test_the_stage_of_a_call_is_what_its_telephone_knows() -> None:
    story = CallStory("48601000000", "20060", 8, False, "served", 0.0)
    assert stage(story, 1.0) == "ringing in"
    story.answered_at = 1.0
    assert stage(story, 2.0) == "announcement"
    story.heard.named += [(3.0, "A01"), (9.0, "A02"), (12.0, "N02")]
    assert stage(story, 13.0) == "consent"
    story.keyed_at = 15.0
    assert (stage(story, 14.0), stage(story, 16.0)) == ("consent", "waiting")
    story.rings.append(Ring("k20060-1", story.number, 20.0, 40))
    assert stage(story, 21.0) == "rung"
    story.rings[0].answered_at = 22.0
    assert stage(story, 23.0) == "talking"
    story.rings[0].ended_at = 40.0
    assert stage(story, 41.0) == "afterwards"


@pytest.mark.parametrize(
    ("state", "reality", "circumstances", "right"),
    [
        ("available", "idle", {}, True),
        ("talking", "idle", {}, False),
        ("available", "talking", {}, False),
        ("talking", "talking", {}, True),
        ("reserved", "ringing", {}, True),
        ("available", "ringing", {}, False),
        ("no_answer", "idle", {}, False),
        ("no_answer", "idle", {"has_missed": True}, True),
        ("unreachable", "idle", {}, False),
        ("unreachable", "idle", {"is_back": True}, True),
        ("talking", "gone", {}, True),
        ("unreachable", "talking", {}, False),
        ("unreachable", "talking", {"is_fallback": True}, True),
        ("available", "talking", {"is_fallback": True}, False),
        ("unreachable", "idle", {"is_fallback": True}, False),
    ],
)
def test_a_state_is_right_when_it_is_what_the_telephone_does(
    state: str, reality: Reality, circumstances: dict[str, bool], right: bool
) -> None:
    assert is_right(state, reality, **circumstances) == right
