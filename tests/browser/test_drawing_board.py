"""A line from nothing to a caller who hears it, and back: drawn, tried, approved by another person, published."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from core.calendar.holidays_pl import day_off
from core.ids import new_id
from core.zone import WARSAW
from tests.browser.accessibility import check_accessibility
from tests.browser.boards import Board
from tests.browser.desks import Desks
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.support.centres.running_centre import RunningCentre
from tests.support.plugins.more import few_of
from tests.support.telephones.hearing import until_prompt_begins
from tests.support.telephones.phone import Phones

pytestmark = pytest.mark.asyncio(loop_scope="session")

HANDS: dict[str, Hand] = {"mouse": Mouse(), "keyboard": Keyboard()}
WITHIN_A_MINUTE = 60.0
AT_FIRST = 4.0  # seconds: shorter than any of the two welcomes
FIRST_WORDS, OTHER_WORDS = "W02", "W01"


@dataclass(frozen=True)
class Trial:
    """A call that is tried out, and kept as a test case."""

    name: str
    keys: str = ""
    is_served: bool = False
    is_office_away: bool = False


TRIALS = (
    Trial("Pyta o szkolenie", keys="1", is_served=True),
    Trial("Niczego nie wybiera"),
    Trial("W urzędzie nikogo nie ma", is_office_away=True),
)


@pytest.mark.parametrize(
    "by",
    few_of(
        HANDS,
        {"mouse"},
        "the same board by the keyboard alone",
        "tests/browser/test_drawing_board.py::"
        "test_a_line_is_drawn_tried_approved_and_published_and_callers_hear_it_and_what_was_before",
    ),
)
async def test_a_line_is_drawn_tried_approved_and_published_and_callers_hear_it_and_what_was_before(
    by: str, centre: RunningCentre, desks: Desks, phones: Phones
) -> None:
    hand = HANDS[by]
    name = new_id("linia").lower().replace("_", "-")[:40]
    number = str(100_000_000 + int(new_id("x")[-6:], 16))
    editor = await desks.page("/scenarios", "redaktor")
    board = Board(editor, hand)
    await _begin(board, name)
    await _draw(board)
    if by == "mouse":
        await hand.press(editor.get_by_role("tab", name="Rysunek"))
        await expect(editor.get_by_role("region", name="Rysunek").get_by_text("godziny_pracy")).to_be_visible()
        await check_accessibility(editor, "scenariusz-rysunek")
        await _lead_by_pointer(editor)
        await board.shows_list()
    for trial in TRIALS:
        await _try_out(board, trial)
    tests = await board.panel("Testy")
    await hand.press(tests.get_by_role("button", name="Uruchom testy"))
    await expect(tests).to_contain_text(f"Zielone: {len(TRIALS)} z {len(TRIALS)}.")

    boss = Board(await desks.page(f"/scenario/{name}?panel=review", "administrator"), hand)
    await _publish(board, boss, 1)
    await _give_number(boss, name, number)
    await _hears(centre, phones, number, FIRST_WORDS)

    # another welcome before it, as the next version
    await editor.goto(f"/scenario/{name}?view=outline&node=zapowiedz&panel=node")
    await hand.press(editor.get_by_role("button", name="Zacznij szkic"))
    form = board.form("zapowiedz")
    await hand.press(form.get_by_role("button", name="Dodaj: Zapowiedzi", exact=True))
    await board.pick(form.get_by_role("combobox", name="Zapowiedzi 2", exact=True), OTHER_WORDS)
    await hand.press(form.get_by_role("button", name="Przesuń wyżej pozycję 2").first)
    first = form.get_by_role("combobox", name="Zapowiedzi 1", exact=True)
    await expect(first).to_have_value(re.compile(OTHER_WORDS))
    await board.is_saved()
    await boss.page.goto(f"/scenario/{name}?panel=review")
    await _publish(board, boss, 2)
    await _hears(centre, phones, number, OTHER_WORDS)

    await _roll_back(boss.page, hand, to=1)
    await _hears(centre, phones, number, FIRST_WORDS)
    closed = await centre.request("administrator", "POST", f"/api/numbers/{number}/deactivate")
    assert closed.status_code < 300, closed.text


def _title(name: str) -> str:
    """As people know the line."""
    return f"Szkolenia {name[-6:]}"


def _working_day() -> str:
    """The next Tuesday that is no holiday: what is planned holds from now on."""
    day = datetime.now(WARSAW).date() + timedelta(days=1)
    while day.weekday() != 1 or day_off(day):
        day += timedelta(days=1)
    return f"{day:%d.%m.%Y}"


async def _begin(board: Board, name: str) -> None:
    page, hand = board.page, board.hand
    await hand.press(page.get_by_role("button", name="Nowa linia"))
    dialog = page.get_by_role("dialog")
    await hand.press(dialog.get_by_label("z gotowego wzoru"))
    await dialog.get_by_label("z gotowego wzoru").press("ArrowUp")  # the last of the choices
    await expect(dialog.get_by_label("od zera")).to_be_checked()
    await hand.fill(dialog.get_by_label("Tytuł linii"), _title(name))
    await hand.fill(dialog.get_by_label("Nazwa w adresie"), name)
    await hand.press(dialog.get_by_role("button", name="Zacznij szkic"))
    await hand.press(page.get_by_role("link", name=f"Otwórz scenariusz: {_title(name)}"))
    await board.shows_list()


async def _draw(board: Board) -> None:
    """A welcome, the hours of an office, a menu, and its queue."""
    form = await board.add("Zapowiedź", "zapowiedz")
    await board.says(form, FIRST_WORDS)
    await board.hand.press(form.get_by_role("button", name="Zacznij scenariusz od tego węzła"))
    form = await board.leads_to_new("zapowiedz", "dalej", "Ustaw urząd", "ustaw_urzad")
    await board.pick(form.get_by_role("combobox", name="Urząd"), "Kolno")
    await board.leads_to_new("ustaw_urzad", "dalej", "Godziny pracy", "godziny_pracy")
    for outcome in ("wspólny dyżur", "nieczynne", "dzień wolny"):
        await board.leads("godziny_pracy", outcome, "koniec")
    form = await board.leads_to_new("godziny_pracy", "czynne", "Menu", "menu")
    await board.says(form, "M02")
    await board.hand.press(form.get_by_role("button", name="Dodaj: Klawisze"))
    await board.hand.fill(form.get_by_role("textbox", name="Wynik"), "szkolenie")
    await board.leads("menu", "mimo prób bez właściwej odpowiedzi", "koniec")
    keys = form.get_by_role("group", name="Klawisze")
    await board.pick(keys.get_by_role("combobox", name="Dokąd: szkolenie"), "nowy węzeł: Kolejka")
    await board.open("kolejka")
    for outcome in ("po rozmowie", "nikt nie może odebrać", "kolejka jest pełna", "zamówiono oddzwonienie"):
        await board.leads("kolejka", outcome, "koniec")
    findings = await board.panel("Uwagi")
    await expect(findings).to_contain_text("0 błędów")
    await board.is_saved()


async def _lead_by_pointer(page: Page) -> None:
    """The arrow of the menu's key is drawn to the end, and taken back."""
    way = page.locator("[data-nodeid=menu][data-handleid=szkolenie]")
    findings = page.get_by_text("Nic do niego nie prowadzi.")  # to the queue
    await page.get_by_role("button", name="Pokaż całość").click()
    await way.hover()  # it stands still
    begin, end = [
        await each.bounding_box() for each in (way, page.locator("[data-nodeid=koniec][data-handleid=in]"))
    ]
    assert begin is not None and end is not None
    await page.mouse.move(begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=10)
    await page.mouse.up()
    await expect(findings).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(findings).to_be_hidden()


