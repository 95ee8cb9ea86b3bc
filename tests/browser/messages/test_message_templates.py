"""A template is written with the keyboard alone, seen as it leaves, and published by another person; without an
Asterisk, since nobody calls."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from core.ids import new_id
from tests.api.people import PASSWORD
from tests.api.process import web_service
from tests.browser.accessibility import check_accessibility
from tests.support.browser.browsers import Browsers, Chromiums

pytestmark = pytest.mark.asyncio(loop_scope="session")

KOLNO = "20060"


async def opened(browsers: Browsers, address: str, path: str, account: str) -> Page:
    own = await browsers.open(address)
    word = {"username": account, "password": PASSWORD, "kind": "page"}
    answer = await own.context.request.post("/api/login", data=word)
    assert answer.ok, await answer.text()
    page = await own.new_page()
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


@pytest.mark.more(
    "the page in a browser; what it does is shown without one",
    "tests/api/matters/test_templates.py::test_one_writes_another_publishes_and_a_consultant_picks_it",
)
async def test_a_template_is_published_by_two(chromiums: Chromiums, tmp_path: Path) -> None:
    browsers = Browsers(chromiums)
    async with web_service(tmp_path) as service:
        try:
            await is_published_by_two(browsers, service.address)
        finally:
            await browsers.close(None)


async def is_published_by_two(browsers: Browsers, address: str) -> None:
    title = f"Staż {new_id('x')[-8:]}"
    writer = await opened(browsers, address, "/message-templates", f"kierownik-{KOLNO}")
    await writer.get_by_role("button", name="Nowy wzór").focus()
    await writer.keyboard.press("Enter")
    dialog = writer.get_by_role("dialog")
    await dialog.get_by_label("Kogo dotyczy").select_option(KOLNO)
    await dialog.get_by_label("Nazwa").focus()
    await writer.keyboard.type(title)
    await writer.keyboard.press("Tab")
    await expect(dialog.get_by_label("Treść")).to_be_focused()
    await writer.keyboard.type("Sprawa {{ pesel }}")
    await expect(dialog.get_by_text("Nie ma wartości: pesel.")).to_be_visible()
    await writer.keyboard.press("Control+A")
    await writer.keyboard.type("W sprawie {{ numer }}: **tak**.")
    await expect(dialog.get_by_text("W sprawie KOL/2026/000123: **tak**.")).to_be_visible()
    await check_accessibility(writer, "wzory-nowy")
    await writer.keyboard.press("Tab")
    await dialog.get_by_role("button", name="Wyślij do sprawdzenia").focus()
    await writer.keyboard.press("Enter")
    await expect(writer.get_by_text("Wzór czeka na drugą osobę")).to_be_visible()

    second = await opened(browsers, address, "/second-person", "redaktor")
    act = second.get_by_role("article").filter(has_text=title)
    await expect(act).to_contain_text("W sprawie KOL/2026/000123")
    await act.get_by_role("button", name="Potwierdź").click()
    await second.get_by_role("dialog").get_by_role("button", name="Potwierdź").click()
    await expect(second.get_by_text("Potwierdzono i wykonano")).to_be_visible()

    await writer.reload()
    row = writer.get_by_role("row").filter(has_text=title)
    await expect(row).to_contain_text("zaplanowane")
    await check_accessibility(writer, "wzory")
