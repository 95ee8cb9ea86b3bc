"""One desk a person: other tabs and other computers are told so."""

import pytest
from playwright.async_api import expect

from tests.browser.desks import READY, TALKING, DeskPage, Desks

pytestmark = pytest.mark.asyncio(loop_scope="session")

TAKE = "Przejmij tutaj"


async def _another_tab(desk: DeskPage) -> DeskPage:
    other = DeskPage(desk.centre, desk.own, await desk.own.new_page(), desk.agent_id)
    await other.open()
    return other


async def test_a_second_tab_and_then_a_second_computer_may_take_over_but_not_during_a_call(desks: Desks) -> None:
    first = await desks.ready("k20060-1")
    tab = await _another_tab(first)
    await _takes_over(tab, first)
    caller = await desks.caller()
    await tab.speaks_with(caller)
    computer = await desks.open("k20060-1", frequency=880.0)
    for other in (first, computer):
        await expect(other.page.get_by_text("Trwa tam rozmowa")).to_be_visible()
        if await other.button(TAKE).is_visible():
            await expect(other.button(TAKE)).to_be_disabled()
    await tab.until_state(TALKING)
    await tab.talks_with(caller)
    await caller.hang_up()
    await tab.until_state(READY)
    await expect(computer.button(TAKE)).to_be_enabled()
    await _takes_over(computer, tab)
    caller = await desks.caller()
    await computer.speaks_with(caller)
    await caller.hang_up()
    await computer.until_state(READY)


async def _takes_over(desk: DeskPage, before: DeskPage) -> None:
    await desk.button(TAKE).click()
    await desk.until_state(READY)
    await expect(before.button(TAKE)).to_be_visible()
    await desk.until_it_may_ring()
