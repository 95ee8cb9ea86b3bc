"""An account is made in a real browser, changed by two persons, and closed."""

import pytest
from playwright.async_api import expect

from core.ids import new_id
from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_administrator_makes_an_account_proposes_more_rights_and_closes_it(desks: Desks) -> None:
    name = f"Ewa {new_id('x')[-8:]}"
    page = await desks.page("/accounts", "administrator")
    clicks = await clicks_of(page)
    await page.get_by_role("button", name="Nowe konto").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Imię i nazwisko").fill(name)
    await expect(dialog.get_by_label("Nazwa konta")).not_to_have_value("")
    await dialog.get_by_label("Rola").select_option("auditor")
    await dialog.get_by_label("Urząd", exact=True).select_option("20060")
    await check_accessibility(page, "konta-nowe")
    await dialog.get_by_role("button", name="Załóż konto").click()
    opened = page.get_by_role("region", name=name)
    await expect(opened.get_by_role("button", name="Potwierdź numer")).to_be_visible()
    assert await clicks.count() <= 4
    await check_accessibility(page, "konta")

    await opened.get_by_role("button", name="Zmień").click()
    await dialog.get_by_label("Rola").select_option("supervisor")
    await dialog.get_by_role("button", name="Zapisz zmiany").click()
    await expect(page.get_by_text("gdy potwierdzi ją inna osoba")).to_be_visible()
    await expect(opened).to_contain_text("audytor")

    await opened.get_by_role("button", name="Zamknij konto").click()
    await expect(dialog).to_contain_text("zostanie od razu wylogowana")
    await dialog.get_by_role("button", name="Zamknij to konto").click()
    await expect(page.get_by_text(f"Zamknięto konto: {name}.")).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text=name)).to_have_count(0)
