"""The caller chooses a language, and everything from then on is said in it: scenario, queue, call-back, too."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from anyio.abc import TaskGroup
from pydantic import ValidationError

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentEvent
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.scenarios import AnnouncementPlayed, KeysEntered, LanguageChosen
from ivr.nodes.language import Settings
from ivr.number_route import NumberRoute
from ivr.prompts.ports import Spoken
from ivr.speech.values import Value
from tests.support.calls.application_killed import call_ends, taken_over
from tests.support.calls.fake_centre import WITH_LANGUAGES, Centre, a_centre, answers, asks_for_language, presses
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import FakeVoice
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.sweep import SWEEP_STEP
from tests.support.timing.virtual_time import in_virtual_time

KOLNO = "20060"
NUMBER = WITH_LANGUAGES
Keys = tuple[float, str]


class Tongues(FakeVoice):
    """Remembers in which language each prompt was asked for; has nothing in Ukrainian but the welcome."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
        self.asked.append((prompt, language))
        there = "pl" if language == "uk" and prompt != "W02" else language
        return await super().spoken(prompt, language=there, **values)


@asynccontextmanager
async def a_line(policy: QueuePolicy | None = None, **settings: Any) -> AsyncIterator[tuple[Centre, Tongues]]:
    voice = Tongues()
    async with a_centre(policy or QueuePolicy(whispers=False), voice=voice) as centre:
        centre.ivr.routes[NUMBER] = NumberRoute(NUMBER, False, asks_for_language(**settings))
        yield centre, voice


async def rings(centre: Centre, *keys: Keys, patience: float | None = 60.0) -> FakeChannel:
    caller = centre.exchange.caller(dialled_number=NUMBER)
    await centre.visit(caller, *keys, patience=patience)
    return caller


def chosen(centre: Centre) -> list[str]:
    return [event.language for event in centre.of_type(LanguageChosen)]


@pytest.mark.parametrize(("key", "language"), [("8", "en"), ("9", "uk")])
@in_virtual_time
async def test_a_key_during_the_announcement_chooses_a_language(key: str, language: str) -> None:
    async with a_line() as (centre, voice):
        await rings(centre, (6.0, key))
        assert chosen(centre) == [language]
        assert voice.asked[:3] == [("W02", "pl"), ("W04", "pl"), ("C01", language)]
        assert {said for prompt, said in voice.asked if prompt not in ("W02", "W04")} == {language}
        [keyed] = [event for event in centre.of_type(KeysEntered) if event.node == "jezyk"]
        assert (keyed.keys, keyed.outcome) == (key, language)


@in_virtual_time
async def test_a_key_pressed_a_little_early_or_a_little_late_counts() -> None:
    for moment in (2.0, 11.0):
        async with a_line() as (centre, _):
            await rings(centre, (moment, "8"))
            assert chosen(centre) == ["en"]


@in_virtual_time
async def test_the_rest_of_a_number_in_a_call_that_begins_anew_is_no_choice() -> None:
    async with a_line() as (centre, voice):
        await rings(centre, (0.2, "9"), (1.0, "#"))
        assert not chosen(centre)
        assert {language for _, language in voice.asked} == {"pl"}


@pytest.mark.parametrize(("wait_time", "moment"), [(1.5, 11.5), (0.0, 10.0)])
@in_virtual_time
async def test_who_presses_nothing_goes_on_in_polish_and_is_not_asked_again(
    wait_time: float, moment: float
) -> None:
    async with a_line(wait_time=wait_time) as (centre, voice):
        caller = centre.exchange.caller(dialled_number=NUMBER)
        began = anyio.current_time()
        async with anyio.create_task_group() as party:
            party.start_soon(centre.take, caller)
            await caller.hears("C01")
            assert anyio.current_time() - began == pytest.approx(moment, abs=0.1)
            caller.far_end_hangs_up()
        assert not chosen(centre)
        assert {language for _, language in voice.asked} == {"pl"}
        assert [prompt for prompt, _ in voice.asked].count("W04") == 1


@in_virtual_time
async def test_a_number_keyed_ahead_that_begins_with_eight_is_no_choice() -> None:
    async with a_line() as (centre, _):
        await rings(centre, (6.0, "85400"))
        assert not chosen(centre)
        [keyed] = [event for event in centre.of_type(KeysEntered) if event.node == "kod"]
        assert keyed.keys == "85400", "not a digit of it was lost"


@pytest.mark.parametrize("key", ["1", "*", "0"])
@in_virtual_time
async def test_any_other_key_stays_for_the_next_question(key: str) -> None:
    async with a_line() as (centre, voice):
        await rings(centre, (6.0, key))
        assert not chosen(centre)
        assert ("C01", "pl") not in voice.asked, "a key that waits answers the question before it is asked"


