"""A list that is told page by page is sorted by the server: the first rows are the first of all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import insert

from core.db.engine import make_engine
from core.db.tables.request_tables import PersonRequestRow
from core.ids import new_id
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import Desks
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALL, PAGE = 500, 50
STEP = 7
"""Without a common factor with `ALL`: the order of the last days is not that in which the requests came in."""


async def test_five_hundred_rows_are_sorted_over_their_pages(centre: RunningCentre, desks: Desks) -> None:
    await _put_requests(centre)
    page = await desks.page("/requests?state=refused", f"kierownik-{ANNAS_OFFICE}")
    head = page.get_by_role("columnheader", name="Termin odpowiedzi")
    await expect(page.get_by_role("row")).to_have_count(PAGE + 1)
    await head.get_by_role("button").click()
    await expect(head).to_have_attribute("aria-sort", "ascending")
    await expect(page.get_by_role("row").nth(1)).to_contain_text(_name(0))
    await page.get_by_role("button", name="Pokaż następne").click()
    await expect(page.get_by_role("row")).to_have_count(2 * PAGE + 1)
    assert await _references(page) == [_name(number) for number in range(2 * PAGE)]
    await page.set_viewport_size({"width": 1440, "height": 600})
    await page.get_by_role("row").last.scroll_into_view_if_needed()
    await expect(head).to_be_in_viewport()
    await check_accessibility(page, "wnioski-posortowane")

    await head.get_by_role("button").click()
    await expect(head).to_have_attribute("aria-sort", "descending")
    await expect(page.get_by_role("row").nth(1)).to_contain_text(_name(ALL - 1))
    await page.reload()  # the order stands in the address
    await expect(page.get_by_role("row").nth(1)).to_contain_text(_name(ALL - 1))


def _name(number: int) -> str:
    """Of the request whose last day is the so many-th."""
    return f"PROBA/{number:03}"


async def _references(page: Page) -> list[str]:
    texts = await page.get_by_role("row").all_inner_texts()
    return [word for text in texts for word in text.split() if word.startswith("PROBA/")]


async def _put_requests(centre: RunningCentre) -> None:
    now = datetime.now(UTC) - timedelta(days=1)
    rows = [
        {
            "id": new_id("request"),
            "office": ANNAS_OFFICE,
            "kind": "access",
            "state": "refused",
            "reference": _name(number * STEP % ALL),
            "received_on": date(2030, 1, 1),
            "due_on": date(2030, 2, 1) + timedelta(days=number * STEP % ALL),
            "received_at": now + timedelta(seconds=number),
            "received_by": "test",
            "closed_at": now,
        }
        for number in range(ALL)
    ]
    engine = make_engine(centre.installation.settings.dsn, pool_size=1)
    try:
        async with engine.begin() as connection:
            await connection.execute(insert(PersonRequestRow), rows)
    finally:
        await engine.dispose()
