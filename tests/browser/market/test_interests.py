"""An employer asks for a group, and a consultant asks its people: by keyboard, on a telephone's screen."""

import httpx
import pytest
from playwright.async_api import expect
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from market.candidates.publication_store import publish_profiles
from tests.browser.accessibility import TELEPHONE, check_accessibility
from tests.browser.desks import Desks
from tests.browser.keyboard import tab_to
from tests.browser.market.steps import fits, written
from tests.support.centres.running_centre import RunningCentre
from tests.support.market.registered import WELDER, put_employer, put_people

pytestmark = pytest.mark.asyncio(loop_scope="session")

PORT = "/api/employers/v1"


async def _group_and_employer(engine: AsyncEngine) -> None:
    """As a night leaves them."""
    await put_people(engine, [("20060", WELDER, 4, "Suwnice", True)] * 5, "alike")
    await put_employer(engine, "employer-dairy")
    await publish_profiles(engine, SystemClock().now())


async def _asks_for_somebody(centre: RunningCentre, address: str) -> None:
    """The employer, by a key of its own."""
    wanted = {"name": "Mleczarnia", "employer_id": "employer-dairy", "days": 9}
    made = await centre.request("kierownik-20060", "POST", "/api/employer-keys", json=wanted)
    headers = {"Authorization": f"Bearer {made.json()['key']}"}
    async with httpx.AsyncClient(base_url=address, headers=headers) as employer:
        found = (await employer.post(f"{PORT}/profiles/search", json={"occupation": WELDER})).json()
        wish = {"group_id": found["groups"][0]["id"], "position": "Spawacz", "contact": "86 215 00 00"}
        assert (await employer.post(f"{PORT}/interests", json=wish)).status_code < 300


@pytest.mark.more(
    "a browser, and axe in two states; who is asked, told and written down is shown over HTTP, and the page is"
    " mounted alone",
    "tests/api/market/test_employer_port.py::test_an_employer_finds_groups_asks_and_reads_whom_to_ring",
    "tests/browser/test_every_page.py::test_every_page_opens_for_who_may_see_it_and_for_nobody_else",
)
async def test_a_consultant_asks_somebody_of_the_group_and_closes_the_question(
    centre: RunningCentre, desks: Desks, address: str
) -> None:
    await written(centre, _group_and_employer)
    await _asks_for_somebody(centre, address)
    page = await desks.page("/interests", "k20060-1")
    await page.set_viewport_size(TELEPHONE)
    await check_accessibility(page, "pytania")
    await page.get_by_role("button", name="Spawacz").focus()
    await page.keyboard.press("Enter")
    opened = page.get_by_role("region", name="Spawacz, Mleczarnia")
    await expect(opened).to_be_visible()
    await tab_to(page, "Pytam telefonicznie")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Zapisano, że pytamy: Ada Lis")).to_be_visible()
    await fits(page)
    await check_accessibility(page, "pytania-osoby")
    await opened.get_by_role("button", name="Zgoda: telefon:").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Zapisano odpowiedź: Ada Lis")).to_be_visible()
    await opened.get_by_role("button", name="Zamknij pytanie pracodawcy").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Zamknięto. Pracodawca widzi, czy przekazano kontakt.")).to_be_visible()
