"""Ordering a call-back, hearing when it comes, and answering it, with the words of the real announcements."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import anyio
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from ari_app.calls.callback_dialogue import CallbackDialogue
from core.call import Call
from core.clock import LoopClock
from core.errors import PlaybackFailed
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.scenarios import AnnouncementPlayed, KeysEntered
from ivr import defaults
from ivr.outside.phone_number import ordinary
from ivr.prompts.ports import Spoken
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.values import Value
from tests.support.calls.fake_centre import presses
from tests.support.calls.fake_services import FakeVoice
from tests.support.calls.fake_telephony import FakeExchange
from tests.support.timing.running import running
from tests.support.timing.virtual_time import in_virtual_time

LIBRARY = PromptLibrary.load()
OFFICES = defaults.office_directory()
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # ten o'clock in Poland, a Tuesday
LATER = (NINE + timedelta(hours=1), NINE + timedelta(hours=2))

OWN = "600100200"
READ_OWN = ["Q18", "Q19 sześć zero zero", "Q19 jeden zero zero", "Q19 dwa zero zero", "Q07"]
READ_OTHER = ["Q18", "Q19 osiem pięć siedem", "Q19 cztery pięć jeden", "Q19 dwa trzy cztery", "Q07"]


class Words(FakeVoice):
    """As the fake one, after the real library has filled the real text."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
        self.said.append(LIBRARY.text(prompt, language=language, **values))
        assert LIBRARY.prompt(prompt).uses() == values.keys()
        return await super().spoken(prompt, language=language, **values)


class Talk:
    """One caller, and what was recorded of the call."""

    def __init__(self, tasks: anyio.abc.TaskGroup, caller_number: str) -> None:
        self.exchange = FakeExchange()
        self.exchange.sound_time = 1.0
        self.caller = self.exchange.caller(caller_number=caller_number)
        clock = LoopClock(NINE)
        bus = Bus(clock)
        self.events: list[AnyEvent] = []
        bus.listen(self.events.append)
        self.call = Call(self.caller, bus, clock)
        self.voice = Words()
        self.dialogue = CallbackDialogue(self.voice, OFFICES)
        self._tasks = tasks

    def presses(self, *steps: tuple[float, str]) -> None:
        """From now on; see `tests.support.calls.fake_centre.presses`."""
        self._tasks.start_soon(presses, self.caller, *steps)

    @property
    def outcomes(self) -> list[tuple[str, int, str]]:
        facts = [e for e in self.events if isinstance(e, KeysEntered)]
        assert all(fact.keys is None for fact in facts), "a fact says what was keyed"
        return [(fact.node.removeprefix("oddzwonienie/"), fact.length, fact.outcome) for fact in facts]


@asynccontextmanager
async def a_talk(caller_number: str = OWN) -> AsyncIterator[Talk]:
    async with anyio.create_task_group() as tasks:
        talk = Talk(tasks, caller_number)
        yield talk
        assert not talk.exchange.playing, "a playback is left"
        tasks.cancel_scope.cancel()


# -- the number


@pytest.mark.parametrize("sent", [OWN, "+48600100200", "48600100200", "0048600100200"])
@in_virtual_time
async def test_the_callers_own_number_is_read_in_threes_and_accepted_with_one(sent: str) -> None:
    async with a_talk(sent) as talk:
        talk.presses((3, "1"))
        assert await talk.dialogue.ask_number(talk.call) == OWN
        assert talk.caller.heard == READ_OWN
        assert talk.outcomes == [("potwierdzenie", 1, "accepted")]


@in_virtual_time
async def test_the_number_is_nowhere_in_the_facts_nor_whole_in_one_sound() -> None:
    async with a_talk() as talk:
        talk.presses((3, "2"), (2, "857451234"), (6, "1"))
        assert await talk.dialogue.ask_number(talk.call) == "857451234"
        assert not [event for event in talk.events if "857451234" in repr(event) or OWN in repr(event)]
        assert not [text for text in talk.voice.said if "osiem pięć siedem" in text and "cztery" in text]
        prompts = [event.prompts for event in talk.events if isinstance(event, AnnouncementPlayed)]
        assert prompts[0] == ["Q18", "Q19", "Q19", "Q19", "Q07"]


