"""A consultant asks for help, and a supervisor whispers, barges in and takes over, by the keyboard alone."""

import pytest
from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.asterisk.desk.test_listening_in import ANNA, BOSS, supervisor
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import press_letter, tab_to
from tests.browser.navigation import go_by_navigation
from tests.support.browser.browsers import Browsers
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.phone import Phones

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240),
    pytest.mark.usefixtures("watchdog"),  # it lays the accounts of new telephones
]

NARROW: ViewportSize = {"width": 390, "height": 844}


def _bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Rozmowa, w której Państwo uczestniczą")


async def test_who_asks_for_help_by_one_key_is_whispered_to_joined_and_relieved(
    centre: RunningCentre, browsers: Browsers, desks: Desks, phones: Phones, address: str
) -> None:
    telephone = await supervisor(centre, phones)
    consultant = await desks.ready(ANNA, frequency=620.0)
    own = await browsers.open(address)
    await desks.log_in(own, BOSS)
    boss = await own.new_page()
    await boss.goto("/board")
    caller = await desks.caller()
    await consultant.until_rung()
    await consultant.answer()
    await consultant.talks_with(caller)

    await consultant.page.evaluate("document.activeElement?.blur()")
    await press_letter(consultant.page, "r")
    wanted = boss.get_by_role("list", name="Proszą o pomoc").get_by_role("listitem")
    await expect(wanted).to_contain_text("Konsultant 1 (Kolno)")
    await check_accessibility(boss, "tablica-prosba-o-pomoc")
    await tab_to(boss, "Pomóż")
    await boss.keyboard.press("Enter")
    dialog = boss.get_by_role("dialog", name="Udział w rozmowie: Konsultant 1 (Kolno)")
    await expect(dialog.get_by_label("Jak")).to_have_value("whisper")
    await check_accessibility(boss, "tablica-udzial-w-rozmowie")
    await tab_to(boss, "Powód")
    await boss.keyboard.type("Prośba o pomoc")
    await boss.keyboard.press("Enter")
    await telephone.wait_for_ring(15)
    await telephone.answer()
    await expect(_bar(boss)).to_contain_text("Podpowiadają Państwo konsultantowi")
    await expect(wanted).to_have_text("Nikt nie prosi teraz o pomoc.")
    strip = consultant.page.get_by_role("region", name="Bieżące połączenie")
    await expect(strip).to_contain_text("Podpowiada:")

    await go_by_navigation(boss, "Baza wiedzy")
    await boss.set_viewport_size(NARROW)
    await tab_to(boss, "Dołącz do rozmowy")
    await boss.keyboard.press("Enter")
    await expect(_bar(boss)).to_contain_text("Rozmawiają Państwo z oboma")
    await expect(strip).to_contain_text("W rozmowie jest:")
    await check_accessibility(boss, "wiedza-udzial-w-rozmowie-390")
    await listen(caller, 1)
    await boss.keyboard.press("Control+k")
    palette = boss.get_by_role("dialog", name="Znajdź czynność lub stronę")
    await expect(palette.get_by_role("option").first).to_be_visible()
    await boss.keyboard.type("przejmij")
    await expect(palette.get_by_role("option")).to_have_count(1)
    await boss.keyboard.press("Enter")
    await centre.until_agent_is(BOSS, "talking")
    await expect(_bar(boss)).to_be_hidden()
    await centre.until_agent_is(ANNA, "wrap_up", "available")
    await caller.hang_up()
    assert (await telephone.gone()).by_far_end
    call = await centre.newest_call()
    assert call["agent"] == BOSS
    assert consultant.own.errors == []
