"""A caller is put through to somebody outside of the centre, and both hear each other until one hangs up."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.asterisk.recovery.test_the_application_dies import _killed_and_back
from tests.support.centres.direct_lines import AFTER_TRANSFER, TRANSFER_NUMBER, TRANSFER_TARGET
from tests.support.centres.running_centre import RunningCentre, json_lines, listen, texts
from tests.support.telephones.hearing import heard_share, rms, until_prompt, until_prompt_begins
from tests.support.telephones.phone import RATE, Phone, Phones, State, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio

ZUS = "857001300"
_PATH = f"/api/transfer-targets/{TRANSFER_TARGET}"


@pytest_asyncio.fixture
async def zus(centre: RunningCentre, phones: Phones) -> AsyncIterator[Phone]:
    """The institution's telephone; its number may be rung from the line of this test."""
    entry = {"name": "ZUS", "number": ZUS, "lines": [TRANSFER_NUMBER]}
    answer = await centre.request("administrator", "PUT", _PATH, json=entry)
    assert answer.status_code == 200, answer.text
    # One that another test has taken off the list stays off when it is written anew.
    assert (await centre.request("administrator", "POST", f"{_PATH}/restore")).status_code == 200
    await eventually(lambda: allowed(centre) == [TRANSFER_TARGET])
    yield await phones.subscriber(ZUS, centre.way_out_port, centre.sip_port)


def allowed(centre: RunningCentre) -> list[str]:
    """The list by which the application goes now."""
    lists = [line for line in json_lines(centre.state / "log" / "ari_app.log") if "targets" in line]
    found: list[str] = lists[-1]["targets"] if lists else []
    return found


async def rings(centre: RunningCentre, phones: Phones, number: str) -> Phone:
    """A caller who asks to be put through and hears so."""
    caller = phones.caller(number)
    await caller.call(TRANSFER_NUMBER, centre.sip_port)
    await until_prompt(caller, await centre.prompt("T01"))
    return caller


async def until_told(centre: RunningCentre, caller: Phone, outcome: str) -> None:
    """Wait for the announcement after the transfer, and for the end of the call that follows."""
    await until_prompt(caller, await centre.prompt(AFTER_TRANSFER[outcome]))
    assert (await caller.gone()).by_far_end


