"""Going through a page with the keyboard alone."""

import re

from playwright.async_api import Page

_WORD_TIME = 500  # ms: longer than `WORD_MS` of web/src/commands/typing.ts
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


async def press_letter(page: Page, key: str) -> None:
    """Press a letter that is a key, and wait until it is certain that no word is typed."""
    await page.keyboard.press(key)
    await page.wait_for_timeout(_WORD_TIME)
