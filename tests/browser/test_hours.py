"""Hours of an office by clicks: closed at noon, from January on, an exception restored; an emergency message."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from core.clock import WARSAW, SystemClock
from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import Clicks, clicks_of
from tests.browser.desks import Desks

pytestmark = pytest.mark.asyncio(loop_scope="session")

OFFICE = "20140"  # whose hours no other test needs
SOUND_MS = 60_000
"""The engine that speaks is begun for the first sound."""


async def test_a_supervisor_closes_at_noon_plans_january_and_restores_an_exception(desks: Desks) -> None:
    page = await desks.page(f"/hours?office={OFFICE}", "kierownik-wup")
    await expect(page.get_by_role("grid")).to_have_count(12)
    await check_accessibility(page, "godziny")
    clicks = await clicks_of(page)
    await _closes_today(page, clicks)
    await _plans_january(page, clicks)
    await _restores_an_exception(page, clicks)
    await _switches_an_emergency_message_on(page)


async def _closes_today(page: Page, clicks: Clicks) -> None:
    await page.get_by_role("button", name="Zamknij dziś wcześniej").click()
    dialog = page.get_by_role("dialog")
    hears = dialog.get_by_role("figure", name="usłyszy")
    await expect(hears.locator("blockquote p").first).to_be_visible()
    await expect(hears).not_to_contain_text("{")
    await hears.get_by_role("button", name="Odsłuchaj jak w telefonie").click()
    await expect(hears.locator("audio")).to_be_visible(timeout=SOUND_MS)
    await check_accessibility(page, "godziny-zamkniecie")
    await dialog.get_by_role("button", name="Zamknij dziś od").click()
    await expect(page.get_by_text("Urząd jest dziś zamknięty od")).to_be_visible()
    assert await clicks.count() <= 3
    await page.get_by_role("button", name="Cofnij zamknięcie").click()
    await expect(page.get_by_text("Cofnięto.")).to_be_visible()
    await expect(page.get_by_role("button", name="Zamknij dziś wcześniej")).to_be_visible()
    assert await clicks.count() <= 4


async def _plans_january(page: Page, clicks: Clicks) -> None:
    first = f"01.01.{SystemClock().now().astimezone(WARSAW).year + 1}"
    before = await clicks.count()
    await page.get_by_role("tab", name="Plan tygodnia").click()
    await page.get_by_role("button", name="Nowy plan od dnia…").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Obowiązuje od").fill(first)
    await dialog.get_by_label("poniedziałek").fill("8–16")
    await dialog.get_by_role("button", name="Od wtorku do piątku jak w poniedziałek").click()
    await expect(dialog.get_by_text("piątek: 7:30–15:30 → 8:00–16:00")).to_be_visible()
    await check_accessibility(page, "godziny-plan")
    await dialog.get_by_role("button", name=f"Zaplanuj od {first}").click()
    await expect(page.get_by_text(f"Zaplanowano godziny od {first}.")).to_be_visible()
    assert await clicks.count() - before <= 10


async def _restores_an_exception(page: Page, clicks: Clicks) -> None:
    day = f"{(SystemClock().now() + timedelta(days=200)).astimezone(WARSAW):%d.%m.%Y}"
    await page.get_by_role("tab", name="Wyjątki").click()
    await page.get_by_role("button", name="Nowy wyjątek").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Pierwszy dzień").fill(day)
    await dialog.get_by_label("Ostatni dzień").fill(day)
    await dialog.get_by_label("Powód").fill("remont")
    await dialog.get_by_role("button", name="Zapisz wyjątek").click()
    await page.get_by_role("button", name=f"Usuń: {day}").click()
    await expect(page.get_by_text(f"Usunięto wyjątek: {day}.")).to_be_visible()
    await page.goto(f"/hours?office={OFFICE}")
    before = await clicks.count()
    await page.get_by_role("tab", name="Wyjątki").click()
    await page.get_by_label("Pokaż", exact=True).select_option(label="usunięte i zastąpione")
    await page.get_by_role("button", name=f"Przywróć: {day}").click()
    await expect(page.get_by_text(f"Przywrócono wyjątek: {day}.")).to_be_visible()
    assert await clicks.count() - before <= 3


async def _switches_an_emergency_message_on(page: Page) -> None:
    """From whatever page; read before, and switched off again."""
    await page.keyboard.press("Control+K")
    await page.get_by_role("dialog").get_by_role("combobox").fill("komunikat awaryjny")
    await page.get_by_role("option", name="Włącz komunikat awaryjny").click()
    dialog = page.get_by_role("dialog", name="Komunikat awaryjny")
    await dialog.get_by_label("wybrane urzędy").check()
    await dialog.get_by_label("Zambrów").check()
    await dialog.get_by_role("textbox", name="Tekst").fill(
        "Dzisiaj z powodu awarii nie działa obsługa na miejscu."
    )
    await expect(dialog.get_by_text("Ważny komunikat. Dzisiaj z powodu awarii")).to_be_visible()
    await dialog.get_by_role("button", name="Włącz teraz").click()
    done = page.get_by_role("dialog").filter(has_text="Komunikat słychać do")
    await done.get_by_role("link", name="Pokaż komunikaty").click()
    await page.get_by_role("button", name="Pokaż komunikat: Zambrów").click()
    await check_accessibility(page, "komunikaty-awaryjne")
    await page.get_by_role("button", name="Wyłącz komunikat: Zambrów").click()
    await expect(page.get_by_text("Wyłączono.")).to_be_visible()
