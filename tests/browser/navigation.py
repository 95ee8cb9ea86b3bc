"""The navigation: at the side; on a narrow screen behind one button."""

from playwright.async_api import Locator, Page


def navigation(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Strony")


async def open_navigation(page: Page) -> None:
    """Nothing happens where it stands at the side, and where it is open."""
    button = navigation(page).get_by_role("button", name="Menu")
    if await button.count() and await button.get_attribute("aria-expanded") == "false":
        await button.click()


async def go_by_navigation(page: Page, name: str) -> None:
    await open_navigation(page)
    await link_to(page, name).click()


def link_to(page: Page, name: str) -> Locator:
    """How much waits there may stand behind its name."""
    return navigation(page).get_by_role("listitem").filter(has_text=name).get_by_role("link")


async def pages_in_navigation(page: Page) -> list[str]:
    """Without how much waits on them."""
    await open_navigation(page)
    links = await navigation(page).get_by_role("link").filter(visible=True).all()
    names = [(await link.inner_text()).splitlines()[0].strip() for link in links]
    return [name for name in names if name != "System 7/24"]