@in_virtual_time
async def test_another_number_is_keyed_read_back_and_accepted() -> None:
    async with a_talk() as talk:
        talk.presses((3, "2"), (2, "857451234"), (6, "1"))
        assert await talk.dialogue.ask_number(talk.call) == "857451234"
        assert talk.caller.heard == [*READ_OWN, "Q15", *READ_OTHER]
        assert talk.outcomes == [
            ("potwierdzenie", 1, "other"),
            ("numer", 9, "entered"),
            ("potwierdzenie", 1, "accepted"),
        ]


@in_virtual_time
async def test_a_number_may_be_keyed_right_behind_the_two() -> None:
    async with a_talk() as talk:
        talk.presses((3, "2857451234"), (6, "1"))
        assert await talk.dialogue.ask_number(talk.call) == "857451234"


@pytest.mark.parametrize("sent", ["", "anonymous", "112", "9510", "+49301234567", "700123456", "801123456"])
@in_virtual_time
async def test_a_caller_whose_own_number_cannot_be_rung_is_asked_for_one_at_once(sent: str) -> None:
    async with a_talk(sent) as talk:
        talk.presses((2, "857451234#"), (6, "1"))
        assert await talk.dialogue.ask_number(talk.call) == "857451234"
        assert talk.caller.heard == ["Q15", *READ_OTHER]


@in_virtual_time
async def test_keys_pressed_before_the_question_accept_nothing() -> None:
    async with a_talk() as talk:
        for key in "111":
            talk.caller.keys.press(key)
        talk.presses((0.3, "1"))  # the key of the offer before, pressed twice
        assert await talk.dialogue.ask_number(talk.call) is None
        assert talk.outcomes == [("potwierdzenie", 0, "nothing")]


@in_virtual_time
async def test_a_last_digit_that_bounces_accepts_nothing() -> None:
    async with a_talk("") as talk:
        talk.presses((2, "8574512311"))
        assert await talk.dialogue.ask_number(talk.call) is None
        assert talk.outcomes == [("numer", 9, "entered"), ("potwierdzenie", 0, "nothing")]


@in_virtual_time
async def test_silence_means_waiting_on_and_the_caller_is_told_so() -> None:
    async with a_talk() as talk:
        began = talk.call.clock.monotonic()
        assert await talk.dialogue.ask_number(talk.call) is None
        assert talk.caller.heard == [*READ_OWN, "Q17"]
        assert talk.call.clock.monotonic() - began == pytest.approx(5 + 8 + 1)
        assert "Czekają Państwo dalej na swoim miejscu" in talk.voice.said[-1]


@in_virtual_time
async def test_a_caller_who_keeps_no_place_is_not_told_to_wait() -> None:
    async with a_talk() as talk:
        assert await talk.dialogue.ask_number(talk.call, keeps_place=False) is None
        assert talk.voice.said[-1] == "Oddzwonienie nie zostało zamówione. Prosimy zadzwonić później."


@in_virtual_time
async def test_silence_when_a_number_is_asked_for_means_waiting_on_too() -> None:
    async with a_talk() as talk:
        talk.presses((3, "2"))
        assert await talk.dialogue.ask_number(talk.call) is None
        assert talk.caller.heard == [*READ_OWN, "Q15", "Q17"]
        assert talk.outcomes[-1] == ("numer", 0, "nothing")


@pytest.mark.parametrize(
    "keyed", ["012345678", "700123456", "708880774", "801123456", "800100100", "300123456", "112112112"]
)
@in_virtual_time
async def test_a_number_that_costs_more_is_refused_with_a_reason(keyed: str) -> None:
    async with a_talk() as talk:
        talk.presses((3, "2"), (2, keyed), (5, "857451234"), (6, "1"))
        assert await talk.dialogue.ask_number(talk.call) == "857451234"
        assert talk.caller.heard == [*READ_OWN, "Q15", "Q16", "Q15", *READ_OTHER]
        assert ("numer", 9, "refused") in talk.outcomes


