"""A key that is stuck, and a machine that dials, against a real Asterisk."""

from contextlib import AsyncExitStack

import pytest
from sqlalchemy import func, select

from core.db.tables.centre.call_tables import CallRow, EventRow
from ivr.identity.ceilings import default_ceilings
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.late_keys import keyed, keyed_call
from tests.support.telephones.phone import Phones
from tests.support.telephones.raw_sip import RawSip, raw_sip
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

DIALLER = "600100711"
NEIGHBOUR = "600100712"
FAST_KEYS = 300  # more than a walk of 500 nodes has, at two nodes each
PRESSED, UP = 4, 2  # times 20 ms: as fast as Asterisk takes keys in


@pytest.mark.more(
    "more keys than a walk has nodes take half a minute; shown in virtual time, and keys that come close together"
    " are real in the last",
    "tests/scenario/test_ceilings.py::test_a_key_ten_times_a_second_fails_no_call_and_drives_it_no_faster_than_a_person",
    "tests/asterisk/calls/test_doubled_keys.py::test_keys_that_come_together_after_a_pause_of_the_line_count_once",
)
async def test_a_key_pressed_as_fast_as_asterisk_takes_it_fails_no_call(centre: RunningCentre) -> None:
    places = range(FAST_KEYS)
    line = keyed("0" * FAST_KEYS, pressed=dict.fromkeys(places, PRESSED), pauses=dict.fromkeys(places, UP))
    async with keyed_call(centre.sip_port, line):
        entered = select(func.count()).where(EventRow.type == "NodeEntered", EventRow.at >= centre.began)

        async def was_busy() -> bool:
            return bool((await centre.rows(entered))[0][0] > 100)

        await eventually(was_busy, timeout=15)
    call = await centre.newest_call()
    assert call["end_reason"] == "caller_hung_up"
    assert "call_failed" not in [step["kind"] for step in call["timeline"]]


@pytest.mark.more(
    "shown in virtual time",
    "tests/scenario/test_ceilings.py::test_one_call_too_many_of_a_number_is_told_so_and_the_others_are_served",
)
async def test_one_call_too_many_of_a_number_hears_why_and_others_are_served(
    centre: RunningCentre, phones: Phones
) -> None:
    async with AsyncExitStack() as calls:
        for _ in range(default_ceilings().calls_at_once):
            await _stays_on_the_line(calls, await calls.enter_async_context(raw_sip(centre.sip_port)))
        one_too_many, neighbour = phones.caller(DIALLER), phones.caller(NEIGHBOUR)
        await one_too_many.call("9510", centre.sip_port)
        await until_prompt(one_too_many, await centre.prompt("E07"))
        assert (await one_too_many.gone()).by_far_end
        await neighbour.call("9510", centre.sip_port)
        await until_prompt_begins(neighbour, await centre.prompt("W01"))
        await neighbour.hang_up()
    await centre.until_nothing_is_left()
    query = select(CallRow.end_reason).where(
        CallRow.caller_number.in_((DIALLER, NEIGHBOUR)), CallRow.started_at >= centre.began
    )
    reasons = sorted(row.end_reason for row in await centre.rows(query))
    assert reasons == ["caller_hung_up"] * (default_ceilings().calls_at_once + 1) + ["too_many_calls"]


async def _stays_on_the_line(calls: AsyncExitStack, sip: RawSip) -> None:
    """A call of the dialler to 9510, until `calls` are over."""
    invite = sip.invite("9510", caller=DIALLER)
    await sip.send(invite)
    while (final := await sip.receive(10)) is not None and final.status < 200:
        pass
    assert final is not None
    assert final.status == 200
    await sip.send(invite.acknowledge(final))
    calls.push_async_callback(sip.bye, invite, final)
