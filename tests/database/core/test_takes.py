"""Who has taken up what waits, on a real database: two at once, days, what was ended."""

from collections.abc import AsyncIterator
from datetime import timedelta

import anyio
import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import VoiceMessage
from core.db.tables.staff_tables import Account
from core.db.tables.work_tables import WorkTakenRow
from core.todo.work import WorkTaken
from core.todo.work_store import close, give_back, take
from recordings.lists.message_store import access_message
from tests.support.calls.call_facts import NINE

pytestmark = pytest.mark.anyio

PEOPLE = [f"k20060-{number}" for number in range(1, 7)]


@pytest.fixture
async def kolno(engine: AsyncEngine, shipped_offices: None) -> AsyncIterator[AsyncEngine]:
    async with engine.begin() as connection:
        values = {"role": "consultant", "office": "20060", "password_hash": "", "created_at": NINE}
        await connection.execute(
            insert(Account), [{"username": name, "display_name": f"Osoba {name}", **values} for name in PEOPLE]
        )
    yield engine


async def holder(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list(await connection.scalars(select(WorkTakenRow.holder)))


async def test_of_all_who_take_at_once_one_gets_it_and_the_others_are_told_who(kolno: AsyncEngine) -> None:
    got: list[str] = []
    told: list[str] = []

    async def takes(account: str) -> None:
        try:
            await take(kolno, "callback", "callback-1", "20060", account, NINE)
            got.append(account)
        except WorkTaken as refused:
            told.append(refused.message_pl)

    async with anyio.create_task_group() as tasks:
        for account in PEOPLE:
            tasks.start_soon(takes, account)
    assert await holder(kolno) == got
    assert len(got) == 1
    assert told == [f"Zajmuje się tym już Osoba {got[0]} (od 10:00)."] * (len(PEOPLE) - 1)


async def test_of_all_who_take_a_message_at_once_one_gets_it(kolno: AsyncEngine) -> None:
    async with kolno.begin() as connection:
        values = {"call_id": "call-1", "office": "20060", "file": "a.wav", "state": "new", "left_at": NINE}
        await connection.execute(insert(VoiceMessage).values(id="msg-1", caller_number="", **values))
    got: list[str] = []

    async def takes(account: str) -> None:
        try:
            await access_message(kolno, "msg-1", account, NINE, "listened")
            got.append(account)
        except WorkTaken:
            pass

    async with anyio.create_task_group() as tasks:
        for account in PEOPLE:
            tasks.start_soon(takes, account)
    async with kolno.connect() as connection:
        assert list(await connection.scalars(select(VoiceMessage.taken_up_by))) == got
    assert len(got) == 1


async def test_a_take_of_an_earlier_day_goes_over_and_what_was_ended_stays_ended(kolno: AsyncEngine) -> None:
    first, second = PEOPLE[:2]
    await take(kolno, "follow_up", "contact-1", "20060", first, NINE)
    with pytest.raises(WorkTaken):
        await take(kolno, "follow_up", "contact-1", "20060", second, NINE + timedelta(hours=13))
    tomorrow = NINE + timedelta(hours=15)  # after midnight in Warsaw
    await take(kolno, "follow_up", "contact-1", "20060", second, tomorrow)
    assert await holder(kolno) == [second]
    await close(kolno, "follow_up", "contact-1", "20060", second, "settled", tomorrow)
    await give_back(kolno, "follow_up", "contact-1", first, tomorrow, may_for_others=True)
    assert await holder(kolno) == [second]
