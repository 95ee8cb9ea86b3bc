"""A colleague is called into a conversation from two pages, by the keyboard alone; a third hears who talks."""

import numpy as np
import pytest
from playwright.async_api import Locator, Page, expect

from tests.asterisk.desk.test_colleagues import LEAST_SHARE
from tests.asterisk.desk.test_listening_in import shares
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import DeskPage, Desks
from tests.browser.keyboard import press_letter, tab_to
from tests.browser.navigation import go_by_navigation
from tests.browser.tools_in_place import ToolsInPlace
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.phone import CALLER_TONE, Phone

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

NOT_DROPPED = 2.0  # seconds after which a consultant who hangs up has not dropped the caller


def _bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Bieżące połączenie")


async def test_a_colleague_is_asked_talked_with_and_given_the_call_by_the_keyboard_alone(
    centre: RunningCentre, desks: Desks
) -> None:
    first = await desks.ready("k20060-1", frequency=620.0)
    second = await desks.ready("k20620-1", frequency=880.0)
    await go_by_navigation(first.page, "Baza wiedzy")
    caller = await desks.caller()
    await first.until_rung()
    await first.answer()
    await first.talks_with(caller)
    tools = ToolsInPlace(first.page)
    await tools.look("a conversation")

    await first.page.evaluate("document.activeElement?.blur()")
    await press_letter(first.page, "z")
    dialog = first.page.get_by_role("dialog", name="Do kogo?")
    await first.page.keyboard.type("konsultant 1 (łomża)")
    found = dialog.get_by_role("list", name="Konsultanci").get_by_role("listitem")
    await expect(found).to_have_count(1)
    await check_accessibility(first.page, "wiedza-kogo-zapytac")
    await tab_to(first.page, "Zadzwoń")
    await first.page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(_bar(first.page)).to_contain_text("Dzwoni telefon: Konsultant 1 (Łomża)")
    await second.until_rung()
    await tools.look("a colleague is rung")
    await expect(_bar(second.page)).to_contain_text("Konsultant 1 (Kolno) prosi o rozmowę")
    await check_accessibility(second.page, "stanowisko-prosi-o-rozmowe")
    await second.page.keyboard.press("Enter")
    await expect(_bar(first.page)).to_contain_text("Klient słyszy muzykę")
    await expect(_bar(second.page)).to_contain_text("klient słyszy muzykę")
    await tools.look("apart with a colleague")
    await first.page.evaluate("document.activeElement?.blur()")
    await press_letter(first.page, "j")
    await expect(_bar(first.page)).to_contain_text("We troje: Konsultant 1 (Łomża)")
    await second.talks_with(caller)
    await tools.look("all three")
    await check_accessibility(first.page, "wiedza-we-troje")
    await _hear_each_other(caller, first, second)
    await first.page.evaluate("document.activeElement?.blur()")
    await press_letter(first.page, "a")
    await expect(_bar(first.page)).to_contain_text("Słucha i podpowiada: Konsultant 1 (Łomża)")
    await expect(_bar(second.page)).to_contain_text("Panią/Pana słyszy tylko konsultant")
    await check_accessibility(second.page, "stanowisko-podpowiada")
    await first.page.evaluate("document.activeElement?.blur()")
    await press_letter(first.page, "j")
    await expect(_bar(first.page)).to_contain_text("We troje: Konsultant 1 (Łomża)")
    await listen(caller, NOT_DROPPED)
    await first.page.evaluate("document.activeElement?.blur()")
    await press_letter(first.page, "Shift+O")
    await centre.until_agent_is("k20060-1", "wrap_up", "available")
    await second.talks_with(caller)
    await second.button("Zakończ").click()
    assert (await caller.gone()).by_far_end
    call = await centre.newest_call()
    assert (call["agent"], call["end_reason"]) == ("k20620-1", "completed")
    assert first.own.errors == second.own.errors == []


