"""How many clicks a task takes: of the mouse, and choices in a list. What is typed counts for none."""

from playwright.async_api import Page

_COUNT = """() => {
    addEventListener('click', (event) => { if (event.detail > 0) wasClicked(); }, true);
    addEventListener('change', (event) => { if (event.target instanceof HTMLSelectElement) wasClicked(); }, true);
}"""


class Clicks:
    """Of one person on one page, also after it is loaded anew."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._count = 0

    def one_more(self) -> None:
        self._count += 1

    async def count(self) -> int:
        """Until now."""
        await self._page.evaluate("0")  # what was told before is counted
        return self._count


async def clicks_of(page: Page) -> Clicks:
    """Counted from now on."""
    clicks = Clicks(page)
    await page.expose_function("wasClicked", clicks.one_more)
    await page.add_init_script(f"({_COUNT})()")
    await page.evaluate(_COUNT)
    return clicks
