"""The shared calendar: who enters what, two people at the same entry, and the file."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.conftest import LogIn

pytestmark = pytest.mark.anyio

TRAINING: dict[str, Any] = {
    "kind": "training",
    "title": "Szkolenie: nowe wnioski",
    "first_day": "2026-12-07",
    "last_day": "2026-12-08",
    "begins": "09:00",
    "ends": "12:00",
    "offices": ["20060"],
    "roles": ["consultant"],
    "place": "sala 12",
    "led_by": "Anna Nowak",
}
DECEMBER = {"first_day": "2026-12-01", "last_day": "2026-12-31"}


async def entered(client: AsyncClient, name: str = "szkolenie", version: int = 0, **other: Any) -> Response:
    tag = {"If-Match": f'"{version}"'}
    return await client.put(f"/api/calendar/{name}", json={**TRAINING, **other}, headers=tag)


async def listed(client: AsyncClient, **query: Any) -> list[str]:
    return [one["id"] for one in (await client.get("/api/calendar", params={**DECEMBER, **query})).json()]


async def test_a_supervisor_enters_what_is_for_the_own_office_and_the_province_all_else(log_in: LogIn) -> None:
    supervisor, managing = await log_in("kierownik-20060"), await log_in("zespol")
    made = (await entered(supervisor)).json()
    assert (made["version"], made["changed_by"], made["may_change"]) == (1, "kierownik-20060", True)
    for offices in ([], ["20610"], ["20060", "20610"]):
        assert (await entered(supervisor, "inne", offices=offices)).status_code == 403
    assert (await entered(managing, "wszyscy", offices=[], roles=[], first_day="2026-12-01")).status_code == 200
    assert await listed(supervisor) == ["wszyscy", "szkolenie"]
    of_all = (await supervisor.get("/api/calendar", params=DECEMBER)).json()[0]
    assert of_all["may_change"] is False
    assert (await entered(managing, "nigdzie", offices=["99999"])).json()["code"] == "settings_refused"
    assert (await entered(await log_in("k20060-1"))).status_code == 403


async def test_own_is_what_is_for_the_own_office_and_role_and_days_are_those_asked_for(log_in: LogIn) -> None:
    managing = await log_in("zespol")
    await entered(managing)
    await entered(managing, "gdzie-indziej", offices=["20610"])
    consultant = await log_in("k20060-1")
    assert await listed(consultant) == ["gdzie-indziej", "szkolenie"]
    assert await listed(consultant, own=True) == ["szkolenie"]
    assert await listed(await log_in("kierownik-20060"), own=True) == []
    for first, last, found in (("12-08", "12-08", True), ("12-09", "12-31", False), ("12-01", "12-07", True)):
        days = {"first_day": f"2026-{first}", "last_day": f"2026-{last}"}
        assert bool(await listed(consultant, **days)) is found
    assert (
        await consultant.get("/api/calendar", params={**DECEMBER, "last_day": "2028-12-01"})
    ).status_code == 422


async def test_two_who_change_the_same_are_told_and_every_change_is_kept(log_in: LogIn) -> None:
    supervisor, managing = await log_in("kierownik-20060"), await log_in("zespol")
    await entered(supervisor)
    await entered(managing, version=1, place="sala 14")
    assert (await entered(supervisor, version=1, place="sala 15")).json()["code"] == "stale_version"
    called_off = await supervisor.post("/api/calendar/szkolenie/cancel", headers={"If-Match": '"2"'})
    assert called_off.json()["cancelled_at"] is not None
    assert (
        await supervisor.post("/api/calendar/szkolenie/cancel", headers={"If-Match": '"2"'})
    ).status_code == 412
    assert await listed(await log_in("k20060-1")) == ["szkolenie"]
    changes = (await supervisor.get("/api/calendar/szkolenie/changes")).json()
    assert [(one["account"], one["before"] is None) for one in changes] == [
        ("kierownik-20060", False),
        ("zespol", False),
        ("kierownik-20060", True),
    ]
    assert (changes[1]["before"]["place"], changes[1]["after"]["place"]) == ("sala 12", "sala 14")
    restored = await supervisor.post("/api/calendar/szkolenie/restore", headers={"If-Match": '"3"'})
    assert (restored.json()["cancelled_at"], restored.headers["etag"]) == (None, '"4"')


async def test_the_file_holds_the_same_entries(log_in: LogIn) -> None:
    managing = await log_in("zespol")
    await entered(managing)
    answer = await managing.get("/api/calendar/file", params=DECEMBER)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == ('attachment; filename="kalendarz-2026-12-01-2026-12-31.ics"')
    assert "UID:szkolenie@system724\r\n" in answer.text
    assert "Prowadzi: Anna Nowak" in answer.text
