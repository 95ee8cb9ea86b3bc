"""An employer is written down by keyboard, found again on a narrow screen, and joined with its other entry."""

import pytest
from playwright.async_api import expect

from tests.browser.accessibility import TELEPHONE, check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.more(
    "two browsers, four dialogs and axe at two widths; the card, its rights and its parts are shown over HTTP and"
    " with a page of its own",
    "tests/api/market/test_employers.py::test_a_card_has_what_offices_know_and_each_look_is_noted",
    "tests/api/market/test_employers.py::test_entries_of_the_same_employer_have_one_card_until_they_are_separated",
)
async def test_an_employer_is_written_down_and_joined_with_its_other_entry(desks: Desks) -> None:
    page = await desks.page("/employers", "k20060-1")
    for name in ("Stolarnia Zręby sp. z o.o.", "STOLARNIA ZRĘBY"):
        await page.get_by_role("button", name="Nowy pracodawca").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Nazwa", exact=True)).to_be_focused()
        await page.keyboard.type(name)
        await tab_to(page, "Siedziba (miejscowość)")
        await page.keyboard.type("Kolno")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(f"Dodano: {name}.")).to_be_visible()
    await page.get_by_role("button", name="Dodaj osobę").click()
    await page.get_by_label("Imię i nazwisko").fill("Jan Zręba")
    await page.get_by_label("Telefon", exact=True).last.fill("86 278 00 00")
    await page.get_by_role("button", name="Zapisz osobę").click()
    await expect(page.get_by_role("region", name="Osoby do kontaktu")).to_contain_text("Jan Zręba")
    await expect(page.get_by_role("region", name="Może ten sam pracodawca")).to_contain_text("podobna nazwa")
    await check_accessibility(page, "pracodawcy")

    boss = await desks.page("/employers?q=zreby", "kierownik-20060")
    await boss.set_viewport_size(TELEPHONE)
    await boss.get_by_role("button", name="Pracodawca: STOLARNIA ZRĘBY", exact=True).click()
    await boss.get_by_role("button", name="Połącz z: Stolarnia Zręby sp. z o.o.").click()
    await boss.get_by_role("dialog").get_by_role("button", name="Połącz karty").click()
    await expect(boss.get_by_text("Karty są połączone.")).to_be_visible()
    await check_accessibility(boss, "pracodawcy-390")
    await boss.get_by_role("button", name="Rozłącz: ").first.click()
    await boss.get_by_role("dialog").get_by_role("button", name="Rozłącz").click()
    await expect(boss.get_by_text("Wpis ma znów własną kartę.")).to_be_visible()
