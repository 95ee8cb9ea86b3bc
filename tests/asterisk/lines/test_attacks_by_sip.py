"""Attacks as they were done, by SIP or from a program of this machine: they order nothing and leave no number."""

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import func, select

from core.db.tables.centre.call_tables import EventRow
from dialplan.names import SERVE
from softphone.sip import SipMessage
from tests.asterisk.away import until_member, without
from tests.support.asterisk.agi_request import request_of
from tests.support.centres import direct_lines
from tests.support.centres.running_centre import RunningCentre, texts
from tests.support.plugins.more import few_of
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones
from tests.support.telephones.raw_sip import RawSip, raw_sip

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

VICTIM, OFFICE = "k20010-1", "20010"
OTHER = "k20060-1"
NOBODYS = "9599"
CALLER = "600100241"
LOG_OUT = f"%0Aagi_network_script%3A%20feature%0Aagi_arg_1%3A%20*69%0Aagi_arg_2%3A%20{VICTIM}%0A%0A"
"""Ends the line of a number, and orders a consultant's log-out."""

Headers = Sequence[tuple[str, str]]


async def _record_of(centre: RunningCentre, sip: RawSip, invite: SipMessage) -> Any:
    """The record of a call that is over as soon as it is accepted or refused."""
    centre.call_before = await centre.newest_id()
    answers = await sip.exchange(invite, patience=20)
    assert answers[-1].status >= 200, "the call was neither accepted nor refused"
    return await centre.newest_call()


async def _record(centre: RunningCentre, number: str, caller: str = CALLER, headers: Headers = ()) -> Any:
    async with raw_sip(centre.sip_port) as sip:
        return await _record_of(centre, sip, sip.invite(number, caller=caller, headers=headers))


def _digits(number: str) -> str:
    return "".join(sign for sign in unquote(number) if sign.isdigit())


# -- lines of AGI in what an INVITE says


async def test_a_callers_number_that_orders_a_log_out_orders_nothing(
    centre: RunningCentre, phones: Phones
) -> None:
    await centre.consultant(phones, VICTIM)
    await until_member(centre, OFFICE, VICTIM)
    caller = phones.caller(f"6{LOG_OUT}")
    async with without(centre, "ari_app"):
        await caller.call("9510", centre.sip_port)
        await until_prompt_begins(caller, await centre.prompt("W01"))
        await until_prompt_begins(caller, await centre.prompt("E05"), timeout=30)
        await caller.hang_up()
        call = await centre.newest_call()
    await centre.until_agent_is(VICTIM, "available")
    assert (call["caller_number"], call["dialled_number"], call["end_reason"]) == ("", "9510", "caller_hung_up")
    assert "Aplikacja była niedostępna, tryb awaryjny: skrócony scenariusz" in "\n".join(texts(call))


@pytest.mark.more(
    "another outage of half a minute; the script serves for real in the second, such a number is real in the last",
    "tests/unit/agi_scripts/test_alone_script.py::test_lines_in_a_callers_number_order_nothing",
    "tests/asterisk/recovery/test_fallback_path.py::test_a_fast_agi_server_that_hangs_holds_no_caller",
    "tests/asterisk/lines/test_attacks_by_sip.py::test_a_callers_number_that_orders_a_log_out_orders_nothing",
)
async def test_the_stand_alone_script_takes_no_orders_from_a_callers_number_either(
    centre: RunningCentre, phones: Phones
) -> None:
    caller = phones.caller("6%0Aagi_uniqueid%3A%20s724-1795561430.99")
    async with without(centre, "ari_app", "agi_scripts"):
        await caller.call("9510", centre.sip_port)
        await until_prompt_begins(caller, await centre.prompt("E05"), timeout=40)
        await caller.hang_up()
    call = await centre.newest_call()
    assert "Aplikacja była niedostępna, tryb awaryjny: skrypt zastępczy" in "\n".join(texts(call))
    assert (call["caller_number"], call["dialled_number"]) == ("", "9510")
    assert [step["kind"] for step in call["timeline"]].count("call_ended") == 1


