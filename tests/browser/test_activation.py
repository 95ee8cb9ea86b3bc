"""Somebody is hired and activates the account in real browsers, and alone sees the password of the telephone."""

from collections.abc import AsyncIterator

import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks
from tests.support.browser.browsers import Browsers
from tests.support.centres.running_centre import SUPERVISOR, RunningCentre
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "k20060-61"
PASSWORD = "zielona herbata o siódmej"


async def switches_the_code_on(page: Page) -> None:
    """As an application in a telephone does it, from the key that is shown beside the QR code."""
    await page.get_by_role("button", name="Włącz kod").click()
    dialog = page.get_by_role("dialog", name="Włączenie kodu z telefonu")
    await dialog.get_by_label("Hasło").fill(PASSWORD)
    await dialog.get_by_role("button", name="Dalej").click()
    dialog = page.get_by_role("dialog", name="Dodanie klucza w telefonie")
    await expect(dialog.get_by_role("img", name="Kod QR z kluczem do aplikacji")).to_be_visible()
    await check_accessibility(page, "account-qr")
    code = pyotp.TOTP(await dialog.locator("code").inner_text()).now()
    await dialog.get_by_label("Kod z aplikacji").fill(code)
    await dialog.get_by_role("button", name="Włącz kod").click()
    await expect(page.get_by_text("Kod z telefonu jest włączony.")).to_be_visible()


async def is_logged_out_by_an_administrator(page: Page, desks: Desks) -> None:
    seen = await desks.page("/sessions", "administrator")
    row = seen.get_by_role("row").filter(has_text="Żaneta Łoś")
    await expect(row).to_contain_text("Chrome")
    await check_accessibility(seen, "sessions")
    await row.get_by_role("button", name="Zakończ sesję").click()
    await seen.get_by_role("dialog").get_by_role("button", name="Zakończ sesję").click()
    await expect(seen.get_by_text("Sesja została zakończona.")).to_be_visible()
    await expect(page.get_by_text("Sesja wygasła.")).to_be_visible()


@pytest_asyncio.fixture(loop_scope="session")
async def dismissed_afterwards(centre: RunningCentre) -> AsyncIterator[None]:
    yield
    await centre.request(SUPERVISOR, "DELETE", f"/api/agents/{NAME}")


@pytest.mark.more(
    "three people are activated by the same pages in the first; the password of a telephone is another page",
    "tests/browser/test_first_installation.py::test_an_empty_production_comes_to_its_first_call_by_clicks_alone",
    "tests/api/accounts/test_activation.py::test_a_consultant_is_activated_by_who_has_hired_them",
)
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
    await expect(page.get_by_role("heading", name="Konto jest gotowe")).to_be_visible()
    await page.get_by_role("button", name="Nowe hasło telefonu").click()
    first = await page.locator("dd.secret").inner_text()
    assert len(first) >= 20
    await expect(page.get_by_role("img", name="Kod QR z hasłem telefonu")).to_be_visible()
    assert first not in await manager.content()
    await check_accessibility(page, "activation-telephone")
    await page.get_by_role("button", name="Przejdź do pracy").click()
    await page.wait_for_url("**/desk")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()  # the page takes the focus as it comes

    async def opens() -> bool:
        await page.get_by_role("button", name="Żaneta Łoś").click()
        return await page.get_by_role("link", name="Moje konto").is_visible()

    await eventually(opens)
    await page.get_by_role("link", name="Moje konto").click()
    await page.get_by_role("button", name="Nowe hasło telefonu").click()
    second = await page.locator("dd.secret").inner_text()
    assert second != first
    await page.reload()
    await expect(page.get_by_role("button", name="Nowe hasło telefonu")).to_be_visible()
    assert second not in await page.content()
    await switches_the_code_on(page)
    await check_accessibility(page, "account")
    await is_logged_out_by_an_administrator(page, desks)
    assert own.errors == []