async def test_both_talk_until_the_institution_hangs_up_and_the_scenario_goes_on(
    centre: RunningCentre, phones: Phones, zus: Phone
) -> None:
    caller = await rings(centre, phones, "600100400")
    ring = await zus.wait_for_ring()
    assert ring.caller == TRANSFER_NUMBER
    assert "600100400" not in str(ring.headers), "the caller's number is nobody else's business"
    await listen(caller, 1)
    assert rms(caller.heard.samples[-RATE // 2 :]) > 0.003, "the caller waits in silence"
    await zus.answer()
    await two_way_sound(caller, zus)
    await caller.send_keys("2#")  # for the institution's own menu
    await zus.until_keys("2#")
    await zus.hang_up()
    await until_told(centre, caller, "connected")
    call = await centre.call_from("600100400")
    assert call["end_reason"] == "completed"
    assert any("Połączono z: zus" in text for text in texts(call)), texts(call)
    assert not any(ZUS in text for text in texts(call))


@pytest.mark.more(
    "shown in virtual time",
    "tests/scenario/nodes/test_transfer.py::test_a_caller_who_hangs_up_silences_the_other_telephone",
    "tests/asterisk/recovery/test_faults.py::test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing",
)
async def test_a_caller_who_hangs_up_ends_the_talk_for_the_institution_too(
    centre: RunningCentre, phones: Phones, zus: Phone
) -> None:
    caller = await rings(centre, phones, "600100401")
    await zus.wait_for_ring()
    await zus.answer()
    await two_way_sound(caller, zus)
    await caller.hang_up()
    assert (await zus.gone()).by_far_end
    call = await centre.call_from("600100401")
    assert call["end_reason"] == "caller_hung_up"
    assert any("Koniec przełączenia" in text for text in texts(call)), texts(call)


@pytest.mark.more(
    "shown in virtual time; a refusal is real in the last",
    "tests/scenario/nodes/test_transfer.py::test_the_number_is_busy",
    "tests/scenario/nodes/test_transfer.py::test_nobody_answers",
    "tests/contract/test_phones.py::test_a_refused_call_tells_why_by_cause_and_sip_status",
)
async def test_a_number_that_rings_for_one_caller_is_busy_for_another(
    centre: RunningCentre, phones: Phones, zus: Phone
) -> None:
    first = await rings(centre, phones, "600100402")
    await zus.wait_for_ring()
    second = phones.caller("600100403")
    await second.call(TRANSFER_NUMBER, centre.sip_port)
    await until_told(centre, second, "busy")
    assert zus.second_calls == 1
    await until_told(centre, first, "no_answer")
    assert zus.state is State.IDLE
    assert (zus.ending is not None) and zus.ending.by_far_end


@pytest.mark.more(
    "what follows a refusal is shown in virtual time, what Asterisk tells of one on a bare Asterisk",
    "tests/scenario/nodes/test_transfer.py::test_the_number_is_busy",
    "tests/contract/test_phones.py::test_a_refused_call_tells_why_by_cause_and_sip_status",
)
async def test_an_institution_that_declines_counts_as_busy(
    centre: RunningCentre, phones: Phones, zus: Phone
) -> None:
    caller = await rings(centre, phones, "600100404")
    await zus.wait_for_ring()
    await zus.decline(603)
    await until_told(centre, caller, "busy")
    assert heard_share(caller.heard.samples, await centre.prompt("H06")) < 0.3


@pytest.mark.more(
    "shown in virtual time; a telephone that stops ringing is real in the other",
    "tests/scenario/nodes/test_transfer.py::test_a_caller_who_hangs_up_silences_the_other_telephone",
    "tests/asterisk/recovery/test_faults.py::test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing",
)
async def test_the_institution_stops_ringing_when_the_caller_hangs_up(
    centre: RunningCentre, phones: Phones, zus: Phone
) -> None:
    caller = await rings(centre, phones, "600100405")
    await zus.wait_for_ring()
    await caller.hang_up()
    assert (await zus.gone(2)).by_far_end
    assert (await centre.call_from("600100405"))["end_reason"] == "caller_hung_up"


@pytest.mark.more(
    "shown in virtual time; lists reach a real call in the last",
    "tests/scenario/nodes/test_transfer.py::test_what_is_not_allowed_is_never_rung",
    "tests/api/scenarios/test_transfer_targets.py::test_an_administrator_puts_a_number_on_the_list_changes_it_and_takes_it_off",
)
async def test_what_is_taken_off_the_list_is_not_rung_any_more(
    centre: RunningCentre, phones: Phones, zus: Phone
) -> None:
    assert (await centre.request("administrator", "POST", f"{_PATH}/deactivate")).status_code == 200
    await eventually(lambda: allowed(centre) == [])
    caller = phones.caller("600100406")
    await caller.call(TRANSFER_NUMBER, centre.sip_port)
    await until_told(centre, caller, "not_allowed")
    assert not zus.rings
    assert heard_share(caller.heard.samples, await centre.prompt("T01")) < 0.3


@pytest.mark.more(
    "shown in virtual time, also killed at every moment; both talk for real in the last",
    "tests/scenario/nodes/test_transfer.py::test_who_talks_goes_on_talking_on_the_same_bridge",
    "tests/scenario/nodes/test_transfer.py::test_killed_at_every_moment_the_transfer_comes_to_its_end",
    "tests/asterisk/calls/test_transfer.py::test_both_talk_until_the_institution_hangs_up_and_the_scenario_goes_on",
)
async def test_both_go_on_talking_when_the_application_dies_and_the_next_one_follows_the_scenario(
    centre: RunningCentre, phones: Phones, zus: Phone
) -> None:
    caller = await rings(centre, phones, "600100407")
    await zus.wait_for_ring()
    await zus.answer()
    await two_way_sound(caller, zus)
    await _killed_and_back(centre)
    await two_way_sound(caller, zus)
    await zus.hang_up()
    await until_prompt_begins(caller, await centre.prompt(AFTER_TRANSFER["connected"]))
    assert len(zus.rings) == 1
    await caller.hang_up()
    await centre.until_nothing_is_left()
