"""Facts written as the centre writes them, the projection of reports, and what it should have come to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.store import AgentStates
from core.db.tables.report_tables import REPORT_KEY
from core.fact_log.event_log import write_facts
from core.facts.events import AnyEvent
from core.facts.kinds.consultants import AgentStateChanged
from core.metrics.agent_time import spells_of
from core.metrics.call_figures import fold
from core.metrics.call_parts import Beside, CallFigures
from core.metrics.contributions import agent_contributions, contributions, spell_contributions
from core.metrics.intervals import slot_of
from core.metrics.sums import Adding, Sums, total
from reports.calls.call_list_store import CallFilter, CallOrder, CallRecord, Position, page_of_calls
from reports.calls.call_visibility import CallVisibility
from reports.calls.store import CallRecords
from reports.figures.figure_calls_store import CallsOfFigure
from reports.figures.figures_projection import FiguresProjection, named_for_reports
from tests.support.timing.standing_clock import StandingClock

_LATER = datetime(2030, 1, 1, tzinfo=UTC)
TABLES = (
    *("report_call", "report_passage", "report_offer", "report_conversation", "report_quarter", "report_day"),
    *("report_wait", "report_agent_quarter", "report_agent_day", "report_node_day", "report_due"),
    *("event", "call", "agent_state"),
)


async def write(engine: AsyncEngine, facts: Sequence[AnyEvent]) -> None:
    """In one transaction with the records of calls, as the centre's writer does."""
    async with engine.begin() as connection:
        if fresh := await write_facts(connection, facts):
            for projection in (CallRecords(engine), AgentStates()):
                await projection.apply(connection, fresh)


async def empty(engine: AsyncEngine) -> None:
    """As if nobody had ever called."""
    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join(TABLES)}"))
        await connection.execute(
            text("UPDATE report_progress SET complete_until = NULL, agents_until = NULL, kept_from = NULL")
        )


async def catch_up(engine: AsyncEngine, now: datetime, batch: int = 2000) -> None:
    await FiguresProjection(engine, StandingClock(now)).catch_up(batch)


async def kept_by_quarter(connection: AsyncConnection) -> dict[tuple[object, ...], Sums]:
    """Every row of `report_quarter` that says anything, by moment and dimensions."""
    keys = {row[0]: tuple(row[1:]) for row in await connection.execute(select(REPORT_KEY))}
    found = {}
    for row in (await connection.execute(text("SELECT * FROM report_quarter"))).mappings():
        counts = {name: n for name, n in row.items() if n and name not in ("quarter", "key", "families")}
        if sums := Sums({**counts, **(row["families"] or {})}):
            found[row["quarter"], *keys[row["key"]]] = sums
    return found


async def kept_by_agent(connection: AsyncConnection) -> dict[tuple[object, ...], Mapping[str, int]]:
    """Every row of `report_agent_quarter` that says anything, by moment, consultant and office."""
    found: dict[tuple[object, ...], Mapping[str, int]] = {}
    for row in (await connection.execute(text("SELECT * FROM report_agent_quarter"))).mappings():
        counts = {name: n for name, n in row.items() if n and name not in ("quarter", "agent", "office")}
        if counts:
            found[row["quarter"], row["agent"], row["office"]] = counts
    return found


def calls_in(facts: Iterable[AnyEvent], beside: Mapping[str, Beside] | None = None) -> list[CallFigures]:
    """Each call of these facts, folded without a database."""
    every = list(facts)
    moved = [fact for fact in every if isinstance(fact, AgentStateChanged) and fact.call_id is None]
    calls = sorted({fact.call_id for fact in every if fact.call_id is not None})
    folded = (
        fold([*(fact for fact in every if fact.call_id == call), *moved], (beside or {}).get(call))
        for call in calls
    )
    return [named_for_reports(call) for call in folded if call.started_at is not None]


def expected_by_quarter(calls: Iterable[CallFigures]) -> dict[tuple[object, ...], Sums]:
    """What `kept_by_quarter` should say."""
    found: dict[tuple[object, ...], Adding] = {}
    for call in calls:
        for key, sums in contributions(call).items():
            place = (key.quarter_utc, key.office, key.topic, key.number, key.language, key.scenario, key.version)
            found.setdefault(place, Adding()).add_all(sums)
    return {key: adding.sums for key, adding in found.items() if adding.sums}


def expected_by_agent(
    calls: Iterable[CallFigures], facts: Iterable[AnyEvent], until: datetime
) -> dict[tuple[object, ...], Mapping[str, int]]:
    """What `kept_by_agent` should say."""
    found: dict[tuple[object, ...], dict[str, int]] = {}
    for call in calls:
        for key, sums in agent_contributions(call).items():
            row = found.setdefault((key.quarter_utc, key.agent, key.office), {})
            for name, count in sums.counts.items():
                column = name.partition("|")[0]
                row[column] = row.get(column, 0) + count
    changes = [fact for fact in facts if isinstance(fact, AgentStateChanged)]
    if changes:
        begin = slot_of(min(fact.at for fact in changes if fact.at))
        for key, sums in spell_contributions(spells_of(changes, {}, begin, until)).items():
            row = found.setdefault((key.quarter_utc, key.agent, key.office), {})
            for name, count in sums.counts.items():
                family, _, what = name.partition("|")
                if name != "state_ms|offline":
                    row[f"state_{what}_ms" if family == "state_ms" else family] = count
    return {key: row for key, row in found.items() if any(row.values())}


def whole(parts: Mapping[tuple[object, ...], Sums]) -> Sums:
    return total(parts.values())


async def list_of(
    connection: AsyncConnection, figure: CallsOfFigure, limit: int, order: CallOrder = "started"
) -> list[tuple[CallRecord, int]]:
    """The calls of a figure, all pages, each with its cases."""
    found: list[tuple[CallRecord, int]] = []
    after: Position | None = None
    while True:
        page = await page_of_calls(
            connection,
            CallFilter(),
            CallVisibility(everything=True),
            now=_LATER,
            limit=limit,
            order=order,
            after=after,
            figure=figure,
        )
        found += [(call, page.cases[call.id]) for call in page.calls]
        if (after := page.after) is None:
            return found
