"""The logs of changes and of security events tell accounts by name, and are found by it; and ids become names."""

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import AuditRow, SecurityEventRow
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def entries(engine: AsyncEngine) -> None:
    change = {"at": NINE, "account": "kierownik-20060", "operation": "x", "action": "update", "office": "20060"}
    event = {"at": NINE, "kind": "log_in", "outcome": "wrong", "address": "10.0.0.1"}
    async with engine.begin() as connection:
        for subject, subject_id in (("agent_skill", "k20060-1:employer"), ("table_of_old", "1")):
            row = {**change, "subject": subject, "subject_id": subject_id}
            await connection.execute(insert(AuditRow).values(**row))
        for account in ("k20060-1", "nobody"):
            await connection.execute(insert(SecurityEventRow).values(**event, account=account))


async def test_a_change_says_who_made_it_and_about_whom(log_in: LogIn) -> None:
    auditor = await log_in("audytor")
    query = {"staff": "OSOBA kierownik-20060", "to": "2026-11-24"}
    old, new = (await auditor.get("/api/audit-log", params=query)).json()["entries"]
    assert (new["account_name"], new["person_name"]) == ("Osoba kierownik-20060", "Osoba k20060-1")
    assert (old["subject"], old["person_name"]) == ("other", None), "a table that is gone is told all the same"
    skills = await auditor.get("/api/audit-log", params={**query, "subject": "agent_skill"})
    assert [entry["subject"] for entry in skills.json()["entries"]] == ["agent_skill"]
    nobody = await auditor.get("/api/audit-log", params={"staff": "nikt taki"})
    assert nobody.json() == {"entries": [], "next": None}


async def test_a_security_event_is_found_by_the_name_of_its_account(log_in: LogIn) -> None:
    auditor = await log_in("audytor")
    [event] = (await auditor.get("/api/security-events", params={"staff": "osoba k20060-1"})).json()["events"]
    assert (event["account"], event["account_name"]) == ("k20060-1", "Osoba k20060-1")
    every = (await auditor.get("/api/security-events", params={"outcome": "wrong"})).json()["events"]
    assert {event["account"]: event["account_name"] for event in every} == {
        "k20060-1": "Osoba k20060-1",
        "nobody": None,
    }


async def test_whoever_is_logged_in_reads_the_names_of_ids(log_in: LogIn) -> None:
    consultant = await log_in("k20610-1")
    answer = await consultant.get("/api/account-names", params={"account": ["k20060-1", "technik", "nobody"]})
    assert answer.json() == {"k20060-1": "Osoba k20060-1", "technik": "Osoba technik"}
    assert (await consultant.get("/api/account-names")).status_code == 422
    too_many = {"account": [f"a{n}" for n in range(101)]}
    assert (await consultant.get("/api/account-names", params=too_many)).status_code == 422
