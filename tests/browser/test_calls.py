"""The list of calls in a real browser: why somebody waited is found from the log-in in a few clicks."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import ViewportSize, expect

from core.db.engine import make_engine
from core.fact_log.event_log import write_facts
from core.facts.kinds.waiting import QueueOverflowed
from core.ids import new_id
from core.secrets import read_secrets
from core.zone import WARSAW
from ivr.outside.survey_store import SurveyAnswers
from reports.calls.store import CallRecords
from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks
from tests.browser.navigation import go_by_navigation
from tests.support.calls.call_facts import Story
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="session")

SUPERVISOR, AGENT = f"kierownik-{ANNAS_OFFICE}", f"k{ANNAS_OFFICE}-1"
TELEPHONE = ViewportSize(width=390, height=844)


def _waited(seconds: float, begun: datetime) -> Story:
    """A call that was answered after so long, lately."""
    story = Story(new_id("call"), begun).rings().is_verified(ANNAS_OFFICE, "client-of-no-import")
    story.waits(ANNAS_OFFICE).is_offered(AGENT, ANNAS_OFFICE, after=seconds - 3)
    return story.is_answered(AGENT, ANNAS_OFFICE, seconds).talks(12, agent=AGENT).ends()


def _gave_up(seconds: float, begun: datetime) -> Story:
    story = Story(new_id("call"), begun).rings().waits(ANNAS_OFFICE)
    story.then(QueueOverflowed(queue=ANNAS_OFFICE, to_queue="20610", reason="czeka dłużej niż 2 min"), after=120)
    story.now += timedelta(seconds=seconds - 120)
    return story.leaves("abandoned", ANNAS_OFFICE, seconds).ends()


async def test_a_supervisor_finds_out_why_three_callers_waited_yesterday(
    centre: RunningCentre, desks: Desks
) -> None:
    begun = _midnight() - timedelta(hours=12)
    long = [_waited(420, begun), _gave_up(330, begun), _waited(305, begun)]
    await _write(centre, *long, _waited(20, begun))
    page = await desks.page("/", SUPERVISOR)

    clicks = await clicks_of(page)
    await go_by_navigation(page, "Połączenia")
    await page.get_by_role("button", name="wczoraj").click()
    calls = page.get_by_role("table", name="Połączenia")
    await expect(calls.get_by_role("row").filter(has_text="7 min")).to_have_count(1)
    await page.get_by_label("Czekanie ponad").select_option("300")
    await expect(calls.get_by_role("row").filter(has_text=re.compile("[567] min"))).to_have_count(3)
    why = calls.get_by_role("row").filter(has_text="porzucone po 5:30")
    await why.get_by_role("link", name=re.compile("^Otwórz przebieg połączenia z ")).click()
    await expect(page.get_by_text("Przez 5 min 30 s żaden konsultant nie był wolny")).to_be_visible()
    assert await clicks.count() <= 4
    await page.go_back()

    await page.get_by_label("Kolejność").select_option("wait")
    found = calls.get_by_role("row").filter(has_text=re.compile("[567] min"))
    await expect(found).to_have_count(3)
    await expect(found.nth(0)).to_contain_text("odebrane")
    await expect(found.nth(1)).to_contain_text("porzucone po 5:30")
    await expect(page).to_have_url(re.compile(r"/calls\?from=[\d-]{10}&to=[\d-]{10}&over=300&order=wait$"))
    await check_accessibility(page, "polaczenia")
    await page.reload()
    await expect(found).to_have_count(3)

    await found.nth(1).get_by_role("link", name=re.compile("^Otwórz przebieg połączenia z ")).click()
    await expect(page.get_by_role("heading", level=1, name=re.compile("^Połączenie z "))).to_be_visible()
    await expect(page.get_by_text("Przez 5 min 30 s żaden konsultant nie był wolny")).to_be_visible()
    await expect(page.get_by_role("definition").filter(has_text="5 min 30 s").first).to_be_visible()
    await check_accessibility(page, "polaczenie-czekanie")

    await page.go_back()
    await page.set_viewport_size(TELEPHONE)
    await expect(found).to_have_count(3)
    await check_accessibility(page, "polaczenia-390")
    assert await page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]


def _midnight() -> datetime:
    """The beginning of today in Warsaw."""
    return datetime.now(WARSAW).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


async def _write(centre: RunningCentre, *stories: Story) -> None:
    settings = centre.installation.settings
    engine = make_engine(settings.dsn, pool_size=1, fact_key=read_secrets(settings.state).fact_key)
    try:
        async with engine.begin() as connection:
            facts = [fact for story in stories for fact in story.facts]
            fresh = await write_facts(connection, facts)
            for projection in (CallRecords(engine), SurveyAnswers()):
                await projection.apply(connection, fresh)
    finally:
        await engine.dispose()