@in_virtual_time
async def test_a_number_that_is_too_short_is_asked_for_again() -> None:
    async with a_talk("") as talk:
        talk.presses((2, "112#"), (3, "857451234"), (6, "1"))
        assert await talk.dialogue.ask_number(talk.call) == "857451234"
        assert talk.caller.heard == ["Q15", "Q22", "Q15", *READ_OTHER]
        assert talk.outcomes[0] == ("numer", 3, "too_few")


@in_virtual_time
async def test_after_two_numbers_that_came_to_nothing_the_caller_waits_on() -> None:
    async with a_talk("") as talk:
        talk.presses((2, "700123456"), (3, "112#"))
        assert await talk.dialogue.ask_number(talk.call) is None
        assert talk.caller.heard == ["Q15", "Q16", "Q15", "Q22", "Q17"]
    async with a_talk("") as talk:
        talk.presses((2, "857451234"), (6, "2"), (2, "600100200"), (6, "2"))
        assert await talk.dialogue.ask_number(talk.call) is None
        assert talk.caller.heard == ["Q15", *READ_OTHER, "Q15", *READ_OWN, "Q17"]


@in_virtual_time
async def test_a_wrong_key_brings_the_number_once_more() -> None:
    async with a_talk() as talk:
        talk.presses((3, "7"), (3, "1"))
        assert await talk.dialogue.ask_number(talk.call) == OWN
        assert talk.caller.heard == [*READ_OWN, "M05", *READ_OWN]
    async with a_talk() as talk:
        talk.presses((3, "7"), (3, "8"))
        assert await talk.dialogue.ask_number(talk.call) is None
        assert talk.outcomes == [("potwierdzenie", 1, "failed")]


@in_virtual_time
async def test_a_star_reads_the_number_again_but_not_for_ever() -> None:
    async with a_talk() as talk:
        talk.presses((3, "*"), (3, "#"), (3, "1"))
        assert await talk.dialogue.ask_number(talk.call) == OWN
        assert talk.caller.heard == READ_OWN * 3
    async with a_talk() as talk:
        talk.presses(*[(3.0, "*")] * 20)
        assert await talk.dialogue.ask_number(talk.call) is None


@in_virtual_time
async def test_a_number_that_could_not_be_read_out_is_accepted_by_nobody() -> None:
    async with a_talk() as talk:
        talk.exchange.playback_fails = True
        talk.presses((1, "1"), (1, "1"))
        assert await talk.dialogue.ask_number(talk.call) is None


keys = st.lists(
    st.tuples(
        st.floats(0, 15).map(lambda pause: round(pause, 1)),
        st.sampled_from([*"12*#0", "857451234", "700123456", "600100200#", "4" * 70]),
    ),
    max_size=15,
)


