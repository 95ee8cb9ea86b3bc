"""Work that waits in a real browser, by the keyboard: what a caller has left is heard, a mail is read and
answered, and a call that comes meanwhile loses nothing."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect
from sqlalchemy import select

from core.db.engine import make_engine
from core.db.tables.centre.call_tables import EventRow, VoiceMessage
from core.db.tables.client_tables import AccessLogRow
from core.secrets import read_secrets
from ivr.tts.beep import write_beep
from tests.browser.accessibility import TELEPHONE, check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.browser.navigation import go_by_navigation, link_to
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


ANOTHER = "KOL/2026/120060"
TYPED, MORE = "Dzień dobry, staż jest możl", "Dzień dobry, staż jest możliwy od stycznia."


@pytest_asyncio.fixture(loop_scope="session")
async def matter(centre: RunningCentre) -> AsyncIterator[str]:
    settings = centre.installation.settings
    engine = make_engine(settings.dsn, pool_size=1, fact_key=read_secrets(settings.home).fact_key)
    made = await put_matter(engine, "20060", is_another=True)
    await engine.dispose()
    yield made


def _drawer(page: Page) -> Locator:
    return page.get_by_role("region", name=ANOTHER)


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
    await page.get_by_role("table", name="Sprawy").get_by_role("button", name=ANOTHER).click()
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
    await expect(parked).to_contain_text(ANOTHER, timeout=20_000)
    await check_accessibility(page, "stanowisko-odlozone")
    await tab_to(page, re.compile(f"^{ANOTHER}"))
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
