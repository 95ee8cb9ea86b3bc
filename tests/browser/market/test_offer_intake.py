"""An offer is taken in by keyboard alone, verified by another person, and found by who looks for work."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from core.clock import WARSAW, SystemClock
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to

pytestmark = pytest.mark.asyncio(loop_scope="session")

POSITION = "Spawacz konstrukcji stalowych"
TYPED = (
    ("NIP", "5260250274"),
    ("Nazwa pracodawcy", "Tartak Kolno"),
    ("Siedziba (miejscowość)", "Kolno"),
    ("Stanowisko", POSITION),
    ("Zawód", "721204"),
    ("Zakres obowiązków", "Spawanie metodą MAG na hali."),
    ("Gmina", "Kolno"),
    ("Miejscowość pracy", "Kolno"),
    ("Umowa", "o pracę na czas nieokreślony"),
    ("Wynagrodzenie brutto od, zł", "5200"),
)
"""By the label of each field, in the order of the form; of a list its first letters."""


@pytest.mark.more(
    "twelve fields by keyboard, a second browser and axe take most of a minute; the form, its rules and the second"
    " person are shown in parts and over HTTP",
    "tests/api/market/test_offer_intakes.py::test_what_is_sent_back_is_completed_and_whoever_adds_to_it_does_not_verify_it",
    "tests/unit/market/intake/test_intake.py::test_what_was_said_in_a_call_becomes_the_offer_that_is_told",
)
async def test_a_consultant_takes_an_offer_in_and_another_person_verifies_it(desks: Desks) -> None:
    until = SystemClock().now().astimezone(WARSAW).date() + timedelta(days=30)
    page = await desks.page("/offer-intakes", "k20060-1")
    await page.get_by_role("button", name="Nowa oferta").focus()
    await page.keyboard.press("Enter")
    first, *others = TYPED
    await expect(page.get_by_label(first[0], exact=True)).to_be_focused()
    await page.keyboard.type(first[1])
    for label, text in (*others, ("Oferta ważna do", f"{until:%d.%m.%Y}")):
        await tab_to(page, label)
        await page.keyboard.type(text)
    await expect(page.get_by_text("zapisano")).to_be_visible()
    await check_accessibility(page, "przyjecie-oferty")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("Oferta czeka na sprawdzenie przez inną osobę.")).to_be_visible()
    await expect(page.get_by_text("sprawdzi ktoś inny")).to_be_visible()

    other = await desks.page("/offer-intakes", "kierownik-20060")
    row = other.get_by_role("row").filter(has_text=POSITION)
    await expect(row).to_contain_text("czeka na Państwa sprawdzenie")
    await row.get_by_role("button").click()
    await other.get_by_role("button", name="Sprawdzona", exact=True).click()
    dialog = other.get_by_role("dialog")
    await expect(dialog).to_contain_text("Od tej chwili podajemy ją dzwoniącym")
    await check_accessibility(other, "sprawdzenie-oferty")
    await dialog.get_by_role("button", name="Sprawdzona", exact=True).click()
    await expect(other.get_by_text("Oferta jest sprawdzona. Podajemy ją dzwoniącym.")).to_be_visible()

    await page.goto("/offers?q=spawacza", wait_until="domcontentloaded")
    found = page.get_by_role("row").filter(has_text=POSITION)
    await expect(found).to_contain_text("przyjęta telefonicznie")
    await found.get_by_role("button").click()
    opened = page.get_by_role("region", name=POSITION)
    await expect(opened).to_contain_text("Tartak Kolno")
    await check_accessibility(page, "oferty")
