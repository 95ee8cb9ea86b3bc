"""The page of recordings in real browsers: a conversation of real telephones is found, heard and taken back.

Other states of the page are shown of a recording that no call has left, but that is sealed as all are.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Locator, Page, Route, expect
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.recording_tables import RecordingAlarmRow, RecordingFileRow, RecordingKeyRow, RecordingRow
from core.ids import new_id
from tests.browser.accessibility import check_accessibility
from tests.browser.callers import Told, anna_as_known, recorded_caller
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre, listen
from tests.support.recordings.sealed_recordings import put_recording, seal_all
from tests.support.telephones.phone import Phones
from tests.support.timing.eventually import LONG, eventually

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("jobs")]

SUPERVISOR = f"kierownik-{ANNAS_OFFICE}"
TALKED = 12.0  # seconds; seeking by five leads somewhere
REASON = "Skarga KP.12.2026"


async def _recorded(centre: RunningCentre, desks: Desks, phones: Phones) -> str:
    """The id of a recording of Anna's conversation with a consultant in a browser, once it is sealed."""
    before = {row.id for row in await centre.rows(select(RecordingRow.id))}
    desk = await desks.ready("k20060-1")
    caller = await recorded_caller(centre, phones)
    await desk.speaks_with(caller)
    await listen(caller, TALKED)
    await caller.hang_up()

    closed = select(RecordingRow.id).where(
        RecordingRow.id.not_in(before), RecordingRow.state.in_(("closed", "packed"))
    )
    [row] = await eventually(lambda: centre.rows(closed), timeout=LONG)
    async with _engine(centre) as engine:
        await _until_sealed(engine, centre, row.id)
    return str(row.id)


async def _sealed(centre: RunningCentre) -> str:
    """The id of a recording of the same consultant that no call has left, sealed as well."""
    recording, now = new_id("rec"), SystemClock().now()
    settings, office = centre.installation.settings, ANNAS_OFFICE
    async with _engine(centre) as engine:
        await put_recording(engine, settings, recording, office=office, seconds=TALKED, started_at=now)
        await _until_sealed(engine, centre, recording)
    return recording


async def _until_sealed(engine: AsyncEngine, centre: RunningCentre, recording: str) -> None:
    """Not when `jobs` has the time for it, but now."""
    state = select(RecordingRow.state).where(RecordingRow.id == recording)

    async def is_sealed() -> bool:
        await seal_all(engine, centre.installation.settings, SystemClock())  # nothing while `jobs` does it
        return [row.state for row in await centre.rows(state)] == ["packed"]

    await eventually(is_sealed, timeout=LONG)


@asynccontextmanager
async def _engine(centre: RunningCentre) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(centre.installation.settings.dsn, pool_size=2)
    try:
        yield engine
    finally:
        await engine.dispose()


async def _sound(page: Page, what: str) -> float:
    """A number of the player's `audio`."""
    return float(await page.locator("audio").evaluate(f"(sound) => sound.{what}"))


async def _until(page: Page, condition: str) -> None:
    await page.wait_for_function(
        f"() => {{ const sound = document.querySelector('audio'); return sound !== null && {condition}; }}"
    )


async def _give_reason(page: Page, reason: str, act: str) -> None:
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Powód").fill(reason)
    await dialog.get_by_role("button", name=act).click()


