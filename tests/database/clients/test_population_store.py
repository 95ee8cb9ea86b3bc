"""Made-up people in the database: with everything that is known of them, and no half of anybody."""

from datetime import date

import asyncpg
import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.pesel import PeselSafe
from clients.population import population_store
from clients.population.generator import SEED, population
from clients.population.population_store import client_id, fill
from core.db.tables.centre.office_tables import Office
from core.db.tables.client_tables import BenefitPaymentRow, ClientOccupation, RegistrationRow, VisitRow
from core.db.tables.messages.consent_tables import ConsentRow
from core.db.tables.person_tables import (
    BenefitRow,
    CardRow,
    Client,
    DecisionRow,
    EmploymentPeriodRow,
    ParticipationRow,
    QualificationRow,
    ReferralRow,
    RegistrationPeriodRow,
)
from core.keys.secret_box import new_identity

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("shipped_offices")]

TODAY = date(2026, 11, 27)
SAFE = PeselSafe("k" * 40, new_identity())
TABLES = (
    *(RegistrationRow, ClientOccupation, VisitRow, BenefitPaymentRow, BenefitRow, ConsentRow, DecisionRow),
    *(EmploymentPeriodRow, ParticipationRow, QualificationRow, ReferralRow, RegistrationPeriodRow),
)


async def there(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list((await connection.scalars(select(Client.id).order_by(Client.id))).all())


async def fill_up(engine: AsyncEngine, size: int) -> int:
    return await fill(engine, SEED, size, TODAY, SAFE.kept)


async def test_everything_that_is_known_of_a_person_is_written_and_nobody_gets_a_card(engine: AsyncEngine) -> None:
    assert await fill_up(engine, 300) == 300
    person = next(population(SEED, 8, TODAY, start=7))
    async with engine.connect() as connection:
        row = (await connection.execute(select(Client.__table__).where(Client.id == client_id(7)))).one()
        for table in TABLES:
            assert await connection.scalar(select(func.count()).select_from(table)), table.__tablename__
        assert await connection.scalar(select(func.count()).select_from(CardRow)) == 0
        visits = (await connection.scalars(select(VisitRow.at).where(VisitRow.client_id == client_id(7)))).all()
    told = (row.office, row.ext_id, row.first_name, row.last_name, row.birth_date, row.gmina, row.is_rural)
    assert told == (
        *(person.office, person.ext_id, person.first_name, person.last_name, person.birth_date),
        *(person.gmina, person.is_rural),
    )
    assert (row.sms_number, row.version, row.gone_at) == (None, 1, None)
    assert row.pesel_hash == SAFE.hash(person.pesel)
    assert SAFE.opened(row.pesel_box) == person.pesel
    assert sorted(visits) == sorted(visit.at for visit in person.visits)


async def test_a_larger_population_goes_on_after_the_last_person_and_a_second_time_writes_nobody(
    engine: AsyncEngine,
) -> None:
    await fill_up(engine, 30)
    assert await fill_up(engine, 30) == 0
    assert await fill_up(engine, 45) == 15
    assert await there(engine) == [client_id(number) for number in range(45)]


async def test_a_batch_that_fails_leaves_nobody_of_it_and_the_next_time_goes_on_there(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(population_store, "BATCH", 10)
    in_the_way = {"id": f"visit-{client_id(15)}-0", "client_id": "stranger", "room": "1", "adviser": "-"}
    async with engine.begin() as connection:
        await connection.execute(
            insert(Client).values(id="stranger", office="20060", first_name="Jan", last_name="Kot")
        )
        await connection.execute(insert(VisitRow).values(**in_the_way, at=func.now()))
        has_visits = next(population(SEED, 16, TODAY, start=15)).visits
    assert has_visits, "or the row is in nobody's way"
    with pytest.raises(asyncpg.UniqueViolationError):
        await fill_up(engine, 30)
    assert await there(engine) == [client_id(number) for number in range(10)] + ["stranger"]
    async with engine.begin() as connection:
        await connection.execute(delete(VisitRow).where(VisitRow.client_id == "stranger"))
    assert await fill_up(engine, 30) == 20


async def test_somebody_whom_the_office_has_imported_stays_as_the_office_sent_them(engine: AsyncEngine) -> None:
    await fill_up(engine, 5)
    person = next(population(SEED, 11, TODAY, start=10))
    async with engine.begin() as connection:
        await connection.execute(
            insert(Client).values(
                id="imported", office=person.office, ext_id=person.ext_id, first_name="Jan", last_name="Kot"
            )
        )
    assert await fill_up(engine, 20) == 14
    assert client_id(10) not in await there(engine)


async def test_where_an_office_has_imported_its_people_nobody_is_made_up(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            insert(Client).values(id="c", office="20060", ext_id="7", first_name="Jan", last_name="Kot")
        )
    assert await fill_up(engine, 20) == 0


async def test_people_who_were_removed_are_not_brought_back(engine: AsyncEngine) -> None:
    await fill_up(engine, 20)
    async with engine.begin() as connection:
        await connection.execute(delete(Client).where(Client.id == client_id(3)))
        await connection.execute(update(Client).where(Client.id == client_id(4)).values(last_name="Inny"))
    assert await fill_up(engine, 20) == 0
    assert client_id(3) not in await there(engine)


async def test_an_office_that_is_not_there_is_an_error(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(delete(Office))
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await fill_up(engine, 5)
    assert await there(engine) == []
