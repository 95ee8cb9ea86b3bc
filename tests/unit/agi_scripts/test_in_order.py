"""Who is moved together enters the queue in the order of joining; who goes, or takes long, holds up nobody."""

from datetime import UTC, datetime, timedelta

import anyio
import pytest

from agi_scripts.fallback.in_order import LONGEST_TIME, InOrder
from tests.support.timing.virtual_time import in_virtual_time

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
KOLNO, SEJNY = "20060", "20090"


class Callers:
    """`entered`: who entered the queue, and when."""

    def __init__(self) -> None:
        self.line = InOrder()
        self.entered: dict[str, float] = {}

    async def come(self, name: str, office: str, joined: float, notice: float) -> None:
        with anyio.move_on_after(30):
            async with self.line.turn(office, NOON + timedelta(seconds=joined)):
                await anyio.sleep(notice)
            self.entered[name] = anyio.current_time()


@in_virtual_time
async def test_whose_notice_ends_first_waits_for_those_who_joined_earlier() -> None:
    callers = Callers()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(callers.come, "third", KOLNO, 30, 9.0)
        tasks.start_soon(callers.come, "first", KOLNO, 10, 9.3)
        tasks.start_soon(callers.come, "second", KOLNO, 20, 9.1)
        tasks.start_soon(callers.come, "of another office", SEJNY, 40, 9.0)
    assert list(callers.entered) == ["of another office", "first", "second", "third"]


@in_virtual_time
async def test_nobody_waits_longer_than_a_moment() -> None:
    callers = Callers()
    began = anyio.current_time()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(callers.come, "first", KOLNO, 10, 25.0)
        tasks.start_soon(callers.come, "second", KOLNO, 20, 9.0)
    assert callers.entered["second"] - began == pytest.approx(9.0 + LONGEST_TIME)


@in_virtual_time
async def test_who_hangs_up_in_the_notice_holds_up_nobody() -> None:
    callers = Callers()
    began = anyio.current_time()

    async def goes() -> None:
        with anyio.move_on_after(9.2):
            await callers.come("first", KOLNO, 10, 20.0)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(goes)
        tasks.start_soon(callers.come, "second", KOLNO, 20, 9.0)
    assert list(callers.entered) == ["second"]
    assert callers.entered["second"] - began < 9.5