async def test_a_supervisor_hears_a_conversation_and_takes_it_back_for_the_caller(
    centre: RunningCentre, desks: Desks, phones: Phones
) -> None:
    recording = await _recorded(centre, desks, phones)
    anna = await anna_as_known(centre)
    told = Told()
    page = await desks.page("/recordings?state=packed", SUPERVISOR)
    told.listen_to(page)
    await expect(page.get_by_label("Konsultant", exact=True)).to_be_visible()  # a filter behind it is set
    await page.get_by_label("Konsultant", exact=True).select_option("k20060-1")
    await page.get_by_role("button", name="Pokaż", exact=True).click()
    await check_accessibility(page, "nagrania")
    assert parse_qs(urlsplit(page.url).query)["agent"] == ["k20060-1"]
    await page.get_by_role("button", name=re.compile("^Otwórz nagranie")).first.click()
    opened = page.get_by_role("region", name=re.compile("^Nagranie z "))
    await expect(opened).to_be_focused()
    await expect(page.locator("audio")).to_have_count(0)
    await opened.get_by_role("button", name="Odsłuchaj…").click()
    dialog = page.get_by_role("dialog", name="Odsłuch nagrania")
    await dialog.get_by_role("button", name="Otwórz nagranie").click()
    await expect(dialog).to_contain_text("Prosimy wypełnić to pole.")
    await check_accessibility(page, "nagrania-powod")
    await _give_reason(page, REASON, "Otwórz nagranie")
    await _plays_and_seeks(page, opened)
    await check_accessibility(page, "nagrania-odtwarzacz")
    assert told.names(REASON, anna.last_name, anna.phone) == []
    looks = await centre.rows(
        select(AccessLogRow.outcome, AccessLogRow.client_id).where(
            AccessLogRow.purpose == "recording", AccessLogRow.reason.is_not(None), AccessLogRow.who == SUPERVISOR
        )
    )
    assert [(look.outcome, look.client_id) for look in looks] == [("found", anna.id)]

    await opened.get_by_role("button", name="Cofnij zgodę…").click()
    deed = page.get_by_role("dialog", name="Cofnięcie zgody na nagranie")
    await expect(deed).to_contain_text("od razu i na zawsze")
    await check_accessibility(page, "nagrania-cofniecie")
    await _give_reason(page, "Klientka cofnęła zgodę", "Cofnij zgodę i zniszcz nagranie")
    await expect(opened).to_contain_text("Zgodę cofnięto, a nagranie zniszczono.")
    await expect(opened).to_be_focused()
    await expect(opened).to_contain_text("nikt go nie odtworzy")
    await expect(page.locator("audio")).to_have_count(0)
    await expect(opened.get_by_role("button", name="Odsłuchaj…")).to_have_count(0)
    await check_accessibility(page, "nagrania-zniszczone")
    gone = await centre.request(SUPERVISOR, "GET", f"/api/recordings/{recording}/audio")
    assert (gone.status_code, gone.json()["code"]) == (410, "recording_gone")
    assert (
        await centre.rows(select(RecordingFileRow.object).where(RecordingFileRow.recording_id == recording)) == []
    )
    keys = await centre.rows(select(RecordingKeyRow.wrapped).where(RecordingKeyRow.recording_id == recording))
    assert [key.wrapped for key in keys] == [None]
    assert list(centre.installation.settings.recordings.rglob(f"*{recording}*")) == []


async def _plays_and_seeks(page: Page, opened: Locator) -> None:
    """By its buttons, by the mouse, by its keys."""
    await _until(page, f"sound.duration > {TALKED - 1}")
    duration = await _sound(page, "duration")
    await expect(opened).to_contain_text(f"/ 0:{int(duration):02}")
    await opened.get_by_role("button", name="Odtwórz").click()
    await _until(page, "!sound.paused && sound.currentTime > 0.5")
    await opened.get_by_role("button", name="Zatrzymaj").click()
    await _until(page, "sound.paused")
    slider = page.get_by_role("slider", name="Miejsce w nagraniu")
    box = await slider.bounding_box()
    assert box is not None
    await page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    await _until(page, f"!sound.seeking && Math.abs(sound.currentTime - {duration * 0.75}) < 0.3")
    before = await _sound(page, "currentTime")
    await slider.press("ArrowLeft")
    await _until(page, f"Math.abs(sound.currentTime - {before - 5}) < 0.1")
    await slider.press("Home")
    await _until(page, "sound.currentTime === 0")
    await page.get_by_label("Tempo").select_option("2")
    await slider.press("Space")
    await _until(page, "!sound.paused && sound.playbackRate === 2 && sound.currentTime > 1")
    await slider.press("Space")
    await _until(page, "sound.paused")
    assert await _sound(page, "error === null ? 0 : 1") == 0


