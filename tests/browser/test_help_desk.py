"""A problem is reported from a page, taken up and answered at the help desk, and its reporter sees it.

The technician sees how the installation runs, too.
"""

import pytest
from playwright.async_api import expect

from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks
from tests.browser.navigation import link_to

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = "Lista połączeń nie pokazuje dzisiejszych rozmów."
ANSWER = "Sprawdzone: od 10:00 lista znów je pokazuje."


async def test_a_consultant_reports_a_problem_and_reads_what_the_technician_answers(desks: Desks) -> None:
    page = await desks.page("/calls?step=7", "k20060-1")
    clicks = await clicks_of(page)
    await page.get_by_role("button", name="Konsultant 1").click()
    await page.get_by_role("button", name="Zgłoś problem").click()
    dialog = page.get_by_role("dialog", name="Zgłoszenie")
    await expect(dialog).to_contain_text("/calls")
    await dialog.get_by_label("Opis").fill(WORDS)
    await check_accessibility(page, "zgloszenie-nowe")
    async with page.expect_request("**/api/help-reports") as sending:
        await dialog.get_by_role("button", name="Wyślij zgłoszenie").click()
    sent = (await sending.value).post_data_json or {}
    assert sent["page"] == "/calls" and sent["words"] == WORDS
    shown = page.get_by_role("dialog", name="Wysłano")
    await expect(shown).to_contain_text("To zgłoszenie nr")
    assert await clicks.count() <= 4
    await shown.get_by_role("button", name="Zamknij").last.click()

    desk = await desks.page("/help-desk", "technik")
    await desk.get_by_role("row").filter(has_text=WORDS).get_by_role("button").click()
    report = desk.get_by_role("region", name="Zgłoszenie nr")
    await report.get_by_role("button", name="Biorę").click()
    await expect(report).to_contain_text("w toku")
    await check_accessibility(desk, "zgloszenia")
    await report.get_by_role("button", name="Rozwiązane").click()
    await desk.get_by_label("Co zrobiono").fill(ANSWER)
    await desk.get_by_role("button", name="Oznacz jako rozwiązane").click()
    await expect(report).to_contain_text(ANSWER)

    await page.get_by_role("button", name="Konsultant 1").click()
    await page.get_by_role("link", name="Moje zgłoszenia").click()
    own = page.get_by_role("row").filter(has_text=WORDS)
    await expect(own).to_contain_text("rozwiązane")
    await own.get_by_role("button").click()
    await expect(page.get_by_role("region", name="Zgłoszenie nr")).to_contain_text(ANSWER)
    await check_accessibility(page, "moje-zgloszenia")

    # What the technician looks at meanwhile: how the installation runs, and what to do about an alarm.
    await link_to(desk, "Praca systemu").click()
    await desk.get_by_role("tab", name="Procesy").click()
    calls = desk.get_by_role("row").filter(has_text="Aplikacja połączeń")
    await expect(calls).to_contain_text("działa")
    await expect(calls).to_contain_text("0.2.0")
    await check_accessibility(desk, "praca-systemu")
    await desk.get_by_role("link", name="Instrukcja dyżuru").click()
    await desk.get_by_role("link", name="ApplicationAway", exact=True).click()
    await expect(desk.get_by_role("article", name="ApplicationAway")).to_contain_text("It worked when")
    await check_accessibility(desk, "instrukcja")