@in_virtual_time
async def test_the_hash_key_skips_the_announcement() -> None:
    async with a_line() as (centre, voice):
        await rings(centre, (6.0, "#"), patience=8.0)
        assert not chosen(centre)
        assert voice.asked[-1] == ("C01", "pl")


@in_virtual_time
async def test_what_is_not_there_in_the_language_is_said_in_polish_and_recorded() -> None:
    async with a_line() as (centre, _):
        await rings(centre, (6.0, "9"))
        played = [event for event in centre.of_type(AnnouncementPlayed) if event.prompts == ["C01"]]
        assert [(event.language, event.in_polish) for event in played] == [("uk", ["C01"])]


@in_virtual_time
async def test_the_queue_speaks_the_caller_s_language_and_the_consultant_is_told_of_it_in_polish() -> None:
    policy = QueuePolicy(announce_every=10, neighbours_after=None, everyone_after=None, whispers=True)
    async with a_line(policy) as (centre, voice):
        consultant = centre.consultant("k20060-1", FakePhone(talk_time=30), is_ready=False)
        caller = centre.exchange.caller(dialled_number=NUMBER)

        async def comes_back() -> None:
            await anyio.sleep(60)
            centre.matchmaker.wish(consultant.id, AgentEvent.READY)

        async with anyio.create_task_group() as party:
            party.start_soon(comes_back)
            await centre.visit(caller, (6.0, "8"), (2.0, "18500"))
        asked = dict(reversed(voice.asked))
        assert (asked["Q01"], asked["Q02"], asked["G01"]) == ("en", "en", "en")
        assert asked["T07"] == "pl"
        centre.check_nothing_left()


@in_virtual_time
async def test_a_call_back_is_opened_in_the_language_of_whoever_ordered_it() -> None:
    policy = QueuePolicy(
        announce_every=10, callback_after=5, whispers=False, neighbours_after=None, everyone_after=None
    )
    async with a_line(policy) as (centre, voice):
        consultant = centre.consultant("k20060-1", FakePhone(talk_time=5), is_ready=False)
        caller = centre.exchange.caller(dialled_number=NUMBER)

        async def person(leg: FakeChannel) -> None:
            await answers(leg, ("E02", "1"))
            await anyio.sleep(1000)

        centre.exchange.subscribers[caller.caller_number] = person
        async with anyio.create_task_group() as party:
            party.start_soon(answers, caller, ("W04", "8"), ("C01", "18500"), ("Q06", "1"), ("Q07", "1"))
            await centre.visit(caller)
            party.cancel_scope.cancel()
        centre.matchmaker.wish(consultant.id, AgentEvent.READY)
        await centre.callbacks_are_over()
        assert ("Q08", "en") in voice.asked
        assert ("E02", "en") in voice.asked
        assert chosen(centre) == ["en", "en"], "in the call that was made, too"


@in_virtual_time
async def test_after_a_restart_the_call_goes_on_in_its_language() -> None:
    async def begin(centre: Centre, tasks: TaskGroup, world: TaskGroup) -> None:
        caller = centre.exchange.caller(dialled_number=NUMBER)
        world.start_soon(presses, caller, (6.0, "8"))
        tasks.start_soon(centre.take, caller)

    async with taken_over(9.0, begin) as heir:
        await call_ends(heir)
        asked = [event for event in heir.of_type(AnnouncementPlayed) if event.prompts == ["C01"]]
        assert [event.language for event in asked][-1:] == ["en"]
        assert heir.of_type(AnnouncementPlayed)[-1].language == "en"


@in_virtual_time
async def test_hang_up_at_every_tenth_of_a_second_while_choosing() -> None:
    for tenth in range(0, 160, SWEEP_STEP):
        async with a_line() as (centre, _):
            centre.consultant("k20060-1", FakePhone(talk_time=2))
            await rings(centre, (6.0, "8"), (1.5, "18500"), patience=tenth / 10)
            centre.check_nothing_left()
            assert centre.of_type(CallEnded)[-1].reason in ("caller_hung_up", "completed")


def test_settings_are_refused_in_polish() -> None:
    with pytest.raises(ValidationError, match="nie jest klawiszem z cyfrą"):
        Settings(choices={"#": "en"})
    with pytest.raises(ValidationError):
        Settings(choices={"8": "de"})
    schema = Settings.model_json_schema()
    assert all(field["title"] and field["description"] for field in schema["properties"].values())