async def test_a_recording_is_heard_by_the_keyboard_alone_and_taken_as_a_marked_file(
    centre: RunningCentre, desks: Desks
) -> None:
    recording = await _sealed(centre)
    page = await desks.page(f"/recordings?recording={recording}", SUPERVISOR)
    await page.set_viewport_size({"width": 390, "height": 844})
    opened = page.get_by_role("region", name=re.compile("^Nagranie z "))
    await expect(opened).to_be_focused()
    await tab_to(page, "Odsłuchaj…")
    await page.keyboard.press("Enter")
    await page.keyboard.type(REASON)
    await page.keyboard.press("Enter")
    await _until(page, f"sound.duration > {TALKED - 1}")
    await expect(page.get_by_role("slider", name="Miejsce w nagraniu")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await _until(page, "Math.abs(sound.currentTime - 5) < 0.1")
    await page.keyboard.press("Space")
    await _until(page, "!sound.paused && sound.currentTime > 5.3")
    await page.keyboard.press("Space")
    await _until(page, "sound.paused")
    await check_accessibility(page, "nagrania-telefon")
    await page.reload()  # the reason still holds
    await _until(page, "sound.duration > 1")
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Pobierz plik…").click()
        await _give_reason(page, REASON, "Pobierz plik")
    taken = await downloading.value
    assert taken.suggested_filename == f"{recording}.flac"
    content = (await taken.path()).read_bytes()
    assert content.startswith(b"fLaC")
    assert f"DOWNLOADED_BY={SUPERVISOR}".encode() in content
    assert REASON.encode() in content


@pytest.mark.more(
    "a state of the page of a recording; the web service ends the ten minutes",
    "tests/api/calls/test_recordings.py::test_a_reason_opens_a_recording_for_ten_minutes_and_is_written_down_once",
    "tests/browser/test_recordings.py::test_a_supervisor_hears_a_conversation_and_takes_it_back_for_the_caller",
)
async def test_after_ten_minutes_the_page_says_so_asks_again_and_goes_on_from_there(
    centre: RunningCentre, desks: Desks
) -> None:
    recording = await _sealed(centre)
    page = await desks.page("/recordings", SUPERVISOR)

    async def soon(route: Route) -> None:
        """As if the reason had been given almost ten minutes ago."""
        answer = await route.fetch()
        until = (datetime.now(UTC) + timedelta(seconds=8)).isoformat()
        await route.fulfill(response=answer, json=await answer.json() | {"until": until})

    await page.route("**/api/recordings/*/listen", soon)
    await page.goto(f"/recordings?recording={recording}")
    opened = page.get_by_role("region", name=re.compile("^Nagranie z "))
    await opened.get_by_role("button", name="Odsłuchaj…").click()
    await _give_reason(page, REASON, "Otwórz nagranie")
    await expect(page.get_by_role("slider", name="Miejsce w nagraniu")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await _until(page, "!sound.seeking && Math.abs(sound.currentTime - 5) < 0.1")
    await expect(opened).to_contain_text("Minęło 10 minut dostępu.", timeout=15_000)
    await expect(page.locator("audio")).to_have_count(0)
    await expect(opened.get_by_role("button", name="Odsłuchaj…")).to_be_focused()
    await check_accessibility(page, "nagrania-po-czasie")
    await page.unroute("**/api/recordings/*/listen")
    await page.keyboard.press("Enter")
    await _give_reason(page, REASON, "Otwórz nagranie")
    await _until(page, "!sound.seeking && Math.abs(sound.currentTime - 5) < 0.1")


@pytest.mark.more(
    "a state of the page of a recording; that a store is away is told by the web service",
    "tests/api/calls/test_recordings.py::test_a_recording_whose_key_file_or_store_is_away_says_which",
    "tests/browser/test_recordings.py::test_a_supervisor_hears_a_conversation_and_takes_it_back_for_the_caller",
)
async def test_a_sound_that_fails_is_not_asked_for_again_by_itself(centre: RunningCentre, desks: Desks) -> None:
    recording = await _sealed(centre)
    page = await desks.page("/recordings", SUPERVISOR)
    asked: list[str] = []

    async def away(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(status=503, json={"code": "recording_store_away", "message": "Magazyn nie odpowiada."})

    await page.route("**/api/recordings/*/audio", away)
    await page.goto(f"/recordings?recording={recording}")
    opened = page.get_by_role("region", name=re.compile("^Nagranie z "))
    await opened.get_by_role("button", name="Odsłuchaj…").click()
    await _give_reason(page, REASON, "Otwórz nagranie")
    await expect(opened.get_by_role("alert")).to_contain_text("Odtwarzanie się przerwało.")
    again = opened.get_by_role("button", name="Spróbuj ponownie")
    await expect(again).to_be_visible()
    await check_accessibility(page, "nagrania-przerwane")
    assert len(asked) <= 2
    await page.unroute("**/api/recordings/*/audio")
    await again.click()
    await _until(page, f"sound.duration > {TALKED - 1}")


async def test_a_consultant_finds_the_own_recordings_and_hears_none(centre: RunningCentre, desks: Desks) -> None:
    recording = await _sealed(centre)
    page = await desks.page(f"/recordings?recording={recording}", "k20060-1")
    opened = page.get_by_role("region", name=re.compile("^Nagranie z "))
    await expect(opened).to_contain_text("Odsłuchać ją może kierownik właściwego urzędu.")
    for name in ("Odsłuchaj…", "Pobierz plik…", "Cofnij zgodę…", "Zniszcz…"):
        await expect(opened.get_by_role("button", name=name)).to_have_count(0)
    await expect(page.get_by_role("tab")).to_have_count(1)
    await check_accessibility(page, "nagrania-konsultant")


async def test_alarms_are_done_with_and_a_rule_is_planned(centre: RunningCentre, desks: Desks) -> None:
    await _put_alarm(centre)
    page = await desks.page("/recordings?tab=alarms", SUPERVISOR)
    await expect(page.get_by_role("cell", name=re.compile("^brak nagrania"))).to_be_visible()
    await check_accessibility(page, "nagrania-alarmy")
    await page.get_by_role("button", name=re.compile("^Załatwione: brak nagrania")).click()
    await expect(page.get_by_text("oznaczono jako załatwiony")).to_be_visible()
    await expect(page.get_by_role("cell", name=re.compile("załatwił.* Kierownik"))).to_be_visible()
    await page.goto("/recording-rules")
    await expect(page.get_by_role("cell", name="za zgodą, klawiszem")).to_be_visible()
    await page.get_by_role("button", name="Nowa zasada").click()
    dialog = page.get_by_role("dialog", name="Nowa zasada")
    await dialog.get_by_label("Nagrywanie").select_option(label="z mocy przepisu")
    await dialog.get_by_role("button", name="Ustal zasadę").click()
    await expect(dialog.get_by_role("link", name="Podstawa prawna")).to_be_visible()
    await dialog.get_by_label("Podstawa prawna").fill("art. 1 ustawy o próbach")
    await dialog.get_by_label("Od dnia").fill("2090-01-01")
    await check_accessibility(page, "nagrania-zasada")
    await dialog.get_by_role("button", name="Ustal zasadę").click()
    await expect(page.get_by_role("cell", name="art. 1 ustawy o próbach")).to_be_visible()
    await check_accessibility(page, "nagrania-zasady")


async def _put_alarm(centre: RunningCentre) -> None:
    """As the nightly reconciliation does."""
    row = {"id": new_id("alarm"), "kind": "none", "office": ANNAS_OFFICE, "call_id": new_id("call")}
    async with _engine(centre) as engine, engine.begin() as connection:
        await connection.execute(insert(RecordingAlarmRow).values(**row, found_at=centre.began))
