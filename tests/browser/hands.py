"""One and the same journey by the mouse, and by the keyboard alone."""

from typing import Protocol

from playwright.async_api import Locator, Page, expect

_MOST_TABS = 150


class Hand(Protocol):
    """Somebody who works on a page."""

    async def press(self, what: Locator) -> None: ...

    async def fill(self, field: Locator, text: str) -> None: ...

    async def choose(self, select: Locator, label: str) -> None:
        """From a list, by its words."""
        ...


class Mouse:
    """Who clicks."""

    async def press(self, what: Locator) -> None:
        await what.click()

    async def fill(self, field: Locator, text: str) -> None:
        await field.fill(text)

    async def choose(self, select: Locator, label: str) -> None:
        await select.select_option(label=label)


class Keyboard:
    """Who has no mouse: everything is reached by Tab, pressed by Enter, and typed."""

    async def press(self, what: Locator) -> None:
        if await what.get_attribute("role") == "tab":
            await _come_to_tab(what)
            return
        await _reach(what)
        is_choice = await what.evaluate("it => it.matches('input[type=radio], input[type=checkbox]')")
        await what.page.keyboard.press("Space" if is_choice else "Enter")

    async def fill(self, field: Locator, text: str) -> None:
        await _reach(field)
        await field.page.keyboard.press("Control+A")
        await field.page.keyboard.type(text)

    async def choose(self, select: Locator, label: str) -> None:
        await _reach(select)
        await select.page.keyboard.type(label)
        await expect(select.locator("option:checked")).to_have_text(label)


async def _reach(what: Locator) -> None:
    await expect(what).to_be_enabled()
    page = what.page
    for _ in range(_MOST_TABS):
        if await what.evaluate("it => it === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{await _named(page, what)} cannot be reached by the keyboard")


async def _come_to_tab(tab: Locator) -> None:
    """Of tabs only the chosen one is reached by Tab; arrows choose another."""
    every = tab.locator("xpath=..").get_by_role("tab")
    await _reach(every.and_(tab.page.locator("[tabindex='0']")))
    for _ in range(await every.count()):
        if await tab.get_attribute("aria-selected") == "true":
            return
        await tab.page.keyboard.press("ArrowRight")
    await expect(tab).to_have_attribute("aria-selected", "true")


async def _named(page: Page, what: Locator) -> str:
    return f"{await what.evaluate('it => it.outerHTML.slice(0, 200)')} on {page.url}"
