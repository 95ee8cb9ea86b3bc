"""A consultant whose microphone is not there gets no call, and is told why."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.accessibility import check_accessibility
from tests.browser.desks import READY, Desks
from tests.support.centres.running_centre import RunningCentre
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

CAUSE = re.compile("nie pozwala używać mikrofonu")


async def test_without_the_permission_the_card_before_the_shift_says_so(desks: Desks) -> None:
    desk = await desks.open("k20060-1", has_microphone=False)
    await expect(desk.page.get_by_text(CAUSE)).to_be_visible(timeout=3000)
    await check_accessibility(desk.page, "stanowisko-bez-mikrofonu")


async def test_a_microphone_that_is_refused_in_the_shift_stops_the_calls_within_three_seconds(
    centre: RunningCentre, desks: Desks
) -> None:
    desk = await desks.ready("k20060-1")
    await desk.own.allow_microphone(is_allowed=False)

    async def is_known() -> bool:
        agent = await centre.get("/api/agents/k20060-1")
        return agent["state"] == "unreachable" or bool(agent.get("trouble"))

    await eventually(is_known, timeout=3)
    await expect(desk.page.get_by_text(CAUSE).first).to_be_visible()
    await desk.own.allow_microphone(is_allowed=True)
    await desk.until_it_may_ring()
    await desk.until_state(READY)
    caller = await desks.caller()
    await desk.speaks_with(caller)
    await caller.hang_up()
    await desk.until_state(READY)
