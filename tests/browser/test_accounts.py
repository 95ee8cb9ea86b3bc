"""An account is made in a real browser, changed by two persons, and closed."""

import pytest
from playwright.async_api import FilePayload, Page, expect

from core.ids import new_id
from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks
from tests.browser.faults import is_back, kill
from tests.support.centres.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_administrator_makes_an_account_proposes_more_rights_and_closes_it(
    centre: RunningCentre, desks: Desks
) -> None:
    """Also while the web service dies: what was typed is there, and is sent once more."""
    name = f"Ewa {new_id('x')[-8:]}"
    page = await desks.page("/accounts", "administrator")
    clicks = await clicks_of(page)
    await page.get_by_role("button", name="Nowe konto").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Imię i nazwisko").fill(name)
    await expect(dialog.get_by_label("Nazwa konta")).not_to_have_value("")
    await dialog.get_by_label("Rola").select_option("auditor")
    await dialog.get_by_label("Urząd", exact=True).select_option("20060")
    await check_accessibility(page, "konta-nowe")
    killed = kill(centre, "api")
    await dialog.get_by_role("button", name="Załóż konto").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Brak połączenia")
    await expect(dialog.get_by_label("Imię i nazwisko")).to_have_value(name)
    await is_back(centre, "api", killed)
    await dialog.get_by_role("button", name="Załóż konto").click()
    opened = page.get_by_role("region", name=name)
    await expect(opened.get_by_role("button", name="Potwierdź numer")).to_be_visible()
    assert await clicks.count() <= 5, "one of them while nobody answered"
    await check_accessibility(page, "konta")

    await opened.get_by_role("button", name="Zmień").click()
    await dialog.get_by_label("Rola").select_option("supervisor")
    await dialog.get_by_role("button", name="Zapisz zmiany").click()
    await expect(page.get_by_text("gdy potwierdzi ją inna osoba")).to_be_visible()
    await expect(opened).to_contain_text("audytor")

    await opened.get_by_role("button", name="Zamknij konto").click()
    await expect(dialog).to_contain_text("zostanie od razu wylogowana")
    await dialog.get_by_role("button", name="Zamknij to konto").click()
    await expect(page.get_by_text(f"Zamknięto konto: {name}.")).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text=name)).to_have_count(0)


async def test_people_come_from_a_file_that_is_checked_before_and_join_the_evening_pool(desks: Desks) -> None:
    header = "imię i nazwisko,nazwa konta,rola,urząd,tematy"
    name, account = f"Łucja {new_id('x')[-8:]}", f"z.pliku-{new_id('x')[-8:]}"
    right, wrong = f"{name},{account},konsultant,20060,pracodawca=3", "Jan Lis,j.lis,szef,20999,"
    page = await desks.page("/consultants", "administrator")
    await page.get_by_role("link", name="Wiele osób z pliku").click()
    await send_file(page, "\n".join([header, right, wrong]).encode())
    await expect(page.get_by_text("znaleźliśmy 2 błędy. Nic nie zostało zapisane.")).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text="Nie ma czynnego urzędu „20999”.")).to_contain_text("3")
    await check_accessibility(page, "osoby-bledy")
    await send_file(page, "\n".join([header, right]).encode("cp1250"))
    await expect(page.get_by_role("row").filter(has_text=name)).to_contain_text("nowy konsultant")
    await check_accessibility(page, "osoby-podglad")
    await page.get_by_role("button", name="Dodaj 1 osobę").click()
    await page.get_by_role("dialog").get_by_role("button", name="Dodaj", exact=True).click()
    await expect(page.get_by_text("Dodano 1 osobę.")).to_be_visible()
    await check_accessibility(page, "osoby-lista")

    await page.goto("/consultants/evening")
    await page.get_by_role("button", name="Dodaj do puli").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Konsultant").select_option(account)
    await dialog.get_by_role("button", name="Dodaj", exact=True).click()
    member = page.get_by_role("row").filter(has_text=name)
    await expect(member).to_contain_text("w puli")
    await check_accessibility(page, "pula-wieczorna")
    await member.get_by_role("button", name="Usuń z puli").click()
    await dialog.get_by_role("button", name="Usuń z puli").click()
    await expect(member).to_have_count(0)

    await page.goto(f"/change-log?person={account}")
    await expect(page.get_by_role("row").filter(has_text="kolejka konsultanta").first).to_be_visible()
    await page.goto("/consultants")
    clicks = await clicks_of(page)
    await page.get_by_role("button", name=f"Otwórz: {name}").click()
    await page.get_by_role("button", name="Zwolnij", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Zwolnij konsultanta").click()
    await expect(page.get_by_text(f"Zwolniono: {name}.")).to_be_visible()
    assert await clicks.count() == 3


async def send_file(page: Page, content: bytes) -> None:
    file: FilePayload = {"name": "osoby.csv", "mimeType": "text/csv", "buffer": content}
    await page.get_by_label("Plik CSV").set_input_files(file)
    await page.get_by_role("button", name="Sprawdź plik").click()