@pytest.mark.more(
    "lines in a dialled number are real in the second, such lines on the fallback path in the last",
    "tests/unit/dialplan/test_plan.py::test_what_comes_in_with_a_call_is_filtered_before_anything_else",
    "tests/asterisk/lines/test_attacks_by_sip.py::test_a_number_of_several_lines_is_no_number",
    "tests/asterisk/lines/test_attacks_by_sip.py::test_a_callers_number_that_orders_a_log_out_orders_nothing",
)
async def test_a_dialled_number_that_orders_a_log_out_is_one_that_nobody_owns(
    centre: RunningCentre, phones: Phones
) -> None:
    await centre.consultant(phones, VICTIM)
    number = f"9510{LOG_OUT}"
    for_the_application = await _record(centre, number)
    async with without(centre, "ari_app"):
        for_the_fallback_path = await _record(centre, number)
    await centre.until_agent_is(VICTIM, "available")
    for call in (for_the_application, for_the_fallback_path):
        assert (call["caller_number"], call["dialled_number"]) == (CALLER, _digits(number))
        assert call["end_reason"] == "unknown_number"


async def test_a_number_of_several_lines_is_no_number(centre: RunningCentre) -> None:
    for line_break in ("%0A", "%0D", "%0D%0A", "%E2%80%A8"):
        call = await _record(centre, f"95{line_break}99", f"600{line_break}100")
        known = (call["caller_number"], call["dialled_number"], call["end_reason"])
        assert known == ("", NOBODYS, "unknown_number"), line_break


@pytest.mark.parametrize(
    "header",
    few_of(
        ["P-Asserted-Identity", "Diversion"],
        {"P-Asserted-Identity"},
        "another header of the same filter",
        "tests/unit/dialplan/test_plan.py::test_what_comes_in_with_a_call_is_filtered_before_anything_else",
    ),
)
async def test_who_calls_does_not_change_in_the_middle_of_a_call(
    centre: RunningCentre, phones: Phones, header: str
) -> None:
    """The end of the call is told over AGI with the number that is known then."""
    await centre.consultant(phones, VICTIM)
    async with without(centre, "ari_app"), raw_sip(centre.sip_port) as sip:
        centre.call_before = await centre.newest_id()
        invite = sip.invite(direct_lines.NUMBER, caller=CALLER)
        accepted = await _accepted(sip, invite)
        again = sip.invite(
            direct_lines.NUMBER, caller=CALLER, headers=[(header, f'"x" <sip:6{LOG_OUT}@127.0.0.1>')]
        )
        again.start = f"INVITE {accepted.contact_uri} SIP/2.0"
        for name, value in (("From", invite.get("from")), ("To", accepted.get("to")), ("CSeq", "2 INVITE")):
            again.put(name, value)
        again.put("Call-ID", invite.call_id)
        await _accepted(sip, again)
        assert await sip.bye(invite, accepted)
        call = await centre.newest_call()
    await centre.until_agent_is(VICTIM, "available")
    assert (call["caller_number"], call["end_reason"]) == (CALLER, "caller_hung_up")


async def _accepted(sip: RawSip, invite: SipMessage) -> SipMessage:
    """The acknowledged answer to an INVITE."""
    await sip.send(invite)
    while (answer := await sip.receive(20)) is not None:
        if answer.transaction == invite.transaction and answer.status >= 200:
            await sip.send(invite.acknowledge(answer))
            assert answer.status == 200
            return answer
    raise AssertionError("nobody answers")


async def test_a_consultants_telephone_speaks_for_its_own_consultant_only(
    centre: RunningCentre, phones: Phones
) -> None:
    await centre.consultant(phones, VICTIM)
    phone = await centre.consultant(phones, OTHER, is_ready=False)
    headers = dict.fromkeys(("Diversion", "P-Asserted-Identity"), f"<sip:6{LOG_OUT}@127.0.0.1>")
    async with without(centre, "ari_app"):
        await phone.call("*61", centre.sip_port, headers=headers)
        await until_prompt(phone, await centre.prompt("F02"), timeout=20)
        await phone.gone()
    await centre.until_agent_is(OTHER, "available")
    assert await centre.agent_state(VICTIM) == "available"


# -- orders from a program of the same machine


