"""How offices are reached, as the tables have it: what nobody knows is nothing."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Branch, Office
from ivr.defaults import branches
from knowledge.contact_directory.directory_store import contact_directory
from tests.support.database.offices import OFFICE_ROWS

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def _offices(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(Office), OFFICE_ROWS)
        await connection.execute(
            insert(Branch),
            [
                {
                    "id": "kolno-stawiski",
                    "office": "20060",
                    "name": "Filia w Stawiskach",
                    "town": "Stawiski",
                    "postal_code": "18-520",
                    "address": "",
                    "telephone": "",
                    "email": "filia@example.pl",
                    "checked_on": date(2026, 11, 1),
                }
            ],
        )


async def test_all_offices_with_their_branches(engine: AsyncEngine) -> None:
    found = {office.code: office for office in await contact_directory(engine)}
    assert len(found) == 15
    sejny = found["20090"].reached
    assert (sejny.address, sejny.telephone, sejny.certainty, sejny.checked_on) == (None, None, None, None)
    assert sejny.page == "https://sejny.praca.gov.pl"
    [branch] = found["20060"].branches
    assert (branch.reached.address, branch.reached.telephone) == (None, None)
    assert (branch.reached.email, branch.reached.checked_on) == ("filia@example.pl", date(2026, 11, 1))


async def test_what_ships_says_what_is_known_and_nothing_else(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(Branch), branches())
    found = {office.code: office for office in await contact_directory(engine)}
    assert {office.reached.email for office in found.values()} == {None}
    assert {office.reached.checked_on for office in found.values()} == {None}
    assert [code for code, office in found.items() if office.reached.telephone] == ["20000"]
    [lapy], [dabrowa] = found["20610"].branches, found["20110"].branches
    assert (lapy.town, lapy.reached.address, lapy.reached.postal_code) == ("Łapy", None, None)
    assert (dabrowa.reached.address, dabrowa.reached.certainty) == ("ul. Gen. N. Sulika 4a", "low")


async def test_one_office_and_none_that_takes_no_callers(engine: AsyncEngine) -> None:
    assert [office.code for office in await contact_directory(engine, "20060")] == ["20060"]
    async with engine.begin() as connection:
        gone = update(Office).where(Office.code == "20060").values(deactivated_at=datetime(2026, 1, 1, tzinfo=UTC))
        await connection.execute(gone)
    assert await contact_directory(engine, "20060") == []
    assert len(await contact_directory(engine)) == 14
