"""How offices are reached, with the hours of the coming week."""

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre_tables import Branch, OpeningExceptionRow
from tests.api.conftest import LogIn
from tests.api.people import LONG_AGO
from tests.support.calls.call_facts import NINE

pytestmark = pytest.mark.anyio

BRANCH = {"id": "filia", "office": "20060", "name": "Filia", "town": "Stawiski", "postal_code": "18-520"}


@pytest.mark.usefixtures("hours")
async def test_offices_and_branches_with_their_hours_of_seven_days(log_in: LogIn, engine: AsyncEngine) -> None:
    day = NINE.date()
    async with engine.begin() as connection:
        await connection.execute(insert(Branch).values(**BRANCH, address="pl. Wolności 13", telephone=""))
        closed = {"id": "e", "office": "20060", "first_day": day, "last_day": day, "changed_by": "system"}
        await connection.execute(
            insert(OpeningExceptionRow).values(
                **closed, changed_at=LONG_AGO, settings={"kind": "closed", "text": "szkolenie pracowników"}
            )
        )
    client = await log_in("k20610-1")
    found = {o["code"]: o for o in (await client.get("/api/contact-directory")).json()["offices"]}
    assert sorted(found) == ["20000", "20060", "20610"]
    kolno = found["20060"]
    assert [each["day"] for each in kolno["days"]][::6] == ["2026-11-24", "2026-11-30"]
    assert kolno["days"][0] == {"day": "2026-11-24", "spans": [], "reason": "szkolenie pracowników"}
    assert kolno["days"][1]["spans"] == [{"begin": "07:30", "end": "15:30"}]
    assert (kolno["email"], kolno["telephone"], kolno["certainty"], kolno["checked_on"]) == (None,) * 4
    [branch] = kolno["branches"]
    assert (branch["town"], branch["address"], branch["telephone"]) == ("Stawiski", "pl. Wolności 13", None)


async def test_what_an_administrator_writes_down_is_found(log_in: LogIn) -> None:
    client = await log_in("administrator")
    office = (await client.get("/api/offices/20060")).json()
    wanted = {key: office[key] for key in ("name", "seat", "locative", "genitive", "area_code", "postal_code")}
    reached = {
        "telephone": "86 278 00 00",
        "email": "urzad@kolno.example.pl",
        "page": "https://kolno.praca.gov.pl",
        "certainty": "high",
        "checked_on": "2026-11-24",
    }
    assert (await client.put("/api/offices/20060", json=wanted | reached)).status_code == 200
    [found] = (await client.get("/api/contact-directory?office=20060")).json()["offices"]
    assert {key: found[key] for key in reached} == reached
    wrong = await client.put("/api/offices/20060", json=wanted | {"page": "javascript:alert(1)"})
    assert (wrong.status_code, wrong.json()["fields"][0]["field"]) == (422, "page")
    assert (await client.get("/api/contact-directory?office=99999")).status_code == 404
