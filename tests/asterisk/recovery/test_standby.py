"""Two applications and one Asterisk: whichever dies, stands still or ends, the other one leads the calls.

Everybody talks and waits meanwhile and hears nothing of it.
"""

import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from tests.asterisk.away import without
from tests.asterisk.queues import rings_kolno, until_waiting
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.centres.two_applications import Applications
from tests.support.plugins.standstill import longest_since
from tests.support.telephones.hearing import gaps, silences, until_prompt_begins
from tests.support.telephones.phone import Phones, two_way_sound

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(300)]

AGENT = "k20060-1"
TAKE_OVER = 4.0  # seconds; then new callers are given to the fallback path
HAND_OVER = 1.0
BUSY = 1.5  # seconds more on a machine that others keep busy


@asynccontextmanager
async def two_applications(centre: RunningCentre) -> AsyncIterator[Applications]:
    """`a` leads the calls and `b` waits, in the place of the application that is alone."""
    async with without(centre, "ari_app"):
        found = Applications(centre)
        try:
            found.begin("a")
            await found.leads("a")
            found.begin("b")
            await found.waits("b")
            yield found
        except BaseException:
            print(found.words())
            raise
        finally:
            found.end()


@pytest_asyncio.fixture
async def applications(centre: RunningCentre) -> AsyncIterator[Applications]:
    async with two_applications(centre) as found:
        yield found


async def test_whoever_talks_or_waits_hears_nothing_of_a_kill_a_stop_and_a_planned_end(
    centre: RunningCentre, applications: Applications, phones: Phones
) -> None:
    consultant = await centre.consultant(phones, AGENT)
    talks = await rings_kolno(centre, phones, "600100341")
    await consultant.wait_for_ring(30)
    await consultant.answer()
    await two_way_sound(talks, consultant)
    await talks.say(440.0)
    await consultant.say(620.0)
    waits = await rings_kolno(centre, phones, "600100342")
    await until_waiting(centre, "20060", 1)
    await until_prompt_begins(waits, await centre.prompt("Q01"))
    heard = {phone: len(phone.heard) for phone in (talks, consultant, waits)}
    began = time.monotonic()

    async def is_well_served() -> None:
        assert await centre.agent_state(AGENT) == "talking"
        await until_waiting(centre, "20060", 1)
        await listen(talks, 1)
        noticed = 200 + 1000 * longest_since(began)
        assert gaps(talks.heard.since(heard[talks]), 620.0, noticed) == []
        assert gaps(consultant.heard.since(heard[consultant]), 440.0, noticed) == []
        assert silences(waits.heard.since(heard[waits]), threshold_ms=1500) == []

    killed = applications.signal("a", signal.SIGKILL)
    took = {"killed": await applications.taken_over_after(killed)}
    await applications.leads("b")
    await is_well_served()

    await applications.has_ended("a")
    applications.begin("a")
    await applications.waits("a")
    stopped = applications.signal("b", signal.SIGSTOP)
    took["stopped"] = await applications.taken_over_after(stopped)
    await applications.leads("a")
    await is_well_served()
    applications.signal("b", signal.SIGCONT)
    assert await applications.has_ended("b") == 1
    await is_well_served()

    applications.begin("b")
    await applications.waits("b")
    asked = applications.signal("a", signal.SIGTERM)
    took["planned"] = await applications.taken_over_after(asked)
    assert await applications.has_ended("a") == 0
    await applications.leads("b")
    await is_well_served()
    print("takeovers", took)

    await talks.hang_up()
    await consultant.wait_for_ring(30)
    await consultant.answer()
    await centre.until_agent_is(AGENT, "talking")
    await waits.hang_up()
    first = await centre.call_from("600100341")
    assert (first["agent"], first["queue_left_reason"]) == (AGENT, "connected")
    kinds = [step["kind"] for step in first["timeline"]]
    assert kinds.count("call_adopted") == 3
    assert kinds.count("call_started") == kinds.count("call_ended") == 1
    second = await centre.call_from("600100342")
    kinds = [step["kind"] for step in second["timeline"]]
    assert (kinds.count("queue_entered"), kinds.count("queue_left"), kinds.count("call_adopted")) == (1, 1, 3)
    assert max(took["killed"], took["stopped"]) < TAKE_OVER + BUSY
    assert took["planned"] < HAND_OVER + BUSY
