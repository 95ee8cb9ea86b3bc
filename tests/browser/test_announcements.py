"""An announcement is recorded in a real browser, and heard by a real caller within a minute."""

import numpy as np
import pytest
from playwright.async_api import Locator, Page, expect
from sqlalchemy import select

from core.clock import MachineClock
from core.db.tables.centre.prompt_tables import PromptAudioRow
from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks
from tests.support.centres.running_centre import RunningCentre
from tests.support.recordings.sounds import lufs
from tests.support.telephones.hearing import load_alaw, until_prompt_begins
from tests.support.telephones.phone import Phones

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

LIVE_TIME = 60.0  # seconds from the saving until callers hear it
RECORDED_TIME = "0:03"  # minutes and seconds, as the page counts them


async def test_an_announcement_that_was_recorded_in_the_browser_is_heard_by_a_caller_within_a_minute(
    centre: RunningCentre, desks: Desks, phones: Phones
) -> None:
    page = await desks.page("/announcements", "administrator")
    clicks = await clicks_of(page)
    await page.get_by_label("Szukaj w nazwach i treści").fill("Powitanie na linii bezpłatnej")
    await page.get_by_role("button", name="Otwórz: Powitanie na linii bezpłatnej").click()
    opened = page.get_by_role("region", name="Powitanie na linii bezpłatnej")
    await expect(opened).to_contain_text("Dzwoniący słyszą ją od")
    await check_accessibility(page, "zapowiedzi")
    await opened.get_by_role("button", name="Nagraj głosem").click()
    dialog = page.get_by_role("dialog")
    await _record(page, dialog)
    await dialog.get_by_role("button", name="Odsłuchaj jak w telefonie").click()
    await expect(dialog.get_by_label("Nagranie jak w telefonie")).to_be_visible()
    await check_accessibility(page, "zapowiedzi-nagranie")
    begun = MachineClock().monotonic()
    await dialog.get_by_role("button", name="Zapisz nagranie").click()
    assert await clicks.count() <= 10
    await expect(dialog).to_be_hidden()
    await expect(opened).to_contain_text("nagranie")
    await expect(opened.get_by_text("Dzwoniący słyszą ją od")).to_be_visible(timeout=LIVE_TIME * 1000)

    [row] = await centre.rows(select(PromptAudioRow.__table__))
    stored = load_alaw(centre.installation.settings.prompt_recordings / f"{row.sha256}.alaw")
    assert lufs(stored.astype(np.float64) / 32768) == pytest.approx(-19, abs=1)
    caller = phones.caller()
    await caller.call("9510", centre.sip_port)
    await until_prompt_begins(caller, stored, timeout=15)
    assert MachineClock().monotonic() - begun < LIVE_TIME
    await caller.hang_up()

    await opened.get_by_role("button", name="Usuń nagranie").click()
    await dialog.get_by_role("button", name="Niech czyta syntezator").click()
    await expect(opened.get_by_text("syntezator").first).to_be_visible()
    await expect(opened.get_by_text("Dzwoniący słyszą ją od")).to_be_visible(timeout=LIVE_TIME * 1000)


async def _record(page: Page, dialog: Locator) -> None:
    """Some seconds of the microphone, whose end is cut by the keyboard."""
    await dialog.get_by_role("button", name="Zacznij nagrywać").click()
    await expect(dialog.get_by_text("dobrze", exact=True)).to_be_visible()
    await expect(dialog).to_contain_text(RECORDED_TIME)
    await dialog.get_by_role("button", name="Zatrzymaj").click()
    await expect(dialog).to_contain_text("Głośność jest dobra.")
    end = dialog.get_by_role("slider").last
    before = float(await end.input_value())
    await end.focus()
    for _ in range(4):
        await page.keyboard.press("ArrowLeft")
    assert float(await end.input_value()) == pytest.approx(before - 0.2, abs=0.06)
