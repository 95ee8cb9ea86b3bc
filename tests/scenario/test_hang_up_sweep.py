"""Hang up at every 0.1 s of a call, and let every command fail: nothing may be left, whatever the moment."""

from collections.abc import Callable

import anyio
import pytest

from acd.agent_state import State
from core.errors import ChannelGone, PlaybackFailed, TelephonyFailed
from core.events import CallEnded, OfferEnded, OfferMade, QueueEntered, QueueLeft, RecordingEnded, RecordingStarted
from tests.support.centre import ANNA, ANNAS_PIN, Centre, a_centre, presses
from tests.support.fake_telephony import Behaviour, FakeChannel, FakePhone
from tests.support.virtual_time import in_virtual_time

Keys = tuple[tuple[float, str], ...]

STORIES: dict[str, tuple[str, Keys, list[tuple[str, Behaviour]]]] = {
    "9510 verified, recorded, talks": (
        "9510",
        ((1, ANNA + "#"), (2, ANNAS_PIN + "#"), (8, "1")),
        [("k20060-1", "answers")],
    ),
    "9510 wrong PIN, then right, waits for a consultant who does not answer": (
        "9510",
        ((1, ANNA + "#"), (2, "1111#"), (6, ANNA + "#"), (2, ANNAS_PIN + "#")),
        [("k20060-1", "rings_on"), ("k20000-1", "answers")],
    ),
    "9510 dropped at once, back to the head": (
        "9510",
        ((1, ANNA + "#"), (2, ANNAS_PIN + "#"), (6, "1")),
        [("k20060-1", "answers_and_drops"), ("k20060-2", "answers")],
    ),
    "9510 telephone unregisters while it rings": (
        "9510",
        ((1, ANNA + "#"), (2, ANNAS_PIN + "#")),
        [("k20060-1", "unregisters"), ("k20060-2", "declines")],
    ),
    "9510 without a card": ("9510", ((1, "*"), (12, "*"), (12, "1"), (8, "9")), []),
    "9524 postal code, talks": ("9524", ((6, "1"), (2, "18500"), (3, "1"), (8, "2")), [("k20060-1", "answers")]),
    "9524 by menu": ("9524", ((6, "2"), (2, "*"), (3, "2"), (3, "3")), [("k20060-1", "answers")]),
    "9524 nobody there": ("9524", ((6, "3"), (2, "15111"), (3, "1")), []),
}


async def _play(story: str, centre: Centre, prepare: Callable[[FakeChannel], None], until: float = 400) -> None:
    number, keys, consultants = STORIES[story]
    for agent_id, behaviour in consultants:
        centre.consultant(agent_id, FakePhone(behaviour=behaviour, talk_time=8))
    caller = centre.exchange.caller(dialled_number=number)
    prepare(caller)
    async with anyio.create_task_group() as party:

        async def hangs_up() -> None:
            await anyio.sleep(until)
            caller.far_end_hangs_up()

        party.start_soon(presses, caller, *keys)
        party.start_soon(hangs_up)
        await centre.take(caller)
        party.cancel_scope.cancel()


def _check_balance(centre: Centre) -> None:
    assert len(centre.of_type(QueueEntered)) == len(centre.of_type(QueueLeft))
    made = [e.reservation for e in centre.of_type(OfferMade)]
    assert sorted(e.reservation for e in centre.of_type(OfferEnded)) == sorted(made)
    started = [e.recording for e in centre.of_type(RecordingStarted)]
    assert sorted(e.recording for e in centre.of_type(RecordingEnded)) == sorted(started)


async def _length(story: str) -> float:
    async with a_centre() as centre:
        begin = anyio.current_time()
        await _play(story, centre, lambda caller: None)
        centre.check_nothing_left()
        return anyio.current_time() - begin


@pytest.mark.parametrize("story", STORIES)
@in_virtual_time
async def test_hang_up_at_every_tenth_of_a_second(story: str) -> None:
    length = await _length(story)
    assert 15 < length < 200
    for tenth in range(int(length * 10) + 2):
        async with a_centre() as centre:
            await _play(story, centre, lambda caller: None, until=tenth / 10)
            centre.check_nothing_left()
            _check_balance(centre)
            last = centre.of_type(CallEnded)[-1]
            assert last.reason in ("caller_hung_up", "completed"), f"{last.reason} at {tenth / 10} s"
            rung_in_vain = [
                a.id
                for a in centre.matchmaker.agents
                if a.state is State.NO_ANSWER and centre.exchange.phones[a.id].behaviour == "answers"
            ]
            assert not rung_in_vain, f"blamed for the caller's hang-up at {tenth / 10} s"


@pytest.mark.parametrize("error", [TelephonyFailed, ChannelGone, PlaybackFailed])
@pytest.mark.parametrize("story", STORIES)
@in_virtual_time
async def test_each_command_fails_in_turn_and_nothing_is_left(story: str, error: type[Exception]) -> None:
    number = 1
    while True:
        async with a_centre() as centre:
            centre.exchange.fail_at, centre.exchange.fail_with = number, error
            await _play(story, centre, lambda caller: None)
            centre.check_nothing_left()
            if centre.exchange.commands < number:
                break
        number += 1
    assert number > 3
