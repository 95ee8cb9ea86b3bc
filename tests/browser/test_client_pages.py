"""The pages of clients, imports and the access log in real browsers."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import Row, select

from clients.importing.files.extract_files import extract_files
from core.db.tables.person_tables import CardRow, Client
from tests.browser.accessibility import check_accessibility
from tests.browser.callers import Told, anna_as_known
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.support.browser.browsers import Browsers
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre
from tests.support.clients.extracts import AT, LOMZA, registration
from tests.support.clients.extracts import person as a_person

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("jobs")]

SUPERVISOR = f"kierownik-{ANNAS_OFFICE}"
REASON = "Klient jest w urzędzie"


async def _find(page: Page, last_name: str, first_name: str) -> None:
    await page.get_by_label("Kogo szukamy").fill(f"{last_name} {first_name}")
    await page.get_by_role("button", name="Szukaj").click()
    await page.get_by_role("button", name=f"Otwórz kartę: {first_name} {last_name}").first.click()


async def _give_reason(page: Page) -> None:
    dialog = page.get_by_role("dialog", name="Powód obejrzenia karty")
    await dialog.get_by_label("Powód").select_option(label=REASON)
    await dialog.get_by_role("button", name="Pokaż kartę i zapisz powód").click()


async def _without_card(centre: RunningCentre, place: int) -> Row[Any]:
    """One of the people of Annas office who have no card, in the order of their keys."""
    query = select(Client.id, Client.first_name, Client.last_name).where(
        Client.office == ANNAS_OFFICE, Client.gone_at.is_(None), Client.ext_id.is_not(None)
    )
    rows = await centre.rows(
        query.where(Client.id.not_in(select(CardRow.client_id))).order_by(Client.id).offset(place).limit(1)
    )
    return rows[0]


async def test_a_card_is_opened_with_a_reason_and_nothing_personal_stands_in_an_address(
    centre: RunningCentre, desks: Desks
) -> None:
    anna = await anna_as_known(centre)
    told = Told()
    page = await desks.page("/clients", SUPERVISOR)
    told.listen_to(page)
    await check_accessibility(page, "klienci")
    await _find(page, anna.last_name, anna.first_name)
    await check_accessibility(page, "klienci-powod")
    assert anna.gmina is None or told.holds(anna.gmina) == [anna.gmina]  # of the list of those who were found
    assert told.holds(anna.street, anna.email) == [], "the card came before the reason"
    await _give_reason(page)
    await expect(page.get_by_role("heading", name=f"{anna.first_name} {anna.last_name}")).to_be_visible()
    await check_accessibility(page, "klienci-karta")
    assert told.names(anna.last_name, anna.first_name, anna.phone, anna.email, REASON) == []
    assert urlsplit(page.url).path == "/clients"
    await page.get_by_role("button", name="Zamknij kartę klienta").click()
    await expect(page.get_by_role("tablist")).to_have_count(0)


async def test_the_letter_with_the_pin_is_printed_once(
    centre: RunningCentre, desks: Desks, tmp_path: Path
) -> None:
    person = await _without_card(centre, 0)
    page = await desks.page("/clients", SUPERVISOR)
    await _find(page, person.last_name, person.first_name)
    await _give_reason(page)
    await page.get_by_role("tab", name="Karty").click()
    await page.get_by_role("button", name="Wydaj kartę").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("PIN powstanie dopiero przy druku listu")
    await dialog.get_by_role("button", name="Wydaj kartę").click()
    await page.get_by_role("button", name="Drukuj list z PIN-em").click()
    await expect(dialog).to_contain_text("tylko raz")
    await check_accessibility(page, "karty-list")
    async with page.expect_download() as downloading:
        await dialog.get_by_role("button", name="Drukuj jedyny egzemplarz").click()
    letter = await downloading.value
    await letter.save_as(tmp_path / "list.pdf")
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF-")
    await expect(page.get_by_role("button", name="Drukuj list z PIN-em")).to_have_count(0)
    await page.get_by_role("button", name="List wydrukowany, usuń go ze strony").click()
    await page.get_by_role("button", name="Unieważnij", exact=True).click()
    await dialog.get_by_role("button", name="Unieważnij na zawsze").click()
    await expect(page.get_by_role("cell", name="unieważniona")).to_be_visible()
    await check_accessibility(page, "karty")


@pytest.mark.more(
    "the page shows what it is told, and a consultant is told of no card",
    "tests/api/clients/test_clients.py::test_a_client_of_the_own_office_is_seen_with_a_reason_which_holds_for_a_quarter_of_an_hour",
    "tests/browser/test_client_pages.py::test_a_card_is_opened_with_a_reason_and_nothing_personal_stands_in_an_address",
)
async def test_a_consultant_sees_no_cards(centre: RunningCentre, desks: Desks) -> None:
    anna = await anna_as_known(centre)
    told = Told()
    # Nobody who has just spoken with her: that would be a reason.
    page = await desks.page("/clients", "k20060-2")
    told.listen_to(page)
    await _find(page, anna.last_name, anna.first_name)
    await _give_reason(page)
    await expect(page.get_by_role("tablist", name="Dane klienta")).to_be_visible()
    await expect(page.get_by_role("tab", name="Karty")).to_have_count(0)
    assert told.holds(centre.anna.card_number) == []


async def test_who_looked_at_somebody_is_found_by_name_within_three_clicks(
    centre: RunningCentre, desks: Desks, tmp_path: Path
) -> None:
    # A reason holds for a while: of this one the account has not looked at the card yet.
    person = await _without_card(centre, 1)
    [birth_date] = (await centre.rows(select(Client.birth_date).where(Client.id == person.id)))[0]
    page = await desks.page("/clients", SUPERVISOR)
    await _find(page, person.last_name, person.first_name)
    await _give_reason(page)
    await expect(page.get_by_role("tablist", name="Dane klienta")).to_be_visible()

    told = Told()
    page = await desks.page("/access-log", "audytor")
    told.listen_to(page)
    clicks = await clicks_of(page)
    await page.get_by_label("Nazwisko osoby").click()
    for typed in (person.last_name, person.first_name, f"{birth_date:%d.%m.%Y}"):
        await page.keyboard.type(typed)
        await page.keyboard.press("Tab")
    await page.get_by_role("button", name="Pokaż", exact=True).click()
    row = page.get_by_role("row").filter(has_text=f"powód: {REASON}").first
    await expect(row).to_contain_text("Kierownik (Kolno)")
    await expect(row).to_contain_text("szukana osoba")
    await row.get_by_role("button", name=re.compile("wgląd")).click()
    opened = page.get_by_role("region", name=re.compile("^Kierownik"))
    await expect(opened.get_by_role("cell", name=re.compile("^karta klienta")).first).to_be_visible()
    assert await clicks.count() <= 3
    await check_accessibility(page, "dziennik-dostepow")
    assert SUPERVISOR not in await page.inner_text("main")
    assert told.holds(person.last_name, f"{birth_date}") == [], "of the person the log alone is told"

    await page.get_by_label("Kto patrzył (nazwa konta)").fill("Kierownik (Kolno)")
    await page.get_by_role("button", name="Pokaż", exact=True).click()
    await page.wait_for_url("**/access-log?staff=*")
    assert told.names(person.last_name, person.id, f"{birth_date}") == []
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Zapisz jako CSV").click()
    await (await downloading.value).save_as(tmp_path / "dostepy.csv")
    assert REASON in (tmp_path / "dostepy.csv").read_text("utf-8")
    await page.reload()
    await expect(page.get_by_label("Kto patrzył (nazwa konta)")).to_have_value("Kierownik (Kolno)")
    await expect(page.get_by_label("Nazwisko osoby")).to_have_value("")
    await page.wait_for_load_state("networkidle")  # what is heard is read to its end


async def test_an_extract_is_uploaded_held_allowed_by_two_and_told_row_by_row(
    centre: RunningCentre, desks: Desks, tmp_path: Path
) -> None:
    wrong = a_person("3", office=LOMZA, last_name="")
    torn = a_person("2", office=LOMZA, last_name="Ŝółkowska", birth_date="1990-13-45")
    rows = {"person": [a_person("1", office=LOMZA), torn, wrong], "registration": [registration("1")]}
    extract = tmp_path / "wyciag.zip"
    with ZipFile(extract, "w") as packed:
        for name, content in extract_files(LOMZA, "full", AT, (0, 100), rows).items():
            packed.writestr(name, content)
    page = await desks.page("/imports", f"kierownik-{LOMZA}")
    clicks = await clicks_of(page)
    await page.get_by_role("button", name="Uruchom import teraz").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("plik z tego komputera").check()
    await dialog.get_by_label("Plik ZIP").set_input_files(extract)
    await check_accessibility(page, "importy-plik")
    await dialog.get_by_role("button", name="Uruchom import").click()
    details = page.get_by_role("region", name=re.compile("^Import: Łomża"))
    await expect(details.get_by_text("wstrzymany do decyzji")).to_be_visible(timeout=60_000)
    await check_accessibility(page, "importy-wstrzymany")
    await details.get_by_role("button", name="Dopuść ten import").click()
    await check_accessibility(page, "importy-dopusc")
    await dialog.get_by_role("button", name=re.compile("^Dopuść: zniknie")).click()
    await expect(details.get_by_text("Zmiana nastąpi, gdy potwierdzi ją inna osoba.")).to_be_visible()
    waiting = (await centre.request("administrator", "GET", "/api/proposals")).json()["to_decide"]
    [held] = [each for each in waiting if each["act"] == "accept_import"]
    done = await centre.request("administrator", "POST", f"/api/proposals/{held['id']}/confirm")
    assert done.json().get("state") == "done", done.text
    await page.reload()
    await page.get_by_role("button", name=re.compile("^Pokaż import: Łomża")).first.click()
    await expect(details.get_by_text("zakończony")).to_be_visible(timeout=60_000)
    await check_accessibility(page, "importy-zakonczony")
    await details.get_by_role("tab", name="Odrzucone wiersze i wartości").click()
    for column in ("last_name", "birth_date"):
        await expect(details.get_by_role("cell", name=column)).to_be_visible()
    assert await clicks.count() <= 7, "from the file to the reasons of what was refused"
    await check_accessibility(page, "importy-odrzucone")
    await details.get_by_role("tab", name=re.compile("^Naprawione znaki")).click()
    await expect(details.get_by_role("cell", name="błędne polskie litery")).to_be_visible()
    assert "1990-13-45" not in await page.content()


async def test_imports_are_seen_by_those_who_may_begin_them(
    browsers: Browsers, desks: Desks, address: str
) -> None:
    page = await desks.page("/imports", SUPERVISOR)
    await check_accessibility(page, "importy")
    await page.get_by_role("button", name="Uruchom import teraz").click()
    await check_accessibility(page, "importy-uruchom")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    own = await browsers.open(address)
    await desks.log_in(own, "k20060-1")
    consultant = await own.new_page()
    await consultant.goto("/imports")
    await expect(consultant.get_by_text("nie jest dla tego konta.")).to_be_visible()


async def test_what_a_client_says_is_wrong_is_decided_by_the_office(centre: RunningCentre, desks: Desks) -> None:
    person = await _without_card(centre, 2)
    for field, value in (("gmina", "2006032"), ("citizenship", "UA"), ("street", "Nowa")):
        await _propose(centre, "k20060-2", person.id, field, value)
    page = await desks.page("/corrections", SUPERVISOR)
    row = page.get_by_role("row").filter(has_text="Kolno, gmina wiejska")
    await expect(row).to_contain_text(f"{person.last_name} {person.first_name}")
    await check_accessibility(page, "poprawki")
    await row.get_by_role("button", name=re.compile("^Przyjmij")).click()
    await expect(row).to_contain_text("przyjęte, Kierownik (Kolno)")
    citizenship = page.get_by_role("row").filter(has_text="Ukraina")
    await citizenship.get_by_role("button", name=re.compile("^Odrzuć")).click()
    await expect(citizenship).to_contain_text("odrzucone, Kierownik (Kolno)")
    await page.get_by_label("Stan").select_option(label="wszystkie")
    assert parse_qs(urlsplit(page.url).query) == {"state": ["every"]}
    await expect(row).to_contain_text("przyjęte")
    await check_accessibility(page, "poprawki-wszystkie")


async def test_a_client_is_found_and_the_card_read_by_the_keyboard_alone(
    centre: RunningCentre, desks: Desks
) -> None:
    person = await _without_card(centre, 3)
    page = await desks.page("/clients", SUPERVISOR)
    await tab_to(page, "Kogo szukamy")
    await page.keyboard.type(f"{person.first_name} {person.last_name}")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("list", name="Znalezieni klienci")).to_be_visible()
    await tab_to(page, re.compile(f"^Otwórz kartę: *{person.first_name} {person.last_name}"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Powód obejrzenia karty")).to_be_visible()
    await page.keyboard.press("ArrowDown")  # the focus is on the list of reasons
    await page.keyboard.press("Enter")
    await tab_to(page, "Pokaż kartę i zapisz powód")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=f"{person.first_name} {person.last_name}")).to_be_visible()
    await tab_to(page, "Osoba")
    await page.keyboard.press("End")
    await expect(page.get_by_role("tab", name="Karty")).to_have_attribute("aria-selected", "true")
    await tab_to(page, "Wydaj kartę")


async def _propose(centre: RunningCentre, account: str, client: str, field: str, value: str) -> None:
    """A consultant writes down what the client has said."""
    why = {"reason": "Klient w okienku"}
    card = await centre.request(account, "POST", f"/api/clients/{client}/view", json=why)
    assert card.status_code == 200, card.text
    proposal = {"field": field, "new_value": value, **why}
    headers = {"If-Match": card.headers["etag"]}
    path = f"/api/clients/{client}/corrections"
    answer = await centre.request(account, "POST", path, json=proposal, headers=headers)
    assert answer.status_code == 200, answer.text
