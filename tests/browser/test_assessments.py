"""Assessments in real browsers: drawn by lot, filled in by the keyboard, given, read and answered; forms."""

import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Locator, Page, expect
from sqlalchemy import insert, select

from core.db.engine import make_engine
from core.db.tables.assessment_tables import AssessmentRow
from core.db.tables.centre.call_tables import CallRow
from core.ids import new_id
from core.zone import WARSAW
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import DeskPage, Desks
from tests.browser.keyboard import tab_to
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre
from tests.support.database.assessments import call_row
from tests.support.timing.eventually import LONG, eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

SUPERVISOR, DEPUTY = f"kierownik-{ANNAS_OFFICE}", f"zastepca-{ANNAS_OFFICE}"
CONSULTANT = f"k{ANNAS_OFFICE}-1"
LONG_ENOUGH = 11.0
"""Seconds of a conversation: what is shorter is no conversation to assess."""
KEYS = ("3", "1", "3", "2", "3", "-", "3")
RESULT = "89,7%"
"""Two of three for an answer that weighs 4 of 13: the rules of recording do not apply."""


async def _conversation(centre: RunningCentre, desks: Desks) -> DeskPage:
    """A real one, that is over and can be drawn."""
    desk = await desks.ready(CONSULTANT)
    caller = await desks.caller("857001371")
    await desk.speaks_with(caller)
    began = time.monotonic()
    await eventually(lambda: time.monotonic() - began > LONG_ENOUGH, timeout=LONG)
    await caller.hang_up()
    await desk.until_state("Gotowość")
    drawn = select(AssessmentRow.call_id)
    query = select(CallRow.id).where(
        CallRow.agent == CONSULTANT,
        CallRow.talk_time >= 10,
        CallRow.ended_at.is_not(None),
        CallRow.id.not_in(drawn),
    )

    async def is_written() -> bool:
        return bool(await centre.rows(query))

    await eventually(is_written, timeout=LONG)
    return desk


async def _put_conversation(centre: RunningCentre) -> None:
    """One that can be drawn, without a call."""
    engine = make_engine(centre.installation.settings.dsn, pool_size=1)
    try:
        async with engine.begin() as connection:
            row = call_row(new_id("call"), CONSULTANT, datetime.now(UTC) - timedelta(minutes=10))
            await connection.execute(insert(CallRow).values(**row))
    finally:
        await engine.dispose()


async def _draw(page: Page) -> None:
    """One conversation of each consultant, until today."""
    await page.get_by_role("tab", name="Losowania").click()
    await page.get_by_role("button", name="Wylosuj rozmowy").click()
    dialog = page.get_by_role("dialog", name="Losowanie rozmów")
    await dialog.get_by_label("Ostatni dzień").fill(datetime.now(UTC).astimezone(WARSAW).date().isoformat())
    await dialog.get_by_label("Rozmów na konsultanta").fill("1")
    await expect(dialog.get_by_role("checkbox").first).to_be_visible()
    await check_accessibility(page, "oceny-losowanie")
    await dialog.get_by_role("button", name="Losuj i przydziel").click()
    await expect(page.get_by_text(re.compile("^Wylosowano: "))).to_be_visible()
    await expect(dialog).to_be_hidden()


