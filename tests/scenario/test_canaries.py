"""A version on trial takes its share of real calls, and goes back by itself within a minute, database or not."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, cast

import anyio

from ari_app.canaries import LOOK_TIME, CanaryWatch
from ari_app.reloading import ScenarioKeeper
from core.db.engine import Engine
from core.facts.kinds.calls import CallStarted
from ivr.canary.canary import BothFigures, Canary, Limits, OpenCanary, Outcome, VersionFigures
from ivr.canary.counting import CanaryCounts
from ivr.graph.scenario import Scenario, read_scenario
from ivr.publishing.timetable import Timetable
from ivr.publishing.variants import Number
from ivr.publishing.versions import StepRefused
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.scenarios.graphs import graph_of, saying
from tests.support.timing.virtual_time import in_virtual_time

NUMBER = "9510"
DAY = timedelta(days=1)
PATIENCE = 0.5  # seconds: who hears anything at all hangs up

SHORT = {"koniec": {"kind": "goodbye"}}
LONG = {"powitanie": saying("koniec"), "koniec": {"kind": "goodbye"}}


class Book:
    """Keeps what the watch writes down, if it can."""

    def __init__(self) -> None:
        self.is_away = False
        self.is_over = False
        self.before = BothFigures(VersionFigures(), VersionFigures())
        self.written: list[tuple[str, int, Outcome, str]] = []

    async def figures(self, canary: Canary, ended_before: datetime) -> BothFigures:
        await self._answers()
        return self.before

    async def end(self, canary: Canary, outcome: Outcome, reason: str, at: datetime) -> None:
        await self._answers()
        if self.is_over:
            raise StepRefused("po próbie")
        self.written.append((canary.name, canary.version, outcome, reason))

    async def _answers(self) -> None:
        await anyio.lowlevel.checkpoint()
        if self.is_away:
            raise ConnectionRefusedError


class Line:
    """A number whose second version is on trial beside the first one."""

    def __init__(
        self, centre: Centre, old: dict[str, Any], new: dict[str, Any], *, began: timedelta, ends: timedelta
    ):
        self.centre = centre
        self.book = Book()
        counts = CanaryCounts()
        centre.bus.listen(counts.note)
        now = centre.clock.now()
        limits = Limits(hang_up_points=10.0, failure_points=5.0, min_calls=20)
        canary = Canary("linia", 2, 1, 50, now - began, now + ends, limits)
        self.timetable = Timetable(
            [Number(NUMBER, True, "linia")],
            [],
            [(version(1, old), now - DAY)],
            [OpenCanary(canary, version(2, new))],
        )
        self.keeper = ScenarioKeeper(centre.ivr, centre.board, cast(Engine, None), centre.clock, counts)
        self.watch = CanaryWatch(self.keeper, counts, self.book, centre.clock)
        self.keeper.take_over(self.timetable)

    async def rings(self, times: int) -> Counter[int]:
        """So many callers, one after the other, by the version that each of them met."""
        before = len(self.centre.of_type(CallStarted))
        for _ in range(times):
            await self.centre.visit(self.centre.exchange.caller(), patience=PATIENCE)
        started = self.centre.of_type(CallStarted)[before:]
        return Counter(each.scenario_version or 0 for each in started)


def version(number: int, nodes: dict[str, Any]) -> Scenario:
    return read_scenario(graph_of(nodes, name="linia")).model_copy(update={"version": number})


@asynccontextmanager
async def a_line(
    old: dict[str, Any], new: dict[str, Any], began: timedelta = timedelta(0), ends: timedelta = DAY
) -> AsyncIterator[Line]:
    async with a_centre() as centre, anyio.create_task_group() as tasks:
        line = Line(centre, old, new, began=began, ends=ends)
        tasks.start_soon(line.watch.run)
        yield line
        tasks.cancel_scope.cancel()


@in_virtual_time
async def test_a_version_that_callers_hang_up_on_goes_back_within_a_minute_also_without_a_database() -> None:
    async with a_line(SHORT, LONG) as line:
        line.book.is_away = True
        met = await line.rings(80)
        assert min(met[1], met[2]) >= 20  # calls met both
        await anyio.sleep(LOOK_TIME + 1)
        assert await line.rings(40) == {1: 40}
        assert line.book.written == []
        line.keeper.take_over(line.timetable)  # the database, read anew, still says that it is on trial
        assert await line.rings(10) == {1: 10}
        line.book.is_away = False
        await anyio.sleep(LOOK_TIME + 1)
        [(name, number, outcome, reason)] = line.book.written
        assert (name, number, outcome) == ("linia", 2, "returned")
        assert "W menu rozłącza się 100,0% rozmówców" in reason
        line.centre.check_nothing_left()


@in_virtual_time
async def test_a_version_that_is_as_good_comes_for_all_when_its_time_is_over() -> None:
    async with a_line(LONG, LONG, ends=timedelta(hours=1)) as line:
        await line.rings(80)
        await anyio.sleep(1700)
        assert line.book.written == []
        await anyio.sleep(1950)
        assert [each[:3] for each in line.book.written] == [("linia", 2, "completed")]


@in_virtual_time
async def test_with_too_few_calls_it_keeps_its_share_until_there_are_enough() -> None:
    async with a_line(SHORT, SHORT, ends=timedelta(minutes=5)) as line:
        await line.rings(20)
        await anyio.sleep(3600)
        assert line.book.written == []
        assert len(await line.rings(60)) == 2
        await anyio.sleep(LOOK_TIME + 1)
        assert [each[2] for each in line.book.written] == ["completed"]


@in_virtual_time
async def test_after_a_restart_the_calls_of_before_count_and_are_read_when_they_can_be() -> None:
    async with a_line(SHORT, SHORT, began=timedelta(hours=2)) as line:
        line.book.is_away = True
        line.book.before = BothFigures(VersionFigures(40, 10, 30, 0), VersionFigures(50, 50, 0, 0))
        await anyio.sleep(LOOK_TIME + 1)
        assert len(await line.rings(30)) == 2
        line.book.is_away = False
        await anyio.sleep(LOOK_TIME + 1)
        assert [each[2] for each in line.book.written] == ["returned"]
        assert await line.rings(20) == {1: 20}


@in_virtual_time
async def test_a_trial_that_a_person_has_ended_meanwhile_stays_as_that_person_wished() -> None:
    async with a_line(SHORT, LONG) as line:
        line.book.is_over = True
        await line.rings(80)
        await anyio.sleep(3 * LOOK_TIME)
        assert line.book.written == []
        assert await line.rings(20) == {1: 20}
