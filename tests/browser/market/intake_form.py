"""The form of an offer that is taken in, filled in by keyboard alone."""

from datetime import timedelta

from playwright.async_api import Page, expect

from core.clock import WARSAW, SystemClock
from tests.browser.keyboard import tab_to

POSITION = "Spawacz konstrukcji stalowych"
OCCUPATION = "721204"
_POSITION_LABEL = "Stanowisko"
TYPED = (
    ("NIP", "5260250274"),
    ("Nazwa pracodawcy", "Tartak Kolno"),
    ("Siedziba (miejscowość)", "Kolno"),
    (_POSITION_LABEL, POSITION),
    ("Zawód", OCCUPATION),
    ("Zakres obowiązków", "Spawanie metodą MAG na hali."),
    ("Gmina", "Kolno"),
    ("Miejscowość pracy", "Kolno"),
    ("Umowa", "o pracę na czas nieokreślony"),
    ("Wynagrodzenie brutto od, zł", "5200"),
)
"""By the label of each field, in the order of the form; of a list its first letters."""


async def types_an_offer(page: Page, position: str = POSITION) -> None:
    """On the page `/offer-intakes`: begin one, and fill it in until all of it is saved. Tests of one centre tell
    their offers apart by the position."""
    until = SystemClock().now().astimezone(WARSAW).date() + timedelta(days=30)
    await page.get_by_role("button", name="Nowa oferta").focus()
    await page.keyboard.press("Enter")
    first, *others = TYPED
    await expect(page.get_by_label(first[0], exact=True)).to_be_focused()
    await page.keyboard.type(first[1])
    for label, text in (*others, ("Oferta ważna do", f"{until:%d.%m.%Y}")):
        await tab_to(page, label)
        await page.keyboard.type(position if label == _POSITION_LABEL else text)
    await expect(page.get_by_text("zapisano")).to_be_visible()


async def submits(page: Page) -> None:
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("Oferta czeka na sprawdzenie przez inną osobę.")).to_be_visible()


async def begins_to_verify(page: Page, position: str = POSITION) -> None:
    """Somebody else, on the same page, until the dialog asks once more."""
    row = page.get_by_role("row").filter(has_text=position)
    await expect(row).to_contain_text("czeka na Państwa sprawdzenie")
    await row.get_by_role("button").click()
    await page.get_by_role("button", name="Sprawdzona", exact=True).click()
    await expect(page.get_by_role("dialog")).to_contain_text("Od tej chwili podajemy ją dzwoniącym")


async def verifies(page: Page) -> None:
    """The word that lets callers hear it."""
    await page.get_by_role("dialog").get_by_role("button", name="Sprawdzona", exact=True).click()
    await expect(page.get_by_text("Oferta jest sprawdzona. Podajemy ją dzwoniącym.")).to_be_visible()
