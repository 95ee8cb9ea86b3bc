"""Seats of trainings on a real database: two never take the same one."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import anyio
import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.market.training_tables import TrainingRow
from core.db.tables.person_tables import Client
from core.errors import NotFound
from market.trainings import enrolment_store as store
from market.trainings.enrolment import ANSWER_TIME, NotPossible, State
from tests.support.database.offices import put_shipped_offices

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
TRAINING = {
    "id": "kurs",
    "office": "20060",
    "title": "Obsługa wózków",
    "town": "Kolno",
    "hours": 60,
    "seats": 20,
    "starts_on": NOW.date() + timedelta(days=30),
    "sign_up_until": NOW.date() + timedelta(days=10),
}
PEOPLE = 200


@pytest.fixture
async def trainings(engine: AsyncEngine) -> AsyncEngine:
    await put_shipped_offices(engine)
    async with engine.begin() as connection:
        await connection.execute(insert(TrainingRow), TRAINING)
        rows = [
            {"id": f"c{number}", "office": "20060", "first_name": "Anna", "last_name": "Nowak"}
            for number in range(PEOPLE)
        ]
        await connection.execute(insert(Client), rows)
    return engine


async def enrol(engine: AsyncEngine, client: str) -> str:
    async with engine.begin() as connection:
        entry = await store.enrol(connection, "kurs", client, "20060", None, "k20060-1", NOW)
    return entry.id


async def states(engine: AsyncEngine) -> list[tuple[str, str]]:
    return [(row.client_id, row.state) for row in await store.list_of(engine, "kurs", None)]


async def test_of_two_hundred_at_once_twenty_get_seats_and_the_others_wait_in_order(
    trainings: AsyncEngine,
) -> None:
    connections = anyio.CapacityLimiter(10)  # as many go on at once as the pool has, and the others wait here

    async def enrol_one(client: str) -> None:
        async with connections:
            await enrol(trainings, client)

    async with anyio.create_task_group() as tasks:
        for number in range(PEOPLE):
            tasks.start_soon(enrol_one, f"c{number}")
    rows = await store.list_of(trainings, "kurs", None)
    assert [row.place for row in rows] == list(range(1, PEOPLE + 1))
    assert [row.state for row in rows] == ["enrolled"] * 20 + ["waiting"] * (PEOPLE - 20)
    assert len({row.client_id for row in rows}) == PEOPLE


async def test_a_seat_that_is_left_is_offered_to_the_next_and_then_on(trainings: AsyncEngine) -> None:
    async with trainings.begin() as connection:
        await connection.execute(update(TrainingRow).values(seats=1))
    first, second, third = [await enrol(trainings, f"c{number}") for number in range(3)]
    async with trainings.begin() as connection:
        await store.resign(connection, first, "k20060-1", NOW)
    assert await states(trainings) == [("c0", "resigned"), ("c1", "asked"), ("c2", "waiting")]
    assert await store.offer_seats(trainings, "system", NOW + ANSWER_TIME) == 0
    late = NOW + ANSWER_TIME + timedelta(seconds=1)
    assert await store.offer_seats(trainings, "system", late) == 1
    assert await states(trainings) == [("c0", "resigned"), ("c1", "declined"), ("c2", "asked")]
    async with trainings.begin() as connection:
        taken = await store.take_answer(connection, third, takes_it=True, by="k20060-1", now=late)
    assert taken.state is State.ENROLLED
    async with trainings.begin() as connection:
        with pytest.raises(NotPossible):
            await store.take_answer(connection, second, takes_it=True, by="k20060-1", now=late)


async def test_who_is_in_the_list_is_not_put_there_twice(trainings: AsyncEngine) -> None:
    outcomes: Counter[str] = Counter()

    async def tries() -> None:
        try:
            await enrol(trainings, "c1")
            outcomes["enrolled"] += 1
        except NotPossible:
            outcomes["refused"] += 1

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(tries)
    assert outcomes == {"enrolled": 1, "refused": 4}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"seats": None}, "nie ma listy"),
        ({"cancelled_at": NOW}, "odwołano"),
        ({"sign_up_until": NOW.date() - timedelta(days=1)}, "już się skończyły"),
    ],
)
async def test_a_list_that_is_closed_says_why(
    trainings: AsyncEngine, change: dict[str, object], reason: str
) -> None:
    async with trainings.begin() as connection:
        await connection.execute(update(TrainingRow).values(**change))
    with pytest.raises(NotPossible) as refused:
        await enrol(trainings, "c1")
    assert reason in refused.value.reason_pl


async def test_a_training_that_there_is_not_is_not_found(trainings: AsyncEngine) -> None:
    async with trainings.begin() as connection:
        with pytest.raises(NotFound):
            await store.enrol(connection, "inny", "c1", "20060", None, "k20060-1", NOW)
        with pytest.raises(NotFound):
            await store.resign(connection, "nikt", "k20060-1", NOW)
