"""What a desk is told of a call survives overflow to another office and an application that is killed."""

import os
import signal
from typing import Any

import pytest

from tests.asterisk.queues import rings_kolno, rules, until_waiting
from tests.asterisk.test_the_application_dies import _killed_and_back, _pid, _until_back
from tests.support.eventually import eventually
from tests.support.hearing import until_prompt_begins
from tests.support.phone import Phone, Phones, two_way_sound
from tests.support.running_centre import RunningCentre, listen

pytestmark = pytest.mark.asyncio

KOLNO, OWN, NEIGHBOUR = "20060", "k20060-1", "k20620-1"
STAYS = ("call_id", "dialled_number", "started_at", "verification", "home_office", "topic", "language", "caller")
"""What nothing may change that happens to the application, nor to the office whose consultant answers."""


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


async def context(centre: RunningCentre, agent: str, phase: str) -> dict[str, Any]:
    """What the desk is told, once it is told of this phase."""

    async def found() -> dict[str, Any] | None:
        answer = await centre.request(agent, "GET", "/api/desk/context")
        if answer.status_code != 200 or answer.json()["phase"] != phase:
            return None
        whole: dict[str, Any] = answer.json()
        return whole if whole["is_whole"] else None

    told: dict[str, Any] | None = await eventually(found)
    assert told is not None
    return told


def stays(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in STAYS}


def is_told_of_anna(told: dict[str, Any]) -> None:
    assert told["verification"]["words"] == "Osoba zweryfikowana kartą i PIN-em."
    assert told["home_office"]["words"] == "Kolno, z danych klienta."
    assert told["topic"]["id"] == "unemployed"
    assert told["recording"]["is_allowed"]
    assert any(step["kind"] == "verified" for step in told["path"])
    assert any(step["kind"] == "menu" and "klawisz 0" in step["text"] for step in told["path"])


async def test_the_context_goes_over_to_the_office_that_helps(centre: RunningCentre, phones: Phones) -> None:
    async with rules(centre, KOLNO, activate_ratio=None):
        own = await centre.consultant(phones, OWN)
        first = await rings_kolno(centre, phones, "857001801")
        await own.wait_for_ring()
        await own.answer()
        neighbour = await centre.consultant(phones, NEIGHBOUR)
        anna = await anna_waits(centre, phones, "600100801")
        await neighbour.wait_for_ring(40)
        told = await context(centre, NEIGHBOUR, "offered")
        is_told_of_anna(told)
        assert told["why_here"][0]["kind"] == "overflow"
        assert told["why_here"][0]["words"] == "Kolno: nikt nie jest gotów, pomagamy po 15 s."
        assert told["wait"]["seconds"] >= 15
        assert told["wait"]["queue"]["code"] == KOLNO
        assert told["caller"]["groups"] == ["registration", "visits"], "the history stays with the own office"
        assert told["caller"]["last_contacts"] is None
        await neighbour.answer()
        await two_way_sound(anna, neighbour)
        talking = await context(centre, NEIGHBOUR, "talking")
        assert stays(talking) == stays(told)
        await eventually(lambda: _is_recorded(centre, NEIGHBOUR))
        await _killed_and_back(centre)
        assert stays(await context(centre, NEIGHBOUR, "talking")) == stays(told)
        await anna.hang_up()
        await first.hang_up()


async def _is_recorded(centre: RunningCentre, agent: str) -> bool:
    return bool((await context(centre, agent, "talking"))["recording"]["is_recorded"])


async def test_the_context_of_a_caller_who_waits_while_the_application_is_killed_is_whole(
    centre: RunningCentre, phones: Phones
) -> None:
    own = await centre.consultant(phones, OWN, is_ready=False)
    anna = await anna_waits(centre, phones, "600100802")
    await until_waiting(centre, KOLNO, 1)
    await _killed_and_back(centre)
    await until_waiting(centre, KOLNO, 1)
    await centre.wish(OWN, "ready")
    await own.wait_for_ring()
    told = await context(centre, OWN, "offered")
    is_told_of_anna(told)
    assert told["why_here"][0]["kind"] == "own"
    adopted = next(step for step in told["path"] if step["kind"] == "call_adopted")
    assert told["wait"]["since"] < adopted["at"], "the wait began before the application died"
    assert told["caller"]["last_contacts"] is not None
    await own.answer()
    await two_way_sound(anna, own)
    await anna.hang_up()


async def test_the_context_is_there_while_the_application_is_away_and_after_it(
    centre: RunningCentre, phones: Phones
) -> None:
    own = await centre.consultant(phones, OWN)
    anna = await anna_waits(centre, phones, "600100803")
    await own.wait_for_ring()
    await own.answer()
    await two_way_sound(anna, own)
    before = await context(centre, OWN, "talking")
    is_told_of_anna(before)
    assert await eventually(lambda: _is_recorded(centre, OWN))
    killed = _pid(centre)
    os.kill(killed, signal.SIGKILL)
    assert stays(await context(centre, OWN, "talking")) == stays(before)
    await eventually(lambda: _pid(centre) != killed, timeout=20)
    await _until_back(centre)
    after = await context(centre, OWN, "talking")
    assert stays(after) == stays(before)
    assert after["recording"]["is_recorded"]
    assert after["why_here"] == before["why_here"]
    await anna.hang_up()
