"""Reports over the web service: figures, their words, the calls behind them, and whose they may be."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.staff_tables import AuditRow
from core.db.tables import Office
from core.metrics.dictionary import METRICS
from core.metrics.intervals import midnight
from reports.catalogue import REPORTS, is_additive
from tests.api.conftest import LogIn
from tests.support.figured_calls import MadeUpCall, Stand, all_facts
from tests.support.report_house import catch_up, write
from tests.unit.core.metrics.test_a_day_of_50_calls import the_day

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

DAY = {"from": "2026-11-24", "to": "2026-11-24"}


@pytest.fixture
async def day(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """The day of 50 calls, of three offices."""
    async with engine.begin() as connection:
        await connection.execute(
            insert(Office).values(
                code="20620",
                name="Urząd 20620",
                seat="Łomża",
                locative="Łomży",
                genitive="Łomży",
                area_code="86",
                postal_code="18-400",
                is_province=False,
            )
        )
    await write(engine, all_facts(the_day()))
    await catch_up(engine, midnight(date(2026, 11, 25)))
    yield engine


async def run(client: AsyncClient, report: str, **more: Any) -> dict[str, Any]:
    answer = await client.post("/api/reports/run", json={"report": report, **DAY, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def every_call(client: AsyncClient, limit: int = 200, **question: Any) -> tuple[int, list[dict[str, Any]]]:
    """The figure's count, and all calls, page by page."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        body = {**DAY, **question, "limit": limit, "cursor": cursor}
        answer = await client.post("/api/reports/calls", json=body)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["calls"]
        if (cursor := page["next_cursor"]) is None:
            return page["total"], found


@pytest.mark.usefixtures("day")
async def test_every_report_of_the_catalogue_has_an_answer(log_in: LogIn) -> None:
    client = await log_in("zespol")
    reports = (await client.get("/api/reports")).json()
    assert [report["key"] for report in reports] == list(REPORTS)
    for report in reports:
        found = await run(client, report["key"])
        assert [column["metric"] for column in found["columns"]] == report["columns"]
        assert found["lines"], report["key"]
        assert all(len(line["cells"]) == len(found["columns"]) for line in found["lines"])
        assert found["period"] == "wtorek 24.11.2026"
        assert found["is_complete"] is True
        assert found["sentence"].endswith(".")
