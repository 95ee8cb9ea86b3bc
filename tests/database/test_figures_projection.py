"""The tables of reports say exactly what the facts say, whatever order they came in."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.store import AgentStates
from core.event_log import write_facts
from core.events import AnyEvent
from core.metrics.dictionary import figure
from reports.figure_query import Query
from reports.figure_store import read_sums
from reports.figures_projection import FiguresProjection
from reports.store import CallRecords
from tests.support.figured_calls import MadeUpCall, Stand, all_facts

pytestmark = pytest.mark.anyio

NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class At:
    def __init__(self, now: datetime) -> None:
        self.at = now

    def now(self) -> datetime:
        return self.at


async def write(engine: AsyncEngine, facts: Sequence[AnyEvent]) -> None:
    """As the centre's writer does."""
    async with engine.begin() as connection:
        if fresh := await write_facts(connection, facts):
            for projection in (CallRecords(engine), AgentStates()):
                await projection.apply(connection, fresh)


async def test_one_call_comes_to_be_a_figure(engine: AsyncEngine) -> None:
    call = MadeUpCall(
        id="call-1",
        at=NINE,
        office="20610",
        stands=(Stand("20610", wait=12.0, agent="k1", talk=60.0, wrap_up=20.0),),
    )
    await write(engine, all_facts([call]))
    projection = FiguresProjection(engine, At(NINE + timedelta(hours=1)))  # type: ignore[arg-type]
    print(await projection.catch_up())
    async with engine.connect() as connection:
        [(_, sums)] = await read_sums(connection, Query(NINE, NINE + timedelta(hours=1)))
    print(sums)
    assert figure("answered", sums).value == 1
    assert figure("asa", sums).value == 12.0
    assert sums["wrap_up_ms"] == 20_000
