"""Requests about data, legal holds, retention and the proof of the logs in real browsers."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Download, Locator, Page, expect
from sqlalchemy import Row, select

from core.db.tables.person_tables import CardRow, Client
from core.proof.chain_store import LOGS
from core.retention.retention import KINDS
from tests.browser.accessibility import check_accessibility
from tests.browser.callers import Told
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.browser.navigation import pages_in_navigation
from tests.support.browser.browsers import Browsers
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("jobs")]

OFFICER = f"kierownik-{ANNAS_OFFICE}"
DEPUTY = "kierownik-20610"
JOBS_MS = 120_000
"""The process `jobs` looks at what waits every minute."""


@pytest_asyncio.fixture(loop_scope="session")
async def deputy(centre: RunningCentre) -> AsyncIterator[str]:
    """A second officer of Anna's office: the supervisor of another one stands in there."""
    await _stands_in(centre, [ANNAS_OFFICE])
    yield DEPUTY
    await _stands_in(centre, [])


async def _stands_in(centre: RunningCentre, offices: list[str]) -> None:
    path = f"/api/accounts/{DEPUTY}"
    answer = await centre.request("administrator", "PATCH", path, json={"also_offices": offices})
    if answer.status_code == 202:  # more rights take a second person
        await centre.confirmed(answer)
    else:
        assert answer.status_code == 200, answer.text


async def _somebody(centre: RunningCentre, place: int) -> Row[Any]:
    """One of the people of Anna's office who have no card: from the end, where no other test takes them."""
    query = select(Client.id, Client.first_name, Client.last_name).where(
        Client.office == ANNAS_OFFICE, Client.gone_at.is_(None), Client.ext_id.is_not(None)
    )
    query = query.where(Client.restricted_at.is_(None), Client.id.not_in(select(CardRow.client_id)))
    [found] = await centre.rows(query.order_by(Client.id.desc()).offset(place).limit(1))
    return found


async def _find(within: Page, person: Row[Any]) -> None:
    await within.get_by_label("Kogo szukamy").fill(f"{person.last_name} {person.first_name}")
    await within.get_by_role("button", name="Szukaj").click()
    await within.get_by_role("button", name=f"Otwórz kartę: {person.first_name} {person.last_name}").first.click()


async def _open_card(page: Page, person: Row[Any]) -> None:
    """A reason that another test has given for the same person still holds: then none is asked for."""
    await _find(page, person)
    dialog = page.get_by_role("dialog", name="Powód obejrzenia karty")
    card = page.get_by_role("tablist", name="Dane klienta")
    await expect(dialog.or_(card)).to_be_visible()
    if await card.is_visible():
        return
    await dialog.get_by_label("Powód").select_option(label="Klient jest w urzędzie")
    await dialog.get_by_role("button", name="Pokaż kartę i zapisz powód").click()
    await expect(page.get_by_role("tablist", name="Dane klienta")).to_be_visible()


async def _received(centre: RunningCentre, person: Row[Any], kind: str, *, is_identified: bool) -> dict[str, Any]:
    """A request that the officer has entered by the web service."""
    body = {"client_id": person.id, "kind": kind, "received_on": "2026-11-20", "reference": f"KP.{kind}"}
    answer = await centre.request(OFFICER, "POST", "/api/requests", json=body)
    assert answer.status_code == 201, answer.text
    if is_identified:
        step = {"action": "identify", "note": "Dowód osobisty okazany w urzędzie"}
        answer = await _step(centre, OFFICER, answer.json(), "steps", step)
    told: dict[str, Any] = answer.json()
    return told


async def _step(centre: RunningCentre, account: str, request: dict[str, Any], path: str, body: Any) -> Any:
    headers = {"If-Match": f'"{request["version"]}"'}
    answer = await centre.request(
        account, "POST", f"/api/requests/{request['id']}/{path}", json=body, headers=headers
    )
    assert answer.status_code == 200, answer.text
    return answer


async def _confirm_what_waits(centre: RunningCentre, account: str) -> None:
    """As the second person, whatever waits for that account."""
    answer = await centre.request(account, "GET", "/api/proposals")
    for proposal in answer.json()["to_decide"]:
        done = await centre.request(account, "POST", f"/api/proposals/{proposal['id']}/confirm")
        assert done.json().get("state") == "done", done.text