@pytest.mark.more(
    "the page, and who has the call, are shown apart; a colleague is called in and given the call in the last",
    "tests/scenario/desk/test_colleagues.py::test_the_colleague_has_the_call_and_the_consultant_is_done",
    "tests/scenario/recovery/test_somebody_goes_while_nobody_is_there.py::test_whoever_had_just_answered_to_a_promise_has_the_call",
    "tests/browser/test_colleagues.py::test_a_colleague_is_asked_talked_with_and_given_the_call_by_the_keyboard_alone",
)
async def test_the_call_is_promised_by_the_keyboard_on_a_narrow_page_and_it_is_said_why_nobody_has_it(
    centre: RunningCentre, desks: Desks
) -> None:
    first = await desks.ready("k20060-1", frequency=620.0)
    second = await desks.ready("k20620-1", frequency=880.0)
    caller = await desks.caller()
    await first.until_rung()
    await first.answer()
    await first.talks_with(caller)
    await first.page.set_viewport_size({"width": 390, "height": 844})
    await _opens(first.page, "t")
    dialog = first.page.get_by_role("dialog", name="Do kogo?")
    await expect(dialog.get_by_role("radio", name="Przekazać rozmowę")).to_be_checked()
    offices = dialog.get_by_role("list", name="Urzędy").get_by_role("listitem")
    await expect(offices).to_have_count(15)
    closed = offices.filter(has_text="nikogo, kto odbiera").first
    await expect(closed.get_by_role("button")).to_have_count(0)
    await check_accessibility(first.page, "stanowisko-komu-przekazac-waska")
    await first.page.keyboard.type("łomża")
    await expect(offices).to_have_count(1)
    await tab_to(first.page, "Przekaż")  # of who is ready, who stands first
    await first.page.keyboard.press("Enter")
    await expect(_bar(first.page)).to_contain_text("rozmowę przejmie: Konsultant 1 (Łomża)")
    await second.until_rung()
    await expect(_bar(second.page)).to_contain_text("Konsultant 1 (Kolno) przekazuje rozmowę")
    call = {"call": await centre.newest_id()}
    answer = await centre.request("k20620-1", "POST", "/api/desk/colleague/leave", json=call)
    assert answer.status_code == 204, answer.text
    await expect(_bar(first.page)).to_contain_text("rozmowa nie została przyjęta i jest nadal tutaj")
    await check_accessibility(first.page, "stanowisko-nikt-nie-przejal")
    await first.talks_with(caller)
    await centre.request("k20620-1", "POST", "/api/agents/k20620-1/state", json={"wish": "ready"})
    await centre.until_agent_is("k20620-1", "available")
    await _opens(first.page, "t")
    await first.page.keyboard.type("łomża")
    await expect(offices).to_have_count(1)
    await tab_to(first.page, "Przekaż")  # of who is ready, who stands first
    await first.page.keyboard.press("Enter")
    await second.until_rung()
    await listen(caller, NOT_DROPPED)
    await _opens(first.page, "Shift+E")  # the client waits for the other one
    await centre.until_agent_is("k20060-1", "wrap_up", "available")
    await second.answer()
    await second.talks_with(caller)
    await second.button("Zakończ").click()
    assert (await caller.gone()).by_far_end
    over = await centre.newest_call()
    assert (over["agent"], over["end_reason"]) == ("k20620-1", "completed")
    assert first.own.errors == second.own.errors == []


async def _hear_each_other(caller: Phone, *desks: DeskPage) -> None:
    """All three, each both of the others, for a whole second."""
    tones = [CALLER_TONE, *(desk.frequency for desk in desks)]
    before = [len(caller.heard), *[await desk.ear.length() for desk in desks]]
    await listen(caller, 1)
    sounds = [caller.heard.since(before[0])]
    sounds += [await desk.ear.since(at) for desk, at in zip(desks, before[1:], strict=True)]
    for own, sound in zip(tones, sounds, strict=True):
        heard = {tone for tone in tones if np.median(shares(sound, tone)) > LEAST_SHARE}
        assert heard == set(tones) - {own}


async def _opens(page: Page, key: str) -> None:
    await page.evaluate("document.activeElement?.blur()")
    await press_letter(page, key)