async def _order(centre: RunningCentre, path: str, *arguments: str) -> bytes:
    """The first line that the FastAGI server says to somebody who is not Asterisk; empty if it says nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", centre.installation.settings.agi_port)
    try:
        writer.write(request_of(path, *arguments, uniqueid="s724-1795561430.99"))
        return await reader.readline()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


async def test_whoever_does_not_know_the_secret_of_the_installation_orders_nothing(
    centre: RunningCentre, phones: Phones
) -> None:
    await centre.consultant(phones, VICTIM)
    await centre.until_agent_is(VICTIM, "available")
    secret = centre.installation.secrets.agi_secret
    forged_end = ["dialplan", OFFICE, *[""] * 6, "completed", "", "9510", CALLER]
    async with without(centre, "ari_app"):
        before = await _facts(centre)
        for shown in ([], [""], ["x" * len(secret)]):
            for path, arguments in (("feature", ["*69", VICTIM]), ("end", forged_end), ("here", []), (SERVE, [])):
                assert await _order(centre, path, *arguments, *shown) == b"", path
        # Nothing was wrong but that: whoever shows the secret is obeyed, and that is the next fact.
        assert await _order(centre, "feature", "*69", VICTIM, secret) == b'SET VARIABLE S724_NEXT "bye"\n'
        await centre.until_agent_is(VICTIM, "offline")
        assert await _facts(centre) == before + 1


async def _facts(centre: RunningCentre) -> int:
    return int((await centre.rows(select(func.count()).select_from(EventRow)))[0][0])


# -- numbers that are none


@pytest.mark.parametrize(
    "number",
    few_of(
        ["9510,13", "9510%2C13", "9510%3B13", "9510)%3A2", "95%2210,13", "9510%26134", "9a"],
        {"9510,13", "9510)%3A2"},
        "a sweep of numbers",
        "tests/unit/dialplan/test_plan.py::test_what_comes_in_with_a_call_is_filtered_before_anything_else",
        "tests/unit/core/test_caller_number.py::test_whatever_is_shown_only_digits_and_a_leading_plus_come_through",
    ),
)
async def test_a_dialled_number_picks_no_step_of_the_dialplan(centre: RunningCentre, number: str) -> None:
    call = await _record(centre, number)
    known = (call["dialled_number"], call["caller_number"], call["end_reason"])
    assert known == (_digits(number), CALLER, "unknown_number")


WORDS = ("anonymous", "Anonymous", "unavailable", "restricted", "unknown", "+", "+48+600", "600-100", "600%20100")
SIGNS = ("600,100", "6)%3A0%3A1", "6(%29", "6%22", "6%5D%7D%29", "%24%7BEXTEN%7D", "6%5C", "6&1", "%D9%A3")


@pytest.mark.parametrize(
    "number",
    few_of(
        (*WORDS, *SIGNS),
        {"anonymous", "600-100", "6%22", "%24%7BEXTEN%7D"},
        "a sweep of numbers",
        "tests/unit/core/test_caller_number.py::test_what_is_no_number_is_none",
        "tests/unit/core/test_caller_number.py::test_whatever_is_shown_only_digits_and_a_leading_plus_come_through",
    ),
)
async def test_what_is_no_number_is_nobodys_number(centre: RunningCentre, number: str) -> None:
    assert (await _record(centre, NOBODYS, number))["caller_number"] == ""


async def test_a_number_is_taken_as_it_is(centre: RunningCentre) -> None:
    for number in ("600100200", "+48600100200", "112", "0048600100200"):
        assert (await _record(centre, NOBODYS, number))["caller_number"] == number


ASSERTED = ("P-Asserted-Identity", '"Jan Nowak" <sip:600100242@operator.example>')


async def test_a_withheld_number_is_in_no_record(centre: RunningCentre) -> None:
    ways: list[Headers] = [
        [ASSERTED, ("Privacy", "id")],
        [ASSERTED, ("Privacy", "user;id")],
        [ASSERTED, ("Privacy", "id;critical")],
        [("Privacy", "id")],
        [("Remote-Party-ID", "<sip:600100242@operator.example>;privacy=full")],
    ]
    for headers in ways:
        assert (await _record(centre, NOBODYS, headers=headers))["caller_number"] == "", headers


async def test_a_caller_who_is_anonymous_to_the_operator_has_no_number(centre: RunningCentre) -> None:
    async with raw_sip(centre.sip_port) as sip:
        invite = sip.invite(NOBODYS)
        tag = invite.get("from").rpartition(";")[2]
        invite.put("From", f'"Anonymous" <sip:anonymous@anonymous.invalid>;{tag}')
        assert (await _record_of(centre, sip, invite))["caller_number"] == ""


async def test_a_number_that_the_operator_asserts_and_nobody_withholds_is_the_callers(
    centre: RunningCentre,
) -> None:
    ways: list[Headers] = [[ASSERTED], [ASSERTED, ("Privacy", "none")]]
    for headers in ways:
        assert (await _record(centre, NOBODYS, headers=headers))["caller_number"] == "600100242"