def _opens(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Otwórz ocenę: "))


def _opened(page: Page) -> Locator:
    return page.get_by_role("region", name="Ocena rozmowy", exact=True)


async def _to_the_first_criterion(page: Page) -> None:
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement?.type") == "radio":
            return
    raise AssertionError("no criterion can be reached by the keyboard")


async def test_a_conversation_is_drawn_assessed_by_the_keyboard_given_read_and_answered(
    centre: RunningCentre, desks: Desks
) -> None:
    desk = await _conversation(centre, desks)
    boss = await desks.page("/assessments", SUPERVISOR)
    await _draw(boss)
    await check_accessibility(boss, "oceny-losowania")
    await boss.get_by_role("tab", name="Oceny").click()
    await boss.get_by_label("Stan").select_option(label="do oceny")
    await expect(_opens(boss).first).to_be_visible()
    await check_accessibility(boss, "oceny-lista")

    # From here on without the mouse.
    name = (await _opens(boss).first.inner_text()).strip()
    await boss.get_by_label("Stan").focus()
    await tab_to(boss, name)
    await boss.keyboard.press("Enter")
    opened = _opened(boss)
    await expect(opened).to_be_focused()
    heard = opened.get_by_role("link", name="Odsłuchaj nagranie")  # if the lot fell on one of another test
    await expect(opened.get_by_text("Tej rozmowy nie można odsłuchać.").or_(heard)).to_be_visible()
    if await heard.count():
        await tab_to(boss, "Przebieg rozmowy")
        await boss.keyboard.press("Enter")
    await expect(opened.get_by_role("listitem").filter(has_text="numer").first).to_be_visible()
    await _to_the_first_criterion(boss)
    for key in KEYS:
        await boss.keyboard.press(key)
    await expect(opened.get_by_text("Wszystkie kryteria są ocenione.")).to_be_visible()
    await tab_to(boss, "Uwaga do całej rozmowy")
    await boss.keyboard.type("Dobra rozmowa. 3 minuty")
    await expect(opened.get_by_text(re.compile("^zapisano "))).to_be_visible()
    await check_accessibility(boss, "oceny-arkusz")
    await tab_to(boss, "Przekaż konsultantowi")
    await boss.keyboard.press("Enter")
    dialog = boss.get_by_role("dialog", name="Przekazać ocenę konsultantowi?")
    await expect(dialog).to_be_visible()
    await tab_to(boss, "Przekaż konsultantowi")
    await boss.keyboard.press("Enter")
    await expect(boss.get_by_text("Ocena została przekazana konsultantowi.")).to_be_visible()
    await expect(opened.get_by_text(RESULT)).to_be_visible()

    reader = await desk.own.new_page()
    await reader.goto("/assessments")
    await expect(reader.get_by_role("tab", name="Losowania")).to_have_count(0)
    await check_accessibility(reader, "oceny-konsultanta")
    await _opens(reader).first.click()
    mine = _opened(reader)
    await expect(mine.get_by_text(RESULT)).to_be_visible()
    await expect(mine.get_by_text("Dobra rozmowa. 3 minuty")).to_be_visible()
    await mine.get_by_label("Nie zgadzam się").check()
    await expect(mine.get_by_role("button", name="Wyślij odpowiedź")).to_be_disabled()
    await mine.get_by_label("Państwa słowa").fill("Powiedziałem wszystko, co jest w bazie.")
    await check_accessibility(reader, "oceny-odpowiedz")
    await mine.get_by_role("button", name="Wyślij odpowiedź").click()
    await expect(reader.get_by_text("Odpowiedź została zapisana przy ocenie.")).to_be_visible()
    await expect(mine.get_by_role("button", name="Wyślij odpowiedź")).to_have_count(0)

    await boss.reload()
    opened = _opened(boss)
    await expect(opened.get_by_text("Powiedziałem wszystko, co jest w bazie.")).to_be_visible()
    await _corrects(boss, opened)
    await expect(reader.get_by_text("Odpowiedź została zapisana przy ocenie.")).to_be_visible()
    await reader.reload()
    await expect(_opened(reader).get_by_role("heading", name="Wersja 1")).to_be_visible()
    await _opened(reader).get_by_role("button", name="Wyślij odpowiedź").click()
    await expect(reader.get_by_text("Odpowiedź została zapisana przy ocenie.")).to_be_visible()

    await boss.reload()
    await _opened(boss).get_by_role("button", name="Zamknij ocenę").click()
    await expect(boss.get_by_text("Ocena została zamknięta.")).to_be_visible()
    await check_accessibility(boss, "oceny-zamknieta")
    assert set(parse_qs(urlsplit(boss.url).query)) == {"state", "assessment"}


async def _corrects(boss: Page, opened: Locator) -> None:
    """A better score for the answer: a second version, above the first."""
    await opened.get_by_role("button", name="Popraw ocenę").click()
    dialog = boss.get_by_role("dialog", name="Poprawka oceny")
    await dialog.get_by_role("group", name=re.compile("^Odpowiedź zgodna")).get_by_label("3 – wzorowo").check()
    await expect(dialog.get_by_role("button", name="Przekaż poprawioną wersję")).to_be_disabled()
    await dialog.get_by_label("Powód poprawki").fill("Artykuł zmienił się tego dnia")
    await check_accessibility(boss, "oceny-poprawka")
    await dialog.get_by_role("button", name="Przekaż poprawioną wersję").click()
    await expect(dialog).to_be_hidden()
    await expect(opened.get_by_text("Powód poprawki: Artykuł zmienił się tego dnia")).to_be_visible()
    await expect(opened.get_by_role("heading", name=re.compile("^Wersja "))).to_have_text(["Wersja 2", "Wersja 1"])


@pytest.mark.more(
    "a state of the page of assessments; who comes late is told so by the web service",
    "tests/api/reports/test_assessments.py::test_the_second_of_two_is_told_to_read_again",
    "tests/browser/test_assessments.py::test_a_conversation_is_drawn_assessed_by_the_keyboard_given_read_and_answered",
)
async def test_of_two_supervisors_at_once_the_second_is_told_and_takes_over_openly(
    centre: RunningCentre, desks: Desks
) -> None:
    await _put_conversation(centre)
    boss = await desks.page("/assessments", SUPERVISOR)
    await _draw(boss)
    # The newest may be the deputy's: another consultant has talked in another test.
    query = select(AssessmentRow.id).where(AssessmentRow.assessor == SUPERVISOR, AssessmentRow.state == "assigned")
    [own, *_] = await centre.rows(query)
    await boss.goto(f"/assessments?assessment={own.id}")
    await expect(_opened(boss)).to_be_visible()
    where = urlsplit(boss.url)
    deputy = await desks.page(f"{where.path}?{where.query}", DEPUTY)
    theirs = _opened(deputy)
    await expect(theirs.get_by_role("radio")).to_have_count(0)
    await theirs.get_by_role("button", name="Przejmij ocenianie").click()
    await expect(deputy.get_by_text("Tę rozmowę oceniają teraz Państwo.")).to_be_visible()
    await theirs.get_by_label("3 – wzorowo").first.check()
    await expect(theirs.get_by_text(re.compile("^zapisano "))).to_be_visible()

    await _opened(boss).get_by_label("1 – częściowo").first.check()
    await expect(boss.get_by_role("alert")).to_contain_text("ktoś inny zmienił to w tym czasie")
    await check_accessibility(boss, "oceny-przejeta")
    boss.once("dialog", lambda dialog: dialog.accept())
    await boss.get_by_role("alert").get_by_role("button", name="Weź zapisane").click()
    await expect(_opened(boss)).to_contain_text(f"Tę rozmowę ocenia {DEPUTY}.")
    await expect(_opened(boss).get_by_role("radio")).to_have_count(0)
    await theirs.get_by_role("button", name="Odłóż").click()
    dialog = deputy.get_by_role("dialog", name="Odłożyć tę rozmowę?")
    await dialog.get_by_label("Powód").select_option(label="usterka techniczna")
    await dialog.get_by_role("button", name="Odłóż").click()
    await expect(deputy.get_by_text("Odłożona: usterka techniczna.")).to_be_visible()
    await expect(theirs).to_be_focused()


async def test_a_form_is_made_for_the_own_office_and_figures_say_of_how_many_they_are(desks: Desks) -> None:
    boss = await desks.page("/assessments?tab=forms", SUPERVISOR)
    await expect(boss.get_by_text("Standard rozmowy telefonicznej").first).to_be_visible()
    await check_accessibility(boss, "oceny-formularze")
    await boss.get_by_role("button", name="Nowy formularz").click()
    dialog = boss.get_by_role("dialog", name="Formularz oceny")
    await expect(dialog.get_by_role("group")).to_have_count(7)
    await dialog.get_by_label("Temat").select_option(label="pracodawca")
    await dialog.get_by_label("Nazwa formularza").fill("Rozmowy z pracodawcami")
    await dialog.get_by_role("button", name="Usuń kryterium 7").click()
    await dialog.get_by_role("button", name="Dodaj kryterium").click()
    await boss.keyboard.type("Propozycja kontaktu z doradcą")
    await check_accessibility(boss, "oceny-formularz")
    await dialog.get_by_role("button", name="Zapisz formularz").click()
    await expect(boss.get_by_text("Formularz został zapisany.")).to_be_visible()
    await expect(boss.get_by_role("row").filter(has_text="Rozmowy z pracodawcami")).to_contain_text("zaplanowane")
    await boss.get_by_role("tab", name="Wyniki").click()
    await expect(boss.get_by_text(re.compile("mniej niż 5 ocen"))).to_be_visible()
    await check_accessibility(boss, "oceny-wyniki")

    team = await desks.page("/assessments", "zespol")
    await expect(team.get_by_role("tab")).to_have_text(["Formularze"])