async def test_an_erasure_takes_two_officers_and_says_before_what_it_does(
    centre: RunningCentre, browsers: Browsers, desks: Desks, address: str, deputy: str
) -> None:
    person = await _somebody(centre, 0)
    name = f"{person.first_name} {person.last_name}"
    told = Told()
    page = await desks.page("/clients", OFFICER)
    told.listen_to(page)
    clicks = await clicks_of(page)
    await _open_card(page, person)
    await page.get_by_role("button", name="Wprowadź wniosek o dane").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text(name)
    await dialog.get_by_label("Rodzaj").select_option(label="usunięcie danych")
    await dialog.get_by_label("Znak sprawy").fill("KP.1.2026")
    await check_accessibility(page, "wniosek-nowy")
    await dialog.get_by_role("button", name="Wprowadź wniosek").click()

    opened = page.get_by_role("region", name="Wniosek: usunięcie danych")
    await expect(opened).to_contain_text(name)
    await check_accessibility(page, "wnioski-wplynal")
    await opened.get_by_role("button", name="Potwierdź tożsamość").click()
    await dialog.get_by_label("Jak potwierdzono").fill("Dowód osobisty okazany w urzędzie")
    await dialog.get_by_role("button", name="Zapisz: tożsamość potwierdzona").click()
    await expect(opened).to_contain_text("Zatwierdzić musi druga osoba")
    assert await clicks.count() <= 11
    await expect(opened.get_by_role("button", name="Zatwierdź usunięcie")).to_have_count(0)
    await check_accessibility(page, "wnioski-cztery-oczy")
    [request] = parse_qs(urlsplit(page.url).query)["request"]
    assert told.names(person.last_name, "KP.1.2026") == []
    barred = await centre.request(
        OFFICER, "POST", f"/api/requests/{request}/approve", json={}, headers={"If-Match": '"2"'}
    )
    assert (barred.status_code, barred.json()["code"]) == (403, "four_eyes_needed")

    second = await desks.page(urlsplit(page.url).path + "?" + urlsplit(page.url).query, deputy)
    theirs = second.get_by_role("region", name="Wniosek: usunięcie danych")
    their_clicks = await clicks_of(second)
    await theirs.get_by_role("button", name="Zatwierdź usunięcie").click()
    deed = second.get_by_role("dialog")
    await expect(deed).to_contain_text("Tego nie można cofnąć.")
    await deed.get_by_label("Aby potwierdzić").fill("Ktoś-Inny")
    await deed.get_by_role("button", name="Usuń dane na zawsze").click()
    await expect(deed).to_contain_text("To nie jest nazwisko tej osoby.")
    await check_accessibility(second, "wnioski-usuniecie")
    await deed.get_by_label("Aby potwierdzić").fill(person.last_name)
    await deed.get_by_role("button", name="Usuń dane na zawsze").click()
    await expect(deed).to_be_hidden()
    assert await their_clicks.count() <= 5, "with one wrong name between"
    await expect(theirs).to_contain_text("Dane osoby zostały usunięte.", timeout=JOBS_MS)
    await expect(theirs.get_by_role("cell", name="usunięto dane", exact=True)).to_be_visible()
    await expect(theirs).not_to_contain_text(person.last_name)
    await check_accessibility(second, "wnioski-usunieto")
    assert await centre.rows(select(Client.id).where(Client.id == person.id)) == []


async def test_a_request_is_identified_by_the_keyboard_alone(centre: RunningCentre, desks: Desks) -> None:
    person = await _somebody(centre, 1)
    await _received(centre, person, "correction", is_identified=False)
    page = await desks.page("/requests?kind=correction", OFFICER)
    await expect(page.get_by_role("cell", name="KP.correction", exact=True)).to_be_visible()
    await check_accessibility(page, "wnioski")
    await tab_to(page, "sprostowanie")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="Wniosek: sprostowanie")).to_be_focused()
    await tab_to(page, "Potwierdź tożsamość")
    await page.keyboard.press("Enter")
    await tab_to(page, "Jak potwierdzono")
    await page.keyboard.type("Dowód osobisty okazany w urzędzie")
    await tab_to(page, "Zapisz: tożsamość potwierdzona")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("cell", name="potwierdzono tożsamość")).to_be_visible()


