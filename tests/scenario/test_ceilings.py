"""A line held for ever, a key that is stuck, and a machine that dials: each ends, and nobody else notices."""

from dataclasses import replace
from functools import partial

import anyio
import pytest

from core.facts.kinds.calls import CallEnded, CallFailed, CallStarted
from core.facts.kinds.scenarios import NodeEntered
from ivr.identity.ceilings import Ceilings, default_ceilings
from tests.support.calls.fake_centre import Centre, a_centre, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.plugins.more import few_of
from tests.support.timing.sweep import moments_of
from tests.support.timing.virtual_time import in_virtual_time

KOLNO = "20060"
OTHERS_NUMBER = "600100201"
PRIVACY = "0"  # instead of a card number: reads the notice and asks again, as often as it is pressed
LONG = 7200.0  # seconds


async def _presses_on_and_on(caller: FakeChannel, key: str, every: float) -> None:
    while caller.is_up:
        caller.keys.press(key)
        await anyio.sleep(every)


async def _holds_the_line(
    centre: Centre, key: str, every: float, *, number: str = "9510", patience: float = LONG
) -> FakeChannel:
    """One caller who presses `key` for as long as the call lasts, or hangs up after `patience` seconds."""
    caller = centre.exchange.caller(dialled_number=number)
    async with anyio.create_task_group() as party:
        party.start_soon(_presses_on_and_on, caller, key, every)
        await centre.visit(caller, patience=patience)
        party.cancel_scope.cancel()
    centre.check_nothing_left()
    assert not centre.of_type(CallFailed)
    return caller


def _limit(centre: Centre, seconds: float) -> None:
    centre.ivr.tools = replace(centre.ivr.tools, longest_walk_time=seconds)


def _ends(centre: Centre) -> list[str]:
    return [event.reason for event in centre.of_type(CallEnded)]


# -- the longest call


@pytest.mark.parametrize("every", [0.1, 1.0, 5.0])
@in_virtual_time
async def test_a_caller_who_only_presses_a_key_is_told_goodbye_after_half_an_hour(every: float) -> None:
    async with a_centre() as centre:
        began = anyio.current_time()
        caller = await _holds_the_line(centre, PRIVACY, every)
        assert _ends(centre) == ["time_limit"]
        assert caller.heard[-1] == "E06"
        longest = default_ceilings().scenario_time
        assert longest <= anyio.current_time() - began <= longest + centre.exchange.sound_time + 1


@pytest.mark.parametrize("number", ["9510", "9524"])
@pytest.mark.parametrize(
    "key",
    few_of(
        "#*0123456789",
        {"#", "*", "0", "1", "9"},
        "a sweep of the keys; those that stay repeat, go back, leave and choose",
        "tests/scenario/test_ceilings.py::test_no_key_pressed_once_a_second_keeps_a_call_for_ever",
    ),
)
@in_virtual_time
async def test_no_key_pressed_once_a_second_keeps_a_call_for_ever(key: str, number: str) -> None:
    async with a_centre() as centre:
        began = anyio.current_time()
        await _holds_the_line(centre, key, 1.0, number=number)
        assert set(_ends(centre)) <= {"time_limit", "completed"}
        assert anyio.current_time() - began < default_ceilings().scenario_time + 60


@in_virtual_time
async def test_waiting_and_talking_do_not_count() -> None:
    async with a_centre() as centre:
        _limit(centre, 60.0)
        centre.consultant("k20060-1", FakePhone(talk_time=5400))
        caller = centre.exchange.caller(dialled_number=straight_to(KOLNO))
        began = anyio.current_time()
        await centre.take(caller)
        centre.check_nothing_left()
        assert _ends(centre) == ["completed"]
        assert anyio.current_time() - began > 5400


@in_virtual_time
async def test_hang_up_at_every_moment_of_a_call_that_lasts_too_long() -> None:
    async def story(until: float = LONG) -> Centre:
        async with a_centre() as centre:
            _limit(centre, 30.0)
            await _holds_the_line(centre, PRIVACY, 3.0, patience=until)
        return centre

    async def undisturbed() -> None:
        assert _ends(await story()) == ["time_limit"]

    for moment in await moments_of(undisturbed()):
        (reason,) = _ends(await story(moment))
        if moment != 30.0:  # both at once
            assert reason == ("caller_hung_up" if moment < 30 else "time_limit")


# -- keys that come faster than anybody can use them


@in_virtual_time
async def test_a_key_ten_times_a_second_fails_no_call_and_drives_it_no_faster_than_a_person() -> None:
    async with a_centre() as centre:
        await _holds_the_line(centre, PRIVACY, 0.1, patience=300)
        assert _ends(centre) == ["caller_hung_up"]
        # Two nodes a key, and some before the first one; 3000 keys were pressed.
        assert len(centre.of_type(NodeEntered)) < 2 * (64 + 3 * 300) + 20


# -- calls at once


async def _calls(centre: Centre, count: int, caller_number: str) -> list[FakeChannel]:
    """So many callers of one number, who come one after the other and stay for a while; all of them."""
    callers = []
    async with anyio.create_task_group() as party:
        for _ in range(count):
            caller = centre.exchange.caller(caller_number=caller_number)
            callers.append(caller)
            party.start_soon(partial(centre.visit, caller, patience=60.0))
            await anyio.sleep(0.1)
    return callers


@in_virtual_time
async def test_one_call_too_many_of_a_number_is_told_so_and_the_others_are_served() -> None:
    async with a_centre() as centre:
        most = default_ceilings().calls_at_once
        async with anyio.create_task_group() as party:
            party.start_soon(_calls, centre, 1, OTHERS_NUMBER)
            callers = await _calls(centre, most + 2, "600100200")
        centre.check_nothing_left()
        assert [caller.heard for caller in callers[most:]] == [["E07"]] * 2
        assert all(caller.heard[0] == "W01" for caller in callers[:most])
        assert all(caller.is_answered for caller in callers)
        assert sorted(_ends(centre)) == ["caller_hung_up"] * (most + 1) + ["too_many_calls"] * 2
        assert len(centre.of_type(CallStarted)) == most + 3
        assert not centre.of_type(CallFailed)


@in_virtual_time
async def test_a_number_is_served_again_when_one_of_its_calls_is_over() -> None:
    async with a_centre() as centre:
        centre.services = replace(centre.services, ceilings=Ceilings(1800.0, 2))
        await _calls(centre, 3, "600100200")
        (again,) = await _calls(centre, 1, "600100200")
        assert again.heard[0] == "W01"


@in_virtual_time
async def test_callers_who_show_no_number_and_a_switchboard_on_the_list_have_no_ceiling() -> None:
    async with a_centre() as centre:
        ceilings = Ceilings(1800.0, 2, frozenset({"857490000"}))
        centre.services = replace(centre.services, ceilings=ceilings)
        for number in ("", "48857490000"):
            assert all(caller.heard[0] == "W01" for caller in await _calls(centre, 5, number))


@in_virtual_time
async def test_hang_up_at_every_moment_of_a_refusal() -> None:
    async def story(until: float = LONG) -> list[str]:
        async with a_centre() as centre:
            centre.services = replace(centre.services, ceilings=Ceilings(1800.0, 0))
            await centre.visit(centre.exchange.caller(), patience=until)
            centre.check_nothing_left()
            assert not centre.of_type(CallFailed)
        return _ends(centre)

    async def undisturbed() -> None:
        assert await story() == ["too_many_calls"]

    for moment in await moments_of(undisturbed()):
        assert await story(moment) in (["too_many_calls"], ["caller_hung_up"])
