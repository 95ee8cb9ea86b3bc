"""Going through a page with the keyboard alone."""

import re

from playwright.async_api import Page

_FOCUSED = """() => {
  const it = document.activeElement;
  const named = it?.id ? document.querySelector(`label[for="${it.id}"]`) : null;
  return (named ?? it?.closest('label') ?? it)?.textContent?.trim() ?? '';
}"""


async def tab_to(page: Page, name: str | re.Pattern[str]) -> None:
    """Press the tabulator until what has this name has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        focused = str(await page.evaluate(_FOCUSED))
        if focused == name if isinstance(name, str) else name.search(focused):
            return
    raise AssertionError(f"{name!r} cannot be reached by the keyboard")
