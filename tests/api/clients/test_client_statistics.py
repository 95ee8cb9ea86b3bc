"""The province's view of clients: figures, and never who they are."""

from datetime import date

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow, RegistrationRow
from core.db.tables.person_tables import Client
from tests.api.conftest import LogIn
from tests.support.plugins.more import ANOTHER, first_of

pytestmark = pytest.mark.anyio

KOLNO, BIALYSTOK = "20060", "20610"


@pytest.fixture(autouse=True)
async def persons(engine: AsyncEngine) -> None:
    """Of Kolno 12, of whom 9 live in the country and 2 are men; of Białystok 20, of whom 6 and 9."""
    rows = [
        (f"client-{office}-{n}", office, n < rural, "M" if n < men else "K")
        for office, persons, rural, men in ((KOLNO, 12, 9, 2), (BIALYSTOK, 20, 6, 9))
        for n in range(persons)
    ]
    async with engine.begin() as connection:
        await connection.execute(
            insert(Client),
            [
                {
                    "id": key,
                    "office": office,
                    "first_name": "Anna",
                    "last_name": "Nowak",
                    "is_rural": is_rural,
                    "sex": sex,
                    "birth_date": date(1980, 1, 1),
                }
                for key, office, is_rural, sex in rows
            ],
        )
        registered = {"status": "unemployed", "since": date(2026, 1, 1), "is_insured": True}
        await connection.execute(insert(RegistrationRow), [{"client_id": key, **registered} for key, *_ in rows])


async def test_the_province_sees_every_office_and_no_small_count(log_in: LogIn, engine: AsyncEngine) -> None:
    for account in ("kierownik-wup", "zespol"):
        answer = await (await log_in(account)).get("/api/clients/statistics")
        found = answer.json()
        assert found["clients"] == {KOLNO: 12, BIALYSTOK: 20}
        tables = {table["attribute"]: table for table in found["attributes"]}
        assert tables["status"]["totals"] == {"unemployed": 32, "seeker": 0, "none": 0}
        assert tables["age"]["offices"][KOLNO]["45_54"] == 12
        assert tables["sex"]["offices"] == {
            KOLNO: {"K": None, "M": None, "unknown": 0},
            BIALYSTOK: {"K": None, "M": None, "unknown": 0},
        }
        assert "Nowak" not in answer.text
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(AccessLogRow)) == 0


async def test_a_small_rest_hides_its_neighbour(log_in: LogIn) -> None:
    """Of Kolno 3 do not live in the country: then nothing of Kolno nor of Białystok is told."""
    found = (await (await log_in("zespol")).get("/api/clients/statistics")).json()
    rural = next(table for table in found["attributes"] if table["attribute"] == "rural")
    assert rural["offices"] == {
        KOLNO: {"yes": None, "no": None},
        BIALYSTOK: {"yes": None, "no": None},
    }
    assert rural["totals"] == {"yes": 15, "no": 17}


async def test_an_office_sees_its_own_figures(log_in: LogIn) -> None:
    found = (await (await log_in("kierownik-20060")).get("/api/clients/statistics")).json()
    assert found["clients"] == {KOLNO: 12}


@pytest.mark.parametrize(
    "account",
    first_of(
        3,
        ["k20060-1", "technik", "administrator", "audytor", "redaktor"],
        ANOTHER,
        "tests/api/clients/test_client_statistics.py::test_nobody_else_sees_them",
    ),
)
async def test_nobody_else_sees_them(log_in: LogIn, account: str) -> None:
    assert (await (await log_in(account)).get("/api/clients/statistics")).status_code == 403
