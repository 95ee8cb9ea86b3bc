"""Work that waits in a real browser, by the keyboard: what a caller has left is heard, a mail is read."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from core.db.engine import make_engine
from core.db.tables.centre_tables import EventRow, VoiceMessage
from core.db.tables.client_tables import AccessLogRow
from core.secrets import read_secrets
from ivr.tts.beep import write_beep
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.browser.navigation import link_to
from tests.support.centres import direct_lines
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.messages.put_matter import put_matter
from tests.support.telephones.hearing import load_alaw, until_prompt_begins
from tests.support.telephones.phone import Phones
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

AGENT, NUMBER = "k20060-1", "600100212"
MESSAGE = "Wiadomość głosowa"


async def _leaves_a_message(centre: RunningCentre, phones: Phones, folder: Path) -> str:
    """Who hangs up while speaking has left what was said."""
    caller = phones.caller(NUMBER)
    await caller.call(direct_lines.MESSAGE_NUMBER, centre.sip_port)
    await centre.replies(caller, ("V01", "0"))
    await until_prompt_begins(caller, load_alaw(Path(write_beep(folder) + ".alaw")), timeout=5)
    await listen(caller, 1)
    await caller.say(440.0)
    await listen(caller, 3)
    await caller.hang_up()
    await centre.until_nothing_is_left()
    found = select(VoiceMessage.id).where(VoiceMessage.caller_number == NUMBER, VoiceMessage.state == "new")

    async def is_there() -> bool:
        return len(await centre.rows(found)) == 1

    await eventually(is_there)
    [row] = await centre.rows(found)
    return str(row.id)


async def _is_heard(page: Page) -> None:
    await expect(page.get_by_role("button", name="Wstrzymaj")).to_be_visible()
    await page.wait_for_function("() => document.querySelector('audio').currentTime > 0.5")


async def test_a_message_of_a_caller_is_heard_and_done_with_by_the_keyboard_alone(
    centre: RunningCentre, desks: Desks, phones: Phones, tmp_path: Path
) -> None:
    page = await desks.page("/knowledge", AGENT)
    message = await _leaves_a_message(centre, phones, tmp_path)

    # The navigation tells within seconds that something waits, on whatever page somebody is.
    await expect(link_to(page, "Do zrobienia")).to_contain_text(re.compile(r"\d"), timeout=15_000)
    presses = 0
    await link_to(page, "Do zrobienia").focus()
    for key in (None, f"{MESSAGE}", "Odtwórz"):
        if key is not None:
            await tab_to(page, key)
        await page.keyboard.press("Enter")
        presses += 1
        if key is None:
            await expect(page.get_by_role("table", name="Do zrobienia")).to_contain_text(MESSAGE)
            await check_accessibility(page, "do-zrobienia")
    await _is_heard(page)
    drawer = page.get_by_role("region", name=MESSAGE)
    await expect(drawer).to_contain_text("600 100 212")
    await check_accessibility(page, "do-zrobienia-wiadomosc")
    await tab_to(page, "Załatwione")
    await page.keyboard.press("Enter")
    presses += 1
    await expect(page.get_by_text("Zapisano: załatwione.")).to_be_visible()
    await expect(page.get_by_role("heading", name="Do zrobienia")).to_be_focused()
    assert presses == 4
    rows = page.get_by_role("table", name="Do zrobienia").get_by_role("link")
    await expect(rows.and_(page.locator(f'[href*="{message}"]'))).to_have_count(0)

    [row] = await centre.rows(select(VoiceMessage.__table__).where(VoiceMessage.id == message))
    assert (row.state, row.outcome, row.changed_by) == ("done", "settled", AGENT)
    facts = select(EventRow.data).where(EventRow.type == "VoiceMessageAccessed").order_by(EventRow.number)
    told = [found.data["what"] for found in await centre.rows(facts) if found.data["message"] == message]
    assert told == ["read", "played", "done"], "one hearing, whatever pieces the player asks for"
    looks = await centre.rows(select(AccessLogRow.who).where(AccessLogRow.message_id == message))
    assert [look.who for look in looks] == [AGENT, AGENT]


MATTER, NOTE = "KOL/2026/020060", "Dzwoniła, prosi o odpowiedź."


async def test_a_consultant_reads_a_mail_and_notes_something_by_the_keyboard(
    desks: Desks, centre: RunningCentre
) -> None:
    settings = centre.installation.settings
    engine = make_engine(settings.dsn, pool_size=1, fact_key=read_secrets(settings.home).fact_key)
    matter = await put_matter(engine, "20060", text="Czy jest staż?<img src=x onerror=alert(1)>")
    await engine.dispose()
    page = await desks.page("/todo?kind=matter", "k20060-1")
    await page.get_by_role("row").filter(has_text=MATTER).get_by_role("link").click()
    thread = page.get_by_role("region", name=MATTER)
    await expect(thread).to_contain_text("Czy jest staż?<img src=x onerror=alert(1)>")
    await expect(thread).to_contain_text("po terminie")
    await check_accessibility(page, "sprawa")
    await tab_to(page, "Notatka")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog", name="Notatka").get_by_label("Treść").fill(NOTE)
    await check_accessibility(page, "sprawa-notatka")
    await tab_to(page, "Zapisz notatkę")
    await page.keyboard.press("Enter")
    await expect(thread).to_contain_text(NOTE)
    # Nothing sends mail here, and the page says so instead of promising it.
    await thread.get_by_role("button", name="Odpowiedz").click()
    dialog = page.get_by_role("dialog", name="Odpowiedź")
    await dialog.get_by_label("Treść").fill("Tak.")
    await dialog.get_by_role("button", name="Wyślij").click()
    await expect(dialog).to_contain_text("nie ma ustawionej linii")
    looks = select(AccessLogRow.outcome).where(AccessLogRow.message_id == matter).order_by(AccessLogRow.number)
    assert [row.outcome for row in await centre.rows(looks)] == ["found", "written"]
