"""Finding clients by name among as many as the province has: whom, in which order, and by which index."""

from datetime import date

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.access import Viewer
from clients.persons.person_store import PersonSearch, find_clients, searched
from core.db.tables.person_tables import Client
from tests.support.calls.call_facts import NINE
from tests.support.database.offices import put_offices

pytestmark = pytest.mark.anyio

KOLNO = "20060"
OFFICES = [KOLNO, *(f"206{n}0" for n in range(10, 23))]
VIEWER = Viewer("k20060-1", "consultant", KOLNO, frozenset({KOLNO}))

_PROVINCE = text(
    """
    INSERT INTO client (id, office, first_name, last_name, birth_date, phone, sms_number)
    SELECT 'client-' || n, (CAST(:offices AS text[]))[1 + n % 14], 'Jan', 'Łoś' || md5(n::text),
        DATE '1950-01-01' + n % 20000, (600000000 + n)::text, (700000000 + n)::text
    FROM generate_series(1, 32000) AS n
    """
)


@pytest.fixture(autouse=True)
async def offices(engine: AsyncEngine) -> None:
    await put_offices(engine, *OFFICES)


async def named(engine: AsyncEngine, *names: str) -> None:
    rows = [{"id": f"client-{n}", "first_name": "Jan", "last_name": name} for n, name in enumerate(names)]
    async with engine.begin() as connection:
        await connection.execute(insert(Client), [{"office": KOLNO, **row} for row in rows])


async def found(engine: AsyncEngine, last_name: str, after: str | None = None) -> list[str]:
    page = await find_clients(engine, VIEWER, PersonSearch(last_name=last_name), NINE, limit=50, after=after)
    return [client.last_name for client in page.clients]


@pytest.mark.parametrize("wanted", ["zolw", "Żółw", "ŻÓŁW", "żólW", "Zo\u0301ł", "ZOL"])
async def test_a_name_is_found_with_and_without_its_marks(engine: AsyncEngine, wanted: str) -> None:
    await named(engine, "Żółw", "Żółwik-Müller", "Zielony", "Żurek")
    assert await found(engine, wanted) == ["Żółw", "Żółwik-Müller"]


async def test_people_stand_in_the_order_of_letters_without_marks(engine: AsyncEngine) -> None:
    await named(engine, "Łoś", "Lubelski", "Lis", "Łata", "Losik")
    in_order = ["Łata", "Lis", "Łoś", "Losik", "Lubelski"]
    assert await found(engine, "l") == in_order
    assert await found(engine, "ł", after="client-0") == in_order[3:]


@pytest.mark.parametrize("wanted", ["%", "_o", "Ło%", "Łoś\\", "\U0010ffff"])
async def test_signs_of_patterns_mean_themselves(engine: AsyncEngine, wanted: str) -> None:
    await named(engine, "Łoś")
    assert await found(engine, wanted) == []


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (PersonSearch(last_name="los4f"), "ix_client_name"),
        (PersonSearch(last_name="los4f", first_name="ja"), "ix_client_name"),
        (PersonSearch(birth_date=date(1984, 3, 9)), "ix_client_birth_date"),
        (PersonSearch(phone="700000123"), "ix_client_sms_number"),
        (PersonSearch(card_number="123456782"), "pk_card"),
    ],
)
async def test_no_search_reads_all_persons_of_the_province(
    engine: AsyncEngine, wanted: PersonSearch, index: str
) -> None:
    async with engine.begin() as connection:
        await connection.execute(_PROVINCE, {"offices": OFFICES})
        await connection.execute(text("ANALYZE client"))
        query = searched(wanted, VIEWER.offices).limit(21)
        spelt = query.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})
        lines = await connection.exec_driver_sql(f"EXPLAIN {spelt}".replace("%%", "%"))
        plan = "\n".join(row[0] for row in lines)
    assert index in plan and "Seq Scan on client" not in plan, plan
