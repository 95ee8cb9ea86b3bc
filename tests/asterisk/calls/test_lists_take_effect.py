"""What an administrator changes by the web service takes effect in Asterisk and in the distribution within ten
seconds, and no call notices: a reason of pauses with its dial code, a number, an office."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest

from core.clock import WARSAW, SystemClock
from tests.asterisk.away import until_member, without
from tests.asterisk.desk.test_hiring import newcomer
from tests.asterisk.queues import rings_kolno
from tests.support.centres import direct_lines
from tests.support.centres.running_centre import SUPERVISOR, RunningCentre, listen
from tests.support.telephones.hearing import gaps, until_prompt, until_prompt_begins
from tests.support.telephones.phone import (
    CALLER_TONE,
    CONSULTANT_TONE,
    CallRefused,
    Phone,
    Phones,
    State,
    two_way_sound,
)
from tests.support.timing.eventually import NOT_YET, eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

KOLNO, WUP, STAWISKI = "20060", "20000", "20070"
BOSS = "administrator"
PROMISED = 10  # seconds
OFFICE: dict[str, Any] = {
    "name": "Powiatowy Urząd Pracy w Stawiskach",
    "seat": "Stawiski",
    "locative": "w Stawiskach",
    "genitive": "Stawisk",
    "area_code": "86",
    "postal_code": "18-520",
    "postal_prefixes": ["18520"],
}


async def asked(centre: RunningCentre, method: str, path: str, **details: Any) -> Any:
    """Something that an administrator does."""
    answer = await centre.request(BOSS, method, path, **details)
    assert answer.is_success, answer.text
    return answer.json()


@asynccontextmanager
async def there(centre: RunningCentre, path: str, body: dict[str, Any]) -> AsyncIterator[None]:
    """What is put there is active inside the block. It stays, deactivated: nothing is deleted."""
    saved = await asked(centre, "PUT", path, json=body)
    if saved["deactivated_at"] is not None:  # by a try before
        await asked(centre, "POST", f"{path}/restore")
    try:
        yield
    finally:
        await asked(centre, "POST", f"{path}/deactivate")


async def until_taken(centre: RunningCentre, phone: Phone, dialled: str) -> None:
    """Dial until somebody answers: a number or a code that nobody knows yet is refused."""

    async def is_taken() -> bool:
        await phone.call(dialled, centre.sip_port)
        return True

    await eventually(is_taken, timeout=PROMISED, not_yet=(*NOT_YET, CallRefused))


async def until_refused(centre: RunningCentre, phone: Phone, dialled: str) -> None:
    """Dial until nobody answers any more."""

    async def is_refused() -> bool:
        try:
            await phone.call(dialled, centre.sip_port)
        except CallRefused as refused:
            return refused.ending.code in {404, 484}
        await phone.hang_up()
        return False

    await eventually(is_refused, timeout=PROMISED)


@pytest.mark.more(
    "the list arrives as numbers and offices do; codes are dialled for real in the last",
    "tests/unit/dialplan/test_plan.py::test_a_pause_that_people_have_added_is_dialled_and_one_that_was_deactivated_is_not",
    "tests/asterisk/calls/test_lists_take_effect.py::test_a_new_number_answers_within_ten_seconds_and_a_call_in_progress_notices_nothing",
    "tests/asterisk/calls/test_a_call.py::test_a_consultant_works_by_dialling_codes",
)
async def test_a_new_reason_of_pauses_is_dialled_within_ten_seconds(centre: RunningCentre, phones: Phones) -> None:
    consultant = await centre.consultant(phones, "k20060-2")
    f03 = await centre.prompt("F03")
    async with there(centre, "/api/pause-reasons/talk", {"name": "narada", "dial_code": "*70"}):
        with anyio.fail_after(PROMISED):
            await until_taken(centre, consultant, "*70")
            await until_prompt(consultant, f03)
            assert (await consultant.gone()).by_far_end
            await centre.until_agent_is("k20060-2", "paused")
        shown = await centre.get("/api/agents/k20060-2")
        assert (shown["pause_reason"], shown["pause_reason_name"]) == ("talk", "narada")
        async with without(centre, "ari_app"):  # the fallback path knows it as well
            await consultant.call("*61", centre.sip_port)
            await until_prompt(consultant, await centre.prompt("F02"), timeout=20)
            await consultant.gone()
            await until_member(centre, KOLNO, "k20060-2")
            await consultant.call("*70", centre.sip_port)
            await until_prompt(consultant, f03, timeout=20)
            await consultant.gone()
            await until_member(centre, KOLNO, "k20060-2", is_paused=True)
        assert (await centre.get("/api/agents/k20060-2"))["pause_reason"] == "talk"
    await until_refused(centre, consultant, "*70")
    shown = await centre.get("/api/agents/k20060-2")
    assert (shown["state"], shown["pause_reason_name"]) == ("paused", "narada"), "who pauses for it goes on"


async def test_a_new_number_answers_within_ten_seconds_and_a_call_in_progress_notices_nothing(
    centre: RunningCentre, phones: Phones
) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    anna = await rings_kolno(centre, phones, "600100401")
    await consultant.wait_for_ring(20)
    await consultant.answer()
    await two_way_sound(anna, consultant)
    await anna.say(CALLER_TONE)
    await consultant.say(CONSULTANT_TONE)
    await listen(anna, 2.5)  # or it would count as dropped
    begun = len(anna.heard), len(consultant.heard)
    third = phones.caller("600100402")
    number = {"scenario": "linia-9524", "price": "paid", "description": "Tylko do testów"}
    async with there(centre, "/api/numbers/9525", number):
        with anyio.fail_after(PROMISED):
            await until_taken(centre, third, "9525")
            await until_prompt_begins(third, await centre.prompt("W02"))
        await third.hang_up()

        def is_answered_by_the_dialplan() -> bool:
            return "Answer(,i)" in centre.installation.console("dialplan show 9525@operator")

        await eventually(is_answered_by_the_dialplan, timeout=PROMISED)
    await until_refused(centre, third, "9525")
    assert anna.state is State.TALKING
    assert gaps(anna.heard.since(begun[0]), CONSULTANT_TONE) == []
    assert gaps(consultant.heard.since(begun[1]), CALLER_TONE) == []
    await consultant.hang_up()
    await until_prompt_begins(anna, await centre.prompt("G01"))
    await anna.hang_up()
    call = await centre.call_from("600100401")
    assert (call["agent"], call["dialled_number"]) == ("k20060-1", direct_lines.NUMBER)
    third_call = await centre.call_from("600100402")
    assert third_call["end_reason"] == "unknown_number", "the newest one was refused"


async def rings_for_stawiski(centre: RunningCentre, caller: Phone, town: str) -> None:
    """9524, an employer, the postal code of the new office, and no recording: then the caller waits."""
    await caller.call("9524", centre.sip_port)
    await centre.replies(caller, ("W02", "###2018520"))
    await until_prompt_begins(caller, await centre.prompt("C02", w_miejscowosci=town))
    await caller.send_keys("1")
    await until_prompt_begins(caller, await centre.prompt("N02"))
    await listen(caller, 2)
    await caller.send_keys("2")


async def keeps_open(centre: RunningCentre, office: str) -> None:
    """Today at every hour, as the other offices of these tests."""
    today = f"{SystemClock().now().astimezone(WARSAW).date()}"
    days: dict[str, Any] = {"first_day": today, "last_day": today, "kind": "other_hours", "text": "testy"}
    days |= {"spans": [{"begin": "00:00", "end": "24:00"}]}
    answer = await centre.request(SUPERVISOR, "POST", f"/api/hours/{office}/exceptions", json=days)
    assert answer.is_success, answer.text


@pytest.mark.more(
    "offices come and go in virtual time; an office is found by its postal code, a new consultant and a new number"
    " take calls, and news of an office are heard, for real in the last ones",
    "tests/unit/dialplan/test_plan.py::test_an_office_that_was_deactivated_keeps_its_queue_and_gets_no_callers_by_postal_code",
    "tests/scenario/waiting/test_offices_come_and_go.py::test_callers_of_an_office_that_was_deactivated_wait_for_the_provincial_one",
    "tests/asterisk/calls/test_a_call.py::test_9524_by_postal_code_reaches_that_office",
    "tests/asterisk/desk/test_hiring.py::test_a_consultant_made_by_the_web_service_takes_a_call_within_ten_seconds",
    "tests/asterisk/calls/test_lists_take_effect.py::test_a_new_number_answers_within_ten_seconds_and_a_call_in_progress_notices_nothing",
    "tests/asterisk/calls/test_closed_hours.py::test_callers_of_closed_offices_hear_when_they_open_and_who_orders_a_call_has_it_stored",
)
async def test_a_new_office_gets_calls_at_once_and_none_any_more_when_it_is_deactivated(
    centre: RunningCentre, phones: Phones
) -> None:
    caller = phones.caller("857001401")
    async with there(centre, f"/api/offices/{STAWISKI}", OFFICE):
        await keeps_open(centre, STAWISKI)
        async with newcomer(centre, phones, "k20070-1", STAWISKI) as new:
            phone = await new.registers()
            await new.is_ready()
            await rings_for_stawiski(centre, caller, "w Stawiskach")
            ring = await phone.wait_for_ring(20)
            assert '"Stawiski"' in dict(ring.headers)["From"]
            await phone.answer()
            await two_way_sound(caller, phone)
            await caller.hang_up()
            await phone.gone()
            call = await centre.call_from("857001401")
            assert (call["office"], call["queue"], call["agent"]) == (STAWISKI, STAWISKI, "k20070-1")
            assert call["is_own_office"] is True

            def has_a_queue_of_asterisks_own() -> bool:
                return "k20070-1" in centre.installation.console(f"queue show {STAWISKI}")

            await eventually(has_a_queue_of_asterisks_own, timeout=PROMISED)
    kolno = await centre.consultant(phones, "k20060-1")
    await rings_for_stawiski(centre, caller, "w Kolnie")  # whose shorter prefix holds now
    await kolno.wait_for_ring(20)
    await kolno.answer()
    await two_way_sound(caller, kolno)
    await caller.hang_up()
    again = await centre.call_from("857001401")
    assert (again["office"], again["agent"]) == (KOLNO, "k20060-1")
