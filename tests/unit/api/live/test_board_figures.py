"""When the board looks at the database again, in virtual time."""

import anyio
import pytest

from api.live.board_figures import EVERY, FAULT_TIME, BoardFigures
from api.live.hub import Hub
from core.clock import LoopClock
from core.commands import Command, Done, Reply
from tests.support.facts import NINE
from tests.support.virtual_time import in_virtual_time


class FakeReader:
    """Each look takes `took` seconds and ends as `ends` says; None: nothing can be known yet."""

    def __init__(self, took: float, ends: Exception | None) -> None:
        self.begun: list[float] = []
        self._took = took
        self._ends = ends

    async def look(self) -> bool:
        self.begun.append(anyio.current_time())
        await anyio.sleep(self._took)
        if self._ends is not None:
            raise self._ends
        return False


async def _answer(_: Command) -> Reply:
    return Done()


@pytest.mark.parametrize(
    ("took", "ends", "pause"),
    [
        (0.0, None, EVERY),
        (0.1, None, EVERY - 0.1),
        (2.0, None, 6.0),
        (30.0, ConnectionError(), EVERY),
        (30.0, LookupError(), FAULT_TIME),
    ],
    ids=["quick", "quick enough", "slow", "nobody answered", "a fault of our own"],
)
@in_virtual_time
async def test_the_next_look_comes(
    monkeypatch: pytest.MonkeyPatch, took: float, ends: Exception | None, pause: float
) -> None:
    """What took long for the database's load is done more rarely; how long nobody answered says nothing of it."""
    reader, clock = FakeReader(took, ends), LoopClock(NINE)
    monkeypatch.setattr("api.live.board_figures.DayReader", lambda engine, clock: reader)
    board = BoardFigures(None, Hub("", _answer, clock), clock)  # type: ignore[arg-type]  # the reader's alone
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(board.run)
        await anyio.sleep(3 * (took + pause))
        tasks.cancel_scope.cancel()
    first, second, *_ = reader.begun
    assert second - first == pytest.approx(took + pause)
