"""The live board in a real browser beside real calls: it shows what the centre and the reports count."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from httpx import HTTPError
from playwright.async_api import Locator, Page, ViewportSize, WebSocketRoute, expect

from core.clock import WARSAW
from core.db.engine import make_engine
from core.metrics.dictionary import METRICS
from core.metrics.intervals import midnight, slot_of
from reports.answers.words_pl import number_text
from reports.figures.figure_query import Filters, Query
from reports.figures.figure_store import read_sums
from tests.asterisk.away import frozen, supervision, until_well
from tests.asterisk.desk.test_listening_in import BOSS, WHY, check_hears_both, conversation, supervisor
from tests.asterisk.queues import until_waiting
from tests.browser.accessibility import TELEPHONE, check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import press_letter, tab_to
from tests.support.browser.accessibility import come_to_rest
from tests.support.browser.browsers import Browsers
from tests.support.centres.running_centre import ANNAS_OFFICE, SUPERVISOR, RunningCentre, listen
from tests.support.plugins.width import IS_WIDE
from tests.support.telephones.phone import Phone, Phones
from tests.support.timing.eventually import NOT_YET, eventually

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("jobs", "watchdog"),
]

CONSULTANTS = ("k20060-1", "k20060-2")
ROUNDS, CALLERS = 4 if IS_WIDE else 1, 5
"""In each round two are answered, one gives up waiting, and two are answered after them."""
RED_WITHIN = 3.0
WALL = ViewportSize(width=1920, height=1080)


@dataclass(frozen=True)
class Look:
    """What stands on the page, or what is counted elsewhere."""

    waiting: str
    talking: str
    ready: str
    kolno_waiting: str
    kolno_ready: str


_KOLNO = """
  const row = [...document.querySelectorAll('#board-queues tbody tr')]
    .find((each) => each.textContent.includes('Kolno'));
  const text = (at, of) => row.children[at].querySelector(of)?.textContent.trim() ?? '';
