"""Calls from SIP telephones to consultants in browsers."""

from functools import partial

import pytest
from playwright.async_api import expect

from softphone import Phone, hears_tone
from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import clicks_of
from tests.browser.desks import HELD, READY, TALKING, DeskPage, Desks
from tests.browser.keyboard import press_letter
from tests.support.centres.running_centre import RunningCentre, listen, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOT_DROPPED = 2.0  # seconds after which a consultant who hangs up has not dropped the caller


async def test_a_whole_call_is_done_by_the_keyboard_alone_and_both_hear_each_other(
    centre: RunningCentre, desks: Desks
) -> None:
    desk = await desks.open("k20060-1")
    await expect(desk.button("Zacznij pracę: gotowość")).to_be_visible()
    await check_accessibility(desk.page, "stanowisko-przed")
    await _tab_to(desk, "Zacznij pracę: gotowość")
    await desk.page.keyboard.press("Enter")
    await desk.until_state(READY)
    await desk.until_it_may_ring()
    caller = await desks.caller()
    await desk.until_rung()
    await desk.page.keyboard.press("Enter")
    await desk.until_state(TALKING)
    await desk.talks_with(caller)
    assert await desk.ear.codec() == "audio/opus"
    await check_accessibility(desk.page, "stanowisko-rozmowa")
    await press_letter(desk.page, "m")
    await expect(desk.page.get_by_text("Mikrofon wyciszony").first).to_be_visible()
    await press_letter(desk.page, "m")
    await press_letter(desk.page, "h")
    await desk.until_state(HELD)
    await press_letter(desk.page, "h")
    await desk.until_state(TALKING)
    await press_letter(desk.page, "t")
    await expect(desk.page.get_by_role("dialog")).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.get_by_role("dialog")).to_be_hidden()
    await listen(caller, NOT_DROPPED)
    await press_letter(desk.page, "e")
    await expect(desk.page.get_by_text("Zakończ: Shift+E")).to_be_visible()
    await desk.until_state(TALKING)
    await press_letter(desk.page, "Shift+E")
    assert (await caller.gone()).by_far_end
    await desk.until_state(READY)
    call = await centre.newest_call()
    assert (call["agent"], call["end_reason"], call["queue_left_reason"]) == ("k20060-1", "completed", "connected")
    assert desk.own.errors == []


@pytest.mark.more(
    "two browsers have a caller one after the other in the first; two callers at once hear their own in the last",
    "tests/browser/test_call_on_every_page.py::test_a_call_is_answered_held_handed_on_and_ended_beside_other_work_and_in_an_open_form",
    "tests/asterisk/calls/test_languages.py::test_two_callers_at_once_are_spoken_to_in_english_and_in_ukrainian",
)
async def test_two_consultants_in_two_browsers_talk_at_the_same_time(centre: RunningCentre, desks: Desks) -> None:
    one = await desks.ready("k20060-1", frequency=620.0)
    other = await desks.ready("k20060-2", frequency=880.0)
    callers = {440.0: await desks.caller("857001311"), 1000.0: await desks.caller("857001312")}
    for tone, caller in callers.items():
        await caller.say(tone)
    for desk in (one, other):
        await desk.until_rung()
        await desk.answer()
        await desk.until_state(TALKING)
    heard = {desk.agent_id: await _tone_heard(desk, list(callers)) for desk in (one, other)}
    assert set(heard.values()) == set(callers), "both hear the same caller"
    for desk in (one, other):
        caller = callers[heard[desk.agent_id]]
        begin = len(caller.heard)
        is_heard = partial(_sounds_since, caller, begin, desk.frequency)
        await caller.until(is_heard, 10, "the consultant whose page hears this caller")
    for caller in callers.values():
        await caller.hang_up()
    for desk in (one, other):
        await desk.until_state(READY)


def _sounds_since(phone: Phone, begin: int, tone: float) -> bool:
    return hears_tone(phone.heard.since(begin), tone)


async def _tone_heard(desk: DeskPage, tones: list[float]) -> float:
    """Which of the tones the page hears."""
    sound = await desk.ear.until(lambda heard: any(hears_tone(heard, tone) for tone in tones), 10, "any caller")
    return next(tone for tone in tones if hears_tone(sound, tone))


async def test_a_conversation_with_keys_while_muted_and_on_hold(centre: RunningCentre, desks: Desks) -> None:
    desk = await desks.ready("k20060-1")
    caller = await desks.caller("857001331")
    await desk.speaks_with(caller)
    await _sees_whose_call_it_is_and_presses_keys(desk, caller)
    await _is_not_heard_while_muted(desk, caller)
    await desk.button("Zawieś").click()
    await desk.until_state(HELD)
    begin = len(caller.heard)
    await listen(caller, 2)
    music = caller.heard.since(begin)[8000:]
    assert not hears_tone(music, desk.frequency, 0.1)
    assert abs(music.astype(float)).mean() > 50, "silence instead of music"
    await desk.button("Wróć do rozmowy").click()
    await desk.until_state(TALKING)
    await desk.talks_with(caller)
    await caller.hang_up()
    await desk.until_state(READY)
    call = await centre.newest_call()
    assert any("zawies" in text.lower() for text in texts(call))


@pytest.mark.more(
    "a call is handed on from one browser to another in the other, too",
    "tests/browser/test_call_on_every_page.py::test_a_call_is_answered_held_handed_on_and_ended_beside_other_work_and_in_an_open_form",
)
async def test_a_call_that_is_handed_on_is_answered_in_another_browser(
    centre: RunningCentre, desks: Desks
) -> None:
    first = await desks.ready("k20060-1", frequency=620.0)
    second = await desks.ready("k20620-1", frequency=880.0)
    caller = await desks.caller()
    await first.speaks_with(caller)
    clicks = await clicks_of(first.page)
    await first.transfer("Łomża")
    assert await clicks.count() <= 3
    await first.until_state(READY, timeout=15)
    await second.speaks_with(caller)
    await listen(caller, NOT_DROPPED)
    await second.button("Zakończ").click()
    assert (await caller.gone()).by_far_end
    call = await centre.newest_call()
    assert (call["agent"], call["end_reason"]) == ("k20620-1", "completed")


async def _is_not_heard_while_muted(desk: DeskPage, caller: Phone) -> None:
    await desk.button("Wycisz").click()
    await expect(desk.page.get_by_text("Mikrofon wyciszony").first).to_be_visible()
    await listen(caller, 0.5)
    begin = len(caller.heard)
    await listen(caller, 1.5)
    assert not hears_tone(caller.heard.since(begin), desk.frequency, 0.1)
    await desk.button("Wycisz").click()
    await desk.talks_with(caller)


async def _sees_whose_call_it_is_and_presses_keys(desk: DeskPage, caller: Phone) -> None:
    await expect(desk.page.get_by_text("857 001 331").first).to_be_visible(timeout=10_000)
    await desk.button("Klawiatura").click()
    await desk.page.keyboard.type("42")
    await caller.until_keys("42")
    await desk.button("Klawiatura").click()


async def _tab_to(desk: DeskPage, name: str) -> None:
    """Go with the tabulator until the button has the focus."""
    for _ in range(40):
        await desk.page.keyboard.press("Tab")
        if name in await desk.page.evaluate("document.activeElement?.textContent ?? ''"):
            return
    raise AssertionError(f"{name!r} cannot be reached by the keyboard")