async def _try_out(board: Board, trial: Trial) -> None:
    hand = board.hand
    panel = await board.panel("Próba")
    around = panel.get_by_role("group").filter(has_text="Kto dzwoni i kiedy")
    day = around.get_by_label("Dzień", exact=True)
    if not await day.is_visible():  # it is folded while a call goes on
        await hand.press(around.locator("summary").first)
    await hand.fill(day, _working_day())
    await hand.fill(around.get_by_label("Godzina", exact=True), "10:00")
    if trial.is_office_away:
        await hand.press(around.get_by_text("Urzędy, w których nikogo nie ma"))
        await hand.press(around.get_by_role("checkbox", name="Kolno"))
    await hand.press(panel.get_by_role("button", name=re.compile("^Zadzwoń( od nowa)?$")))
    if trial.keys:
        await expect(panel).to_contain_text("Linia czeka na klawisz.")
        await hand.press(panel.get_by_role("button", name=trial.keys, exact=True))
    if trial.is_served:
        await expect(panel).to_contain_text("Rozmówca czeka w kolejce.")
        await hand.press(panel.get_by_role("button", name="Konsultant odebrał, rozmowa się skończyła"))
    await expect(panel).to_contain_text("Scenariusz doszedł do końca.")
    await hand.fill(panel.get_by_label("Nazwa testu"), trial.name)
    await hand.press(panel.get_by_role("button", name="Zapisz jako test"))
    await expect(panel).to_contain_text(f"Zapisano test „{trial.name}”. Jest zielony.")
    await board.is_saved()


