"""What becomes of new calls, said to Asterisk's door, to other processes and to the board."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from ari_app.ari import Request
from ari_app.ari.errors import ConnectionLost
from ari_app.overload.intake import DOOR_TIME, LOOK_TIME, Intake
from ari_app.overload.rule import Overload, OverloadRule
from core.clock import LoopClock
from core.overload.lateness import Lateness
from core.overload.shed import Shed
from core.overload.shed_file import Shedding
from dialplan.names import DOOR, DOOR_UNTIL
from tests.support.timing.standing_clock import TUESDAY_AT_NINE
from tests.support.timing.virtual_time import in_virtual_time


def a_clock() -> LoopClock:
    return LoopClock(TUESDAY_AT_NINE)


@dataclass
class Line:
    """As `AriConnection`: takes `slowness` seconds for each answer."""

    slowness: float = 0.0
    is_away: bool = False
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def send(self, request: Request[Any], *, deadline: float) -> None:
        if self.is_away:
            raise ConnectionLost("away")
        self.sent.append((request.operation, dict(request.query)))
        await anyio.sleep(self.slowness)

    def door(self) -> list[int]:
        """What was said to it."""
        return [int(query["value"]) for _, query in self.sent if query.get("variable") == DOOR]


@dataclass
class _Use:
    share: float = 0.1
    of_others: float = 0.0

    def take(self, now: float) -> float:
        return self.share


@asynccontextmanager
async def an_intake(tmp_path: Path, line: Line, use: _Use, calls: int = 50) -> AsyncIterator[Intake]:
    made = Intake(
        Overload(OverloadRule()),
        a_clock(),
        use,
        [line],
        {f"call-{number}" for number in range(calls)},
        tmp_path / "shed",
        Lateness(),
    )
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(made.run)
        yield made
        tasks.cancel_scope.cancel()


@in_virtual_time
async def test_a_centre_that_is_well_says_nothing_and_takes_everybody(tmp_path: Path) -> None:
    line = Line()
    async with an_intake(tmp_path, line, _Use()) as intake:
        await anyio.sleep(10)
        for _ in range(100):
            assert intake.admits("a-call")
            await anyio.sleep(0.05)
    assert line.door() == []
    assert not (tmp_path / "shed").exists()


@in_virtual_time
async def test_slow_answers_of_asterisk_are_lateness(tmp_path: Path) -> None:
    async with an_intake(tmp_path, Line(slowness=0.5), _Use()) as intake:
        await anyio.sleep(5)
        assert intake.shed is Shed.CALLS


@in_virtual_time
async def test_nobody_asks_asterisk_anything_while_there_are_no_calls(tmp_path: Path) -> None:
    line = Line()
    async with an_intake(tmp_path, line, _Use(), calls=0):
        await anyio.sleep(60)
    assert line.sent == []


@in_virtual_time
async def test_a_full_machine_says_so_until_it_is_well_again(tmp_path: Path) -> None:
    line, use, woken = Line(slowness=0.2), _Use(1.0), []
    async with an_intake(tmp_path, line, use) as intake:
        intake.on_change = lambda: woken.append(intake.shed)
        await anyio.sleep(3)
        shedding = Shedding(tmp_path / "shed", a_clock())
        assert intake.shed is Shed.CALLS
        assert (tmp_path / "shed").read_text() == str(int(Shed.CALLS))
        taken = sum(intake.admits("a-call") for _ in range(200))
        await anyio.sleep(2 * LOOK_TIME)
        assert taken < 20
        assert intake.shed_calls == 200 - taken
        assert line.door()[-1] > 50
        until = [int(query["value"]) for _, query in line.sent if query.get("variable") == DOOR_UNTIL]
        assert until[-1] - intake.clock.now().timestamp() <= DOOR_TIME
        line.slowness, use.share = 0.0, 0.1
        await anyio.sleep(10)
        assert (intake.shed, intake.calls_shed_since, line.door()[-1]) == (Shed.NOTHING, None, 0)
        assert not shedding.leaves_out(Shed.BOARD)
    assert woken[-1] is Shed.NOTHING


@in_virtual_time
async def test_a_line_that_is_away_is_no_lateness_and_stops_nothing(tmp_path: Path) -> None:
    async with an_intake(tmp_path, Line(is_away=True), _Use(0.74)) as intake:
        await anyio.sleep(3)
        [intake.admits("a-call") for _ in range(200)]
        await anyio.sleep(3)
        assert intake.shed is Shed.EXTRAS


@pytest.mark.parametrize(("ago", "is_late"), [(0.0, False), (1.0, True), (3600.0, True)])
@in_virtual_time
async def test_an_event_is_as_late_as_asterisk_says(tmp_path: Path, ago: float, is_late: bool) -> None:
    async with an_intake(tmp_path, Line(), _Use()) as intake:
        intake.heard((intake.clock.now() - timedelta(seconds=ago)).isoformat())
        assert (intake.lateness.worst > 0.5) == is_late
        assert intake.lateness.worst <= 2.0


@in_virtual_time
async def test_who_hears_the_sentence_is_no_call_in_progress(tmp_path: Path) -> None:
    async with an_intake(tmp_path, Line(slowness=0.5), _Use(1.0)) as intake:
        await anyio.sleep(2)
        told = [call_id for call_id in intake.open_calls if not intake.admits(call_id)]
        assert told
        await anyio.sleep(2 * LOOK_TIME)
        assert intake.last.calls == len(intake.open_calls) - len(told)
