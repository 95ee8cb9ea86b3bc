"""The application is killed around a confirmation: the contact is noted once, and never said without being so."""

import anyio
import pytest
from anyio.abc import TaskGroup

from core.facts.kinds.calls import CallFailed
from tests.scenario.nodes.self_service import LINE, opens
from tests.support.calls.application_killed import call_ends, taken_over
from tests.support.calls.fake_centre import Centre, _entries, a_centre, presses
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.timing.virtual_time import in_virtual_time

ASKED = 14.0  # seconds of the call: about when the question begins
TOLD = 26.0  # and when the answer is over


async def _answers_every_question(caller: FakeChannel) -> None:
    """As somebody does who does not notice that another application asks."""
    await presses(caller, (1.0, ANNA + "#"), (2.0, ANNAS_PIN + "#"))
    while True:
        await caller.hears("D13")
        await presses(caller, (2.0, "1"))


async def _confirmed_with_a_kill_at(moment: float, monkeypatch: pytest.MonkeyPatch) -> tuple[Centre, FakeChannel]:
    async with a_centre() as example:
        opens(example, "contact_confirmation")
        monkeypatch.setitem(_entries(), LINE, example.ivr.routes[LINE])
    callers: list[FakeChannel] = []

    async def begin(centre: Centre, tasks: TaskGroup, world: TaskGroup) -> None:
        centre.tables.time = 0.5
        callers.append(centre.exchange.caller(dialled_number=LINE))
        world.start_soon(_answers_every_question, callers[0])
        tasks.start_soon(centre.take, callers[0])

    async with taken_over(moment, begin) as heir:
        await call_ends(heir, 120)
        await anyio.sleep(10)
        heir.check_nothing_left()
        assert not heir.of_type(CallFailed)
    return heir, callers[0]


@in_virtual_time
async def test_killed_at_every_tenth_of_a_second_around_the_key() -> None:
    said_twice = 0
    with pytest.MonkeyPatch.context() as monkeypatch:
        for tenth in range(int(ASKED * 10), int(TOLD * 10)):
            heir, caller = await _confirmed_with_a_kill_at(tenth / 10, monkeypatch)
            assert len(heir.tables.confirmed) == 1, f"killed at {tenth / 10} s"
            heard = [words.split()[0] for words in caller.heard]
            assert {"D03", "D16"} & {*heard}, f"told nothing, killed at {tenth / 10} s"
            said_twice += "D16" in heard
    assert said_twice, "no kill fell between the noting and the end of the announcement"
