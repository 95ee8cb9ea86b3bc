"""The row of a lease on a real database: two processes, by the clock of the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.process_tables import LeaseWaitingRow
from core.errors import DataUnavailable
from core.lease.lease import CALLS, JOBS, LEASE_TIME, Grant, Held
from core.lease.lease_store import LeaseRow
from core.lease.standby_store import is_waiting, lease_now
from tests.support.database.postgres import server

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def process(dsn: str, holder: str, name: str = CALLS) -> AsyncIterator[LeaseRow]:
    row = LeaseRow(dsn, name, holder)  # type: ignore[arg-type]
    try:
        yield row
    finally:
        row.close()


@pytest.fixture
async def a(dsn: str) -> AsyncIterator[LeaseRow]:
    async with process(dsn, "a") as row:
        yield row


@pytest.fixture
async def b(dsn: str) -> AsyncIterator[LeaseRow]:
    async with process(dsn, "b") as row:
        yield row


async def taken(row: LeaseRow, *, may_be_run_out: bool = False) -> int:
    found = await row.take(may_be_run_out=may_be_run_out)
    assert isinstance(found, Grant), found
    return found.epoch


async def runs_out(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE lease SET until = until - interval '1 minute'"))


async def waiting(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list(await connection.scalars(select(LeaseWaitingRow.waiter)))


async def test_the_first_gets_it_and_the_other_one_waits(a: LeaseRow, b: LeaseRow, engine: AsyncEngine) -> None:
    assert await taken(a) == 1
    found = await b.take(may_be_run_out=True)
    assert isinstance(found, Held)
    assert (found.holder, found.epoch) == ("a", 1)
    assert 0 < found.rest <= LEASE_TIME
    assert await waiting(engine) == ["b"]


async def test_of_many_who_want_it_at_once_one_gets_it(dsn: str) -> None:
    got: list[str] = []

    async def wants(holder: str) -> None:
        async with process(dsn, holder) as row:
            if isinstance(await row.take(may_be_run_out=True), Grant):
                got.append(holder)

    async with anyio.create_task_group() as tasks:
        for number in range(8):
            tasks.start_soon(wants, f"p{number}")
    assert len(got) == 1


async def test_one_that_has_run_out_is_taken_by_whoever_may_and_the_old_holder_learns_of_it(
    a: LeaseRow, b: LeaseRow, engine: AsyncEngine
) -> None:
    epoch = await taken(a)
    await runs_out(engine)
    assert isinstance(await b.take(may_be_run_out=False), Held)
    found = await b.take(may_be_run_out=True)
    assert isinstance(found, Grant)
    assert found.epoch == epoch + 1
    assert found.last_alive is not None
    assert not await a.renew(epoch)
    assert await b.renew(found.epoch)
    assert await waiting(engine) == []


async def test_a_renewal_keeps_others_away_also_when_it_came_late(
    a: LeaseRow, b: LeaseRow, engine: AsyncEngine
) -> None:
    epoch = await taken(a)
    await runs_out(engine)
    assert await a.renew(epoch)
    assert isinstance(await b.take(may_be_run_out=True), Held)


async def test_the_same_holder_has_it_at_once_with_another_epoch(a: LeaseRow, dsn: str) -> None:
    epoch = await taken(a)
    async with process(dsn, "a") as again:
        assert await taken(again) == epoch + 1
    assert not await a.renew(epoch)


async def test_what_is_given_up_is_told_and_taken_at_once(a: LeaseRow, b: LeaseRow) -> None:
    epoch = await taken(a)
    assert isinstance(await b.take(may_be_run_out=False), Held)
    told = b.given_up
    await a.give_up(epoch)
    with anyio.fail_after(5):
        await told.wait()
    assert await taken(b) == epoch + 1
    await a.give_up(epoch)  # too late: it is not its own any more
    assert isinstance(await a.take(may_be_run_out=True), Held)


async def test_whoever_gave_it_up_cannot_renew_it(a: LeaseRow) -> None:
    epoch = await taken(a)
    await a.give_up(epoch)
    assert not await a.renew(epoch)


async def test_a_process_that_is_alone_takes_it_and_leaves_it_to_whoever_comes(a: LeaseRow, dsn: str) -> None:
    await taken(a)
    async with process(dsn, "") as alone:
        assert (await alone.take_alone()).epoch == 2
        assert (await alone.take_alone()).epoch == 3
    assert await taken(a) == 4


async def test_each_name_is_a_lease_of_its_own(a: LeaseRow, dsn: str) -> None:
    await taken(a)
    async with process(dsn, "b", JOBS) as jobs:
        assert await taken(jobs) == 1


async def standby_of(engine: AsyncEngine) -> str | None:
    found = await lease_now(engine)
    return None if found is None else found.standby


async def test_whether_somebody_is_ready_to_take_over_is_known(
    a: LeaseRow, b: LeaseRow, dsn: str, engine: AsyncEngine
) -> None:
    assert await standby_of(engine) is None
    async with process(dsn, "") as alone:
        await alone.take_alone()
    assert await standby_of(engine) is None
    await taken(a)
    assert await standby_of(engine) == "away"
    await b.take(may_be_run_out=False)
    assert (await standby_of(engine), await is_waiting(engine, "b")) == ("ok", True)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE lease_waiting SET seen_at = seen_at - interval '1 minute'"))
    assert (await standby_of(engine), await is_waiting(engine, "b")) == ("away", False)


async def test_without_the_database_nobody_knows_and_with_it_all_goes_on(a: LeaseRow) -> None:
    epoch = await taken(a)
    with server().away():
        for ask in (a.renew(epoch), a.give_up(epoch), a.take(may_be_run_out=True)):
            with pytest.raises(DataUnavailable):
                await ask
    with anyio.fail_after(20):
        while True:
            try:
                assert await a.renew(epoch)
                return
            except DataUnavailable:
                await anyio.sleep(0.05)


async def test_a_database_that_does_not_answer_is_given_up_in_time(a: LeaseRow, engine: AsyncEngine) -> None:
    """A statement that waits for a lock is one that gets no answer."""
    epoch = await taken(a)
    async with engine.begin() as connection:
        await connection.execute(text("SELECT * FROM lease FOR UPDATE"))
        began = anyio.current_time()
        with pytest.raises(DataUnavailable):
            await a.renew(epoch)
        assert anyio.current_time() - began < 2
    assert await a.renew(epoch)
