"""What a desk is told of a call survives overflow to another office and an application that is killed."""

import os
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.auth import SESSION_COOKIE
from tests.asterisk.desk.test_browser_telephone import cookie_of, web
from tests.asterisk.queues import rings_kolno, rules, until_waiting
from tests.asterisk.recovery.test_the_application_dies import _killed_and_back, _pid, _until_back
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.hearing import until_prompt_begins
from tests.support.telephones.phone import Phone, Phones, two_way_sound
from tests.support.timing.eventually import eventually
from tests.support.web.live_page import live_page

pytestmark = pytest.mark.asyncio

KOLNO, OWN, NEIGHBOUR = "20060", "k20060-1", "k20620-1"
LIMIT = timedelta(seconds=15)
STAYS = ("id", "dialled_number", "office", "office_by", "verified_by", "topic", "language")
"""What of the call nothing may change that happens to the application, nor to the office whose consultant answers.
The same goes for all of the context but why it is here."""

Told = tuple[dict[str, Any], dict[str, Any]]
"""The call of the live state, and its context."""


async def anna_waits(centre: RunningCentre, phones: Phones, number: str) -> Phone:
    """Anna has proved who she is, has agreed to the recording, and stands in the queue of Kolno."""
    anna = phones.caller(number)
    await anna.call("9510", centre.sip_port)
    await until_prompt_begins(anna, await centre.prompt("W01"))
    await centre.identify(anna)
    await centre.ask_for_consultant(anna)
    await until_prompt_begins(anna, await centre.prompt("N02"))
    await listen(anna, 2)
    await anna.send_keys("1")
    return anna


async def told(centre: RunningCentre, agent: str, phase: str) -> Told:
    """What the desk is told, once it is told of this phase, and who calls is written."""
    cookie = f"{SESSION_COOKIE}={await cookie_of(centre, agent)}"
    async with live_page(web(centre), cookie) as page:
        await page.watch("agent")

        async def found() -> Told | None:
            call = page.agent(agent).get("call")
            answer = await centre.request(agent, "GET", "/api/desk/context")
            if call is None or call["phase"] != phase or answer.status_code != 200:
                return None
            context: dict[str, Any] = answer.json()
            return (call, context) if context["caller"] and context["call_id"] == call["id"] else None

        both: Told | None = await eventually(found)
    assert both is not None
    return both


def stays(both: Told) -> Any:
    call, context = both
    return {name: call.get(name) for name in STAYS}, {**context, "why_here": None}


def is_told_of_anna(both: Told) -> None:
    call, context = both
    assert context["verification"]["words"] == "Osoba zweryfikowana kartą i PIN-em."
    assert context["home_office"]["words"] == "Kolno, z danych klienta."
    assert call["topic"] == "unemployed"
    assert {"weryfikacja: karta i PIN", "menu: 0", "zgoda na nagrywanie"} <= set(call["path"])


@pytest.mark.more(
    "what another office is told, without telephones; its help after 15 s, and a kill, are real in the last ones",
    "tests/api/desk/test_desk_context.py::test_another_office_learns_what_helps_in_the_call_and_nothing_of_the_history",
    "tests/asterisk/calls/test_sharing.py::test_after_15_seconds_a_neighbour_helps_and_the_record_says_why",
    "tests/asterisk/recovery/test_the_application_dies.py::test_a_waiting_caller_keeps_music_place_and_wait_time",
)
async def test_the_context_goes_over_to_the_office_that_helps(centre: RunningCentre, phones: Phones) -> None:
    async with rules(centre, KOLNO, activate_ratio=None):
        own = await centre.consultant(phones, OWN)
        first = await rings_kolno(centre, phones, "857001801")
        await own.wait_for_ring()
        await own.answer()
        neighbour = await centre.consultant(phones, NEIGHBOUR)
        anna = await anna_waits(centre, phones, "600100801")
        await neighbour.wait_for_ring(40)
        offered = await told(centre, NEIGHBOUR, "offered")
        is_told_of_anna(offered)
        call, context = offered
        assert context["why_here"][0]["kind"] == "overflow"
        assert context["why_here"][0]["words"] == "Kolno: nikt nie jest gotów, pomagamy po 15 s."
        assert datetime.fromisoformat(call["offered"]) - datetime.fromisoformat(call["joined"]) >= LIMIT
        assert call["queue"] == KOLNO
        assert context["caller"]["groups"] == ["registration", "visits"], "the history stays with the own office"
        assert context["caller"]["last_contacts"] is None
        await neighbour.answer()
        await two_way_sound(anna, neighbour)
        assert stays(await told(centre, NEIGHBOUR, "talking")) == stays(offered)
        await eventually(lambda: _is_recorded(centre, NEIGHBOUR))
        await _killed_and_back(centre)
        assert stays(await told(centre, NEIGHBOUR, "talking")) == stays(offered)
        await anna.hang_up()
        await first.hang_up()


