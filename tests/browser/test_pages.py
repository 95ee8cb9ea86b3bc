"""Every page for everybody: axe finds nothing grave, and nothing runs out of a narrow screen."""

import pytest
from playwright.async_api import FloatRect, Locator, Page, expect

from tests.browser.accessibility import TELEPHONE, check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.browser.navigation import go_by_navigation, navigation
from tests.support.browser.browsers import Browsers
from tests.support.centres.running_centre import ANNAS_OFFICE

pytestmark = pytest.mark.asyncio(loop_scope="session")

SUPERVISOR = f"kierownik-{ANNAS_OFFICE}"


async def _open(browsers: Browsers, address: str, path: str) -> Page:
    own = await browsers.open(address)
    page = await own.new_page()
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


async def test_the_log_in_page(browsers: Browsers, address: str) -> None:
    page = await _open(browsers, address, "/login")
    await check_accessibility(page, "logowanie")
    await page.get_by_role("button", name="Mam wydrukowany kod").click()
    await expect(page.get_by_label("Kod jednorazowy")).to_be_visible()
    await check_accessibility(page, "pierwsze-haslo")


async def test_the_first_page_of_a_demonstration(browsers: Browsers, address: str) -> None:
    page = await _open(browsers, address, "/")
    await check_accessibility(page, "pokaz")


async def test_every_part_of_pages_in_every_state(browsers: Browsers, address: str) -> None:
    page = await _open(browsers, address, "/parts")
    await expect(page.get_by_role("table", name="Zasady z dniem początku")).to_be_visible()
    await check_accessibility(page, "czesci")
    day = page.get_by_role("region", name="Pola").get_by_label("Od dnia")
    await expect(day).to_have_value("26.11.2026")
    await day.fill("1.2.2027")
    await day.blur()
    await expect(day).to_have_value("01.02.2027")
    await page.get_by_role("button", name="Otwórz okno").first.click()
    dialog = page.get_by_role("dialog", name="Okno z formularzem")
    await dialog.get_by_role("button", name="Przykład").click()
    await expect(dialog.get_by_role("group", name="Prosimy poprawić:")).to_be_focused()
    await dialog.get_by_label("Przykład").fill("Zdanie")
    await page.keyboard.press("Escape")
    await expect(dialog.get_by_text("To, co wpisano, przepadnie.")).to_be_visible()
    await dialog.get_by_role("button", name="Odrzuć").click()
    await expect(dialog).to_be_hidden()


async def test_on_a_telephone_a_row_of_a_table_is_a_card(browsers: Browsers, desks: Desks, address: str) -> None:
    own = await browsers.open(address)
    await desks.log_in(own, SUPERVISOR)
    page = await own.new_page()
    await page.set_viewport_size(TELEPHONE)
    await page.goto("/access-log")
    # The page's own look at the log is in it when it looks again.
    await page.get_by_role("button", name="Pokaż", exact=True).click()
    cell = page.get_by_role("rowheader").first
    await expect(cell).to_contain_text("Kiedy")
    assert await cell.evaluate("cell => getComputedStyle(cell).display") == "grid"


async def test_the_account_has_a_menu_that_goes_by_the_keyboard(
    browsers: Browsers, desks: Desks, address: str
) -> None:
    own = await browsers.open(address)
    await desks.log_in(own, "k20060-1")
    page = await own.new_page()
    await page.goto("/knowledge")
    # It takes the focus when it comes.
    await expect(page.get_by_role("combobox", name="Szukaj w bazie wiedzy")).to_be_focused()
    menu = page.get_by_role("button", name="Konsultant 1 (Kolno)")
    settings = page.get_by_role("group", name="Ustawienia")
    await page.get_by_role("link", name="System 7/24").focus()
    await tab_to(page, "Konsultant 1 (Kolno)")
    await page.keyboard.press("Enter")
    await expect(settings.get_by_label("Wygląd")).to_be_visible()
    await expect(settings.get_by_role("link", name="Moje konto")).to_be_visible()
    await expect(settings.get_by_role("button", name="Wyloguj")).to_be_visible()
    await tab_to(page, "Język")
    await page.keyboard.press("Escape")
    await expect(settings).to_be_hidden()
    await expect(menu).to_be_focused()
    await page.keyboard.press("Enter")
    await settings.get_by_role("button", name="Klawisze").click()
    await expect(page.get_by_role("dialog", name="Klawisze")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(menu).to_be_focused()
    await menu.click()
    await check_accessibility(page, "ustawienia")
    await settings.get_by_role("button", name="Wyloguj").click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(navigation(page).get_by_role("link", name="Stanowisko")).to_be_hidden()


async def test_a_supervisor_has_all_pages_at_the_side_and_on_a_telephone_behind_a_button(
    browsers: Browsers, desks: Desks, address: str
) -> None:
    own = await browsers.open(address)
    await desks.log_in(own, SUPERVISOR)
    page = await own.new_page()
    await page.goto("/knowledge")
    head, side = page.get_by_role("banner"), navigation(page)
    requests = side.get_by_role("link", name="Wnioski RODO")
    for width in (1180, 1280, 1440, 1920):
        await page.set_viewport_size({"width": width, "height": 800})
        await expect(requests).to_be_visible()
        assert (await _box(head))["height"] < 64, f"{width} px"
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await expect(side.get_by_text("Powiatowy Urząd Pracy w Kolnie")).to_be_visible()
    await expect(side.get_by_role("list", name="Dane klientów")).to_be_visible()
    await page.get_by_role("link", name="System 7/24").focus()
    await tab_to(page, "Wnioski RODO")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/requests")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(requests).to_have_attribute("aria-current", "page")
    await check_accessibility(page, "nawigacja")

    await page.set_viewport_size(TELEPHONE)
    button = side.get_by_role("button", name="Menu")
    await expect(requests).to_be_hidden()
    assert (await _box(head))["height"] < 64, "one row"
    await check_accessibility(page, "nawigacja-telefon")
    await button.click()
    await expect(requests).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(requests).to_be_hidden()
    await expect(button).to_be_focused()
    await button.click()
    await check_accessibility(page, "nawigacja-telefon-otwarta")
    await go_by_navigation(page, "Baza wiedzy")
    await page.wait_for_url("**/knowledge")
    await expect(button).to_have_attribute("aria-expanded", "false")


async def _box(place: Locator) -> FloatRect:
    box = await place.bounding_box()
    assert box is not None
    return box
