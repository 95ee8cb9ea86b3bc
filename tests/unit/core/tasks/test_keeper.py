"""What is read anew when somebody changes it: one reading after the other, and also if nobody tells."""

import anyio
from structlog.testing import capture_logs

from core.db.errors import RETRY_TIME
from core.tasks.keeper import REVIEW_TIME, Keeper
from tests.support.timing.running import running
from tests.support.timing.virtual_time import in_virtual_time


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

    keeper = Keeper("rules", look, is_known=True)
    async with running(keeper.run):
        keeper.look()
        await anyio.sleep(0.5)
        state = 2
        keeper.look()
        keeper.look()
        await anyio.sleep(1)
        assert taken == 1
        await anyio.sleep(1)
        assert taken == 2


@in_virtual_time
async def test_change_that_nobody_told_of_is_found_within_a_minute() -> None:
    looks = 0

    async def look() -> None:
        nonlocal looks
        looks += 1

    async with running(Keeper("rules", look, is_known=True).run):
        await anyio.sleep(REVIEW_TIME - 1)
        assert looks == 0
        await anyio.sleep(2)
        assert looks == 1


@in_virtual_time
async def test_planned_change_is_read_in_its_moment_also_if_it_was_planned_just_now() -> None:
    planned: list[float] = []
    looked: list[float] = []

    async def look() -> None:
        looked.append(anyio.current_time())

    async def time_to_next() -> float:
        return min((at - anyio.current_time() for at in planned if at > anyio.current_time()), default=60.0)

    keeper = Keeper("rules", look, time_to_next=time_to_next, is_known=True)
    async with running(keeper.run):
        await anyio.sleep(1)
        moment = anyio.current_time() + 5
        planned.append(moment)
        keeper.look()
        await anyio.sleep(10)
        assert looked[-1] == moment


@in_virtual_time
async def test_what_could_not_be_read_is_tried_again_soon_and_said_once() -> None:
    looks = 0

    async def look() -> None:
        nonlocal looks
        looks += 1
        if looks < 4:
            raise ConnectionRefusedError

    with capture_logs() as logs:
        async with running(Keeper("rules", look).run):
            await anyio.sleep(3 * RETRY_TIME + 0.5)
            assert looks == 4
            await anyio.sleep(REVIEW_TIME - 1)
            assert looks == 4
    assert [(entry["of"], entry["error"]) for entry in logs] == [("rules", "ConnectionRefusedError")]


@in_virtual_time
async def test_only_news_of_its_kind_make_it_look() -> None:
    looks = 0

    async def look() -> None:
        nonlocal looks
        looks += 1

    keeper = Keeper("rules", look, news=("rules", "hours"))
    async with running(keeper.run):
        for news, expected in (("agents", 1), ("hours", 2), ("rules", 3)):
            await anyio.sleep(1)
            keeper.tell(news)
            await anyio.sleep(1)
            assert looks == expected
