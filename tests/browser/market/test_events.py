"""Fairs and exchanges, and a search that is kept: by keyboard, on a telephone's screen."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from core.clock import WARSAW, SystemClock
from tests.browser.accessibility import TELEPHONE, check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.browser.market.steps import fits, types_into

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENT, SEARCH = "Giełda pracy w Kolnie", "Spawacze za pięć tysięcy"


@pytest.mark.more(
    "ten fields by keyboard and axe in three states; what is saved is shown over HTTP, and each page with its"
    " parts is mounted alone",
    "tests/api/market/test_market_files.py::test_an_exchange_is_taken_in_and_told_from_a_fair",
    "tests/browser/test_every_page.py::test_every_page_opens_for_who_may_see_it_and_for_nobody_else",
)
async def test_an_exchange_is_entered_and_taken_away_by_keyboard_on_a_telephone(desks: Desks) -> None:
    day = f"{SystemClock().now().astimezone(WARSAW).date() + timedelta(days=20):%d.%m.%Y}"
    page = await desks.page("/events", "kierownik-20060")
    await page.set_viewport_size(TELEPHONE)
    await page.get_by_role("button", name="Nowe wydarzenie").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Nazwa", exact=True)).to_be_focused()
    await page.keyboard.type(EVENT)
    await tab_to(page, "Rodzaj")
    await page.keyboard.type("gie")  # a list is chosen from by what keys write: ł has none
    await types_into(page, ("Miejscowość", "Kolno"), ("Miejsce", "Dom kultury"))
    for label, text in (("Dzień", day), ("Od godziny", "10:00"), ("Ostatni dzień", day), ("Do godziny", "14:00")):
        await dialog.get_by_label(label, exact=True).focus()
        await page.keyboard.type(text)
    await types_into(page, ("Skąd wiadomo", "Plan urzędu"))
    await check_accessibility(page, "targi-nowe")
    await tab_to(page, "Dodaj wydarzenie")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(f"Dodano: {EVENT}.")).to_be_visible()
    row = page.get_by_role("row").filter(has_text=EVENT)
    await expect(row).to_contain_text("giełda pracy")
    await fits(page)
    await check_accessibility(page, "targi")

    await page.get_by_role("button", name=f"Usuń: {EVENT}").focus()
    await page.keyboard.press("Enter")
    await check_accessibility(page, "targi-usuniecie")
    await tab_to(page, "Usuń wydarzenie")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(f"Usunięto: {EVENT}.")).to_be_visible()
    await expect(row).to_be_hidden()


@pytest.mark.more(
    "a dialog and axe at two widths; what is kept, and for whom, is shown over HTTP, and the part is mounted"
    " alone",
    "tests/api/market/test_saved_searches.py::test_a_search_is_kept_for_who_has_saved_it_until_it_is_forgotten",
)
async def test_a_search_is_kept_opened_and_forgotten_by_keyboard(desks: Desks) -> None:
    page = await desks.page("/offers", "k20060-1")
    await page.set_viewport_size(TELEPHONE)
    await types_into(page, ("Szukane słowa", "spawacz"), ("Co najmniej zł miesięcznie", "5000"))
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/offers\?q=spawacz&pay=5000$"))
    kept = page.get_by_text("Zapisane wyszukiwania", exact=True)
    await kept.focus()
    await page.keyboard.press("Enter")
    await tab_to(page, "Zapisz to wyszukiwanie")
    await page.keyboard.press("Enter")
    name = page.get_by_role("dialog").get_by_label("Nazwa", exact=True)
    await name.focus()
    await page.keyboard.type(SEARCH)
    await check_accessibility(page, "oferty-zapisywanie")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name=SEARCH)).to_be_visible()
    await fits(page)
    await check_accessibility(page, "oferty-zapisane")

    await page.goto("/offers", wait_until="domcontentloaded")
    await kept.focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name=SEARCH).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Szukane słowa")).to_have_value("spawacz")
    await page.get_by_role("button", name=f"Usuń zapisane wyszukiwanie: {SEARCH}").click()
    await expect(page.get_by_text(f"Usunięto: {SEARCH}.")).to_be_visible()
