"""What a newcomer tries first: a caller's telephone in one tab, a consultant in another, and nothing installed."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.desks import TALKING, DeskPage
from tests.support.browser.browsers import Browsers, PageEar
from tests.support.centres.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="session")

LETTERS = 40  # of an announcement: enough to know it


async def _says(centre: RunningCentre, page: Page, prompt: str) -> None:
    """Until the caller's page shows what is being said."""
    words = centre.prompts.text(prompt)[:LETTERS]
    await expect(page.get_by_role("log")).to_contain_text(words, timeout=25_000)


async def test_a_newcomer_rings_in_one_tab_and_answers_in_the_other(
    centre: RunningCentre, browsers: Browsers, address: str
) -> None:
    own = await browsers.open(address, frequency=620.0)
    desk = DeskPage(centre, own, await own.new_page(), "k20060-1")
    await desk.page.goto("/")
    await desk.page.get_by_role("button", name="konsultant").filter(has_text="Konsultant 1 (Kolno)").click()
    await desk.page.wait_for_url("**/desk")
    await desk.begin()

    page = await own.new_page()
    await page.goto("/caller")
    await page.get_by_role("button", name="Zadzwoń: 9510").click()
    await _says(centre, page, "W01")
    await check_accessibility(page, "telefon-klienta")
    await page.keyboard.type(f"{centre.anna.card_number}#", delay=120)
    await page.keyboard.type(f"{centre.anna.pin}#", delay=120)
    await _says(centre, page, "M01")
    await page.keyboard.press("0")
    await _says(centre, page, "N02")
    await page.keyboard.press("2")

    await desk.until_rung(timeout=30)
    await desk.answer()
    await desk.until_state(TALKING)
    await expect(
        page.get_by_text("W rozmowie: Konsultant 1 (Kolno), Powiatowy Urząd Pracy w Kolnie.")
    ).to_be_visible()
    await expect(page.get_by_text("Rozmowa nie jest nagrywana.")).to_be_visible()
    await PageEar(page).until_tone(own.frequency, timeout=20)
    await desk.ear.until_tone(own.frequency, timeout=20)
    await page.get_by_role("button", name="Rozłącz").click()
    await expect(page.get_by_text("Połączenie zakończone po")).to_be_visible()
    await centre.until_agent_is("k20060-1", "available")
    call = await centre.newest_call()
    assert (call["agent"], call["end_reason"], call["verification_level"]) == ("k20060-1", "caller_hung_up", 2)
    assert own.errors == []