async def test_the_copy_of_the_data_and_who_saw_them_are_downloaded(
    centre: RunningCentre, desks: Desks, tmp_path: Path, deputy: str
) -> None:
    person = await _somebody(centre, 2)
    request = await _received(centre, person, "access", is_identified=True)
    erasure = await _received(centre, person, "erasure", is_identified=True)
    second = await desks.page(f"/requests?request={erasure['id']}", deputy)
    theirs = second.get_by_role("region", name="Wniosek: usunięcie danych")
    await theirs.get_by_role("button", name="Zatwierdź usunięcie").click()
    warning = second.get_by_role("dialog").get_by_role("status").filter(has_text="jeszcze inny wniosek")
    await expect(warning.get_by_role("link")).to_have_text(re.compile("^informacja o danych, termin .*KP.access$"))
    await check_accessibility(second, "wnioski-inny-wniosek")
    await second.keyboard.press("Escape")
    page = await desks.page(f"/requests?request={request['id']}", OFFICER)
    clicks = await clicks_of(page)
    opened = page.get_by_role("region", name="Wniosek: informacja o danych")
    copy = await _saved(await _downloaded(page, opened, "Kopia danych (JSON)"), tmp_path)
    assert person.last_name in json.dumps(json.loads(copy), ensure_ascii=False)
    for name in ("Kopia danych (PDF)", "„Kto oglądał moje dane” (PDF)"):
        assert (await _saved(await _downloaded(page, opened, name), tmp_path)).startswith(b"%PDF-")
    await expect(opened.get_by_role("cell", name="sporządzono dokument")).to_have_count(3)
    await check_accessibility(page, "wnioski-dokumenty")
    await opened.get_by_role("button", name="Zapisz, że załatwiono").click()
    await page.get_by_role("dialog").get_by_role("button", name="Załatwiono, zamknij wniosek").click()
    await expect(opened).to_contain_text("Udostępniono informację o danych.")
    assert await clicks.count() <= 5, "three files, and done"
    await second.reload()
    await theirs.get_by_role("button", name="Zatwierdź usunięcie").click()
    await expect(second.get_by_role("dialog")).to_contain_text("Tego nie można cofnąć.")
    await expect(warning).to_have_count(0)


async def _downloaded(page: Page, opened: Locator, name: str) -> Download:
    async with page.expect_download() as downloading:
        await opened.get_by_role("button", name=name).click()
    await expect(opened.get_by_role("button", name=name)).to_be_enabled()
    return await downloading.value


async def _saved(download: Download, folder: Path) -> bytes:
    place = folder / download.suggested_filename
    await download.save_as(place)
    return place.read_bytes()


@pytest.mark.more(
    "another kind of request on the same page; what a restriction does is told by the web service",
    "tests/api/clients/test_requests.py::test_whose_data_are_restricted_is_nobody_until_the_restriction_is_over",
    "tests/browser/test_pages_of_rights.py::test_an_erasure_takes_two_officers_and_says_before_what_it_does",
)
async def test_a_restriction_begins_with_its_consequence_in_words_and_is_lifted(
    centre: RunningCentre, desks: Desks
) -> None:
    person = await _somebody(centre, 3)
    request = await _received(centre, person, "restriction", is_identified=True)
    page = await desks.page(f"/requests?request={request['id']}", OFFICER)
    opened = page.get_by_role("region", name="Wniosek: ograniczenie przetwarzania")
    dialog = page.get_by_role("dialog")
    await opened.get_by_role("button", name="Zapisz, że załatwiono").click()
    await expect(dialog).to_contain_text("dane są tylko przechowywane")
    await dialog.get_by_role("button", name="Załatwiono, zamknij wniosek").click()
    await expect(opened).to_contain_text("Przetwarzanie danych tej osoby jest ograniczone.")
    await opened.get_by_role("button", name="Znieś ograniczenie").click()
    await dialog.get_by_role("button", name="Znieś ograniczenie").click()
    await expect(opened.get_by_role("cell", name="zniesiono ograniczenie")).to_be_visible()
    await expect(opened).not_to_contain_text("Przetwarzanie danych tej osoby jest ograniczone.")