"""
_LOOK = f"""() => {{{_KOLNO}
  const figure = (key) => document.querySelector(`[data-figure="${{key}}"] .number`).textContent.trim();
  const waiting = row.children[1].textContent.trim();
  return [figure('waiting'), figure('talking'), figure('ready'), waiting, text(3, '.text')];
}}"""
_DAY = f"""() => {{{_KOLNO}
  return [text(5, '.text'), text(5, '.below'), row.children[6].textContent.trim()];
}}"""
"""Of today and Kolno, in the table."""


async def _board(
    browsers: Browsers, desks: Desks, address: str, account: str = SUPERVISOR, path: str = "/board"
) -> Page:
    own = await browsers.open(address)
    await desks.log_in(own, account)
    page = await own.new_page()
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1)).to_be_attached()
    return page


async def _shown(page: Page) -> Look:
    return Look(*await page.evaluate(_LOOK))


async def _counted(centre: RunningCentre) -> Look:
    """By the centre itself, asked over the web service."""
    queues = {queue["office"]: queue["now"] for queue in await centre.get("/api/queues")}
    agents = await centre.get("/api/agents")
    kolno = queues[ANNAS_OFFICE]

    def in_states(*states: str) -> int:
        return sum(agent["state"] in states for agent in agents)

    return Look(
        str(sum(queue["waiting"] for queue in queues.values())),
        str(in_states("talking", "hold")),
        str(in_states("available")),
        str(kolno["waiting"]),
        f"{kolno['free']} z {kolno['there']}",
    )


async def _check_now(page: Page, centre: RunningCentre) -> Look:
    """Calls go on meanwhile: asked until both were seen at the same moment, for two seconds at most."""

    async def are_equal() -> Look:
        before, shown, after = await _counted(centre), await _shown(page), await _counted(centre)
        assert before == after, "something has changed meanwhile"
        assert shown == before, f"the board shows {shown}, the centre counts {before}"
        return shown

    return await eventually(are_equal, timeout=6, interval=0.1, not_yet=(AssertionError,))


async def _check_day(page: Page, centre: RunningCentre) -> list[str]:
    """Service level and abandoned of the day, out of the tables of reports."""

    async def are_equal() -> list[str]:
        shown, counted = await page.evaluate(_DAY), await _day(centre)
        assert shown == counted, f"the board shows {shown}, the reports have {counted}"
        return counted

    return await eventually(are_equal, timeout=40, interval=0.5, not_yet=(AssertionError, *NOT_YET))


async def _day(centre: RunningCentre) -> list[str]:
    now = datetime.now(UTC)
    begin, end = midnight(now.astimezone(WARSAW).date()), slot_of(now) + timedelta(minutes=15)
    query = Query(begin, end, filters=Filters(frozenset({ANNAS_OFFICE})))
    engine = make_engine(centre.installation.settings.dsn, pool_size=1)
    try:
        async with engine.connect() as connection:
            [(_, sums)] = await read_sums(connection, query)
    finally:
        await engine.dispose()
    level, offered, abandoned = (METRICS[key].compute(sums) for key in ("service_level", "offered", "abandoned"))
    assert level.value is not None
    percent = number_text(level.value, 1).removesuffix(",0")
    return [f"{percent} %", f"z {level.n}", f"{abandoned.value or 0:.0f} z {offered.value:.0f}"]


@asynccontextmanager
async def _answering(phone: Phone) -> AsyncIterator[None]:
    """A consultant who picks up whatever rings."""

    async def answer() -> None:
        while True:
            await phone.wait_for_ring(120)
            await phone.answer()
            await phone.gone()

    working = asyncio.create_task(answer())
    try:
        yield
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def test_beside_many_calls_the_board_shows_at_every_look_what_the_centre_and_the_reports_count(
    centre: RunningCentre, browsers: Browsers, desks: Desks, phones: Phones, address: str
) -> None:
    page = await _board(browsers, desks, address)
    first, second = [await centre.consultant(phones, name) for name in CONSULTANTS]
    looks = [await _check_now(page, centre)]
    async with _answering(first), _answering(second):
        for turn in range(ROUNDS):
            callers = []
            for at in range(CALLERS):
                callers.append(await desks.caller(f"8570014{turn}{at}"))
                looks.append(await _check_now(page, centre))
            await until_waiting(centre, ANNAS_OFFICE, 3)
            looks.append(await _check_now(page, centre))
            await callers.pop().hang_up()  # the last one has waited long enough
            await until_waiting(centre, ANNAS_OFFICE, 2)
            looks.append(await _check_now(page, centre))
            if turn == ROUNDS - 1:
                if IS_WIDE:  # by so many calls there is an alarm, too: only a few were answered in time
                    await expect(page.locator('[data-figure="alarms"]')).to_contain_text("Niski poziom obsługi")
                await check_accessibility(page, "tablica")
                await _check_wall(page)
            for caller in callers:
                await caller.hang_up()
                looks.append(await _check_now(page, centre))
            await until_waiting(centre, ANNAS_OFFICE, 0)
            await centre.until_nothing_is_left(timeout=30)
            await _check_day(page, centre)
    assert {look.kolno_waiting for look in looks} >= {"0", "2", "3"}
    assert {look.talking for look in looks} >= {"0", "2"}
    [*_, abandoned] = await _check_day(page, centre)
    assert int(abandoned.split(" z ")[1]) >= ROUNDS * CALLERS
    assert desks.browsers.all[-1].errors == []


async def _check_wall(page: Page) -> None:
    """Alone on the screen, nothing to press, nothing beyond its edge, large enough for five metres."""
    address, size = page.url, page.viewport_size
    await page.add_init_script(_AWAKE)
    await page.goto("/board?wall=1")
    await page.set_viewport_size(WALL)
    await expect(page.locator('[data-figure="waiting"]')).to_be_visible()
    assert await page.locator("button, a, input, select").count() == 0
    assert await page.evaluate("window.__awake") == "screen"
    await check_accessibility(page, "tablica-sciana")
    await page.set_viewport_size(WALL)
    await come_to_rest(page)  # it is laid out anew a moment later
    found: dict[str, Any] = await page.evaluate(
        """() => ({
          wide: document.documentElement.scrollWidth - innerWidth,
          high: document.documentElement.scrollHeight - innerHeight,
          head: parseFloat(getComputedStyle(document.querySelector('[data-figure] .number')).fontSize),
          row: parseFloat(getComputedStyle(document.querySelector('tbody td')).fontSize),
          cut: [...document.querySelectorAll('td, th, [data-figure] span')]
            .filter((each) => getComputedStyle(each).display !== 'inline')
            .filter((each) => each.scrollWidth > each.clientWidth + 1)
            .map((each) => each.textContent),
        })"""
    )
    assert (found["wide"], found["high"], found["cut"]) == (0, 0, [])
    assert found["head"] >= 60
    assert found["row"] >= 26
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Tryb ścienny")).to_be_visible()
    await page.goto(address)
    if size:
        await page.set_viewport_size(size)
    # Names come by another way than numbers, and later on a full machine.
    await expect(page.locator("#board-queues tbody tr").filter(has_text="Kolno")).to_be_visible()


_AWAKE = """
  const ask = navigator.wakeLock.request.bind(navigator.wakeLock);
  navigator.wakeLock.request = (what) => { window.__awake = what; return ask(what); };
