"""Rules of a queue are tried in a real browser on the calls of yesterday, saved, and put back."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect
from sqlalchemy import text

from core.db.engine import make_engine
from core.secrets import read_secrets
from core.zone import WARSAW
from tests.browser.accessibility import check_accessibility
from tests.browser.clicks import clicks_of
from tests.browser.desks import Desks
from tests.browser.reported_days import HELPER, SUPERVISOR, yesterday
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre

__all__ = ["yesterday"]
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("jobs")]

PATH = f"/api/queues/{ANNAS_OFFICE}/policies"


@pytest_asyncio.fixture(loop_scope="session")
async def crew(centre: RunningCentre, yesterday: date) -> AsyncIterator[None]:
    """One consultant of each office was there yesterday, from half past seven to half past three."""
    settings = centre.installation.settings
    opening = datetime.combine(yesterday, time(7, 30), WARSAW)
    rows = [
        {
            "quarter": opening + timedelta(minutes=15 * n),
            "agent": f"k{office}-1",
            "office": office,
            "ready": 900_000,
        }
        for n in range(32)
        for office in (ANNAS_OFFICE, HELPER)
    ]
    engine = make_engine(settings.dsn, pool_size=1, fact_key=read_secrets(settings.state).fact_key)
    put = text(
        "INSERT INTO report_agent_quarter (quarter, agent, office, agent_ready_ms) "
        "VALUES (:quarter, :agent, :office, :ready) "
        "ON CONFLICT (quarter, agent, office) DO UPDATE SET agent_ready_ms = excluded.agent_ready_ms"
    )
    take = text(
        "UPDATE report_agent_quarter SET agent_ready_ms = NULL "
        "WHERE quarter = :quarter AND agent = :agent AND office = :office"
    )
    try:
        async with engine.begin() as connection:
            await connection.execute(put, rows)
        yield
        async with engine.begin() as connection:
            await connection.execute(take, rows)
    finally:
        await engine.dispose()


def _sentence(opened: Locator, begins: str) -> Locator:
    """Of the rules in force; the history has others."""
    return opened.get_by_role("listitem").filter(has_text=begins)


@pytest.mark.usefixtures("crew")
async def test_a_supervisor_tries_another_overflow_saves_it_and_goes_back(
    desks: Desks, centre: RunningCentre, yesterday: date
) -> None:
    page = await desks.page("/queue-rules", SUPERVISOR)
    clicks = await clicks_of(page)
    await page.get_by_role("button", name="Reguły: Kolno").click()
    opened = page.get_by_role("region", name="Kolno", exact=True)
    await expect(_sentence(opened, "Po 15 s pomagają sąsiednie urzędy")).to_be_visible()
    await check_accessibility(page, "reguly-kolejki")
    await opened.get_by_role("button", name="Zmień reguły").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Sąsiednie urzędy pomagają po (s)").fill("120")
    await dialog.get_by_label("Całe województwo pomaga po (s)").fill("180")
    await dialog.get_by_label("Sąsiedzi pomagają, gdy na konsultanta przypada").fill("")
    await expect(dialog.get_by_text("Po 2 min pomagają sąsiednie urzędy")).to_be_visible()

    await dialog.get_by_role("button", name="Sprawdź na ostatnim dniu").click()
    await expect(dialog.get_by_text(f"z {yesterday:%d.%m.%Y}; średnia z 5 powtórzeń")).to_be_visible(
        timeout=30_000
    )
    figures = dialog.get_by_role("grid", name="Skutki: Kolno").or_(
        dialog.get_by_role("table", name="Skutki: Kolno")
    )
    elsewhere = figures.get_by_role("row").filter(has_text="Odebrane przez inne urzędy")
    await expect(elsewhere).to_have_count(1)
    await expect(elsewhere).not_to_contain_text("bez wyraźnej różnicy")
    await check_accessibility(page, "reguly-kolejki-co-by-bylo")
    await dialog.get_by_role("button", name="Zapisz: obowiązują od teraz").click()
    await expect(page.get_by_text("Kolno: nowe reguły obowiązują od teraz.")).to_be_visible()
    await expect(_sentence(opened, "Po 2 min pomagają sąsiednie urzędy")).to_be_visible()
    assert await clicks.count() <= 5

    saved = (await centre.request(SUPERVISOR, "GET", PATH)).json()
    assert (saved[0]["policy"]["neighbours_after"], saved[0]["changed_by"]) == (120, SUPERVISOR)
    await opened.get_by_text("Historia i powrót do wcześniejszych reguł").click()
    await opened.get_by_role("button", name="Przywróć reguły").first.click()
    await expect(dialog.get_by_label("Sąsiednie urzędy pomagają po (s)")).to_have_value("15")
    await dialog.get_by_role("button", name="Zapisz: obowiązują od teraz").click()
    await expect(_sentence(opened, "Po 15 s pomagają sąsiednie urzędy")).to_be_visible()
    again = (await centre.request(SUPERVISOR, "GET", PATH)).json()
    assert again[0]["policy"] == saved[1]["policy"]
    assert len(again) == len(saved) + 1, "nothing of the history goes"
