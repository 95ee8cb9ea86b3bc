"""The application is killed at every moment of a call and another takes over: nobody is lost, nothing is left."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal, get_args

import anyio
import pytest
from anyio.abc import TaskGroup

from ari_app.calls.conversations.conversation import NEXT_CALL_FIRST
from core.facts.kinds.calls import CallAdopted, CallEnded, CallStarted
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.recordings import RecordingEnded, RecordingStarted
from tests.scenario.test_hang_up_sweep import STORIES, undisturbed
from tests.support.calls.application_killed import call_ends, taken_over
from tests.support.calls.fake_centre import Centre, presses
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.sweep import moments_of
from tests.support.timing.virtual_time import in_virtual_time

LONGEST = 600.0
"""Seconds. A caller whose keys come into another menu hears offers or trainings to their end."""
HangsUp = Literal["", "away", "looked at", "back"]


@asynccontextmanager
async def killed(
    story: str, moment: float, away: float = 3.0, *, hangs_up: HangsUp = "", dismissed: str = ""
) -> AsyncIterator[tuple[Centre, FakeChannel]]:
    """The story, in which the application was killed at `moment` and taken over `away` seconds later.

    `hangs_up`: when the caller does: while nobody is there, or while the next one looks. `dismissed`: this
    consultant was, a moment before.
    """
    number, keys, consultants = STORIES[story]
    callers: list[FakeChannel] = []

    async def begin(centre: Centre, tasks: TaskGroup, world: TaskGroup) -> None:
        for agent_id, behaviour in consultants:
            centre.consultant(agent_id, FakePhone(behaviour=behaviour, talk_time=8))
        callers.append(centre.exchange.caller(dialled_number=number))
        world.start_soon(presses, callers[0], *keys)
        tasks.start_soon(centre.take, callers[0])
        if dismissed:
            tasks.start_soon(dismisses, centre)

    async def dismisses(centre: Centre) -> None:
        await anyio.sleep(moment - 0.5)
        centre.dismisses(dismissed)

    def meanwhile() -> FakeChannel | None:
        if hangs_up == "away":
            callers[0].far_end_hangs_up()
        return callers[0] if hangs_up == "looked at" and callers[0].is_up else None

    async with taken_over(moment, begin, away, meanwhile=meanwhile) as heir:
        yield heir, callers[0]


async def is_over(heir: Centre) -> None:
    """Return when the one call has ended."""
    await call_ends(heir, LONGEST)
    await anyio.sleep(90)  # wrap-up and everything else that ends by itself


def _check_balance(centre: Centre) -> None:
    started = [e.recording for e in centre.of_type(RecordingStarted)]
    assert sorted(e.recording for e in centre.of_type(RecordingEnded)) == sorted(started)
    assert len(centre.of_type(ConversationEnded)) == len(centre.of_type(ConversationStarted))


@pytest.mark.parametrize("story", STORIES)
@in_virtual_time
async def test_killed_at_every_moment_the_call_comes_to_its_end(story: str) -> None:
    had_ended = False
    for moment in await moments_of(undisturbed(story)):
        async with killed(story, moment) as (heir, _):
            had_ended = bool(heir.of_type(CallEnded))
            await is_over(heir)
            heir.check_nothing_left()
            _check_balance(heir)
            assert heir.of_type(CallEnded)[0].reason in ("completed", "caller_hung_up"), f"at {moment} s"
            if had_ended:
                assert not heir.of_type(CallAdopted)
                break
    assert had_ended


@pytest.mark.parametrize("when", get_args(HangsUp)[1:])
@pytest.mark.parametrize("story", STORIES)
@in_virtual_time
async def test_callers_who_hang_up_have_true_records(story: str, when: HangsUp) -> None:
    # The moments of each kind lie between those of the others.
    for moment in (await moments_of(undisturbed(story)))[get_args(HangsUp).index(when) - 1 :: 3]:
        async with killed(story, moment, hangs_up=when) as (heir, caller):
            if moment and heir.of_type(CallEnded) and not heir.of_type(CallAdopted):
                had_ended = heir.of_type(CallEnded)[0].ticks or 0.0
                if when == "back" or had_ended < heir.clock.monotonic() - 3.0:
                    break
            caller.far_end_hangs_up()
            await is_over(heir)
            heir.check_nothing_left()
            _check_balance(heir)
            assert heir.of_type(CallEnded)[0].reason == "caller_hung_up", f"at {moment} s"


@in_virtual_time
async def test_who_hung_up_while_it_was_away_did_so_at_that_moment() -> None:
    async with killed("9510 verified, recorded, talks", 25, away=0, hangs_up="away") as (heir, _):
        await is_over(heir)
        [talked], [ended] = heir.of_type(ConversationEnded), heir.of_type(CallEnded)
        [began] = heir.of_type(ConversationStarted)
        assert (talked.ended_by, ended.reason) == ("caller", "caller_hung_up")
        assert ended.ticks is not None
        assert began.ticks is not None
        assert abs(talked.talk_time - (ended.ticks - began.ticks)) < 0.01


@in_virtual_time
async def test_a_consultant_who_hung_up_while_it_was_away_talked_no_longer_than_that() -> None:
    story = "9510 verified, recorded, talks"
    async with killed(story, 25, away=20) as (heir, _):
        await is_over(heir)
        [talked] = heir.of_type(ConversationEnded)
        assert talked.ended_by == "agent"
        assert abs(talked.talk_time - 8) < 0.5, "the telephone's time, not the application's"


@in_virtual_time
async def test_killed_between_the_end_of_a_conversation_and_of_its_file_the_file_has_an_end() -> None:
    story = "9510 verified, recorded, talks"
    async with killed(story, 100) as (heir, _):
        [started], [talked] = heir.of_type(CallStarted), heir.of_type(ConversationEnded)
    assert started.ticks is not None
    assert talked.ticks is not None
    async with killed(story, talked.ticks - started.ticks + NEXT_CALL_FIRST / 2) as (heir, _):
        await is_over(heir)
        heir.check_nothing_left()
        _check_balance(heir)
        kinds = [type(event) for event in heir.events]
        assert kinds.index(ConversationEnded) < kinds.index(CallAdopted) < kinds.index(RecordingEnded)


@pytest.mark.parametrize("away", [3.0, 20.0], ids=["goes on", "over before the return"])
@in_virtual_time
async def test_a_consultant_who_was_dismissed_in_mid_call_talks_on_and_then_is_gone(away: float) -> None:
    async with killed("9510 verified, recorded, talks", 25, away, dismissed="k20060-1") as (heir, _):
        await is_over(heir)
        heir.check_nothing_left()
        _check_balance(heir)
        [talked], [ended] = heir.of_type(ConversationEnded), heir.of_type(CallEnded)
        assert (talked.ended_by, ended.reason) == ("agent", "completed")
        assert abs(talked.talk_time - 8) < 0.5
        assert heir.matchmaker.team.find("k20060-1") is None
