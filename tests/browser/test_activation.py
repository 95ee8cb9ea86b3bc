"""Somebody is hired and activates the account in real browsers, and alone sees the password of the telephone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks
from tests.support.browser.browsers import Browsers
from tests.support.centres.running_centre import SUPERVISOR, RunningCentre
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "k20060-61"
PASSWORD = "zielona herbata o siódmej"


@pytest_asyncio.fixture(loop_scope="session")
async def dismissed_afterwards(centre: RunningCentre) -> AsyncIterator[None]:
    yield
    await centre.request(SUPERVISOR, "DELETE", f"/api/agents/{NAME}")


@pytest.mark.usefixtures("dismissed_afterwards")
async def test_who_is_hired_activates_the_account_and_makes_the_password_of_the_telephone(
    browsers: Browsers, desks: Desks, address: str
) -> None:
    manager = await desks.page("/consultants", SUPERVISOR)
    clicks = await clicks_of(manager)
    await manager.get_by_role("button", name="Przyjmij konsultanta").click()
    dialog = manager.get_by_role("dialog")
    await dialog.get_by_label("Imię i nazwisko").fill("Żaneta Łoś")
    await dialog.get_by_label("Nazwa konta").fill(NAME)
    await check_accessibility(manager, "konsultanci-nowy")
    await dialog.get_by_role("button", name="Przyjmij", exact=True).click()
    opened = manager.get_by_role("region", name="Żaneta Łoś")
    await expect(opened.get_by_role("button", name="Potwierdź numer")).to_be_visible()
    assert await clicks.count() == 2
    await check_accessibility(manager, "konsultanci")

    own = await browsers.open(address)
    page = await own.new_page()
    await page.goto("/login")
    await page.get_by_role("link", name="Nie mam jeszcze hasła").click()
    await page.wait_for_url("**/activate")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Aktywacja konta")
    await check_accessibility(page, "activation-name")
    await page.get_by_label("Nazwa konta").fill(NAME)
    await page.get_by_role("button", name="Pokaż numer").click()
    number = await page.get_by_label("Numer", exact=True).inner_text()
    await check_accessibility(page, "activation-number")
    await page.reload()
    await expect(page.get_by_label("Numer", exact=True)).to_have_text(number)

    wrong = "000 001" if number == "000 000" else "000 000"
    await opened.get_by_role("button", name="Potwierdź numer").click()
    dialog = manager.get_by_role("dialog", name="Aktywacja konta: Żaneta Łoś")
    for typed in (wrong, number):
        await dialog.get_by_label("Numer").fill(typed)
        await dialog.get_by_role("button", name="Potwierdź numer").click()
        if typed == wrong:
            await expect(dialog.get_by_role("button", name="Potwierdź numer")).to_be_enabled()
            await check_accessibility(manager, "konsultanci-numer")
    await expect(manager.get_by_text("Żaneta Łoś może ustalić hasło")).to_be_visible()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Ustalenie hasła")
    await check_accessibility(page, "activation-password")
    await page.get_by_label("Nowe hasło", exact=True).fill(PASSWORD)
    await page.get_by_label("Powtórz nowe hasło").fill("inne hasło")
    await page.get_by_role("button", name="Ustal hasło i zaloguj").click()
    await expect(page.get_by_text("Hasła różnią się od siebie.")).to_be_visible()
    await page.get_by_label("Powtórz nowe hasło").fill(PASSWORD)
    await page.get_by_role("button", name="Ustal hasło i zaloguj").click()
    await page.wait_for_url("**/desk")

    await expect(page.get_by_role("heading", level=1)).to_be_visible()  # the page takes the focus as it comes

    async def opens() -> bool:
        await page.get_by_role("button", name="Żaneta Łoś").click()
        return await page.get_by_role("link", name="Moje konto").is_visible()

    await eventually(opens)
    await page.get_by_role("link", name="Moje konto").click()
    await page.get_by_role("button", name="Nowe hasło telefonu").click()
    password = await page.locator("dd.secret").inner_text()
    assert len(password) >= 20
    await check_accessibility(page, "me")
    await page.reload()
    await expect(page.get_by_role("button", name="Nowe hasło telefonu")).to_be_visible()
    assert password not in await page.content()
    assert own.errors == []
