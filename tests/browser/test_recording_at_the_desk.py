"""What becomes of the recording is seen at the desk in words, and changed there by buttons and keys."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.asterisk.queues import is_asked_about_recording
from tests.asterisk.recordings.test_recordings_in_calls import files, rule
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import HELD, TALKING, DeskPage, Desks
from tests.browser.keyboard import press_letter
from tests.browser.tools_in_place import ToolsInPlace
from tests.support.centres.running_centre import RunningCentre
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


async def sees(desk: DeskPage, words: str) -> None:
    await expect(desk.page.locator("p.recording")).to_have_text(words, timeout=10_000)


async def test_a_recording_is_paused_goes_on_and_is_withdrawn_with_a_second_word(
    centre: RunningCentre, desks: Desks
) -> None:
    before = files(centre)
    desk = await desks.ready("k20060-1")
    caller = await is_asked_about_recording(centre, desks.phones, "600100200", "1")
    await desk.speaks_with(caller)
    await sees(desk, "Nagrywanie trwa")
    tools = ToolsInPlace(desk.page)
    await tools.look("a recording")
    await check_accessibility(desk.page, "stanowisko-nagrywanie")
    await desk.button("Wstrzymaj nagrywanie").click()
    await sees(desk, "Nagrywanie wstrzymane")
    await tools.look("a recording that is paused")
    await check_accessibility(desk.page, "stanowisko-nagrywanie-wstrzymane")
    await press_letter(desk.page, "Shift+N")
    await sees(desk, "Nagrywanie trwa")
    await desk.button("Zawieś").click()
    await desk.until_state(HELD)
    await sees(desk, "Nagrywanie wstrzymane")
    await expect(desk.button("Wznów nagrywanie")).to_be_disabled()
    await tools.look("on hold")
    await desk.button("Wróć do rozmowy").click()
    await desk.until_state(TALKING)
    await sees(desk, "Nagrywanie trwa")

    await press_letter(desk.page, "Shift+W")
    dialog = desk.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Tego nie można cofnąć")
    await check_accessibility(desk.page, "stanowisko-wycofanie-zgody")
    await tools.look("before a withdrawal")
    await dialog.get_by_role("button", name="Zostaw nagranie").click()
    await sees(desk, "Nagrywanie trwa")
    await desk.button("Wycofaj zgodę").click()
    await dialog.get_by_role("button", name="Wycofaj zgodę i zniszcz nagranie").click()
    await sees(desk, "Zgoda wycofana, nagranie zniszczone")
    await expect(dialog).to_have_count(0)
    assert files(centre) <= before
    for no_more in ("Nagrywaj", "Wycofaj zgodę"):
        await expect(desk.button(no_more)).to_be_disabled()
    await tools.look("withdrawn")
    await check_accessibility(desk.page, "stanowisko-zgoda-wycofana")
    await desk.talks_with(caller)
    await caller.hang_up()
    assert desk.own.errors == []


async def test_on_demand_the_consultant_is_reminded_to_ask_first(centre: RunningCentre, desks: Desks) -> None:
    before = files(centre)
    async with rule(centre, "on_demand"):
        desk = await desks.ready("k20060-1")
        caller = await desks.caller()
        await desk.speaks_with(caller)
        await sees(desk, "Bez nagrywania")
        tools = ToolsInPlace(desk.page)
        await tools.look("not recorded")
        await desk.button("Nagrywaj").click()
        await sees(desk, "Nagrywanie: czekamy na zgodę")
        await tools.look("while the caller is asked")
        dialog = desk.page.get_by_role("dialog")
        await expect(dialog).to_contain_text("zapytać osobę dzwoniącą")
        await check_accessibility(desk.page, "stanowisko-nagrywanie-na-zyczenie")
        await dialog.get_by_role("button", name="Osoba się zgodziła, nagrywaj").click()
        await sees(desk, "Nagrywanie trwa")
        [file] = files(centre) - before

        def grows() -> bool:
            return _size(file) > 40_000

        await eventually(grows, timeout=10)
        await caller.hang_up()


def _size(file: Path) -> int:
    return file.stat().st_size
