"""Every page for everybody: axe finds nothing grave, and nothing runs out of a narrow screen."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.browser.looks import check_looks
from tests.support.browsing import Browsers

pytestmark = pytest.mark.asyncio


async def _open(browsers: Browsers, address: str, path: str) -> Page:
    own = await browsers.open(address)
    page = await own.new_page()
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


async def test_the_log_in_page(browsers: Browsers, address: str) -> None:
    page = await _open(browsers, address, "/login")
    await check_looks(page, "logowanie")
    await page.get_by_role("button", name="Mam kod jednorazowy").click()
    await expect(page.get_by_label("Kod jednorazowy")).to_be_visible()
    await check_looks(page, "pierwsze-haslo")


async def test_the_first_page_of_a_demonstration(browsers: Browsers, address: str) -> None:
    page = await _open(browsers, address, "/")
    await check_looks(page, "pokaz")


async def test_the_line_above_the_page_is_one_line_and_its_settings_go_by_the_keyboard(
    browsers: Browsers, desks: Desks, address: str
) -> None:
    own = await browsers.open(address)
    await desks.log_in(own, "k20060-1")
    page = await own.new_page()
    await page.goto("/knowledge")
    log_out = page.get_by_role("button", name="Wyloguj")
    for width in (1280, 1440):
        await page.set_viewport_size({"width": width, "height": 800})
        await expect(log_out).to_be_visible()
        places = (page.get_by_role("link", name="System 7/24"), page.get_by_role("link", name="Kontakty"), log_out)
        middles = [await _middle(each) for each in places]
        assert max(middles) - min(middles) < 4, f"{width} px: {middles}"

    menu = page.get_by_role("button", name="Ustawienia")
    settings = page.get_by_role("group", name="Ustawienia")
    await page.get_by_role("link", name="System 7/24").focus()
    await tab_to(page, "Ustawienia")
    await page.keyboard.press("Enter")
    await expect(settings.get_by_label("Wygląd")).to_be_visible()
    await check_looks(page, "ustawienia")
    await tab_to(page, "Język")
    await page.keyboard.press("Escape")
    await expect(settings).to_be_hidden()
    await expect(menu).to_be_focused()
    await page.keyboard.press("Enter")
    await settings.get_by_role("button", name="Klawisze").click()
    await expect(page.get_by_role("dialog", name="Klawisze")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(menu).to_be_focused()


async def _middle(place: Locator) -> float:
    box = await place.bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2
