"""The list of scenarios in a real browser: a line begins with a template, and what answers for a time."""

import re

import pytest
from playwright.async_api import expect

from core.ids import new_id
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import Desks
from tests.support.centres.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_line_begins_with_a_template_and_a_variant_is_read_before_it_is_added(
    centre: RunningCentre, desks: Desks
) -> None:
    page = await desks.page("/scenarios", "administrator")
    dialog = page.get_by_role("dialog")
    await expect(page.get_by_role("cell", name="9510", exact=True)).to_be_visible()

    name = new_id("linia").lower().replace("_", "-")[:40]
    await page.get_by_role("button", name="Nowa linia").click()
    await dialog.get_by_label("Wzór").select_option("linia-informacyjna")
    await expect(dialog).to_contain_text("Menu z odpowiedziami z bazy wiedzy")
    await dialog.get_by_label("Tytuł linii").fill("Targi pracy")
    await expect(dialog.get_by_label("Nazwa w adresie")).to_have_value("targi-pracy")
    await dialog.get_by_label("Nazwa w adresie").fill(name)
    await check_accessibility(page, "scenariusze-nowa-linia")
    await dialog.get_by_role("button", name="Zacznij szkic").click()
    steps = page.get_by_role("region", name="Od szkicu do linii")
    await expect(steps).to_contain_text("Scenariusz nie ma błędów.")
    await expect(steps).to_contain_text("Żaden numer nie prowadzi do tej linii.")
    await check_accessibility(page, "scenariusze-linia")
    draft = await centre.get(f"/api/scenarios/{name}/draft")
    assert (draft["state"], draft["graph"]["title"]) == ("draft", "Targi pracy")

    # what is written is reviewed beside the drawing
    await page.goto(f"/scenario/{name}?panel=review")
    await expect(page.get_by_text("Szkic zatwierdza osoba, która niczego w nim nie zapisała.")).to_be_visible()
    await page.get_by_label("Czego dotyczy").select_option("informacje")
    await page.get_by_label("Komentarz", exact=True).fill("Czy menu nie jest za długie?")
    await page.get_by_role("button", name="Dodaj komentarz").click()
    await expect(page.get_by_text("1 uwaga czeka na załatwienie.")).to_be_visible()
    await check_accessibility(page, "scenariusz-zmiany")
    # and changed by keyboard in the list
    await page.goto(f"/scenario/{name}?view=outline")
    first = page.get_by_role("button", name=re.compile(r"^1\. "))
    await first.focus()
    await page.keyboard.press("Enter")
    form = page.get_by_role("article", name=re.compile("^Węzeł "))
    await expect(form).to_be_focused()
    await expect(form.get_by_role("combobox").first).to_be_visible()
    await check_accessibility(page, "scenariusz-lista")
    await form.get_by_label("Nazwa węzła").focus()
    await page.keyboard.press("Escape")
    await expect(first).to_be_focused()
    await page.get_by_role("tab", name="Teksty").click()
    await expect(page.get_by_role("table", name="Zapowiedzi tego scenariusza")).to_be_visible()
    await check_accessibility(page, "scenariusz-teksty")
    await page.goto("/scenario/linia-9510?panel=history&before=1&after=1")
    await expect(page.get_by_text("Nie ma żadnych różnic.")).to_be_visible()
    await check_accessibility(page, "scenariusz-historia")

    await page.goto("/scenarios?tab=variants")
    await page.get_by_role("button", name="Nowy wariant").click()
    await dialog.get_by_label("Numer", exact=True).select_option("9524")
    await dialog.get_by_label("Odpowiada scenariusz").select_option("linia-9510")
    await dialog.get_by_label("gdy ktoś go zakończy").check()
    await expect(dialog).to_contain_text("Numer 9524: od teraz odpowiada „9510 – zarejestrowane osoby bezrobotne”")
    await expect(dialog.get_by_label("Co rozmówca usłyszy najpierw")).to_contain_text("Bezpłatna linia")
    await check_accessibility(page, "scenariusze-wariant")
    await page.get_by_role("button", name="Anuluj").click()
    await page.get_by_role("button", name="Odrzuć").click()

    await page.get_by_role("tab", name="Plan").click()
    await expect(page.get_by_role("tabpanel")).to_contain_text("Publikacje, warianty i komunikaty awaryjne")
    await check_accessibility(page, "scenariusze-plan")
    discarding = {"revision": draft["revision"]}
    answer = await centre.request("administrator", "POST", f"/api/scenarios/{name}/draft/discard", json=discarding)
    assert answer.status_code == 200, answer.text
