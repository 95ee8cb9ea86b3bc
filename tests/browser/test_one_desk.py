"""One desk a person: other tabs and other computers are told so."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.desks import READY, TALKING, DeskPage, Desks
from tests.support.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="session")

TAKE = "Przejmij tutaj"
Opened = Callable[[DeskPage, Desks], Awaitable[DeskPage]]


async def _another_tab(desk: DeskPage, _: Desks) -> DeskPage:
    other = DeskPage(desk.centre, desk.own, await desk.own.new_page(), desk.agent_id)
    await other.open()
    return other


async def _another_computer(desk: DeskPage, desks: Desks) -> DeskPage:
    return await desks.open(desk.agent_id, frequency=880.0)


@pytest.mark.parametrize("opened", [_another_tab, _another_computer], ids=["tab", "computer"])
async def test_a_second_page_is_told_and_may_take_over(desks: Desks, opened: Opened) -> None:
    first = await desks.ready("k20060-1")
    second = await opened(first, desks)
    await second.button(TAKE).click()
    await second.until_state(READY)
    await expect(first.button(TAKE)).to_be_visible()
    await second.until_it_may_ring()
    caller = await desks.caller()
    await second.speaks_with(caller)
    await caller.hang_up()
    await second.until_state(READY)


async def test_during_a_call_nobody_takes_over(centre: RunningCentre, desks: Desks) -> None:
    first = await desks.ready("k20060-1")
    caller = await desks.caller()
    await first.speaks_with(caller)
    tab = await _another_tab(first, desks)
    computer = await _another_computer(first, desks)
    for other in (tab, computer):
        await expect(other.page.get_by_text("Trwa tam rozmowa")).to_be_visible()
        if await other.button(TAKE).is_visible():
            await expect(other.button(TAKE)).to_be_disabled()
    await first.until_state(TALKING)
    await first.talks_with(caller)
    await caller.hang_up()
    await first.until_state(READY)
    await expect(computer.button(TAKE)).to_be_enabled()