async def test_a_hold_keeps_what_it_is_for_until_it_is_ended(
    centre: RunningCentre, desks: Desks, deputy: str
) -> None:
    person = await _somebody(centre, 4)
    page = await desks.page("/clients", OFFICER)
    await _open_card(page, person)
    await page.get_by_role("button", name="Ustaw blokadę").click()
    dialog = page.get_by_role("dialog", name="Blokada prawna")
    await expect(dialog).to_contain_text(f"{person.first_name} {person.last_name}")
    await dialog.get_by_label("wszystkie dane").uncheck()
    await dialog.get_by_label("świadczenia").check()
    await dialog.get_by_label("Powód").fill("Spór o zwrot świadczenia")
    await dialog.get_by_label("Podstawa prawna").fill("art. 17 ust. 3 lit. e RODO")
    await check_accessibility(page, "blokady-nowa")
    await dialog.get_by_role("button", name="Ustaw blokadę").click()
    await expect(page.get_by_text("Blokada obowiązuje.")).to_be_visible()
    await page.goto("/holds")
    row = page.get_by_role("row").filter(has_text="Spór o zwrot świadczenia")
    await expect(row).to_contain_text("świadczenia")
    await check_accessibility(page, "blokady")

    request = await _received(centre, person, "erasure", is_identified=True)
    await _step(centre, deputy, request, "approve", {})
    await page.goto(f"/requests?request={request['id']}")
    opened = page.get_by_role("region", name="Wniosek: usunięcie danych")
    await expect(opened).to_contain_text("Co zatrzymała blokada prawna", timeout=JOBS_MS)
    await expect(opened).to_contain_text("art. 17 ust. 3 lit. e RODO")
    await check_accessibility(page, "wnioski-blokada")
    assert len(await centre.rows(select(Client.id).where(Client.id == person.id))) == 1

    await page.goto("/holds")
    await page.get_by_role("button", name="Zakończ blokadę: Spór o zwrot świadczenia").click()
    end = page.get_by_role("dialog", name="Zakończyć blokadę?")
    await expect(end).to_contain_text("zniknie na zawsze")
    await end.get_by_role("button", name="Zakończ blokadę").click()
    await expect(page.get_by_text("Blokada skończy się, gdy potwierdzi to inna osoba.")).to_be_visible()
    await _confirm_what_waits(centre, deputy)
    await page.reload()
    await page.get_by_label("Stan").select_option(label="zakończone")
    assert parse_qs(urlsplit(page.url).query) == {"state": ["over"]}
    await expect(row).to_contain_text("zakończył: Kierownik")


async def test_a_dry_run_of_retention_counts_every_kind_and_changes_nothing(desks: Desks) -> None:
    page = await desks.page("/retention", "zespol")
    await expect(page.get_by_role("rowheader", name=re.compile("^Nagrania rozmów"))).to_be_visible()
    await check_accessibility(page, "przechowywanie")
    await page.get_by_role("tab", name="Przebiegi").click()
    await page.get_by_role("button", name="Przebieg próbny").click()
    run = page.get_by_role("region", name=re.compile("^Przebieg próbny"))
    await expect(run).to_contain_text("Nic nie zostało zmienione.", timeout=60_000)
    await expect(run.get_by_role("row")).to_have_count(1 + len(KINDS))
    await check_accessibility(page, "przechowywanie-przebieg")
    await page.get_by_role("button", name="Usuń teraz, co jest po terminie").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Ostatni przebieg próbny")
    await dialog.get_by_label("Aby potwierdzić").fill("nie")
    await dialog.get_by_role("button", name="Usuń na zawsze").click()
    await expect(dialog).to_contain_text("Prosimy wpisać słowo USUŃ.")
    await check_accessibility(page, "przechowywanie-usun")
    await dialog.get_by_label("Aby potwierdzić").fill("usuń")
    await dialog.get_by_role("button", name="Usuń na zawsze").click()
    real = page.get_by_role("region", name=re.compile("^Przebieg z usuwaniem"))
    await expect(real).to_contain_text("zakończony", timeout=60_000)


