"""How much of the machine packing takes while consultants have calls, in virtual time."""

from pathlib import Path

import anyio
import pytest

from core.clock import LoopClock
from recordings.vault import packing_store
from recordings.vault.packing import LOOK_TIME, MOST_REST, SHARE, Packing
from tests.support.calls.call_facts import NINE
from tests.support.timing.virtual_time import in_virtual_time


@pytest.mark.parametrize(
    ("have_calls", "took", "rests"),
    [
        (False, 0.1, 0.0),
        (True, 0.1, 0.1 / SHARE - 0.1),
        (True, 60.0, MOST_REST),
    ],
    ids=["nobody calls", "calls go on", "a recording of many hours"],
)
@in_virtual_time
async def test_packing_rests_by_how_long_it_worked(
    monkeypatch: pytest.MonkeyPatch, have_calls: bool, took: float, rests: float
) -> None:
    looks = []

    async def calls_go_on(engine: object) -> bool:
        looks.append(anyio.current_time())
        return have_calls

    monkeypatch.setattr(packing_store, "calls_go_on", calls_go_on)
    nowhere = Path("/nonexistent")
    packing = Packing(None, LoopClock(NINE), nowhere, [nowhere], None, None)  # type: ignore[arg-type]  # only its rest
    began = anyio.current_time()
    await packing._rest(took)
    assert anyio.current_time() - began == pytest.approx(rests)
    await packing._rest(0.0)
    assert len(looks) == (2 if rests >= LOOK_TIME else 1)
