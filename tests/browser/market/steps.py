"""What tests of several pages of the market do."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.engine import make_engine
from tests.browser.accessibility import TELEPHONE
from tests.browser.keyboard import tab_to
from tests.support.centres.running_centre import RunningCentre


async def types_into(page: Page, *fields: tuple[str, str]) -> None:
    """By the label of each field, in the order of the form."""
    for label, text in fields:
        await tab_to(page, label)
        await page.keyboard.press("Control+A")
        await page.keyboard.type(text)


async def fits(page: Page) -> None:
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= TELEPHONE["width"]


async def written(centre: RunningCentre, write: Callable[[AsyncEngine], Awaitable[None]]) -> None:
    """What no page of the centre can bring about is put into its database."""
    engine = make_engine(centre.installation.settings.dsn, pool_size=1)
    try:
        await write(engine)
    finally:
        await engine.dispose()
