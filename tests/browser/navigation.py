"""The navigation: the day's work in the line, the rest behind one button; on a narrow screen all of it."""

import re

from playwright.async_api import Locator, Page

BUTTON = re.compile("^(Menu|Więcej)")


def navigation(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Strony")


async def open_navigation(page: Page) -> None:
    """Nothing happens where all stands in the line, and where it is open."""
    button = navigation(page).get_by_role("button", name=BUTTON)
    if await button.count() and await button.get_attribute("aria-expanded") == "false":
        await button.click()


async def go_by_navigation(page: Page, name: str) -> None:
    link = navigation(page).get_by_role("link", name=name, exact=True)
    if not await link.count():
        await open_navigation(page)
    await link.click()


async def pages_in_navigation(page: Page) -> list[str]:
    await open_navigation(page)
    return await navigation(page).get_by_role("link").all_inner_texts()
