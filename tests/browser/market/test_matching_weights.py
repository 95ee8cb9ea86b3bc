"""Weights of matching: tried, proposed by one person and confirmed by another, by keyboard."""

import pytest
from playwright.async_api import expect

from tests.browser.accessibility import TELEPHONE, check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.browser.market.steps import fits, types_into

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.more(
    "two browsers, and axe in three states; both persons and the preview are shown over HTTP, and the page is"
    " mounted alone",
    "tests/api/market/test_matching_weights.py::test_other_weights_hold_from_their_day_when_a_second_person_has_confirmed_them",
    "tests/api/market/test_matching_weights.py::test_a_preview_tells_which_offers_change_places",
)
async def test_other_weights_are_tried_proposed_and_confirmed_by_keyboard(desks: Desks) -> None:
    page = await desks.page("/matching-weights", "kierownik-wup")
    await page.set_viewport_size(TELEPHONE)
    await check_accessibility(page, "wagi")
    await page.get_by_role("button", name="Nowe wagi").focus()
    await page.keyboard.press("Enter")
    await types_into(page, ("Odległość", "60"), ("Podstawa", "Zarządzenie nr 7/2026"))
    await types_into(page, ("Kod szukanego zawodu", "721204"))
    await tab_to(page, "Gmina zamieszkania")
    await page.keyboard.type("Kolno, m")
    await tab_to(page, "Pokaż zmiany")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("table", name="Co się zmieni")).to_be_visible()
    await check_accessibility(page, "wagi-nowe")
    await tab_to(page, "Zgłoś wagi")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Zmiana nastąpi, gdy potwierdzi ją inna osoba.")).to_be_visible()
    await fits(page)

    other = await desks.page("/second-person", "zespol")
    proposed = other.get_by_role("article", name="Nowe wagi dopasowania")
    await expect(proposed).to_contain_text("Zarządzenie nr 7/2026")
    await check_accessibility(other, "druga-osoba-wagi")
    await proposed.get_by_role("button", name="Potwierdź").click()
    await other.get_by_role("dialog").get_by_role("button", name="Potwierdź").click()
    await expect(other.get_by_text("Nowe wagi dopasowania")).to_have_count(1)

    await page.reload()
    await expect(page.get_by_role("row").filter(has_text="Zarządzenie nr 7/2026")).to_contain_text("60")
    await check_accessibility(page, "wagi-zasada")