@given(keys, st.sampled_from([OWN, "", "700123456", "+49301234567"]))
def test_whatever_is_keyed_an_ordinary_number_or_none_comes_out_in_a_few_minutes(
    pressed: list[tuple[float, str]], own: str
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with a_talk(own) as talk:
            talk.presses(*pressed)
            with anyio.fail_after(300):
                number = await talk.dialogue.ask_number(talk.call)
            assert number is None or ordinary(number) == number
            assert talk.outcomes

    story()


# -- when the centre will ring


@in_virtual_time
async def test_the_caller_hears_between_which_hours_in_polish_time() -> None:
    async with a_talk() as talk:
        await talk.dialogue.confirm(talk.call, LATER)
        assert talk.voice.said == [
            "Dziękujemy. Oddzwonimy dzisiaj między godziną jedenastą a dwunastą."
            " Mogą Państwo zakończyć połączenie."
        ]


@pytest.mark.parametrize(
    ("days", "day"),
    [(1, "jutro"), (2, "w czwartek"), (6, "w poniedziałek"), (7, "we wtorek, pierwszego grudnia,")],
)
@in_virtual_time
async def test_callback_on_a_later_day_is_promised_by_the_days_name(days: int, day: str) -> None:
    async with a_talk() as talk:
        begin, end = (moment + timedelta(days=days) for moment in LATER)
        await talk.dialogue.confirm(talk.call, (begin, end))
        assert f"Oddzwonimy {day} między godziną jedenastą a dwunastą." in talk.voice.said[0]


@in_virtual_time
async def test_callback_on_an_evening_in_utc_may_be_promised_for_tomorrow_in_poland() -> None:
    async with a_talk() as talk:
        begin = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
        await talk.dialogue.confirm(talk.call, (begin, begin + timedelta(hours=1)))
        assert "Oddzwonimy jutro między godziną zerową a pierwszą." in talk.voice.said[0]


@in_virtual_time
async def test_a_key_does_not_cut_the_promise_short() -> None:
    async with a_talk() as talk:
        talk.caller.keys.press("1")
        talk.presses((0.5, "1"))
        await talk.dialogue.confirm(talk.call, LATER)
        played = [event for event in talk.events if isinstance(event, AnnouncementPlayed)]
        assert [(event.prompts, event.heard_time) for event in played] == [(["Q08"], 1.0)]


# -- the centre rings


@in_virtual_time
async def test_whoever_answers_hears_the_office_and_nothing_of_the_matter() -> None:
    async with a_talk() as talk:
        talk.call.context.topic = "unemployed"
        talk.presses((1, "1"))
        assert await talk.dialogue.invite(talk.call, "20630")
        assert talk.voice.said == [
            "Dzień dobry. Tu Powiatowy Urząd Pracy w Suwałkach. Oddzwaniamy na Państwa prośbę."
            " Aby połączyć się z konsultantem, proszę nacisnąć jeden."
        ]
        assert talk.outcomes == [("zaproszenie", 1, "accepted")]


@in_virtual_time
async def test_the_provincial_office_does_not_call_itself_a_county_one() -> None:
    async with a_talk() as talk:
        assert not await talk.dialogue.invite(talk.call, "20000")
        assert "Tu Wojewódzki Urząd Pracy w Białymstoku." in talk.voice.said[0]


@in_virtual_time
async def test_the_question_comes_twice_and_silence_is_a_no() -> None:
    async with a_talk() as talk:
        assert not await talk.dialogue.invite(talk.call, "20630")
        assert talk.caller.heard == ["E02 w Suwałkach"] * 2
        assert talk.outcomes == [("zaproszenie", 0, "nothing")]


@in_virtual_time
async def test_callback_may_be_accepted_at_the_second_question() -> None:
    async with a_talk() as talk:
        talk.presses((12, "1"))
        assert await talk.dialogue.invite(talk.call, "20630")
        assert talk.caller.heard == ["E02 w Suwałkach"] * 2


@pytest.mark.parametrize("key", "234567890*#")
@in_virtual_time
async def test_any_other_key_refuses_the_callback(key: str) -> None:
    async with a_talk() as talk:
        talk.presses((1, key))
        assert not await talk.dialogue.invite(talk.call, "20630")
        assert talk.caller.heard == ["E02 w Suwałkach"]
        assert talk.outcomes == [("zaproszenie", 1, "refused")]


@in_virtual_time
async def test_a_key_pressed_while_it_still_rang_is_no_answer() -> None:
    async with a_talk() as talk:
        talk.caller.keys.press("1")
        assert not await talk.dialogue.invite(talk.call, "20630")


@in_virtual_time
async def test_an_invitation_that_could_not_be_heard_is_accepted_by_nobody() -> None:
    class Mute(Words):
        async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
            raise PlaybackFailed

    async with a_talk() as talk:
        talk.presses((1, "1"))
        with structlog.testing.capture_logs():
            assert not await CallbackDialogue(Mute(), OFFICES).invite(talk.call, "20630")


# -- a hang-up at any moment


@pytest.mark.parametrize("tenths", range(0, 200, 3))
@in_virtual_time
async def test_hang_up_ends_the_callback_dialogue_wherever_it_is(tenths: int) -> None:
    async with a_talk() as talk:
        talk.presses((3, "2"), (2, "857451234"))

        async def hangs_up() -> None:
            await anyio.sleep(tenths / 10)
            talk.caller.far_end_hangs_up()

        async with running(hangs_up):
            with talk.caller.while_up():
                await talk.dialogue.ask_number(talk.call)
