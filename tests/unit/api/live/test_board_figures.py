"""When the board looks at the database again, in virtual time."""

import anyio
import pytest

from api.live.board_figures import EVERY, FAULT_TIME, BoardFigures
from api.live.hub import Hub
from api.live.matters_seen import MattersSeen
from api.live.outbox import Outbox
from api.live.waiting_acts import WaitingActs
from core.clock import LoopClock
from core.relay.commands import Command, Done, Reply
from tests.support.calls.call_facts import NINE
from tests.support.timing.running import running
from tests.support.timing.virtual_time import in_virtual_time


class FakeReader:
    """Each look takes `took` seconds and ends as `ends` says; None: nothing can be known yet."""

    def __init__(self, took: float, ends: Exception | None) -> None:
        self.begun: list[float] = []
        """Seconds since it was made."""
        self._made_at = anyio.current_time()
        self._took = took
        self._ends = ends
        self.forgotten = 0

    def forget(self) -> None:
        self.forgotten += 1

    async def look(self) -> bool:
        self.begun.append(anyio.current_time() - self._made_at)
        await anyio.sleep(self._took)
        if self._ends is not None:
            raise self._ends
        return False


def _board(monkeypatch: pytest.MonkeyPatch, reader: FakeReader) -> tuple[BoardFigures, Hub]:
    clock = LoopClock(NINE)
    monkeypatch.setattr("api.live.board_figures.DayReader", lambda engine, clock: reader)
    hub = Hub("", _answer, clock)
    # The engine is the reader's alone.
    acts, matters = WaitingActs(None, clock), MattersSeen(None, clock, hub.put)  # type: ignore[arg-type]
    return BoardFigures(None, hub, clock, acts, matters), hub  # type: ignore[arg-type]


BOARD = frozenset({("office_figures", "20060")})
DESK = frozenset({("agent", "k20060-1"), ("queue", "20060")})


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
    reader = FakeReader(took, ends)
    board, hub = _board(monkeypatch, reader)
    hub.join(Outbox(lambda: None), BOARD)
    async with running(board.run):
        await anyio.sleep(3 * (took + pause))
    first, second, *_ = reader.begun
    assert second - first == pytest.approx(took + pause)


@in_virtual_time
async def test_the_database_is_not_looked_at_while_nobody_sees_the_board(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Desks are nobody: they see nothing of it."""
    reader = FakeReader(0.0, None)
    board, hub = _board(monkeypatch, reader)
    async with running(board.run):
        await anyio.sleep(60)
        hub.join(Outbox(lambda: None), DESK)
        await anyio.sleep(60)
        assert board.age == 0
    assert reader.begun == []


@in_virtual_time
async def test_a_page_that_comes_is_looked_for_at_once_and_when_it_goes_nothing_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = FakeReader(0.0, None)
    board, hub = _board(monkeypatch, reader)
    page = Outbox(lambda: None)
    async with running(board.run):
        await anyio.sleep(4.2)
        hub.join(page, BOARD)
        await anyio.sleep(1.2)
        hub.leave(page, BOARD)
        await anyio.sleep(60)
        hub.join(page, BOARD)
        await anyio.sleep(0.1)
        assert board.age == pytest.approx(0.1)
    assert reader.begun == pytest.approx([4.2, 4.7, 5.2, 65.4])
    assert reader.forgotten == 2


@in_virtual_time
async def test_a_fault_is_not_tried_again_sooner_for_a_page_that_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = FakeReader(0.0, LookupError())
    board, hub = _board(monkeypatch, reader)
    async with running(board.run):
        hub.join(Outbox(lambda: None), BOARD)
        await anyio.sleep(3)
        hub.join(Outbox(lambda: None), BOARD)
        await anyio.sleep(FAULT_TIME)
    assert reader.begun == pytest.approx([0, FAULT_TIME])
