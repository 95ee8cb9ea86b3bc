"""The call's bar stands on every page, in open forms and over a log-in; nothing typed is lost by it."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.asterisk.desk.test_listening_in import BOSS
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import DeskPage, Desks
from tests.browser.keyboard import press_letter
from tests.browser.navigation import go_by_navigation
from tests.browser.test_knowledge import SEARCH
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.phone import Phone
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

NOT_DROPPED = 2.0  # seconds after which a consultant who hangs up has not dropped the caller
TYPED = "Proszę dopisać, że kartę wyda też filia w Stawiskach."


def _bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Bieżące połączenie")


async def _holds_and_goes_on(desk: DeskPage, caller: Phone) -> None:
    await expect(_bar(desk.page)).to_contain_text("W rozmowie")
    await desk.talks_with(caller)
    await desk.button("Zawieś").click()
    await expect(_bar(desk.page)).to_contain_text("Klient słyszy muzykę")
    await desk.button("Wróć do rozmowy").click()
    await expect(_bar(desk.page)).not_to_contain_text("Klient słyszy muzykę")
    await desk.talks_with(caller)


def _own_calls(page: Page) -> Locator:
    return page.get_by_role("region", name="Moje rozmowy dzisiaj").locator("li")


async def _open_form(page: Page) -> Locator:
    """A dialog of the knowledge base, with something typed."""
    await page.get_by_role("main").get_by_role("combobox", name=SEARCH).click()
    await page.keyboard.type("zgubiona karta")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Zaproponuj poprawkę").click()
    dialog = page.get_by_role("dialog", name=re.compile("^Poprawka: "))
    await dialog.get_by_label("Co trzeba poprawić").fill(TYPED)
    return dialog


async def test_a_call_is_answered_held_handed_on_and_ended_beside_other_work_and_in_an_open_form(
    centre: RunningCentre, desks: Desks
) -> None:
    first = await desks.ready("k20060-1", frequency=620.0)
    second = await desks.ready("k20620-1", frequency=880.0)
    await expect(first.page.get_by_role("region", name="Moje rozmowy dzisiaj").locator(".sum")).to_be_visible()
    before = await _own_calls(first.page).count()
    await go_by_navigation(first.page, "Baza wiedzy")
    await go_by_navigation(second.page, "Klienci")
    await expect(second.page.get_by_role("heading", level=1)).to_be_focused()

    caller = await desks.caller()
    await first.until_rung()
    await check_accessibility(first.page, "wiedza-dzwoni")
    await first.answer()
    await _holds_and_goes_on(first, caller)
    await check_accessibility(first.page, "wiedza-rozmowa")
    await first.transfer("Łomża")
    await second.until_rung()
    await second.answer()
    await _holds_and_goes_on(second, caller)
    await listen(caller, NOT_DROPPED)
    await second.button("Zakończ").click()
    assert (await caller.gone()).by_far_end
    call = await centre.newest_call()
    assert (call["agent"], call["end_reason"]) == ("k20620-1", "completed")
    await first.open()
    await expect(_own_calls(first.page)).to_have_count(before + 1)

    await go_by_navigation(first.page, "Baza wiedzy")
    dialog = await _open_form(first.page)
    caller = await desks.caller("857001302")
    await first.until_rung()
    await check_accessibility(first.page, "wiedza-formularz-dzwoni")
    await first.answer()
    await _holds_and_goes_on(first, caller)
    await first.transfer("Łomża")
    await second.until_rung()
    await second.answer()
    await second.talks_with(caller)
    await expect(dialog.get_by_label("Co trzeba poprawić")).to_have_value(TYPED)
    await caller.hang_up()
    assert first.own.errors == second.own.errors == []


@pytest.mark.more(
    "the bar is the same on every page, and a consultant does all this with it in the first; that a supervisor's"
    " page is a telephone is shown in virtual time",
    "tests/browser/test_call_on_every_page.py::test_a_call_is_answered_held_handed_on_and_ended_beside_other_work_and_in_an_open_form",
    "tests/scenario/desk/test_listening_in.py::test_a_page_of_the_supervisors_is_a_telephone_to_listen_at",
)
@pytest.mark.usefixtures("watchdog")
async def test_a_supervisor_answers_holds_hands_on_and_ends_a_call_at_the_board(
    centre: RunningCentre, desks: Desks
) -> None:
    given = await centre.request("kierownik-wup", "POST", f"/api/accounts/{BOSS}/telephone")
    assert given.status_code == 200, given.text
    own = await desks.browsers.open(desks.address, frequency=620.0)
    await desks.log_in(own, BOSS)
    desk = DeskPage(centre, own, await own.new_page(), BOSS)
    await desk.page.goto("/board")
    await expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
    await expect(desk.page.get_by_text("Połączono")).to_be_visible()
    await desk.page.keyboard.press("Control+k")
    palette = desk.page.get_by_role("dialog", name="Znajdź czynność lub stronę")
    await expect(palette.get_by_role("option", name="Telefon w tej przeglądarce")).to_be_visible()
    await desk.page.keyboard.type("telef przegl")
    await check_accessibility(desk.page, "tablica-paleta")
    await desk.page.keyboard.press("Enter")
    await expect(palette).to_be_hidden()
    await centre.wish(BOSS, "log_in")
    await centre.until_agent_is(BOSS, "paused")

    # The telephone was given a moment ago: its account reaches Asterisk, and the page registers there.
    async def becomes_ready() -> bool:
        await centre.wish(BOSS, "ready")
        return True

    await eventually(becomes_ready, timeout=40, not_yet=(AssertionError,))
    try:
        caller = await desks.caller()
        await desk.until_rung()
        await desk.answer()
        await _holds_and_goes_on(desk, caller)
        await check_accessibility(desk.page, "tablica-rozmowa")
        other = await desks.ready("k20620-1", frequency=880.0)
        await desk.transfer("Łomża")
        await other.speaks_with(caller)
        await caller.hang_up()
        caller = await desks.caller("857001303")
        await desk.until_rung()
        await desk.answer()
        await desk.talks_with(caller)
        await listen(caller, NOT_DROPPED)
        await press_letter(desk.page, "Shift+E")
        assert (await caller.gone()).by_far_end
    finally:
        await centre.wish(BOSS, "log_out")
    assert own.errors == []


async def test_the_end_of_the_session_in_a_call_and_in_a_form_loses_neither(
    centre: RunningCentre, desks: Desks
) -> None:
    desk = await desks.ready("k20060-1")
    await go_by_navigation(desk.page, "Baza wiedzy")
    dialog = await _open_form(desk.page)
    caller = await desks.caller()
    await desk.until_rung()
    await desk.answer()
    await desk.talks_with(caller)
    await centre.request("k20060-1", "POST", "/api/me/log-out-everywhere")
    over = desk.page.get_by_role("dialog", name=re.compile("^Sesja wygasła"))
    await expect(over).to_be_visible()
    await desk.button("Wycisz").click()  # what the telephone does by itself goes on
    await expect(_bar(desk.page)).to_contain_text("Wyciszony")
    await check_accessibility(desk.page, "wiedza-sesja-wygasla")
    await desk.button("Wycisz").click()
    await desk.page.keyboard.press("Escape")
    await desk.page.keyboard.press("Escape")
    await expect(over).to_be_visible()
    await expect(over.get_by_label("Nazwa konta")).to_have_value("k20060-1")
    await over.get_by_label("Hasło", exact=True).fill(centre.installation.secrets.web_password("k20060-1"))
    await over.get_by_role("button", name="Zaloguj", exact=True).click()
    await expect(over).to_be_hidden()
    await expect(dialog.get_by_label("Co trzeba poprawić")).to_have_value(TYPED)
    await desk.talks_with(caller)
    await _holds_and_goes_on(desk, caller)
    await listen(caller, NOT_DROPPED)
    await desk.button("Zakończ").click()
    assert (await caller.gone()).by_far_end
    await dialog.get_by_role("button", name="Wyślij do redakcji").click()
    await expect(desk.page.get_by_text("Wysłano do redakcji.")).to_be_visible()


async def test_somebody_else_who_logs_in_over_a_page_finds_nothing_of_it(
    centre: RunningCentre, desks: Desks
) -> None:
    page = await desks.page("/knowledge", "k20060-2")
    dialog = await _open_form(page)
    await centre.request("k20060-2", "POST", "/api/me/log-out-everywhere")
    over = page.get_by_role("dialog", name=re.compile("^Sesja wygasła"))
    await expect(over).to_be_visible()
    await over.get_by_label("Nazwa konta").fill("k20060-1")
    await over.get_by_label("Hasło", exact=True).fill(centre.installation.secrets.web_password("k20060-1"))
    await over.get_by_role("button", name="Zaloguj", exact=True).click()
    await expect(over).to_be_hidden()
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("main").get_by_role("combobox", name=SEARCH)).to_have_value("")
    assert TYPED not in await page.content()


async def test_a_selection_dragged_out_of_a_dialog_closes_it_not_and_a_click_beside_it_does(desks: Desks) -> None:
    page = await desks.page("/knowledge", "k20060-1")
    dialog = await _open_form(page)
    field = dialog.get_by_label("Co trzeba poprawić")
    box, outside = await field.bounding_box(), await dialog.bounding_box()
    assert box is not None
    assert outside is not None
    await page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(outside["x"] - 40, box["y"] + box["height"] / 2, steps=5)
    await page.mouse.up()
    await expect(field).to_have_value(TYPED)
    await expect(dialog).to_be_visible()
    await page.mouse.click(outside["x"] - 40, box["y"])
    await expect(dialog).to_be_hidden()


@pytest.mark.more(
    "more letters; one that would end the call without Shift is pressed in the other, and does nothing",
    "tests/browser/test_a_call.py::test_a_whole_call_is_done_by_the_keyboard_alone_and_both_hear_each_other",
)
async def test_whoever_types_where_no_field_has_the_focus_does_nothing_to_the_call(desks: Desks) -> None:
    desk = await desks.ready("k20060-1")
    caller = await desks.caller()
    await desk.speaks_with(caller)
    await desk.page.evaluate("document.activeElement?.blur()")
    await desk.page.keyboard.type("Mieszka na ulicy Gen. Hallera, nie ma telefonu. Wnuk PKN", delay=60)
    await desk.page.wait_for_timeout(600)
    await expect(desk.page.get_by_role("dialog")).to_have_count(0)
    await expect(_bar(desk.page)).to_contain_text("W rozmowie")
    await expect(_bar(desk.page)).not_to_contain_text("Wyciszony")
    await expect(_bar(desk.page)).not_to_contain_text("Klient słyszy muzykę")
    await desk.talks_with(caller)
    await press_letter(desk.page, "e")
    await expect(desk.page.get_by_text("Zakończ: Shift+E")).to_be_visible()
    await desk.talks_with(caller)
    await caller.hang_up()
