"""A form is published by two persons and acknowledged; the handbook opens at its place."""

import pytest
from playwright.async_api import expect

from core.ids import new_id
from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks
from tests.support.centres.running_centre import ANNAS_OFFICE
from tests.support.knowledge.standard_files import PDF

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_form_is_published_acknowledged_and_seen_and_the_handbook_opens_at_its_place(desks: Desks) -> None:
    title = f"Wniosek {new_id('x')[-8:]}"
    editor = await desks.page("/standards", "redaktor")
    clicks = await clicks_of(editor)
    await editor.get_by_role("button", name="Dodaj").click()
    dialog = editor.get_by_role("dialog")
    await dialog.get_by_label("Nazwa").fill(title)
    await dialog.get_by_label("Plik").set_input_files(
        {"name": "wniosek.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    await dialog.get_by_label("konsultant", exact=True).check()
    await check_accessibility(editor, "standardy-nowy")
    await dialog.get_by_role("button", name="Zgłoś do potwierdzenia").click()
    await expect(editor.get_by_text("Zgłoszono.")).to_be_visible()
    await expect(editor.get_by_role("row").filter(has_text=title)).to_contain_text("czeka na drugą osobę")
    assert await clicks.count() <= 4

    second = await desks.page("/second-person", "zespol")
    clicks = await clicks_of(second)
    act = second.get_by_role("article").filter(has_text=title)
    await expect(act).to_contain_text("wniosek.pdf")
    await expect(act.get_by_role("link", name="Otwórz druk lub standard")).to_be_visible()
    await act.get_by_role("button", name="Potwierdź").click()
    await second.get_by_role("dialog").get_by_role("button", name="Potwierdź").click()
    await expect(second.get_by_text("Potwierdzono i wykonano")).to_be_visible()
    assert await clicks.count() <= 3

    consultant = await desks.page("/todo", f"k{ANNAS_OFFICE}-1")
    asked = consultant.get_by_role("row").filter(has_text=title)
    await expect(asked).to_contain_text("Do zapoznania się")
    await asked.get_by_role("link", name="Do zapoznania się").click()
    opened = consultant.get_by_role("region", name=title)
    async with consultant.expect_download() as download:
        await opened.get_by_role("button", name="Pobierz").first.click()
    assert (await download.value).suggested_filename == "wniosek.pdf"
    await check_accessibility(consultant, "standardy")
    await opened.get_by_role("button", name="Zapoznałam/em się").click()
    await expect(consultant.get_by_text("Zapisano: zapoznano się.")).to_be_visible()
    await expect(opened.get_by_role("button", name="Zapoznałam/em się")).to_have_count(0)

    supervisor = await desks.page("/standards", f"kierownik-{ANNAS_OFFICE}")
    row = supervisor.get_by_role("row").filter(has_text=title)
    await expect(row).to_contain_text("1 z ")
    await row.get_by_role("button", name=title).first.click()
    seen = supervisor.get_by_role("region", name=title)
    await seen.get_by_role("button", name="Pokaż osoby").click()
    await expect(seen.get_by_role("listitem").first).to_contain_text("jeszcze nie")
    await expect(seen.get_by_role("listitem").last).not_to_contain_text("jeszcze nie")

    await supervisor.keyboard.press("?")
    await supervisor.get_by_role("link", name="Podręcznik: ta strona").click()
    section = supervisor.get_by_role("region", name="Druki i standardy")
    await expect(section).to_be_focused()
    await expect(section).to_contain_text("Pokaż osoby")
    await check_accessibility(supervisor, "podrecznik")
