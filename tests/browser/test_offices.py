"""Offices and lines in a real browser: three tasks of an administrator, each in few clicks."""

import pytest
from playwright.async_api import expect

from core.ids import new_id
from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_administrator_adds_a_number_and_a_reason_of_pauses_and_an_office_moves(
    centre: RunningCentre, desks: Desks
) -> None:
    page = await desks.page("/numbers", "administrator")
    clicks = await clicks_of(page)
    dialog = page.get_by_role("dialog")

    # a new number
    number = str(100_000_000 + int(new_id("x")[-6:], 16))
    await page.get_by_role("button", name="Nowy numer").click()
    await dialog.get_by_label("Numer", exact=True).fill(number)
    await dialog.get_by_label("Scenariusz").select_option("linia-9524")
    await check_accessibility(page, "numery-nowy")
    await dialog.get_by_role("button", name="Dodaj numer").click()
    opened = page.get_by_role("region", name=number)
    await expect(opened).to_contain_text("dodano")
    assert await clicks.count() <= 4
    assert (await centre.get(f"/api/numbers/{number}"))["scenario"] == "linia-9524"
    await check_accessibility(page, "numery")
    await opened.get_by_role("button", name="Zamknij numer").click()
    await expect(dialog).to_contain_text("Nic z tego teraz nie korzysta.")
    await dialog.get_by_role("button", name="Zamknij ten numer").click()
    await expect(opened.get_by_role("button", name="Przywróć")).to_be_visible()

    # a new reason of pauses, with the first code that is free
    name = f"narada {new_id('x')[-6:]}"
    await page.goto("/pause-reasons")
    await expect(page.get_by_role("cell", name="*72")).to_be_visible()
    before = await clicks.count()
    await page.get_by_role("button", name="Nowy powód").click()
    await dialog.get_by_label("Powód").fill(name)
    await dialog.get_by_role("button", name="Dodaj powód").click()
    opened = page.get_by_role("region", name=name)
    await expect(opened.get_by_text("*70")).to_be_visible()
    assert await clicks.count() - before <= 3
    await check_accessibility(page, "powody-przerw")
    await opened.get_by_role("button", name="Zamknij powód").click()
    await dialog.get_by_role("button", name="Zamknij ten powód").click()
    await expect(page.get_by_text(f"Zamknięto powód przerwy: {name}.")).to_be_visible()

    # an office moves
    await page.goto("/offices")
    before = await clicks.count()
    await page.get_by_role("button", name="Otwórz: Powiatowy Urząd Pracy w Kolnie").click()
    await page.get_by_role("button", name="Zaplanuj przeprowadzkę").click()
    await dialog.get_by_label("Pierwszy dzień pod nowym adresem").fill("2090-01-02")
    await dialog.get_by_label("Adres", exact=True).fill("ul. Nowa 5")
    await check_accessibility(page, "urzedy-przeprowadzka")
    await dialog.get_by_role("button", name="Zapisz przeprowadzkę").click()
    await expect(page.get_by_text("od 02.01.2090 urząd jest pod adresem ul. Nowa 5")).to_be_visible()
    assert await clicks.count() - before <= 4
    await check_accessibility(page, "urzedy")
    told = {office["code"]: office for office in (await centre.get("/api/contact-directory"))["offices"]}
    assert [move["address"] for move in told[ANNAS_OFFICE]["moves"]] == ["ul. Nowa 5"]

    # and does not, by the keyboard alone
    await page.get_by_role("heading", name="Przeprowadzki").click()
    await tab_to(page, "Odwołaj")
    await page.keyboard.press("Enter")
    await expect(dialog).to_contain_text("Adres się nie zmieni.")
    await tab_to(page, "Odwołaj")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Odwołano przeprowadzkę.")).to_be_visible()


@pytest.mark.more(
    "the same page and drawer with other words, and dialogs of the same parts",
    "tests/browser/test_offices.py::test_an_administrator_adds_a_number_and_a_reason_of_pauses_and_an_office_moves",
)
async def test_every_page_of_offices_and_lines_can_be_read_by_everybody(desks: Desks) -> None:
    page = await desks.page("/topics", "administrator")
    await page.get_by_role("button", name="Otwórz: pracodawca").click()
    opened = page.get_by_role("region", name="pracodawca")
    await opened.get_by_role("button", name="Zamknij temat").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Korzystają z tego:")
    await check_accessibility(page, "tematy-zamkniecie")
    await page.keyboard.press("Escape")
    await check_accessibility(page, "tematy")
    await page.goto("/transfer-targets")
    await page.get_by_role("button", name="Nowa instytucja").click()
    await check_accessibility(page, "instytucje-nowa")
    await page.keyboard.press("Escape")
    await check_accessibility(page, "instytucje")
    page = await desks.page("/look-ceilings", "zespol")
    await page.get_by_role("button", name="Nowy limit").click()
    await check_accessibility(page, "limity-nowy")
    await page.keyboard.press("Escape")
    await check_accessibility(page, "limity")
