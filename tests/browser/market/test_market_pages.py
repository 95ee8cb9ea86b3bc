"""Trainings, who gives them, and candidates: by keyboard, on a telephone's screen, each state seen by axe."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from core.clock import WARSAW, SystemClock
from tests.browser.accessibility import TELEPHONE, check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.browser.market.steps import fits, types_into, written
from tests.support.centres.running_centre import RunningCentre
from tests.support.market.registered import WELDER, put_people

pytestmark = pytest.mark.asyncio(loop_scope="session")

EDITOR = "kierownik-20060"
INSTITUTION, TRAINING = "Zakład Szkolenia Zawodowego", "Operator wózka jezdniowego"


@pytest.mark.more(
    "two forms by keyboard and axe in six states; what they save, and who is found, is shown over HTTP, each page"
    " opens for every role, and its parts are mounted alone",
    "tests/api/market/test_trainings.py::test_a_supervisor_enters_a_training_and_a_consultant_finds_it",
    "tests/api/market/test_candidates.py::test_each_who_is_shown_is_in_the_log_and_nobody_else",
    "tests/browser/test_every_page.py::test_every_page_opens_for_who_may_see_it_and_for_nobody_else",
)
async def test_an_institution_a_training_of_it_and_candidates_on_a_telephone_by_keyboard(
    centre: RunningCentre, desks: Desks
) -> None:
    await written(centre, lambda engine: put_people(engine, [("20060", WELDER, 4, "Suwnice", True)] * 2, "welder"))
    today = SystemClock().now().astimezone(WARSAW).date()
    page = await desks.page("/training-institutions", EDITOR)
    await page.set_viewport_size(TELEPHONE)
    await page.get_by_role("button", name="Nowa instytucja").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Nazwa", exact=True)).to_be_focused()
    await page.keyboard.type(INSTITUTION)
    await types_into(page, ("Miejscowość", "Kolno"), ("Telefon", "862782000"))
    await check_accessibility(page, "szkoleniowe-nowa")
    await tab_to(page, "Dodaj instytucję")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(f"Dodano instytucję: {INSTITUTION}.")).to_be_visible()
    await fits(page)
    await check_accessibility(page, "szkoleniowe")

    await page.goto("/trainings", wait_until="domcontentloaded")
    await page.get_by_role("button", name="Nowe szkolenie").focus()
    await page.keyboard.press("Enter")
    title = dialog.get_by_label("Szkolenie", exact=True)
    await expect(title).to_be_focused()
    await page.keyboard.type(TRAINING)
    for label, text in (
        ("Miejscowość", "Kolno"),
        ("Liczba godzin", "40"),
        ("Początek", f"{today + timedelta(days=30):%d.%m.%Y}"),
        ("Zapisy do", f"{today + timedelta(days=20):%d.%m.%Y}"),
        ("Liczba miejsc", "12"),
    ):
        await dialog.get_by_label(label, exact=True).focus()
        await page.keyboard.type(text)
    await check_accessibility(page, "szkolenia-nowe")
    await tab_to(page, "Dodaj szkolenie")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(f"Dodano szkolenie: {TRAINING}.")).to_be_visible()
    await fits(page)
    await check_accessibility(page, "szkolenia")

    await page.goto("/candidates", wait_until="domcontentloaded")
    skill = page.get_by_label("Umiejętność")
    await skill.focus()
    await page.keyboard.type("zawód")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Ada Lis1")).to_be_visible()
    await fits(page)
    await check_accessibility(page, "kandydaci")
