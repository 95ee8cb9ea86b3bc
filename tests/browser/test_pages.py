"""Every page for everybody: axe finds nothing grave, and nothing runs out of a narrow screen."""

import pytest
from playwright.async_api import Page, expect

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
