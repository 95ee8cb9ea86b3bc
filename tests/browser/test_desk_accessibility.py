"""The desk in every state: axe finds nothing grave, light and dark, and nothing runs out of a narrow screen."""

import pytest
from playwright.async_api import expect

from tests.asterisk.queues import rules
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import AFTER, HELD, PAUSED, READY, TALKING, Desks
from tests.support.centres.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.more(
    "the desk in every state; two of them are looked at in the first, and each is come to in one of these",
    "tests/browser/test_a_call.py::test_a_whole_call_is_done_by_the_keyboard_alone_and_both_hear_each_other",
    "tests/browser/test_a_call.py::test_a_conversation_with_keys_while_muted_and_on_hold",
    "tests/browser/test_clients.py::test_what_is_typed_by_the_keyboard_alone_is_saved_and_is_there_after_a_reload",
)
async def test_from_the_first_look_to_the_work_after_a_call(centre: RunningCentre, desks: Desks) -> None:
    async with rules(centre, "20060", wrap_up_time=30):
        desk = await desks.open("k20060-1")
        await expect(desk.page.get_by_text("Połączony z centralą")).to_be_visible()
        await check_accessibility(desk.page, "stanowisko-przed")
        await desk.begin()
        await check_accessibility(desk.page, "stanowisko-gotowe")
        caller = await desks.caller()
        await desk.until_rung()
        await check_accessibility(desk.page, "stanowisko-dzwoni")
        await desk.answer()
        await desk.until_state(TALKING)
        await desk.talks_with(caller)
        await check_accessibility(desk.page, "stanowisko-rozmowa")
        await desk.button("Przekaż").click()
        await check_accessibility(desk.page, "stanowisko-przekazanie")
        await desk.page.keyboard.press("Escape")
        await desk.button("Klawiatura").click()
        await check_accessibility(desk.page, "stanowisko-klawiatura")
        await desk.button("Klawiatura").click()
        await desk.button("Zawieś").click()
        await desk.until_state(HELD)
        await check_accessibility(desk.page, "stanowisko-zawieszone")
        await desk.button("Zakończ").click()
        await desk.until_state(AFTER)
        await check_accessibility(desk.page, "stanowisko-po-rozmowie")
        await desk.button("Gotowe").click()
        await desk.until_state(READY)
        await caller.gone()


@pytest.mark.more(
    "the desk in more states, to which these come, too",
    "tests/browser/test_microphone.py::test_a_microphone_that_is_refused_in_the_shift_stops_the_calls_within_three_seconds",
    "tests/browser/test_one_desk.py::test_a_second_tab_and_then_a_second_computer_may_take_over_but_not_during_a_call",
)
async def test_in_a_pause_in_trouble_and_in_another_tab(centre: RunningCentre, desks: Desks) -> None:
    desk = await desks.open("k20060-1")
    await desk.begin(then="Zacznij pracę: przerwa")
    await desk.until_state(PAUSED)
    await check_accessibility(desk.page, "stanowisko-przerwa")
    other = await desks.open("k20060-1")
    await expect(other.button("Przejmij tutaj")).to_be_visible()
    await check_accessibility(other.page, "stanowisko-gdzie-indziej")
    await desk.own.allow_microphone(is_allowed=False)
    await expect(desk.page.get_by_text("nie pozwala używać mikrofonu").first).to_be_visible()
    await check_accessibility(desk.page, "stanowisko-klopot")