async def _publish(board: Board, boss: Board, version: int) -> None:
    """Sent to review by its author; approved and published by somebody else."""
    panel = await board.panel("Zmiany")
    await board.hand.press(panel.get_by_role("button", name="Oddaj do recenzji"))
    await expect(panel).to_contain_text("Szkic jest w recenzji.")
    await expect(panel.get_by_role("button", name="Zatwierdź")).to_be_hidden()
    panel = await boss.panel("Zmiany")
    await expect(panel.get_by_role("button", name="Zatwierdź")).to_be_visible(
        timeout=15_000
    )  # the page sees it itself
    await boss.hand.press(panel.get_by_role("button", name="Zatwierdź"))
    await expect(panel).to_contain_text("Szkic jest zatwierdzony")
    await boss.hand.press(panel.get_by_role("button", name="Opublikuj…"))
    dialog = boss.page.get_by_role("dialog", name="Publikacja")
    await check_accessibility(boss.page, "scenariusz-publikacja")
    await boss.hand.press(dialog.get_by_role("button", name="Opublikuj", exact=True))
    await expect(boss.page.get_by_text(f"Wersja {version} obowiązuje.")).to_be_visible()


async def _give_number(boss: Board, name: str, number: str) -> None:
    await boss.page.goto("/numbers")
    await boss.hand.press(boss.page.get_by_role("button", name="Nowy numer"))
    dialog = boss.page.get_by_role("dialog")
    await boss.hand.fill(dialog.get_by_label("Numer", exact=True), number)
    await boss.hand.choose(dialog.get_by_label("Scenariusz"), _title(name))
    await boss.hand.press(dialog.get_by_role("button", name="Dodaj numer"))
    await expect(boss.page.get_by_role("region", name=number)).to_contain_text("dodano")


async def _roll_back(page: Page, hand: Hand, *, to: int) -> None:
    board = Board(page, hand)
    address = page.url.split("?")[0]
    await page.goto(f"{address}?panel=history")
    history = await board.panel("Historia")
    await hand.press(history.get_by_role("button", name=f"Przywróć wersję {to}"))
    dialog = page.get_by_role("dialog", name=f"Przywróć wersję {to}")
    await hand.fill(dialog.get_by_label("Dlaczego"), "Zła zapowiedź na początku")
    await hand.press(dialog.get_by_role("button", name="Przywróć", exact=True))
    await expect(page.get_by_text(f"obowiązuje i ma treść wersji {to}.")).to_be_visible()


async def _hears(centre: RunningCentre, phones: Phones, number: str, prompt: str) -> None:
    caller = phones.caller("857001442")
    await caller.call(number, centre.sip_port)
    found = await until_prompt_begins(caller, await centre.prompt(prompt), timeout=WITHIN_A_MINUTE)
    assert found.start < AT_FIRST, f"{prompt} is not what is heard first"
    await caller.hang_up()
