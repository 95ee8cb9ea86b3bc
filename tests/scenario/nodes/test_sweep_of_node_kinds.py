"""Each kind of node: hang up at any 0.1 s, let each command fail, kill the application. Nothing may be left."""

from collections.abc import Callable
from dataclasses import dataclass

import anyio
import pytest
from anyio.abc import TaskGroup

from core.facts.kinds.calls import CallAdopted, CallEnded
from ivr.gmina import keys_of
from ivr.nodes import KINDS
from tests.scenario.nodes import (
    test_callback_order_node,
    test_choices,
    test_gmina,
    test_job_market,
    test_one_time_code,
    test_overflow_preference,
    test_sms_order,
    test_survey,
    test_transfer,
    test_voice_message,
    test_web_service,
)
from tests.scenario.nodes.test_self_service_sweep import KINDS_SWEPT
from tests.support.calls.application_killed import call_ends, taken_over
from tests.support.calls.fake_centre import Centre, _entries, a_centre, presses
from tests.support.calls.fake_services import ANNA, ANNAS_CODE, ANNAS_PIN
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.scenario_lines import rings
from tests.support.timing.sweep import each_fault, fail_each_command, moments_of
from tests.support.timing.virtual_time import in_virtual_time

Keys = tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Story:
    """A call to `line` with these keys. `prepare` sets up the centre, `check` looks at what came of it."""

    line: str
    keys: Keys
    prepare: Callable[[Centre], object] = lambda centre: None
    check: Callable[[Centre], object] = lambda centre: None


QUICK = FakePhone(talk_time=5)
STORIES: dict[str, Story] = {
    "gmina, one of two": Story(test_gmina.LINE, ((1, "4763#"), (3, "2"))),
    "gmina, by menu": Story(test_gmina.LINE, ((6, "56#"), (3, keys_of("Suwałki")))),
    "survey, after a conversation": Story(
        test_survey.AFTER_TALK, ((12, "4"), (3, "1")), prepare=test_survey.with_a_consultant
    ),
    "overflow preference, own office": Story(
        test_overflow_preference.LINE, ((3, "2"),), prepare=lambda centre: centre.consultant("k20060-1", QUICK)
    ),
    "call-back order": Story(
        test_callback_order_node.LINE,
        ((2, "1"), (8, "1")),
        prepare=test_callback_order_node.anna_answers_when_she_is_rung,
    ),
    "one-time code": Story(test_one_time_code.LINE, ((1, ANNA + "#"), (6, ANNAS_CODE))),
    "one-time code, wrong": Story(test_one_time_code.LINE, ((1, ANNA + "#"), (6, "111111"), (6, ANNAS_CODE))),
    "web service": Story(test_web_service.LINE, ()),
    "text message": Story(test_sms_order.LINE, ()),
    "text message to a client": Story(test_sms_order.OF_CLIENT, ((1, ANNA + "#"), (2, ANNAS_PIN + "#"))),
    "voice message, sent": Story(
        test_voice_message.LINE, ((13, "#"), (3, "1")), check=test_voice_message.check_files
    ),
    "voice message, anew, then silence": Story(
        test_voice_message.LINE, ((15, "#"), (3, "2")), check=test_voice_message.check_files
    ),
    "transfer, answered": Story(test_transfer.LINE, (), prepare=test_transfer.somebody_answers),
    "transfer, nobody answers": Story(test_transfer.LINE, ()),
    "choices, and back once": Story(test_choices.LINE, ((1, "2"), (2, "*"), (2, "2"), (2, "1"))),
    "offers near, and a request": Story(test_job_market.LINE, ((9, "2"), (9, "4"), (9, "1"), (9, "9"))),
    "trainings, and a request": Story(test_job_market.TRAININGS_LINE, ((9, "4"), (9, "1"), (9, "9"))),
    "survey, alone": Story(test_survey.ALONE, ((3, "7"), (7, "3"))),
}


def test_every_kind_of_node_stands_in_a_line_of_these_tests() -> None:
    kinds = {node.kind for entry in _entries().values() for node in entry.scenario.nodes.values()}
    assert kinds | {*KINDS_SWEPT} == KINDS.keys(), "personal kinds: test_self_service_sweep"


async def _undisturbed(story: Story) -> None:
    async with a_centre() as centre:
        await _play(story, centre)


async def _play(story: Story, centre: Centre, patience: float | None = 300) -> None:
    story.prepare(centre)
    await rings(centre, story.line, *story.keys, patience=patience)
    await centre.callbacks_are_over()
    centre.check_nothing_left()
    story.check(centre)


@pytest.mark.parametrize("name", STORIES)
@in_virtual_time
async def test_hang_up_at_every_moment(name: str) -> None:
    story, reason = STORIES[name], ""
    for moment in await moments_of(_undisturbed(story)):
        async with a_centre() as centre:
            await _play(story, centre, moment)
            reason = centre.of_type(CallEnded)[0].reason
            assert reason in ("caller_hung_up", "completed"), f"{reason} at {moment} s"
            if reason == "completed":
                break
    assert reason == "completed"


@each_fault
@pytest.mark.parametrize("name", STORIES)
@in_virtual_time
async def test_each_command_fails_in_turn(name: str, error: type[Exception]) -> None:
    await fail_each_command(error, a_centre, lambda centre: _play(STORIES[name], centre))


@pytest.mark.parametrize("name", STORIES)
@in_virtual_time
async def test_killed_at_every_moment_the_call_comes_to_its_end(name: str) -> None:
    story, is_over = STORIES[name], False

    async def begin(centre: Centre, tasks: TaskGroup, world: TaskGroup) -> None:
        story.prepare(centre)
        caller = centre.exchange.caller(dialled_number=story.line)
        world.start_soon(presses, caller, *story.keys)
        tasks.start_soon(centre.take, caller)

    for moment in await moments_of(_undisturbed(story)):
        async with taken_over(moment, begin, 2.0) as heir:
            await call_ends(heir, 400)
            await anyio.sleep(90)
            await heir.callbacks_are_over()
            heir.check_nothing_left()
            story.check(heir)
            assert heir.of_type(CallEnded)[0].reason == "completed", f"at {moment} s"
            is_over = not heir.of_type(CallAdopted) and moment > 0
        if is_over:
            break
    assert is_over
