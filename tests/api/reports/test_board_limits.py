"""Limits of the board over the web service."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.api.conftest import LogIn
from tests.api.reports.test_reports import audited

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]


async def test_limits_of_the_board_are_set_by_an_office_and_by_the_province(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    office, province = await log_in("kierownik-20060"), await log_in("zespol")
    limit = {"kind": "long_wait", "office": "20060", "value": 90, "valid_from": "2026-11-01"}
    of_all = {**limit, "office": None, "value": 240}
    at = "/api/board-limits"
    assert (await office.put(at, json=limit)).json()["value"] == 90.0
    for wrong in (of_all, {**limit, "office": "20610"}):
        assert (await office.put(at, json=wrong)).status_code == 403
    assert (await province.put(at, json=of_all)).status_code == 200
    assert (await province.put(at, json={**limit, "office": "99999"})).status_code == 404
    refused = await province.put(at, json={**of_all, "value": 5})
    assert (refused.status_code, refused.json()["code"]) == (422, "settings_refused")
    found = (await office.get(at)).json()
    assert [(one["office"], one["value"]) for one in found["rules"]] == [(None, 240.0), ("20060", 90.0)]
    assert {"kind": "pause_long", "reason": "meal", "reason_name": "posiłek", "value": 1800.0} in found["shipped"]
    assert [entry.action for entry in await audited(engine, "board_limit")] == ["insert"] * 2
