"""What is said to callers who wait and to the consultant, in the words of the real announcements."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.calls.queue_prompts import QueuePrompts, texts_ahead
from core.call import Call
from core.clock import LoopClock
from core.errors import PlaybackFailed
from core.facts.bus import Bus
from core.facts.call_context import CallContext
from core.lists.topics import TOPICS
from ivr import defaults
from ivr.prompts.ports import Spoken
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.values import Value
from tests.support.calls.fake_telephony import FakeExchange
from tests.support.timing.virtual_time import in_virtual_time

LIBRARY = PromptLibrary.load()
OFFICES = defaults.office_directory()


class Words:
    """A voice whose sounds are the words themselves; `all` is everything that was spoken."""

    def __init__(self) -> None:
        self.all: list[str] = []

    async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
        text = LIBRARY.text(prompt, language=language, **values)
        assert LIBRARY.prompt(prompt).uses() == values.keys()
        self.all.append(text)
        return Spoken(prompt, text, text)

    def was_not_heard(self, spoken: Spoken) -> None:
        """Words are not damaged."""


class Mute(Words):
    async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
        raise PlaybackFailed


def _prompts() -> QueuePrompts:
    return QueuePrompts(Words(), OFFICES)


def _text(prompt: str) -> str:
    return LIBRARY.text(prompt)


@in_virtual_time
async def test_announcements_without_numbers_are_said_as_they_stand() -> None:
    prompts = _prompts()
    assert await prompts.all_busy() == [_text("Q01")]
    assert await prompts.elsewhere() == [_text("Q09"), _text("Q10"), _text("Q27")]
    assert await prompts.elsewhere(is_known=False) == [_text("Q09"), _text("Q27")]
    assert await prompts.elsewhere(is_home_there=False, is_known=False) == [_text("Q26")]
    assert await prompts.waits_for_home() == ["Czekają Państwo na konsultanta swojego urzędu."]
    assert await prompts.callback_offer() == [_text("Q06")]
    assert await prompts.full() == [_text("Q11")]
    assert await prompts.full(may_order=False) == [
        "W tej chwili oczekuje bardzo wiele osób. Prosimy zadzwonić później."
    ]


@in_virtual_time
async def test_the_place_and_the_people_ahead_are_said() -> None:
    prompts = _prompts()
    assert await prompts.place(3) == ["Państwa miejsce w kolejce: trzecie."]
    assert await prompts.place(31) == ["Państwa miejsce w kolejce: trzydzieste pierwsze."]
    assert await prompts.people_ahead(1) == ["Przed Państwem czeka jedna osoba."]
    assert await prompts.people_ahead(2) == ["Przed Państwem czekają dwie osoby."]
    assert await prompts.people_ahead(5) == ["Przed Państwem czeka pięć osób."]
    assert await prompts.people_ahead(22) == ["Przed Państwem czekają dwadzieścia dwie osoby."]


@pytest.mark.parametrize(
    ("low", "high", "wait"),
    [
        (0, 0, "mniej niż jedna minuta"),
        (0, 1, "mniej niż jedna minuta"),
        (1, 1, "mniej niż jedna minuta"),
        (0, 2, "do dwóch minut"),
        (0, 5, "do pięciu minut"),
        (0, 21, "do dwudziestu jeden minut"),
        (1, 3, "od jednej do trzech minut"),
        (2, 5, "od dwóch do pięciu minut"),
        (12, 22, "od dwunastu do dwudziestu dwóch minut"),
        (3, 3, "trzy minuty"),
        (5, 5, "pięć minut"),
        (7, 5, "pięć minut"),
    ],
)
def test_the_expected_wait_is_a_range_in_minutes(low: int, high: int, wait: str) -> None:
    @in_virtual_time
    async def said() -> None:
        assert await _prompts().expected(low, high) == [f"Przewidywany czas oczekiwania: {wait}."]

    said()


@pytest.mark.parametrize(
    ("office", "topic", "level", "is_callback", "said"),
    [
        ("20060", "unemployed", 2, False, ["Kolno, osoba bezrobotna, zweryfikowany."]),
        ("20060", "seeker", 3, False, ["Kolno, poszukujący pracy, zweryfikowany."]),
        ("20630", "employer", 0, False, ["Suwałki, pracodawca, niezweryfikowany."]),
        ("20620", "other", 1, False, ["Łomża, inna sprawa, niezweryfikowany."]),
        ("20620", None, 2, False, ["Łomża, zweryfikowany."]),
        ("20620", "pogoda", 2, False, ["Łomża, zweryfikowany."]),
        ("20610", None, 0, False, ["Białystok, niezweryfikowany."]),
        ("20000", None, 0, False, ["Wojewódzki Urząd Pracy, niezweryfikowany."]),
        ("20060", "unemployed", 2, True, ["Oddzwonienie.", "Kolno, osoba bezrobotna, zweryfikowany."]),
    ],
)
def test_the_consultant_hears_whose_client_it_is_and_about_what(
    office: str, topic: str | None, level: int, is_callback: bool, said: list[str]
) -> None:
    @in_virtual_time
    async def whispered() -> None:
        assert await _prompts().caller_announcement(office, topic, level, is_callback=is_callback) == said

    whispered()


def test_any_two_offices_sound_different_to_the_consultant() -> None:
    @in_virtual_time
    async def whispered() -> None:
        prompts = _prompts()
        said = {tuple(await prompts.caller_announcement(code, None, 0)) for code in OFFICES.codes()}
        assert len(said) == len(OFFICES.codes())

    whispered()


@in_virtual_time
async def test_announcement_that_cannot_be_spoken_has_failed() -> None:
    with pytest.raises(PlaybackFailed):
        await QueuePrompts(Mute(), OFFICES).all_busy()
    with pytest.raises(PlaybackFailed):
        await _prompts().caller_announcement("99999", None, 2)


def test_announcements_that_a_caller_meets_first_are_spoken_ahead() -> None:
    texts = [text for language, text in texts_ahead(LIBRARY, OFFICES) if language == "pl"]
    known = set(texts)
    assert known >= set(LIBRARY.fixed_texts())
    assert all(re.fullmatch(r"[^{}\d]+", text) for text in texts)
    assert len(known) == len(texts) - DOUBLES

    @in_virtual_time
    async def story() -> None:
        voice = Words()
        prompts = QueuePrompts(voice, OFFICES)
        for number in range(1, 31):
            await prompts.place(number)
            await prompts.people_ahead(number)
        for high in range(1, 11):
            for low in range(high):
                await prompts.expected(low, high)
        for office in OFFICES.codes():
            for topic in (None, *TOPICS):
                for level in (0, 2):
                    await prompts.caller_announcement(office, topic, level, is_callback=True)
        for say in (
            prompts.all_busy,
            prompts.elsewhere,
            prompts.waits_for_home,
            prompts.callback_offer,
            prompts.full,
        ):
            await say()
        assert set(voice.all) <= known

    story()


DOUBLES = 1  # both offices of Białystok confirm themselves with the same words


@given(st.integers(0, 200), st.integers(0, 200))
def test_every_expected_wait_can_be_said(low: int, high: int) -> None:
    @in_virtual_time
    async def said() -> None:
        (text,) = await _prompts().expected(low, high)
        assert re.fullmatch(r"Przewidywany czas oczekiwania: [^\d{}]+ minut[ay]?\.", text)

    said()


@pytest.mark.parametrize(("level", "words"), [(0, ""), (1, ""), (2, ", zweryfikowany")])
@in_virtual_time
async def test_consultants_telephone_shows_whose_client_rings_and_whether_verified(level: int, words: str) -> None:
    clock, office = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)), OFFICES.all()[0]
    context = CallContext(verification_level=level)
    call = Call(FakeExchange().caller(), Bus(clock), clock, context=context)
    assert _prompts().caller_name(call, office.code) == office.seat + words
