"""An offer is taken in by keyboard alone, verified by another person, and found by who looks for work."""

import pytest
from playwright.async_api import expect

from tests.browser.accessibility import check_accessibility
from tests.browser.desks import Desks
from tests.browser.market.intake_form import begins_to_verify, submits, types_an_offer, verifies

pytestmark = pytest.mark.asyncio(loop_scope="session")

POSITION = "Spawacz zbiorników"


@pytest.mark.more(
    "twelve fields by keyboard, a second browser and axe take most of a minute; the form, its rules and the second"
    " person are shown in parts and over HTTP",
    "tests/api/market/test_offer_intakes.py::test_what_is_sent_back_is_completed_and_whoever_adds_to_it_does_not_verify_it",
    "tests/unit/market/intake/test_intake.py::test_what_was_said_in_a_call_becomes_the_offer_that_is_told",
)
async def test_a_consultant_takes_an_offer_in_and_another_person_verifies_it(desks: Desks) -> None:
    page = await desks.page("/offer-intakes", "k20060-1")
    await types_an_offer(page, POSITION)
    await check_accessibility(page, "przyjecie-oferty")
    await submits(page)
    await expect(page.get_by_text("sprawdzi ktoś inny")).to_be_visible()

    other = await desks.page("/offer-intakes", "kierownik-20060")
    await begins_to_verify(other, POSITION)
    await check_accessibility(other, "sprawdzenie-oferty")
    await verifies(other)

    await page.goto("/offers?q=spawacza", wait_until="domcontentloaded")
    found = page.get_by_role("row").filter(has_text=POSITION)
    await expect(found).to_contain_text("przyjęta telefonicznie")
    await found.get_by_role("button").click()
    opened = page.get_by_role("region", name=POSITION)
    await expect(opened).to_contain_text("Tartak Kolno")
    await check_accessibility(page, "oferty")
