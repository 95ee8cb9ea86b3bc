"""An observing organisation: sees sums, and never a person."""

import json

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import Account
from tests.api.conftest import LogIn
from tests.api.guidance.test_calendar import DECEMBER, entered
from tests.api.guidance.test_standards import proposed
from tests.api.people import LONG_AGO, password_hash
from tests.api.second_person import confirmed

pytestmark = pytest.mark.anyio

MARSHAL = "Urząd Marszałkowski"


@pytest.fixture
async def observer(engine: AsyncEngine) -> str:
    async with engine.begin() as connection:
        values = {"display_name": "Obserwator", "role": "observer", "office": "20000", "organisation": MARSHAL}
        account = {"username": "obserwator", "password_hash": password_hash(), "created_at": LONG_AGO}
        await connection.execute(insert(Account).values({**values, **account}))
    return "obserwator"


async def test_an_observer_is_of_an_organisation_and_not_of_the_office_that_lets_it_in(
    log_in: LogIn, observer: str
) -> None:
    me = (await (await log_in(observer)).get("/api/me")).json()
    assert me["office_name"] == MARSHAL
    assert me["rights"] == {"read_lists": "province", "read_standards": "province", "see_reports": "province"}


async def test_an_observer_reads_reports_as_sums_and_opens_no_call_and_no_consultant(
    log_in: LogIn, observer: str
) -> None:
    client = await log_in(observer)
    days = {"first": "2026-11-01", "last": "2026-11-30"}
    keys = {report["key"] for report in (await client.get("/api/reports")).json()}
    assert "offices" in keys
    assert "consultants" not in keys
    by_office = await client.post("/api/reports/run", json={"report": "offices", **days})
    assert by_office.status_code == 200, by_office.text
    for question in (
        {"report": "offices", **days, "by": "agent"},
        {"report": "consultants", **days},
        {"report": "offices", **days, "filters": {"agents": ["k20060-1"]}},
    ):
        assert (await client.post("/api/reports/run", json=question)).status_code in (403, 422), question
    opened = {"report": "offices", **days, "metric": "calls_offered"}
    assert (await client.post("/api/reports/calls", json=opened)).status_code in (403, 422)
    assert (await client.get("/api/account-names", params={"account": "k20060-1"})).status_code == 403
    for path in ("calls", "recordings", "clients", "agents", "accounts", "audit-log", "todo", "board/limits"):
        answer = await client.get(f"/api/{path}")
        assert answer.status_code in (403, 404, 405) or json.dumps(answer.json()).count('"id"') == 0, path


async def test_an_observer_is_not_told_who_has_saved_a_view_or_set_a_target(log_in: LogIn, observer: str) -> None:
    client, managing = await log_in(observer), await log_in("zespol")
    question = {"report": "offices", "first": "2026-11-01", "last": "2026-11-30"}
    view = {"name": "Urzędy", "question": question, "is_shared": True}
    assert (await managing.post("/api/report-views", json=view)).status_code == 201
    target = {"metric": "service_level", "office": None, "value": 80, "valid_from": "2030-01-01"}
    assert (await managing.put("/api/report-targets", json=target)).is_success
    [seen] = (await client.get("/api/report-views")).json()
    assert (seen["name"], seen["owner"]) == ("Urzędy", "inna osoba")
    assert (await client.get(f"/api/report-views/{seen['id']}")).json()["owner"] == "inna osoba"
    assert {one["changed_by"] for one in (await client.get("/api/report-targets")).json()} == {""}
    assert (await managing.get("/api/report-views")).json()[0]["owner"] == "Osoba zespol"


async def test_an_observer_reads_standards_and_the_calendar_without_names(log_in: LogIn, observer: str) -> None:
    client, managing = await log_in(observer), await log_in("zespol")
    await confirmed(await proposed(await log_in("redaktor")), managing)
    await entered(managing)
    [standard] = (await client.get("/api/standards")).json()
    [entry] = (await client.get("/api/calendar", params=DECEMBER)).json()
    file = (await client.get("/api/calendar/file", params=DECEMBER)).text
    told = json.dumps([standard, entry]) + file
    assert "Szkolenie" in told
    for name in ("redaktor", "zespol", "Anna Nowak"):
        assert name not in told
    assert (standard["in_force"]["asked"], standard["in_force"]["is_asked"]) == (None, False)
    assert (await client.get("/api/calendar/szkolenie/changes")).status_code == 403
    assert (await client.get("/api/handbook")).status_code == 200


async def test_an_observer_needs_an_organisation_and_nobody_else_has_one(log_in: LogIn) -> None:
    administrator = await log_in("administrator")
    wanted = {"username": "umwp", "display_name": "Obserwator", "role": "observer", "office": "20000"}
    assert (await administrator.post("/api/accounts", json=wanted)).json()["code"] == "account_refused"
    made = await administrator.post("/api/accounts", json={**wanted, "organisation": MARSHAL})
    assert (made.status_code, made.json()["organisation"], made.json()["office_name"]) == (201, MARSHAL, MARSHAL)
    other = {**wanted, "username": "nowak", "role": "auditor", "organisation": MARSHAL}
    assert (await administrator.post("/api/accounts", json=other)).json()["organisation"] is None
