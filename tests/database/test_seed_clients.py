"""What a new installation tells its demonstration clients, and that it is written only once."""

from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.store import ClientStore
from core.client_data import (
    ContactStateOf,
    NextPaymentWithAmountOf,
    NextVisitOf,
    OffersFor,
    RegistrationOf,
    TrainingsFor,
)
from core.clock import SystemClock
from core.db.client_tables import (
    AccessLogRow,
    BenefitPaymentRow,
    KnowledgeItem,
    OfferRow,
    RegistrationRow,
    TrainingRow,
    VisitRow,
)
from core.db.tables import Client, Office
from core.public_answers import ShortAnswersOn
from ivr.defaults import offices
from knowledge.defaults import short_answers
from knowledge.store import KnowledgeStore
from ops.demonstration import Person
from ops.seed_clients import seed_answers, seed_clients_data

pytestmark = pytest.mark.anyio

ANNA = Person("client-20060-0", is_shown=True)
GONE = Person("client-20620-0", is_shown=False)
TABLES = (RegistrationRow, VisitRow, BenefitPaymentRow, OfferRow, TrainingRow, KnowledgeItem)


async def counts(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as connection:
        return [int(await connection.scalar(select(func.count()).select_from(table)) or 0) for table in TABLES]


async def seed(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await seed_answers(connection)
        await seed_clients_data(connection, [ANNA, GONE])


@pytest.fixture
async def with_anna(engine: AsyncEngine) -> None:
    rows: list[dict[str, Any]] = [{k: v for k, v in o.items() if k != "postal_prefixes"} for o in offices()]
    anna = {"id": ANNA.id, "office": "20060"}
    async with engine.begin() as connection:
        await connection.execute(insert(Office), rows)
        await connection.execute(insert(Client).values(**anna, first_name="Anna", last_name="Nowak"))


async def test_the_demonstration_client_is_told_everything(engine: AsyncEngine, with_anna: None) -> None:
    await seed(engine)
    store, call = ClientStore(engine, SystemClock()), "call-1"
    assert (await store.ask(NextVisitOf(ANNA.id, call))).visit is not None
    assert (await store.ask(NextPaymentWithAmountOf(ANNA.id, call))).payment is not None
    assert (await store.ask(RegistrationOf(ANNA.id, call))).status == "unemployed"
    assert (await store.ask(OffersFor(ANNA.id, call, everywhere=False, most=10))).offers
    assert (await store.ask(TrainingsFor(ANNA.id, call, most=10))).trainings
    assert (await store.ask(ContactStateOf(ANNA.id, call))).days_left > 0
    assert (
        len((await KnowledgeStore(engine, SystemClock()).ask(ShortAnswersOn("zasilek", "20060", "pl", 5))).answers)
        == 2
    )
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(AccessLogRow)) == 6


async def test_a_second_start_changes_nothing_and_brings_nothing_back(
    engine: AsyncEngine, with_anna: None
) -> None:
    await seed(engine)
    first = await counts(engine)
    assert first[0] == 1, "nothing for a client who is not there"
    assert first[-1] == len(short_answers())
    async with engine.begin() as connection:
        await connection.execute(delete(VisitRow))
        await connection.execute(delete(KnowledgeItem).where(KnowledgeItem.topic == "rolnicy"))
    await seed(engine)
    assert await counts(engine) == [first[0], 0, *first[2:-1], first[-1] - 1]


async def test_without_demonstration_clients_there_are_only_the_answers(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await seed_answers(connection)
        await seed_clients_data(connection, [])
    assert await counts(engine) == [0, 0, 0, 0, 0, len(short_answers())]
