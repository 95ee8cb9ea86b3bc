"""A call interrupts who answers a mail, and nothing that was typed is lost; two at one matter see each other."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from core.db.engine import make_engine
from core.secrets import read_secrets
from tests.browser.accessibility import TELEPHONE, check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.browser.navigation import go_by_navigation
from tests.support.centres.running_centre import RunningCentre
from tests.support.messages.put_matter import put_matter

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

NUMBER = "KOL/2026/120060"
TYPED, MORE = "Dzień dobry, staż jest możl", "Dzień dobry, staż jest możliwy od stycznia."


@pytest_asyncio.fixture(loop_scope="session")
async def matter(centre: RunningCentre) -> AsyncIterator[str]:
    settings = centre.installation.settings
    engine = make_engine(settings.dsn, pool_size=1, fact_key=read_secrets(settings.home).fact_key)
    made = await put_matter(engine, "20060", is_another=True)
    await engine.dispose()
    yield made


def _drawer(page: Page) -> Locator:
    return page.get_by_role("region", name=NUMBER)


def _answer(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Odpowiedź")


@pytest.mark.more(
    "that a draft is kept, found again and gone with the answer, that takes are told, and that of two the second"
    " gets 412, is shown without a browser",
    "tests/database/messaging/test_matters.py::test_notes_handing_on_joining_and_closing_are_told_with_who_did_them",
    "tests/api/matters/test_matters.py::test_an_answer_is_put_aside_and_found_again_by_who_typed_it",
)
async def test_a_call_interrupts_an_answer_and_nothing_is_lost_and_two_at_one_matter_see_each_other(
    desks: Desks, matter: str
) -> None:
    first = await desks.ready("k20060-1", frequency=620.0)
    page = first.page
    await go_by_navigation(page, "Sprawy")
    await page.get_by_role("table", name="Sprawy").get_by_role("button", name=NUMBER).click()
    await expect(_drawer(page)).to_contain_text("Czy jest staż?")
    await _drawer(page).get_by_role("button", name="Biorę").click()
    await expect(_drawer(page).get_by_role("button", name="Oddaję")).to_be_visible()

    # Another one sees at once who has it.
    second = await desks.page(f"/matters?matter={matter}", "k20060-2")
    await expect(_drawer(second)).to_contain_text("Tą sprawą zajmuje się")
    await check_accessibility(second, "sprawa-cudza")

    await _drawer(page).get_by_role("button", name="Odpowiedz").click()
    await _answer(page).get_by_label("Treść").fill(TYPED)
    caller = await desks.caller()
    await first.until_rung()
    await check_accessibility(page, "sprawa-odpowiedz-dzwoni")
    await first.answer()
    await first.talks_with(caller)
    await expect(_answer(page).get_by_label("Treść")).to_have_value(TYPED)
    await expect(_answer(page)).to_contain_text("zapisano")
    # The answer is put aside for the call: no question, nothing lost.
    await page.keyboard.press("Escape")
    await expect(_answer(page)).to_be_hidden()
    await expect(_drawer(page)).to_contain_text("Odpowiedź jest zaczęta i odłożona")
    await go_by_navigation(page, "Stanowisko")
    await caller.hang_up()

    # After the call the desk leads back to it, by the keyboard, with all that was typed.
    parked = page.get_by_role("region", name="Odłożone odpowiedzi")
    await expect(parked).to_contain_text(NUMBER, timeout=20_000)
    await check_accessibility(page, "stanowisko-odlozone")
    await tab_to(page, re.compile(f"^{NUMBER}"))
    await page.keyboard.press("Enter")
    await expect(_answer(page).get_by_label("Treść")).to_have_value(TYPED)
    await page.set_viewport_size(TELEPHONE)
    await check_accessibility(page, "sprawa-odpowiedz-wrocila")
    await page.set_viewport_size({"width": 1280, "height": 720})

    # Meanwhile the other one writes something: who answers is told, and keeps what was typed.
    await _drawer(second).get_by_role("button", name="Notatka").click()
    note = second.get_by_role("dialog", name="Notatka")
    await note.get_by_label("Treść").fill("Dzwoniła rano.")
    await note.get_by_role("button", name="Zapisz notatkę").click()
    await expect(_drawer(second)).to_contain_text("Dzwoniła rano.")
    await _answer(page).get_by_label("Treść").fill(MORE)
    await _answer(page).get_by_role("button", name="Wyślij").click()
    await expect(_answer(page)).to_contain_text("Ktoś")
    await expect(_answer(page).get_by_label("Treść")).to_have_value(MORE)
    # Nothing sends mail here: the page says so, and the answer waits in the matter.
    await _answer(page).get_by_role("button", name="Wyślij").click()
    await expect(_answer(page)).to_contain_text("nie ma ustawionej linii")
    await page.reload()
    await expect(_answer(page).get_by_label("Treść")).to_have_value(MORE)
