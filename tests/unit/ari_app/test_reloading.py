"""What is read anew when somebody changes it: one reading after the other, and also if nobody tells."""

import anyio

from ari_app import reloading
from ari_app.reloading import Keeper, NewsBoard
from tests.support.virtual_time import in_virtual_time


@in_virtual_time
async def test_news_during_a_reading_lead_to_one_more_after_it_and_never_beside_it() -> None:
    state, taken, readers = 1, 0, 0

    async def look() -> None:
        nonlocal taken, readers
        readers += 1
        assert readers == 1
        found = state
        await anyio.sleep(1)  # a database that is slow today
        taken = found
        readers -= 1

    keeper = Keeper(look)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keeper.run)
        keeper.tell()
        await anyio.sleep(0.5)
        state = 2
        keeper.tell()
        keeper.tell()
        await anyio.sleep(1)
        assert taken == 1
        await anyio.sleep(1)
        assert taken == 2
        tasks.cancel_scope.cancel()


@in_virtual_time
async def test_change_that_nobody_told_of_is_found_within_a_minute() -> None:
    looks = 0

    async def look() -> None:
        nonlocal looks
        looks += 1

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(Keeper(look).run)
        await anyio.sleep(reloading.REVIEW_TIME - 1)
        assert looks == 0
        await anyio.sleep(2)
        assert looks == 1
        tasks.cancel_scope.cancel()


@in_virtual_time
async def test_planned_change_is_read_in_its_moment_also_if_it_was_planned_just_now() -> None:
    planned: list[float] = []
    looked: list[float] = []

    async def look() -> None:
        looked.append(anyio.current_time())

    async def time_to_next() -> float:
        return min((at - anyio.current_time() for at in planned if at > anyio.current_time()), default=60.0)

    keeper = Keeper(look, time_to_next)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keeper.run)
        await anyio.sleep(1)
        moment = anyio.current_time() + 5
        planned.append(moment)
        keeper.tell()
        await anyio.sleep(10)
        assert looked[-1] == moment
        tasks.cancel_scope.cancel()


def test_news_reach_only_those_who_keep_what_has_changed() -> None:
    told: list[str] = []
    board = NewsBoard({"hours": lambda: told.append("hours"), "agents": lambda: told.append("agents")})
    board.tell("agents")
    board.tell("something that another process keeps")
    assert told == ["agents"]
    board.tell_all()
    assert told == ["agents", "hours", "agents"]