async def _is_recorded(centre: RunningCentre, agent: str) -> bool:
    return bool((await told(centre, agent, "talking"))[0].get("recording") == "on")


@pytest.mark.more(
    "the web service reads the context from the facts; who waits is taken up by the next application there",
    "tests/api/desk/test_desk_context.py::test_the_context_stays_through_the_conversation_to_the_end_of_the_wrap_up",
    "tests/asterisk/recovery/test_the_application_dies.py::test_a_waiting_caller_keeps_music_place_and_wait_time",
)
async def test_the_context_of_a_caller_who_waits_while_the_application_is_killed_is_whole(
    centre: RunningCentre, phones: Phones
) -> None:
    own = await centre.consultant(phones, OWN, is_ready=False)
    anna = await anna_waits(centre, phones, "600100802")
    await until_waiting(centre, KOLNO, 1)
    died = datetime.now(UTC)
    await _killed_and_back(centre)
    await until_waiting(centre, KOLNO, 1)
    await centre.wish(OWN, "ready")
    await own.wait_for_ring()
    offered = await told(centre, OWN, "offered")
    is_told_of_anna(offered)
    call, context = offered
    assert context["why_here"][0]["kind"] == "own"
    assert datetime.fromisoformat(call["joined"]) < died, "the wait began before the application died"
    assert context["caller"]["last_contacts"] is not None
    await own.answer()
    await two_way_sound(anna, own)
    await anna.hang_up()


@pytest.mark.more(
    "the web service reads it from the database, also without the application; a kill is real in the last",
    "tests/api/desk/test_desk_context.py::test_the_context_stays_through_the_conversation_to_the_end_of_the_wrap_up",
    "tests/api/desk/test_desk_context.py::test_what_was_before_a_call_came_back_from_the_fallback_path_is_read",
    "tests/asterisk/recovery/test_the_application_dies.py::test_a_waiting_caller_keeps_music_place_and_wait_time",
)
async def test_the_context_is_there_while_the_application_is_away_and_after_it(
    centre: RunningCentre, phones: Phones
) -> None:
    own = await centre.consultant(phones, OWN)
    anna = await anna_waits(centre, phones, "600100803")
    await own.wait_for_ring()
    await own.answer()
    await two_way_sound(anna, own)
    before = await told(centre, OWN, "talking")
    is_told_of_anna(before)
    assert await eventually(lambda: _is_recorded(centre, OWN))
    killed = _pid(centre)
    os.kill(killed, signal.SIGKILL)
    away = await centre.request(OWN, "GET", "/api/desk/context")
    assert away.json() == before[1]
    await eventually(lambda: _pid(centre) != killed, timeout=20)
    await _until_back(centre)
    after = await told(centre, OWN, "talking")
    assert stays(after) == stays(before)
    assert after[0]["recording"] == "on"
    assert after[1]["why_here"] == before[1]["why_here"]
    await anna.hang_up()
