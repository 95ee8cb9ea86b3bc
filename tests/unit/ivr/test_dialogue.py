"""Saying and asking, in virtual time: barge-in, type-ahead, `*`, `#`, silence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import anyio
import pytest
import structlog

from core.call import Call
from core.clock import LoopClock
from core.errors import ChannelGone, PlaybackFailed
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.scenarios import AnnouncementPlayed
from ivr.dialogue import Digits, NoDigits, Shortcut, ask_digits, ask_key, play_out, say
from ivr.prompts.ports import Spoken
from ivr.prompts.prompt_library import PlaceholderMissing, PromptUnknown
from ivr.speech.values import Value
from tests.support.calls.fake_centre import presses
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import FakeVoice
from tests.support.calls.fake_telephony import FakeExchange
from tests.support.timing.virtual_time import in_virtual_time

SOUND_TIME = 5.0  # seconds a prompt lasts on the fake exchange
VOICE = FakeVoice()


class Talk:
    """One caller, and what was recorded of the call."""

    def __init__(self, tasks: anyio.abc.TaskGroup) -> None:
        self.exchange = FakeExchange()
        self.caller: FakeChannel = self.exchange.caller()
        clock = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
        bus = Bus(clock)
        self.events: list[AnyEvent] = []
        bus.listen(self.events.append)
        self.call = Call(self.caller, bus, clock)
        self._tasks = tasks

    def presses(self, *steps: tuple[float, str]) -> None:
        """From now on; see `tests.support.calls.fake_centre.presses`."""
        self._tasks.start_soon(presses, self.caller, *steps)

    @property
    def played(self) -> list[AnnouncementPlayed]:
        return [e for e in self.events if isinstance(e, AnnouncementPlayed)]

    async def digits(self, **changes: Any) -> Digits | NoDigits | Shortcut:
        settings: dict[str, Any] = {"shortest": 4, "longest": 6, "first_key_time": 10.0, "next_key_time": 5.0}
        return await ask_digits(self.call, VOICE, ["A02"], **(settings | changes))

    async def key(self, choices: str = "12", retries: int = 2) -> str | None:
        return await ask_key(
            self.call, VOICE, ["W03"], choices, wait_time=6.0, retries=retries, nothing=["M04"], wrong=["M05"]
        )


@asynccontextmanager
async def a_talk() -> AsyncIterator[Talk]:
    async with anyio.create_task_group() as tasks:
        talk = Talk(tasks)
        yield talk
        assert not talk.exchange.playing, "a playback is left"
        tasks.cancel_scope.cancel()


# -- saying


@in_virtual_time
async def test_an_announcement_is_played_to_its_end_where_no_key_comes() -> None:
    async with a_talk() as talk:
        assert not await say(talk.call, VOICE, ["W01", "N01"])
        assert talk.played[0].prompts == ["W01", "N01"]
        assert (talk.played[0].heard_time, talk.played[0].is_interrupted) == (2 * SOUND_TIME, False)


@in_virtual_time
async def test_a_key_cuts_an_announcement_short_and_stays_to_be_read() -> None:
    async with a_talk() as talk:
        talk.presses((2, "7"))
        assert await say(talk.call, VOICE, ["W01"])
        assert talk.caller.keys.peek() == "7"
        assert (talk.played[0].heard_time, talk.played[0].is_interrupted) == (2.0, True)


@in_virtual_time
async def test_with_a_key_waiting_nothing_is_played_and_nothing_recorded() -> None:
    async with a_talk() as talk:
        talk.caller.keys.press("7")
        assert await say(talk.call, VOICE, ["W01"])
        assert not talk.caller.heard
        assert not talk.played


@in_virtual_time
async def test_last_words_are_not_cut_short_by_keys() -> None:
    async with a_talk() as talk:
        talk.caller.keys.press("7")
        assert not await say(talk.call, VOICE, ["G01"], until_key=False)
        assert talk.played[0].heard_time == SOUND_TIME


@in_virtual_time
async def test_keys_of_the_first_moments_are_forgotten_where_a_question_must_be_heard() -> None:
    async with a_talk() as talk:
        talk.caller.keys.press("1")
        talk.presses((1, "1"), (1, "2"))
        assert await play_out(talk.call, VOICE, ["N02"], until_key=True, deaf_time=1.5) == "interrupted"
        assert talk.caller.keys.take() == "2"
        assert not len(talk.caller.keys)


@in_virtual_time
async def test_an_announcement_that_cannot_be_played_is_noted_and_passed_over() -> None:
    async with a_talk() as talk:
        talk.exchange.playback_fails = True
        assert not await say(talk.call, VOICE, ["W01"])
        assert (talk.played[0].has_failed, talk.played[0].heard_time) == (True, 0.0)


@pytest.mark.parametrize(
    "error", [PlaybackFailed(), PromptUnknown(), PlaceholderMissing("A05", "pozostalo_prob")], ids=repr
)
@in_virtual_time
async def test_words_that_cannot_be_spoken_do_not_end_the_call(error: Exception) -> None:
    class Mute(FakeVoice):
        async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
            raise error

    async with a_talk() as talk:
        with structlog.testing.capture_logs() as lines:
            assert not await say(talk.call, Mute(), [("A05", {})])
        assert [line["error"] for line in lines] == [type(error).__name__]
        assert (talk.played[0].prompts, talk.played[0].has_failed) == (["A05"], True)


@in_virtual_time
async def test_a_caller_who_is_gone_is_no_failed_announcement() -> None:
    async with a_talk() as talk:
        talk.caller.far_end_hangs_up()
        with pytest.raises(ChannelGone):
            await say(talk.call, VOICE, ["W01"])
        assert not talk.played


@in_virtual_time
async def test_a_hang_up_in_the_middle_leaves_no_sound_playing() -> None:
    async with a_talk() as talk:
        with talk.caller.while_up():
            async with anyio.create_task_group() as party:
                party.start_soon(say, talk.call, VOICE, ["W01"])
                await anyio.sleep(1)
                talk.caller.far_end_hangs_up()
        assert not talk.exchange.playing


# -- asking for digits


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("7392#", Digits("7392")),
        ("7392", Digits("7392")),
        ("739206#", Digits("739206")),
        ("#", NoDigits("nothing")),
        ("", NoDigits("nothing")),
        ("73#", NoDigits("too_few", 2)),
        ("739", NoDigits("too_few", 3)),
        ("7392065#", NoDigits("too_many", 7)),
        ("739206511", NoDigits("too_many", 9)),
        ("11*7392#", Digits("7392")),
        ("1*1*7392#", Digits("7392")),
        ("7392*#", NoDigits("nothing")),
        ("7A3B92#", Digits("7392")),
    ],
)
@in_virtual_time
async def test_what_becomes_of_keys(keys: str, answer: Digits | NoDigits) -> None:
    async with a_talk() as talk:
        talk.presses((SOUND_TIME + 1, keys))
        assert await talk.digits() == answer
        assert not len(talk.caller.keys)


@in_virtual_time
async def test_keys_pressed_ahead_answer_without_a_word() -> None:
    async with a_talk() as talk:
        for key in "7392#":
            talk.caller.keys.press(key)
        began = anyio.current_time()
        assert await talk.digits() == Digits("7392")
        assert anyio.current_time() == began
        assert not talk.caller.heard


@in_virtual_time
async def test_what_was_keyed_beyond_the_number_answers_the_next_question() -> None:
    async with a_talk() as talk:
        for key in "7392#5":
            talk.caller.keys.press(key)
        await talk.digits()
        assert talk.caller.keys.peek() == "5"


@pytest.mark.parametrize(("silence", "is_in_time"), [(4.9, True), (5.1, False)])
@in_virtual_time
async def test_the_pause_between_two_digits(silence: float, is_in_time: bool) -> None:
    async with a_talk() as talk:
        talk.presses((6, "73"), (silence - 0.2, "92#"))
        assert await talk.digits() == (Digits("7392") if is_in_time else NoDigits("too_few", 2))


@pytest.mark.parametrize(("silence", "is_in_time"), [(9.9, True), (10.1, False)])
@in_virtual_time
async def test_the_pause_before_the_first_digit_counts_from_the_end_of_the_question(
    silence: float, is_in_time: bool
) -> None:
    async with a_talk() as talk:
        talk.presses((SOUND_TIME + silence, "7392#"))
        assert isinstance(await talk.digits(), Digits) == is_in_time


@in_virtual_time
async def test_a_full_number_ends_by_itself_where_so_wanted_and_leaves_the_hash() -> None:
    async with a_talk() as talk:
        for key in "15111#":
            talk.caller.keys.press(key)
        assert await talk.digits(shortest=5, longest=5, ends_when_full=True) == Digits("15111")
        assert talk.caller.keys.peek() == "#"


@in_virtual_time
async def test_a_shortcut_counts_as_the_first_key_only() -> None:
    async with a_talk() as talk:
        talk.presses((1, "0"))
        assert await talk.digits(shortcuts="*0") == Shortcut("0")
        talk.presses((1, "7390#"))
        assert await talk.digits(shortcuts="*0") == Digits("7390")


@in_virtual_time
async def test_a_stuck_key_ends_and_leaves_nothing_endless_behind() -> None:
    async with a_talk() as talk:
        talk.presses((1, "7" * 500))
        answer = await talk.digits()
        assert isinstance(answer, NoDigits)
        assert answer.why == "too_many"


@in_virtual_time
async def test_a_hash_that_confirms_the_answer_before_does_not_answer_the_next_question() -> None:
    """`1#` at a menu, then a question for digits: the question is said anew and no try is lost."""
    async with a_talk() as talk:
        talk.presses((1, "1#"), (6, "7392#"))
        assert await talk.key() == "1"
        assert await talk.digits() == Digits("7392")
        assert talk.caller.heard == ["W03", "A02", "A02"]


@in_virtual_time
async def test_a_hash_after_a_full_postal_code_does_not_silence_the_question_that_follows() -> None:
    async with a_talk() as talk:
        talk.presses((1, "15111#"), (4.5, "1"))
        assert await talk.digits(shortest=5, longest=5, ends_when_full=True) == Digits("15111")
        assert await talk.key() == "1"
        assert "M04" not in talk.caller.heard
        assert [p.is_interrupted for p in talk.played if p.prompts == ["W03"]] == [True, True]
        assert talk.played[-1].heard_time > 3


@in_virtual_time
async def test_hashes_without_end_do_not_repeat_a_question_without_end() -> None:
    async with a_talk() as talk:
        for _ in range(60):
            talk.caller.keys.press("#")
        assert await talk.digits() == NoDigits("nothing")


def test_what_was_keyed_is_not_shown() -> None:
    assert "739206" not in repr(Digits("739206"))


# -- asking for one key


@in_virtual_time
async def test_a_key_of_the_choice_is_taken_during_the_question() -> None:
    async with a_talk() as talk:
        talk.presses((2, "2"))
        assert await talk.key() == "2"
        assert talk.played[0].heard_time == 2.0


@in_virtual_time
async def test_silence_is_told_and_the_question_repeated_until_the_tries_are_used_up() -> None:
    async with a_talk() as talk:
        began = anyio.current_time()
        assert await talk.key() is None
        assert talk.caller.heard == ["W03", "M04", "W03", "M04", "W03"]
        assert anyio.current_time() - began == pytest.approx(5 * SOUND_TIME + 3 * 6)


@in_virtual_time
async def test_a_wrong_key_is_told() -> None:
    async with a_talk() as talk:
        talk.presses((6, "9"), (12, "1"))
        assert await talk.key() == "1"
        assert talk.caller.heard == ["W03", "M05", "W03"]


@in_virtual_time
async def test_a_star_repeats_the_question_without_costing_a_try_but_not_for_ever() -> None:
    async with a_talk() as talk:
        talk.presses((6, "*"), (6, "*"), (6, "1"))
        assert await talk.key(retries=0) == "1"
        assert talk.caller.heard == ["W03"] * 3
    async with a_talk() as talk:
        for _ in range(60):
            talk.caller.keys.press("*")
        assert await talk.key(retries=0) is None


@in_virtual_time
async def test_a_star_that_is_a_choice_is_taken() -> None:
    async with a_talk() as talk:
        talk.presses((1, "*"))
        assert await talk.key("12*") == "*"


@in_virtual_time
async def test_a_hash_after_the_question_is_passed_over() -> None:
    async with a_talk() as talk:
        talk.presses((6, "##1"))
        assert await talk.key(retries=0) == "1"


@in_virtual_time
async def test_hashes_after_the_question_do_not_lengthen_the_wait() -> None:
    async with a_talk() as talk:
        talk.presses((SOUND_TIME, "#"), *[(0.8, "#")] * 1000)
        began = anyio.current_time()
        assert await talk.key() is None
        assert anyio.current_time() - began < 60


@in_virtual_time
async def test_a_number_is_not_begun_again_without_end() -> None:
    async with a_talk() as talk:
        talk.presses((1, "1*"), *[(1, "1*")] * 1000)
        began = anyio.current_time()
        assert await talk.digits() == NoDigits("nothing")
        assert anyio.current_time() - began < 30
