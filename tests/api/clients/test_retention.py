"""Rules of retention over the web service: read, planned, refused; runs asked for and told."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import WARSAW, SystemClock
from core.db.tables.retention_tables import RetentionRunRow
from core.db.tables.staff_tables import AuditRow
from core.retention.retention import KINDS
from tests.api.conftest import LogIn

pytestmark = pytest.mark.anyio

TODAY = SystemClock().now().astimezone(WARSAW).date()
NEXT_WEEK = (TODAY + timedelta(days=7)).isoformat()
RULE = {"office": "20060", "days": 60, "valid_from": NEXT_WEEK, "basis": "Zarządzenie nr 7/2026"}
PATH = "/api/retention/rules/recording"


async def test_an_office_sees_every_kind_and_its_own_rules_alone(log_in: LogIn) -> None:
    client = await log_in("kierownik-20060")
    rules = (await client.get("/api/retention/rules")).json()
    assert [rule["kind"] for rule in rules] == list(KINDS)
    recording = rules[0]
    assert recording["offices"] == [{"office": "20060", "days": 30, "is_own": False}]
    assert (recording["days"], recording["shortest"], recording["longest"]) == (30, 1, 90)
    assert recording["rows"][0]["basis"].startswith("Art. 5 ust. 1 lit. e RODO")
    assert next(rule for rule in rules if rule["kind"] == "access_log")["offices"] == []


async def test_a_rule_is_planned_from_a_day_and_stands_in_the_audit_log(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    client = await log_in("kierownik-20060")
    read = await client.get(PATH)
    assert read.headers["ETag"] == '"1"'
    answer = await client.post(PATH, json=RULE, headers={"If-Match": read.headers["ETag"]})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    planned = answer.json()["rows"][0]
    assert (planned["office"], planned["days"], planned["valid_from"]) == ("20060", 60, NEXT_WEEK)
    assert answer.json()["offices"][0] == {"office": "20060", "days": 30, "is_own": False}  # today
    async with engine.connect() as connection:
        [row] = await connection.execute(select(AuditRow).where(AuditRow.subject == "retention_rule"))
    assert (row.account, row.operation, row.office, row.after["days"]) == (
        "kierownik-20060",
        "plan_retention_rule",
        "20060",
        60,
    )
    stale = await client.post(PATH, json=RULE, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"], stale.headers["ETag"]) == (412, "stale_version", '"2"')


async def test_what_is_out_of_bounds_is_refused_with_the_reason(log_in: LogIn) -> None:
    client = await log_in("kierownik-20060")
    answer = await client.post(PATH, json={**RULE, "days": 91}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert answer.json()["fields"][0]["message"] == "Liczba dni musi leżeć między 1 a 90."
    assert (await client.post(PATH, json=RULE)).status_code == 422  # without If-Match
    unknown = await client.post("/api/retention/rules/pets", json=RULE, headers={"If-Match": '"1"'})
    assert unknown.status_code == 422


@pytest.mark.parametrize("office", ["20610", None])
async def test_an_office_sets_no_rule_of_another_one_or_of_the_province(log_in: LogIn, office: str | None) -> None:
    client = await log_in("kierownik-20060")
    answer = await client.post(PATH, json={**RULE, "office": office}, headers={"If-Match": '"1"'})
    assert answer.status_code == 404


async def test_runs_are_for_who_answers_for_the_whole_province(log_in: LogIn, engine: AsyncEngine) -> None:
    own = await log_in("kierownik-20060")
    assert (await own.post("/api/retention/runs", json={"is_dry": True})).status_code == 404
    province = await log_in("kierownik-wup")
    asked = await province.post("/api/retention/runs", json={"is_dry": True})
    assert (asked.status_code, asked.json()["state"], asked.json()["is_dry"]) == (202, "waiting", True)
    again = await province.post("/api/retention/runs", json={"is_dry": False})
    assert (again.status_code, again.json()["code"]) == (409, "run_goes_on")
    counted = {"recording": {"rows": 3, "files": 2, "held": 1, "is_whole": True}}
    async with engine.begin() as connection:
        await connection.execute(RetentionRunRow.__table__.update().values(state="done", counts=counted))  # type: ignore[attr-defined]
        waiting = await connection.scalar(
            text("SELECT count(*) FROM jobs.pgqueuer WHERE entrypoint = 'retention'")
        )
    assert waiting == 1
    [run] = (await own.get("/api/retention/runs")).json()["runs"]
    assert run["counts"] == [{"kind": "recording", "title": "Nagrania rozmów", "rows": 3, "files": 2, "held": 1}]


async def test_consultants_have_nothing_to_do_with_it(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    for path in ("/api/retention/rules", PATH, "/api/retention/runs"):
        assert (await client.get(path)).status_code == 403
