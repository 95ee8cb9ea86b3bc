"""Who listens to everything that a hotline says, and answers at once, stands in the queue within a minute."""

from typing import Any

import pytest

from ivr.graph.graph_rules import LONGEST_WAY
from ivr.speech.values import Place
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phone, Phones

pytestmark = pytest.mark.asyncio

_MEASURED = pytest.mark.more(
    "every kind of caller is in the queue within a minute by the sounds that callers hear; both lines lead to a"
    " conversation for real in the last ones",
    "tests/unit/ivr/graph/test_time_to_queue.py::test_every_kind_of_caller_reaches_a_queue_within_a_minute",
    "tests/asterisk/calls/test_a_call.py::test_anna_rings_9510_talks_to_her_own_office_and_the_record_is_complete",
    "tests/asterisk/calls/test_a_call.py::test_9524_by_postal_code_reaches_that_office",
)
"""Nothing is proved where the centre hurries (`tests.support.centres.shared_speech`), as in `make test`."""
KOLNO = Place("Kolno", "Kolna", "w Kolnie")


async def hears_and_presses(caller: Phone, centre: RunningCentre, *steps: tuple[str, str], **values: Any) -> None:
    """Each prompt to its end, then the keys for it."""
    for prompt, keys in steps:
        await until_prompt(caller, await centre.prompt(prompt, **(values if prompt == "C02" else {})), timeout=25)
        if keys:
            await caller.send_keys(keys)


async def way_time(centre: RunningCentre, caller_number: str) -> float:
    """Seconds from the INVITE to the place in the queue."""
    call = await centre.call_from(caller_number)
    assert call["queue"] == ANNAS_OFFICE
    entered: float = next(step["offset"] for step in call["timeline"] if step["kind"] == "queue_entered")
    return entered


@_MEASURED
async def test_a_caller_of_the_free_line_is_in_the_queue_within_a_minute(
    centre: RunningCentre, phones: Phones
) -> None:
    await centre.consultant(phones, "k20060-1")
    anna = phones.caller("600100231")
    await anna.call("9510", centre.sip_port)
    card, pin = centre.anna.card_number + "#", centre.anna.pin + "#"
    steps = (("W01", ""), ("W04", ""), ("N01", ""), ("A03", card), ("A02", pin), ("A08", ""), ("M01", "0"))
    await hears_and_presses(anna, centre, *steps)
    await until_prompt_begins(anna, await centre.prompt("N02"))
    await anna.hang_up()
    assert await way_time(centre, "600100231") <= LONGEST_WAY


@_MEASURED
async def test_a_caller_of_the_paid_line_is_in_the_queue_within_a_minute(
    centre: RunningCentre, phones: Phones
) -> None:
    await centre.consultant(phones, "k20060-1")
    caller = phones.caller("857001445")
    await caller.call("9524", centre.sip_port)
    steps = (("W02", ""), ("W04", ""), ("N01", ""), ("W03", "1"), ("M02", "0"), ("C10", "18500"), ("C02", "1"))
    await hears_and_presses(caller, centre, *steps, w_miejscowosci=KOLNO)
    await until_prompt_begins(caller, await centre.prompt("N02"))
    await caller.hang_up()
    assert await way_time(centre, "857001445") <= LONGEST_WAY
