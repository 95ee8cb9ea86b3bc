"""Reports in real browsers: read in the morning, opened down to one call, saved, shared, taken away as files."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Download, Locator, Page, Route, ViewportSize, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.browser.reported_days import HELPER, SUPERVISOR, place_of, question, run_report, yesterday
from tests.support.browser.browsers import Browsers
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre
from tests.support.web.pdf_text import pdf_text

__all__ = ["yesterday"]
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("jobs")]

OTHER = f"kierownik-{HELPER}"


async def _page(browsers: Browsers, desks: Desks, address: str, path: str, account: str = SUPERVISOR) -> Page:
    own = await browsers.open(address, context={"accept_downloads": True})
    await desks.log_in(own, account)
    page = await own.new_page()
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def _table(page: Page) -> Locator:
    return page.get_by_role("grid", name="Przebieg dnia: tabela")


def _total(page: Page, figure: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^{figure}, Razem: .*Pokaż połączenia$"))


async def _saved(page: Page, button: str) -> Download:
    async with page.expect_download() as started:
        await page.get_by_role("button", name=f"Pobierz raport jako {button}").click()
    return await started.value


async def test_a_supervisor_reads_yesterday_opens_a_number_down_to_one_call_and_comes_back(
    centre: RunningCentre, browsers: Browsers, desks: Desks, address: str, yesterday: date
) -> None:
    told = await run_report(centre, SUPERVISOR, yesterday)
    page = await _page(browsers, desks, address, "/reports")
    await expect(page.get_by_role("region", name=re.compile("^Dziś"))).to_be_visible()
    await check_accessibility(page, "raporty")
    # What stands beside today is the last working day: yesterday may be none.
    await page.get_by_label("Otwieraj raport za").select_option(label="wczoraj")
    await page.get_by_role("link", name=re.compile("^Przebieg dnia")).click()

    await expect(page.get_by_role("heading", level=1, name="Przebieg dnia")).to_be_visible()
    await expect(page.get_by_text(told["sentence"])).to_be_visible()
    await expect(page.get_by_text(told["complete_text"])).to_be_visible()
    await expect(_table(page).get_by_role("row").last).to_contain_text("Razem")
    await check_accessibility(page, "raport")

    await page.get_by_role("button", name="Jak liczymy te kolumny").click()
    how = page.get_by_role("dialog", name="Jak liczymy te kolumny")
    await how.get_by_text("Porzucone", exact=True).click()
    await expect(how.get_by_text("zanim odebrał konsultant")).to_be_visible()
    await check_accessibility(page, "raport-jak-liczymy")
    await page.keyboard.press("Escape")

    count = told["total"][place_of(told, "answered")]
    await _total(page, "Odebrane").click()
    calls = page.get_by_role("dialog", name="Odebrane – cały okres")
    await expect(calls.get_by_text(re.compile(f"wskaźnik liczy {count['value']:.0f} "))).to_be_visible()
    await check_accessibility(page, "raport-polaczenia")
    rows = calls.get_by_role("link", name=re.compile("^Otwórz przebieg połączenia z "))
    more = calls.get_by_role("button", name="Pokaż następne")
    while await more.is_visible():
        shown = await rows.count()
        await more.click()
        await expect(rows.nth(shown)).to_be_visible()
    assert await rows.count() == count["value"], "the calls that are listed are not the figure"

    where = page.url
    chosen = rows.nth(3)
    name = await chosen.get_attribute("aria-label")
    await chosen.click()
    await expect(page.get_by_role("heading", name=re.compile("^Połączenie z "))).to_be_visible()
    await expect(page.get_by_role("listitem").filter(has_text="kolejk").first).to_be_visible()
    await check_accessibility(page, "polaczenie")
    await page.go_back()
    assert page.url == where
    await expect(calls.get_by_role("link", name=name or "")).to_be_focused()
    assert await rows.count() == count["value"], "who comes back begins anew"
    await page.keyboard.press("Escape")
    await expect(calls).to_be_hidden()
    await expect(_total(page, "Odebrane")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(calls).to_be_visible()
    await page.go_back()
    await expect(calls).to_be_hidden()
    await expect(_total(page, "Odebrane")).to_be_focused()
    await page.get_by_role("main").get_by_role("link", name="Raporty").first.click()
    await expect(page).to_have_title("Raporty — System 7/24")


@pytest.mark.more(
    "a state of the page of a report; whose views are whose is decided by the web service",
    "tests/api/reports/test_reports.py::test_a_view_is_the_owner_s_to_change_and_a_shared_one_everybody_s_to_open",
    "tests/api/reports/test_reports.py::test_a_supervisor_never_sees_another_office",
    "tests/browser/test_reports.py::test_a_supervisor_reads_yesterday_opens_a_number_down_to_one_call_and_comes_back",
)
async def test_a_view_is_saved_shared_and_opened_by_another_office_with_its_own_figures_only(
    centre: RunningCentre, browsers: Browsers, desks: Desks, address: str, yesterday: date
) -> None:
    page = await _page(browsers, desks, address, f"/reports/day?offices={ANNAS_OFFICE}&compare=earlier")
    await expect(page.get_by_text("Drugi wiersz w polu")).to_be_visible()
    await page.get_by_role("button", name="Kolumny", exact=True).click()
    columns = page.get_by_role("dialog", name="Kolumny tabeli")
    await columns.get_by_role("checkbox", name="Najdłuższe czekanie").uncheck()
    await columns.get_by_role("button", name="Przesuń wyżej: Zgłoszone do kolejki").click()
    await expect(columns.get_by_role("button", name="Przesuń niżej: Zgłoszone do kolejki")).to_be_focused()
    await check_accessibility(page, "raport-kolumny")
    await columns.get_by_role("button", name="Pokaż te kolumny").click()
    heads = _table(page).get_by_role("columnheader")
    await expect(heads.nth(1)).to_contain_text("Zgłoszone")
    await expect(heads.nth(1).get_by_title("Zgłoszone do kolejki")).to_be_visible()
    await expect(_table(page).get_by_text("Najdłuższe czekanie")).to_have_count(0)
    await heads.nth(1).get_by_role("button", name="Zgłoszone do kolejki").first.click()
    await expect(heads.nth(1)).to_have_attribute("aria-sort", "descending")

    await page.get_by_role("button", name="Zapisz widok").click()
    dialog = page.get_by_role("dialog", name="Zapisz widok")
    await dialog.get_by_label("Nazwa").fill("Poranny przegląd Kolna")
    await dialog.get_by_label("Udostępnij innym").check()
    await check_accessibility(page, "raport-zapisz")
    await dialog.get_by_role("button", name="Zapisz widok").click()
    await expect(page.get_by_text("Zapisano widok „Poranny przegląd Kolna”.")).to_be_visible()
    where = urlsplit(page.url)

    theirs = await _page(browsers, desks, address, f"{where.path}?{where.query}", OTHER)
    await expect(theirs.get_by_text("Widok obejmuje tylko Państwa urzędy.")).to_be_visible()
    await expect(theirs.get_by_text(re.compile("^Widok „Poranny przegląd Kolna” "))).to_be_visible()
    own = await run_report(centre, OTHER, yesterday, offices=[HELPER], compare="earlier")
    await expect(_total(theirs, "Zgłoszone do kolejki")).to_have_text(
        own["total"][place_of(own, "offered")]["text"]
    )
    await check_accessibility(theirs, "raport-udostepniony")
    await theirs.goto("/reports")
    shared = theirs.get_by_role("region", name="Widoki udostępnione przez innych")
    await expect(shared.get_by_role("link", name="Poranny przegląd Kolna")).to_be_visible()
    await expect(shared.get_by_role("button", name=re.compile("^Usuń"))).to_have_count(0)

    await page.goto("/reports")
    mine = page.get_by_role("region", name="Moje widoki")
    await mine.get_by_role("link", name="Poranny przegląd Kolna").click()
    query = parse_qs(urlsplit(page.url).query)
    assert query["offices"] == [ANNAS_OFFICE]
    assert query["columns"][0].startswith("offered,calls,")
    assert "from" not in query, "a view of yesterday is of yesterday again tomorrow"
    await page.goto("/reports")
    await mine.get_by_role("button", name="Usuń widok „Poranny przegląd Kolna”").click()
    await expect(page.get_by_text("Usunięto widok „Poranny przegląd Kolna”.")).to_be_visible()
    await expect(mine.get_by_role("link", name="Poranny przegląd Kolna")).to_have_count(0)
    await theirs.goto(f"{where.path}?{where.query}")
    await expect(theirs.get_by_text("Tego widoku już nie ma")).to_be_visible()


async def test_a_target_is_set_reports_are_held_against_it_and_it_ends(
    browsers: Browsers, desks: Desks, address: str, yesterday: date
) -> None:
    page = await _page(browsers, desks, address, "/reports")
    await page.get_by_role("main").get_by_role("link", name="Cele wskaźników").click()
    await expect(page.get_by_role("heading", level=1, name="Cele wskaźników")).to_be_visible()
    await expect(page).to_have_title("Cele wskaźników — System 7/24")
    targets = page.get_by_role("table", name="Cele wskaźników")
    await expect(page.get_by_text("Nie ma jeszcze żadnego celu")).to_be_visible()
    await check_accessibility(page, "cele-zadnych")

    await page.get_by_role("button", name="Odsetek porzuconych: najwyżej 5 %").click()
    dialog = page.get_by_role("dialog", name="Ustal cel")
    await expect(dialog.get_by_label("Cel (%)")).to_have_value("5")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Ustal cel").click()
    whose = dialog.get_by_label("Dla kogo")
    await expect(whose.locator("option"), "the own office, and nothing else").to_have_text(["Kolno"])
    await dialog.get_by_label("Wskaźnik").select_option("asa")
    value = dialog.get_by_label("Cel (w sekundach)")
    save = dialog.get_by_role("button", name="Zapisz cel")
    await value.fill("zaraz")
    await save.click()
    await expect(dialog.get_by_role("group", name="Prosimy poprawić:")).to_be_focused()
    await expect(dialog.get_by_role("group", name="Prosimy poprawić:")).to_contain_text("Prosimy podać liczbę.")
    await check_accessibility(page, "cele-blad")
    await value.fill("30,5")
    await dialog.get_by_label("Od dnia").fill((yesterday - timedelta(days=7)).isoformat())
    await save.click()
    await expect(page.get_by_text(re.compile(r"^Zapisano cel. .*, Kolno: 31\ss od "))).to_be_visible()
    row = targets.get_by_role("row").filter(has_text="Kolno")
    await expect(row).to_contain_text("obowiązuje")
    await expect(row).to_contain_text("Kierownik (Kolno)")
    await check_accessibility(page, "cele")

    report = f"/reports/day?offices={ANNAS_OFFICE}&compare=target"
    await page.goto(report)
    await expect(page.get_by_role("main").get_by_role("link", name="Cele wskaźników")).to_be_visible()
    total = _table(page).get_by_role("row").last
    await expect(total).to_contain_text("cel 31 s")

    await page.get_by_role("main").get_by_role("link", name="Cele wskaźników").click()
    await page.get_by_role("button", name="Ustal cel").click()
    await dialog.get_by_label("Wskaźnik").select_option("asa")
    await dialog.get_by_label("Od tego dnia bez celu").check()
    await dialog.get_by_label("Od dnia", exact=True).fill(yesterday.isoformat())
    await save.click()
    await expect(page.get_by_text(re.compile("^Zapisano. .*, Kolno: bez celu od "))).to_be_visible()
    await expect(targets.get_by_text("obowiązuje", exact=True)).to_have_count(1)
    await expect(targets.get_by_text("już nie obowiązuje")).to_have_count(1)
    await page.goto(report)
    await expect(total).to_be_visible()
    await expect(total.get_by_text("cel 31 s")).to_have_count(0)


async def test_a_report_is_taken_away_as_files_that_say_what_the_page_says(
    centre: RunningCentre, browsers: Browsers, desks: Desks, address: str, yesterday: date, tmp_path: Path
) -> None:
    told = await run_report(centre, SUPERVISOR, yesterday)
    page = await _page(browsers, desks, address, "/reports/day")
    await expect(page.get_by_text(told["sentence"])).to_be_visible()
    files = {}
    for kind in ("CSV", "XLSX", "PDF"):
        download = await _saved(page, kind)
        name = download.suggested_filename
        assert re.fullmatch(rf"raport-[\w-]*{yesterday:%Y-%m-%d}[\w-]*\.{kind.lower()}", name), name
        await expect(page.get_by_text(f"Zapisano plik {name}.")).to_be_visible()
        place = tmp_path / name
        await download.save_as(place)
        files[kind] = place.read_bytes()
    for kind, content in files.items():
        path = f"/api/reports/export?format={kind.lower()}"
        answer = await centre.request(SUPERVISOR, "POST", path, json=question(yesterday, by="interval"))
        assert answer.status_code == 200, answer.text
        assert len(answer.content) == pytest.approx(len(content), rel=0.05), kind

    text = files["CSV"].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    offered = told["total"][place_of(told, "offered")]["value"]
    assert any(row and row[0] == "Razem" and f"{offered:.0f}" in row for row in rows), text
    with zipfile.ZipFile(io.BytesIO(files["XLSX"])) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()
    words = re.sub(r"\s+", " ", pdf_text(files["PDF"]))
    assert "Przebieg dnia" in words
    assert re.sub(r"\s+", " ", told["total"][place_of(told, "service_level")]["text"]) in words


async def test_a_report_is_read_and_narrowed_by_the_keyboard_alone_and_a_number_is_opened(
    browsers: Browsers, desks: Desks, address: str, yesterday: date
) -> None:
    page = await _page(browsers, desks, address, "/reports")
    await tab_to(page, "Otwieraj raport za")
    await page.keyboard.type("wcz")
    await tab_to(page, "Czekanie w kolejce")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="Czekanie w kolejce")).to_be_visible()
    await expect(page.get_by_role("grid", name="Czekanie w kolejce: tabela")).to_be_visible()
    await page.get_by_role("link", name="Raporty", exact=True).last.focus()
    await tab_to(page, "Okres")
    await page.keyboard.press("Home")  # today
    await expect(page).to_have_url(re.compile("period=today"))
    await page.keyboard.press("ArrowDown")
    await expect(page).not_to_have_url(re.compile("period="))
    await tab_to(page, "Więcej filtrów")
    await page.keyboard.press("Enter")
    await tab_to(page, re.compile("^wszystkie"))
    await page.keyboard.press("Enter")
    await tab_to(page, "osoba bezrobotna")  # other topics may have had no calls on that day
    await page.keyboard.press("Space")
    await expect(page).to_have_url(re.compile("topics="))
    await check_accessibility(page, "raport-filtry")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name=re.compile("^Tematy"))).to_be_focused()
    await expect(page.get_by_role("heading", name=re.compile("dni tygodnia i godziny"))).to_be_visible()
    await check_accessibility(page, "raport-czekanie")
    await page.goto("/reports/waiting")
    table = page.get_by_role("grid", name="Czekanie w kolejce: tabela")
    await expect(table).to_be_visible()
    await page.get_by_role("heading", level=1).evaluate("(heading) => { heading.tabIndex = -1; heading.focus() }")
    assert await _stops_to(page, table) <= 12
    # The table itself is one stop: the arrows lead through it.
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowRight")
    opens = page.locator(":focus")
    await expect(opens).to_have_accessible_name(re.compile(r"^Poziom obsługi .*Pokaż połączenia$"))
    opens = page.locator(f"[id='{await opens.get_attribute('id')}']")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(opens).to_be_focused()


async def _stops_to(page: Page, table: Locator) -> int:
    """How often the tabulator is pressed until it is in the table."""
    for stops in range(1, 61):
        await page.keyboard.press("Tab")
        if await table.evaluate("(table) => table.contains(document.activeElement)"):
            return stops
    raise AssertionError("the table cannot be reached by the keyboard")


async def _ten_minutes_late(route: Route) -> None:
    """As if the projection of figures had stood still."""
    answer = await route.fetch()
    until = (datetime.now(UTC) - timedelta(minutes=10)).isoformat()
    told = {**await answer.json(), "is_complete": False, "complete_until": until}
    await route.fulfill(response=answer, json=told)


async def test_nothing_late_and_failed_are_told_with_the_way_out(
    browsers: Browsers, desks: Desks, address: str, yesterday: date
) -> None:
    page = await _page(browsers, desks, address, "/reports/day?from=2024-02-01&to=2024-02-01")
    await expect(page.get_by_text("nie było żadnych połączeń")).to_be_visible()
    await check_accessibility(page, "raport-pusty")
    await page.goto("/reports/nothing")
    await expect(page.get_by_role("heading", level=1, name="Nie ma takiego raportu.")).to_be_visible()

    await page.goto("/reports/day")
    await expect(_table(page)).to_be_visible()
    await page.route("**/api/reports/run", lambda route: route.abort())
    await page.get_by_label("Porównanie").select_option(label="z poprzednim okresem")
    await expect(page.get_by_role("alert")).to_contain_text("Poniżej jest poprzedni wynik")
    await expect(_table(page)).to_be_visible()
    await check_accessibility(page, "raport-nieudany")
    await page.unroute("**/api/reports/run")
    await page.get_by_role("button", name="Spróbuj ponownie").click()
    await expect(page.get_by_text("Drugi wiersz w polu")).to_be_visible()

    await page.route("**/api/reports/run", _ten_minutes_late)
    await page.goto("/reports/day?period=today")
    await expect(page.get_by_text(re.compile(r"^Liczenie raportów .* o (10 min|9 min 5\d s)"))).to_be_visible()


async def test_the_day_of_25_hours_is_marked_as_one(
    browsers: Browsers, desks: Desks, address: str, yesterday: date
) -> None:
    page = await _page(browsers, desks, address, "/reports/day?from=2026-10-24&to=2026-10-26&interval=day")
    days = _table(page).get_by_role("row").filter(has_text="2026")
    await expect(days).to_have_count(3)
    await expect(days.filter(has_text="doba ma 25 godz.")).to_have_count(1)
    await expect(days.nth(1)).to_contain_text("doba ma 25 godz.")


async def test_the_offices_help_each_other_in_a_table_and_the_print_has_no_controls(
    browsers: Browsers, desks: Desks, address: str, yesterday: date
) -> None:
    page = await _page(browsers, desks, address, "/reports/flows", "kierownik-wup")
    await expect(page.get_by_role("heading", name="Kto komu pomaga")).to_be_visible()
    await check_accessibility(page, "raport-przeplywy")
    await page.goto("/reports/day?interval=15min")
    await expect(_table(page)).to_be_visible()
    await page.emulate_media(media="print")
    for gone in (
        page.get_by_role("region", name="Filtry"),
        page.get_by_role("button", name="Zapisz widok"),
        page.get_by_role("navigation", name="Strony"),
    ):
        await expect(gone).to_be_hidden()
    cut = "(frame) => frame.scrollHeight - frame.clientHeight"
    assert await _table(page).locator("..").evaluate(cut) <= 1


# Landscape A4 without the browser's margins, in CSS pixels.
_SHEET = ViewportSize(width=1047, height=718)
_CUT = """() => [...document.querySelectorAll('main th, main td, main canvas, main figure')]
  .filter((each) => each.getBoundingClientRect().width > 0)
  .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    || each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline')
  .map((each) => `${each.tagName} ${each.textContent.trim().slice(0, 40)}`)"""
"""What runs out of the sheet, or out of its cell."""


@pytest.mark.more(
    "three reports of the province on paper; a print is looked at in the first, a file is read in the last",
    "tests/browser/test_reports.py::test_the_offices_help_each_other_in_a_table_and_the_print_has_no_controls",
    "tests/browser/test_reports.py::test_a_report_is_taken_away_as_files_that_say_what_the_page_says",
)
async def test_on_paper_no_column_is_cut_however_many_there_are(
    browsers: Browsers, desks: Desks, address: str, yesterday: date
) -> None:
    page = await _page(browsers, desks, address, "/reports/day", "kierownik-wup")
    for path, heading in (
        ("/reports/day?interval=60min&compare=earlier", "Przebieg dnia"),
        ("/reports/waiting?interval=60min", "Czekanie w kolejce"),
        ("/reports/flows", "Kto komu pomaga"),
    ):
        await page.set_viewport_size({"width": 1440, "height": 900})
        await page.goto(path)
        await expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        await expect(page.get_by_role("table").first).to_be_visible()
        heads = await page.locator("main table").last.get_by_role("columnheader").all_inner_texts()
        sheet = await page.pdf(prefer_css_page_size=True)
        words = re.sub(r"\s+", "", pdf_text(sheet))
        lost = [head for head in heads if re.sub(r"[\s?▾▴]+", "", head) not in words]
        assert lost == [], f"{path}: not on paper"
        await page.emulate_media(media="print")
        await page.set_viewport_size(_SHEET)
        assert await page.evaluate(_CUT) == [], path
        await page.emulate_media(media="null")


async def test_the_dictionary_says_how_each_figure_is_counted(
    browsers: Browsers, desks: Desks, address: str
) -> None:
    page = await _page(browsers, desks, address, "/figures#asa")
    await expect(page.locator("#asa")).to_be_focused()
    await check_accessibility(page, "slownik")
    await page.get_by_label("Szukaj wskaźnika").fill("dotrzymane oddz")
    await expect(page.get_by_text("Znaleziono: 2")).to_be_visible()
    await expect(page.get_by_role("heading", name="Odsetek dotrzymanych oddzwonień")).to_be_visible()
    await page.get_by_label("Szukaj wskaźnika").fill("xyz")
    await expect(page.get_by_text("Nie ma takiego wskaźnika.")).to_be_visible()
