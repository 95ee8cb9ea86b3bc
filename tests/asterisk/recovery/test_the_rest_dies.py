"""The database and Asterisk itself go away under calls."""

import os
import signal

import anyio
import pytest

from tests.asterisk.away import supervision, until_well, without
from tests.asterisk.queues import rings_kolno
from tests.support.centres.running_centre import RunningCentre, listen, texts
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio


async def test_while_the_database_is_away_callers_are_served_nobody_is_verified_and_no_fact_is_lost(
    centre: RunningCentre, phones: Phones
) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    async with without(centre, "postgres"), anyio.create_task_group() as callers:
        callers.start_soon(_anna_is_told_what_is_possible, centre, phones)
        caller = await rings_kolno(centre, phones, "857001301")
        await consultant.wait_for_ring(15)
        await consultant.answer()
        await two_way_sound(caller, consultant)
        await listen(caller, 2.5)
        await consultant.hang_up()
        await until_prompt(caller, await centre.prompt("G01"))
        assert (await caller.gone()).by_far_end
    call = await centre.call_from("857001301")
    assert (call["agent"], call["end_reason"], call["queue_left_reason"]) == ("k20060-1", "completed", "connected")
    kinds = [step["kind"] for step in call["timeline"]]
    assert kinds.count("call_started") == kinds.count("call_ended") == kinds.count("conversation_ended") == 1
    assert call["talk_time"] > 2
    annas = await centre.call_from("600100302")
    assert any("Nie można było sprawdzić" in text for text in texts(annas))


async def _anna_is_told_what_is_possible(centre: RunningCentre, phones: Phones) -> None:
    anna = phones.caller("600100302")
    await anna.call("9510", centre.sip_port)
    await until_prompt_begins(anna, await centre.prompt("W01"), timeout=20)
    await centre.identify(anna)
    await until_prompt_begins(anna, await centre.prompt("H04"), timeout=30)
    await anna.hang_up()


async def test_a_restart_of_asterisk_closes_what_it_ended_and_frees_the_consultant(
    centre: RunningCentre, phones: Phones
) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    caller = await rings_kolno(centre, phones, "857001303")
    await consultant.wait_for_ring()
    await consultant.answer()
    await two_way_sound(caller, consultant)
    control = supervision(centre)
    killed = control.pid("asterisk")
    os.kill(killed, signal.SIGKILL)
    await eventually(lambda: control.pid("asterisk") not in (0, killed), timeout=20)
    await until_well(centre)
    await centre.until_agent_is("k20060-1", "available", "unreachable", "wrap_up", timeout=2)
    call = await centre.call_from("857001303")
    assert call["end_reason"] == "interrupted"
    assert any(text.startswith("Koniec rozmowy") for text in texts(call))
