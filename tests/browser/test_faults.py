"""Each fault before, while and after a call rings, and in the conversation: the caller is never lost."""

from typing import Any

import pytest
import pytest_asyncio

from softphone import State
from tests.browser.desks import READY, TALKING, DeskPage, Desks
from tests.browser.faults import FAULTS, Fault
from tests.support.browser.network_cable import Cable
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.phone import Phone

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(150),
    pytest.mark.usefixtures("watchdog"),
]

NUMBER = "857001320"


@pytest_asyncio.fixture(loop_scope="session")
async def desk(desks: Desks, line: Cable) -> DeskPage:
    return await desks.ready("k20060-1", address=f"http://127.0.0.1:{line.port}")


async def _before_it_rings(desk: DeskPage, desks: Desks, fault: Fault, line: Cable) -> Phone:
    await fault.strikes(desk, line)
    return await desks.caller(NUMBER)


async def _while_it_rings(desk: DeskPage, desks: Desks, fault: Fault, line: Cable) -> Phone:
    caller = await desks.caller(NUMBER)
    await desk.until_rung()
    await fault.strikes(desk, line)
    return caller


async def _at_the_answer(desk: DeskPage, desks: Desks, fault: Fault, line: Cable) -> Phone:
    caller = await desks.caller(NUMBER)
    await desk.until_rung()
    await desk.answer()
    await fault.strikes(desk, line)
    return caller


async def _in_the_conversation(desk: DeskPage, desks: Desks, fault: Fault, line: Cable) -> Phone:
    caller = await desks.caller(NUMBER)
    await desk.until_rung()
    await desk.answer()
    await desk.talks_with(caller)
    await fault.strikes(desk, line)
    assert caller.state is State.TALKING, "the caller was lost"
    return caller


MOMENTS = [_before_it_rings, _while_it_rings, _at_the_answer, _in_the_conversation]


IN_EVERY_RUN = {
    ("cable-pulled", "in_the_conversation"),
    ("api-killed", "in_the_conversation"),
}
"""A line that is away, and the death of what serves the page; `make test-more`: every fault at every moment."""
_OTHERWISE = pytest.mark.more(
    "a sweep of kills and faults; in virtual time the application dies at every moment, pages are lost or stand"
    " still; an application that dies while a telephone rings, and a reload, are real in the last ones",
    "tests/scenario/recovery/test_application_dies_at_the_desk.py::test_killed_at_every_moment_the_call_comes_to_its_end",
    "tests/scenario/desk/test_desk.py::test_another_page_is_rung_and_the_conversation_goes_on",
    "tests/scenario/desk/test_desk.py::test_a_page_that_goes_while_it_rings_ends_the_offer_at_once",
    "tests/scenario/desk/test_desk.py::test_beats_that_stop_make_unreachable_and_are_back_by_themselves",
    "tests/asterisk/recovery/test_the_application_dies.py::test_a_telephone_that_rang_is_rung_anew_for_the_same_caller",
    "tests/browser/test_clients.py::test_what_is_typed_by_the_keyboard_alone_is_saved_and_is_there_after_a_reload",
)


def _cases() -> list[Any]:
    cases = []
    for fault in FAULTS:
        for moment in MOMENTS:
            name = moment.__name__.strip("_")
            marks = [] if (fault.name, name) in IN_EVERY_RUN else [_OTHERWISE]
            cases.append(pytest.param(fault, moment, marks=marks, id=f"{fault.name}-{name}"))
    return cases


@pytest.mark.parametrize(("fault", "moment"), _cases())
async def test_no_call_is_lost(
    centre: RunningCentre, desks: Desks, desk: DeskPage, line: Cable, fault: Fault, moment: object
) -> None:
    assert callable(moment)
    caller = await moment(desk, desks, fault, line)
    await desk.talks_with(caller)
    await desk.until_state(TALKING)
    assert await centre.agent_state("k20060-1") == "talking"
    await caller.hang_up()
    await centre.until_agent_is("k20060-1", "available")
    await desk.until_state(READY)
    call = await centre.call_from(NUMBER)
    assert (call["agent"], call["end_reason"], call["queue_left_reason"]) == (
        "k20060-1",
        "caller_hung_up",
        "connected",
    )
    assert desk.own.errors == []