async def test_a_shorter_rule_is_planned_within_its_bounds_and_confirmed_by_another_person(
    desks: Desks, deputy: str
) -> None:
    page = await desks.page("/retention", OFFICER)
    await page.get_by_role("button", name="Zmień czas przechowywania: Nagrania rozmów").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Liczba dni").fill("91")
    await dialog.get_by_role("button", name=re.compile("^Zaplanuj")).click()
    await expect(dialog).to_contain_text("Liczba dni musi leżeć między 1 a 90.")
    await dialog.get_by_label("Liczba dni").fill("14")
    await dialog.get_by_label("Obowiązuje od").fill("2090-01-01")
    await dialog.get_by_label("Podstawa").fill("Zarządzenie nr 7/2026")
    await expect(dialog).to_contain_text("Tego nie można cofnąć.")
    await check_accessibility(page, "przechowywanie-zmiana")
    await dialog.get_by_role("button", name=re.compile("^Zaplanuj: 14 dni")).click()
    await expect(page.get_by_text("Zgłoszono krótszy czas: Nagrania rozmów.")).to_be_visible()
    rule = page.get_by_role("row").filter(has_text="Nagrania rozmów")
    await expect(rule).not_to_contain_text("14 dni")

    second = await desks.page("/retention", deputy)
    await second.get_by_role("link", name=re.compile("^Na Państwa potwierdzenie czeka")).click()
    waits = second.get_by_role("article", name="Krótszy czas przechowywania: recording")
    await expect(waits).to_contain_text("Liczba dni 14")
    await check_accessibility(second, "druga-osoba")
    await waits.get_by_role("button", name="Potwierdź").click()
    await check_accessibility(second, "druga-osoba-potwierdz")
    await second.get_by_role("dialog").get_by_role("button", name="Potwierdź").click()
    await expect(second.get_by_text("Potwierdzono i wykonano: Krótszy czas przechowywania")).to_be_visible()
    await expect(waits).to_have_count(0)
    await page.reload()
    await expect(rule).to_contain_text("Plan: Kolno, 14 dni od 01.01.2090")
    await page.get_by_role("tab", name="Przebiegi").click()
    await expect(page.get_by_role("button", name="Przebieg próbny")).to_have_count(0)


async def test_the_logs_are_verified_and_the_result_is_said_in_words(desks: Desks, centre: RunningCentre) -> None:
    change = {"page": "offers", "name": "Spawacze w Kolnie", "filters": "q=spawacz"}
    assert (await centre.request("kierownik-20060", "POST", "/api/saved-searches", json=change)).status_code == 201
    page = await desks.page("/proof", "audytor")
    await page.get_by_role("button", name="Sprawdź teraz").click()
    await expect(page.get_by_text(re.compile("^(Wszystkie|Jedyny).* nienaruszon"))).to_be_visible(timeout=60_000)
    await page.get_by_text("Na czym to się opiera").click()
    await expect(page.get_by_text("zlecił: Audytor")).to_be_visible(timeout=60_000)
    await expect(page.get_by_role("table", name="Co sprawdzono").get_by_role("row")).to_have_count(1 + len(LOGS))
    await check_accessibility(page, "nienaruszalnosc")
    await page.goto("/change-log")
    await expect(
        page.get_by_role("row").filter(has_text=re.compile("Kierownik|Administrator")).first
    ).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Szczegóły: ")).first.click()
    await check_accessibility(page, "dziennik-zmian")
    await page.goto("/security-events")
    await expect(page.get_by_role("row").filter(has_text="Audytor").first).to_contain_text("logowanie")
    await check_accessibility(page, "zdarzenia-bezpieczenstwa")


@pytest.mark.more(
    "more accounts; what a supervisor sees, and that a consultant sees no board, is in the last ones",
    "tests/api/accounts/test_session.py::test_whoever_logs_in_is_known_and_may_leave",
    "tests/browser/test_pages.py::test_a_supervisor_has_all_pages_at_the_side_and_on_a_telephone_behind_a_button",
    "tests/browser/test_board.py::test_a_supervisor_of_an_office_sees_the_own_office_and_its_neighbours_and_a_consultant_no_board",
)
async def test_each_account_sees_the_pages_of_its_rights(browsers: Browsers, desks: Desks, address: str) -> None:
    for account, begins, sees in (
        (OFFICER, "/board", {"Wnioski RODO", "Zakaz usuwania", "Czas przechowywania"}),
        ("audytor", "/home", {"Czy dzienniki są całe"}),
        ("zespol", "/home", {"Czas przechowywania", "Czy dzienniki są całe"}),
        ("k20060-1", "/desk", set()),
    ):
        own = await browsers.open(address)
        await desks.log_in(own, account)
        page = await own.new_page()
        await page.goto("/")
        await page.wait_for_url(f"**{begins}")
        links = await pages_in_navigation(page)
        assert (
            set(links) & {"Wnioski RODO", "Zakaz usuwania", "Czas przechowywania", "Czy dzienniki są całe"} == sees
        )