"""


# -- a bad day


async def test_with_every_alarm_and_fifteen_offices_that_help_each_other_nothing_is_cut_or_hidden(
    centre: RunningCentre, browsers: Browsers, desks: Desks, address: str
) -> None:
    offices = sorted(queue["office"] for queue in await centre.get("/api/queues"))
    assert len(offices) == 15
    own = await browsers.open(address)
    await desks.log_in(own, SUPERVISOR)
    page = await own.new_page()
    await page.route_web_socket(re.compile("/api/live"), partial(_on_a_bad_day, offices))
    await page.set_viewport_size({"width": 1024, "height": 768})
    await page.goto("/board")
    await expect(page.locator('[data-figure="alarms"] .number')).to_have_text(str(2 + 2 * len(offices)))
    alarms = page.locator("#board-alarms li")
    await expect(alarms).to_have_count(2 + 2 * len(offices))
    await expect(alarms.first).to_contain_text("Centrala nie odpowiada")
    nobody = alarms.filter(has_text="Nikogo w pracy").first
    await expect(nobody.get_by_role("link", name="Pokaż konsultantów")).to_be_visible()
    await expect(nobody).to_contain_text("Czekających: 3, a nikt nie jest zalogowany.")
    matrix = page.get_by_role("group", name="Kto komu dziś pomógł")
    assert await matrix.get_by_role("columnheader").count() == len(offices) + 1
    assert await matrix.evaluate("(frame) => frame.scrollWidth - frame.clientWidth") <= 1, (
        "not all beside each other"
    )
    await check_accessibility(page, "tablica-zly-dzien")
    for size in (WALL, ViewportSize(width=1366, height=768)):
        await page.set_viewport_size(size)
        await page.goto("/board?wall=1")
        await expect(page.get_by_text("i jeszcze 29")).to_be_visible()
        assert await page.evaluate(_CUT_IN_HALF) == [], "a line is cut"
    for height in range(560, 900, 20):  # the alarms leave more or less room, or none
        await page.set_viewport_size({"width": 1366, "height": height})
        assert await page.evaluate(_CUT_IN_HALF) == [], f"a line is cut at {height} px"


def _on_a_bad_day(offices: list[str], route: WebSocketRoute) -> None:
    """Whatever the server says, with every office in trouble, and each of them helped by all others."""
    server = route.connect_to_server()
    now = datetime.now(UTC).isoformat()
    values = {
        "flow": {f"{one}>{other}": {"day": 12, "hour": 2, "last": now} for one in offices for other in offices},
        "alarm": {
            "asterisk_away:": {"kind": "asterisk_away", "since": now},
            "figures_late:": {"kind": "figures_late", "since": now, "limit": 30.0},
            **{
                f"nobody_there:{each}": {
                    "kind": "nobody_there",
                    "office": each,
                    "since": now,
                    "value": 3.0,
                    "limit": 0.0,
                }
                for each in offices
            },
            **{
                f"service_level_low:{each}": {
                    "kind": "service_level_low",
                    "office": each,
                    "since": now,
                    "value": 31.3,
                    "limit": 60.0,
                }
                for each in offices
            },
        },
    }

    def changed(message: str | bytes) -> None:
        told = json.loads(message)
        if told["type"] == "snapshot":
            told["values"] |= values
        if told["type"] != "event" or told["topic"] not in values:
            route.send(json.dumps(told))

    server.on_message(changed)


_CUT_IN_HALF = """() => [...document.querySelectorAll('.side li, .side p, .side h2')].filter((each) => {
  const [line, side] = [each.getBoundingClientRect(), each.closest('.side').getBoundingClientRect()];
  return line.left < side.right && line.top < side.bottom - 1 && line.bottom > side.bottom + 1;
}).map((each) => each.textContent)"""


# -- trouble


async def test_without_a_beat_it_is_red_within_three_seconds_in_words_and_heals_without_a_reload(
    centre: RunningCentre, browsers: Browsers, desks: Desks, address: str
) -> None:
    page = await _board(browsers, desks, address)
    wall = await page.context.new_page()
    await wall.goto("/board?wall=1")
    for each in (page, wall):
        await expect(each.get_by_text("dane sprzed")).to_be_visible()
        await each.evaluate(_WATCH_RED)
    # Frozen: the line stands, and nothing comes by it.
    with frozen(centre, "api"):
        began = time.time()
        for each in (page, wall):
            alert = each.get_by_role("alert")
            await expect(alert).to_contain_text("Nie ma nowych danych.", timeout=RED_WITHIN * 1000 + 500)
            assert await each.evaluate("window.__red") / 1000 - began <= RED_WITHIN
            await expect(each.get_by_role("alert")).to_contain_text("Stan z")
        await expect(page.locator('[data-figure="now"]')).to_contain_text("NIEAKTUALNE od")
        await check_accessibility(page, "tablica-stara")
    # Now it is killed, and its supervisor starts another one.
    await _until_back(centre)
    for each in (page, wall):
        await expect(each.get_by_role("alert")).to_be_empty(timeout=30_000)
        assert await each.evaluate("typeof window.__red") == "number", "the page was not loaded again"
    # Killed at once: the line is gone.
    await page.evaluate(_WATCH_RED)
    control = supervision(centre)
    killed = control.pid("api")
    with frozen(centre, "api"):
        pass
    began = time.time()
    await expect(page.get_by_role("alert")).to_contain_text("Stan z", timeout=RED_WITHIN * 1000 + 500)
    assert await page.evaluate("window.__red") / 1000 - began <= RED_WITHIN
    await eventually(lambda: control.pid("api") not in (0, killed), timeout=20)
    await _until_back(centre)
    await expect(page.get_by_role("alert")).to_be_empty(timeout=30_000)
    await _check_now(page, centre)


async def _until_back(centre: RunningCentre) -> None:
    """Another process of the web service answers."""

    async def does_answer() -> bool:
        return bool((await centre.health())["status"] == "ok")

    await eventually(does_answer, timeout=60, interval=0.5, not_yet=(*NOT_YET, HTTPError))
    await until_well(centre)


_WATCH_RED = """() => {
  window.__red = null;
  const banner = document.querySelector('[role=alert]');
  new MutationObserver(() => { window.__red ??= banner.textContent.trim() ? Date.now() : null; })
    .observe(banner, { childList: true, subtree: true, characterData: true });
}"""


# -- what a supervisor does


async def test_a_supervisor_listens_in_from_the_board_and_changes_a_state_and_takes_it_back(
    centre: RunningCentre, browsers: Browsers, desks: Desks, phones: Phones, address: str
) -> None:
    boss = await supervisor(centre, phones)
    page = await _board(browsers, desks, address, BOSS)
    row = _row(page, "Konsultant 1 (Kolno)")
    async with conversation(centre, phones, "600100671") as (caller, _):
        await expect(row).to_contain_text("W rozmowie")
        await row.get_by_role("button", name=re.compile("^Posłuchaj")).click()
        dialog = page.get_by_role("dialog", name=re.compile("^Udział w rozmowie"))
        await check_accessibility(page, "tablica-odsluch")
        await dialog.get_by_label("Powód").fill(WHY["reason"])
        await dialog.get_by_role("button", name="Zadzwoń do mnie").click()
        await boss.wait_for_ring(15)
        await boss.answer()
        await expect(row).to_contain_text("Słuchają Państwo tej rozmowy")
        await listen(boss, 1)
        heard = len(boss.heard)
        await listen(boss, 3)
        check_hears_both(boss.heard.since(heard))
        await page.reload()  # the telephone goes on listening, and the page finds that it does
        await expect(row).to_contain_text("Słuchają Państwo tej rozmowy")
        await row.get_by_role("button", name="Zakończ odsłuch").click()
        assert (await boss.gone()).by_far_end
        await expect(row.get_by_role("button", name=re.compile("^Posłuchaj"))).to_be_visible()
        await caller.hang_up()
    await centre.until_agent_is("k20060-1", "available")
    await expect(row).to_contain_text("Gotowość")
    await page.get_by_role("button", name="Pokaż obciążenie z dzisiaj").click()
    await expect(page.get_by_text("Sprawdzenie zapisano w dzienniku.")).to_be_visible()
    await expect(page.get_by_role("columnheader", name="Zajętość")).to_be_visible()
    await check_accessibility(page, "tablica-obciazenie")
    await _changes_by_the_keyboard(page, row, centre)


async def _changes_by_the_keyboard(page: Page, row: Locator, centre: RunningCentre) -> None:
    await page.set_viewport_size(TELEPHONE)
    await press_letter(page, "s")
    await page.keyboard.type("kolno 1")
    await expect(page).to_have_url(re.compile(r"q=kolno"))
    await tab_to(page, "Zmień stan")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Zmiana stanu: Konsultant 1 (Kolno)")
    await expect(dialog).to_be_visible()
    await check_accessibility(page, "tablica-stan")
    await tab_to(page, re.compile("^Ustaw przerwę: Konsultant 1"))
    await page.keyboard.press("Enter")
    await centre.until_agent_is("k20060-1", "paused")
    await expect(row).to_contain_text("Przerwa")
    done = page.get_by_text("Konsultant 1 (Kolno): przerwa.")
    await expect(done).to_be_visible()
    await page.get_by_role("button", name="Zmień stan: Konsultant 1 (Kolno)").click()
    await dialog.get_by_label("Wyloguj z pracy").check()
    await dialog.get_by_role("button", name="Anuluj").click()
    await page.get_by_role("button", name="Zmień stan: Konsultant 1 (Kolno)").click()
    await expect(dialog.get_by_label("Wyloguj z pracy")).not_to_be_checked()
    await dialog.get_by_role("button", name="Anuluj").click()
    await page.get_by_role("button", name="Cofnij").click()
    await centre.until_agent_is("k20060-1", "available")
    await expect(page.get_by_text("zmianę cofnięto")).to_be_visible()


def _row(page: Page, name: str) -> Locator:
    return page.locator("#board-agents").get_by_role("row").filter(has_text=name)


async def test_a_supervisor_of_an_office_sees_the_own_office_and_its_neighbours_and_a_consultant_no_board(
    centre: RunningCentre, browsers: Browsers, desks: Desks, phones: Phones, address: str
) -> None:
    await centre.consultant(phones, "k20060-1", is_ready=False)  # ready or not, the list is the same
    page = await _board(browsers, desks, address, BOSS, "/board?group=all")
    offices = page.locator("#board-queues tbody th")
    # Why offices of others are in the table is said there.
    others = [re.compile(rf"^{name}\s+może pomóc: Kolno$") for name in ("Grajewo", "Łomża", "WUP Białystok")]
    await expect(offices).to_have_text([others[0], "Kolno", *others[1:]], use_inner_text=True)
    ids = {agent["office"] for agent in (await centre.request(BOSS, "GET", "/api/agents")).json()}
    assert ids == {ANNAS_OFFICE}
    await page.get_by_role("button", name="Urzędy: wszystkie").click()
    await page.get_by_role("checkbox", name="Kolno").check()
    await expect(page).to_have_url(re.compile(r"office=20060"))
    await page.keyboard.press("Escape")
    await expect(offices).to_have_text(["Kolno"], use_inner_text=True)
    await page.get_by_role("button", name="Czeka").click()
    await expect(page).to_have_url(re.compile(r"queues=-waiting"))
    consultant = await _board(browsers, desks, address, "k20060-2")
    await expect(consultant.get_by_role("heading", level=1)).to_contain_text("nie jest dla tego konta.")
    assert await consultant.get_by_role("link", name="Tablica").count() == 0
