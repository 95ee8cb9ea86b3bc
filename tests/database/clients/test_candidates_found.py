"""Who is found among the registered: what the triggers keep is at every moment what the people's rows say."""

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import ClientOccupation, RegistrationRow
from core.db.tables.market.candidate_tables import CandidateRow
from core.db.tables.person_tables import Client, QualificationRow
from tests.support.database.offices import put_shipped_offices

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SINCE = date(2026, 11, 1)
IDS = [f"client-{number}" for number in range(6)]
NAMES = ("Prawo jazdy B", "Spawacz", "język angielski", None)


async def kept(engine: AsyncEngine) -> dict[str, Any]:
    row = CandidateRow
    query = select(row.client_id, row.office, row.gmina, row.status, row.found)
    async with engine.connect() as connection:
        return {each.client_id: tuple(each)[1:] for each in await connection.execute(query)}


async def step(connection: Any, chance: random.Random) -> None:
    """Something that an import, an officer or an erasure does."""
    who = chance.choice(IDS)
    of = {"client_id": who}
    there = (await connection.execute(select(Client.id).where(Client.id == who))).scalar() is not None
    if not there:
        person = {"id": who, "office": "20060", "first_name": "Ada", "last_name": "Lis", "gmina": "2006011"}
        await connection.execute(insert(Client).values(**person))
        return
    match chance.randrange(8):
        case 0:
            await connection.execute(delete(RegistrationRow).where(RegistrationRow.client_id == who))
            status = chance.choice(["unemployed", "seeker", "none"])
            new = insert(RegistrationRow).values(**of, status=status, since=SINCE, is_insured=True)
            await connection.execute(new)
        case 1:
            status = chance.choice(["unemployed", "seeker", "none"])
            row = update(RegistrationRow).where(RegistrationRow.client_id == who)
            await connection.execute(row.values(status=status))
        case 2:
            await connection.execute(delete(QualificationRow).where(QualificationRow.client_id == who))
            rows = [
                {**of, "place": place, "kind": chance.choice(["licence", "language", "performed"]), "name": name}
                for place, name in enumerate(NAMES)
            ]
            await connection.execute(insert(QualificationRow), rows)
        case 3:
            row = update(QualificationRow).where(QualificationRow.client_id == who, QualificationRow.place == 1)
            await connection.execute(row.values(name=chance.choice(NAMES)))
        case 4:
            await connection.execute(delete(ClientOccupation).where(ClientOccupation.client_id == who))
            await connection.execute(
                insert(ClientOccupation), [{**of, "occupation": each} for each in ("721204", "512001")]
            )
        case 5:
            changed: dict[str, Any] = chance.choice(
                [{"gone_at": NOW}, {"gone_at": None}, {"restricted_at": NOW}, {"restricted_at": None}]
            )
            await connection.execute(update(Client).where(Client.id == who).values(**changed))
        case 6:
            gmina, office = chance.choice([("2061011", "20610"), (None, "20060")])
            await connection.execute(update(Client).where(Client.id == who).values(gmina=gmina, office=office))
        case _:
            await connection.execute(delete(Client).where(Client.id == who))


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_to_people_they_are_found_by_what_stands_there(
    engine: AsyncEngine, seed: int
) -> None:
    await put_shipped_offices(engine)
    chance = random.Random(seed)
    for _ in range(60):
        async with engine.begin() as connection:
            for _ in range(chance.randrange(1, 4)):
                await step(connection, chance)
        before = await kept(engine)
        async with engine.begin() as connection:
            await connection.execute(text("DELETE FROM candidate"))
            await connection.execute(text("SELECT refresh_candidates(ARRAY(SELECT id FROM client))"))
        assert before == await kept(engine)


async def test_whose_data_are_restricted_is_found_by_nothing(engine: AsyncEngine) -> None:
    await put_shipped_offices(engine)
    async with engine.begin() as connection:
        person = {"id": "client-1", "office": "20060", "first_name": "Ada", "last_name": "Lis", "gmina": "2006011"}
        await connection.execute(insert(Client).values(**person))
        new = insert(RegistrationRow).values(
            client_id="client-1", status="unemployed", since=SINCE, is_insured=True
        )
        await connection.execute(new)
    assert list(await kept(engine)) == ["client-1"]
    async with engine.begin() as connection:
        await connection.execute(update(Client).values(restricted_at=NOW))
    assert await kept(engine) == {}
