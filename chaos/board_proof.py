"""Reads what the board and the reports are judged by, once the centre has written down everything."""

import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chaos.board_reader import BoardReader
from chaos.centre import Centre
from chaos.judge_board import (
    EVERYWHERE,
    Look,
    Numbered,
    faults_by_telephones,
    faults_of_looks,
    faults_of_reports,
    quiet,
)
from chaos.judge_calls import Fault
from chaos.judge_live import Unreached, faults_of_live_looks
from chaos.stories import CallStory
from chaos.waiting import until_async
from core.clock import MachineClock
from core.db.tables.centre.call_tables import EventRow
from core.db.tables.report_tables import REPORT_PROGRESS
from core.metrics.intervals import SLOT, slot_of
from reports.board.board_metrics import figures_of
from reports.figures.figure_query import Query
from reports.figures.figure_store import read_sums

CATCH_UP_TIME = 60.0
"""Seconds in which the reports must have every fact after the last one: they look each 10 s."""

BOARD_TIME = 15.0
"""Seconds in which the board must show it."""

QUIET_TIME = timedelta(seconds=45)
"""For so long a fault may keep the board from showing anything new: the database or the web service is away, and
then read anew."""

Figures: TypeAlias = Mapping[str, Mapping[str, tuple[float | None, int]]]


async def judge_day(centre: Centre, stories: list[CallStory], since: float) -> list[Fault]:
    """What the reports of the time since `since` say that the telephones did not see, or the other way round;
    while these stories are of every call that there was."""
    async with centre.engine() as engine:
        last = await _last_number(engine)
        if not await until_async(lambda: _has_reports(engine, last), CATCH_UP_TIME):
            return [Fault("reports", time.time(), f"do not have fact {last} after {CATCH_UP_TIME:.0f} s")]
        return faults_by_telephones(await _reports(engine, since), stories)


async def judge_board(
    centre: Centre, reader: BoardReader, since: float, unreached: Sequence[Unreached] = ()
) -> tuple[list[Fault], dict[str, Any]]:
    """What is wrong with all looks, with the board at the end, and with the reports of the time since `since`; and
    how much was compared."""
    async with centre.engine() as engine:
        last = await _last_number(engine)
        found = []
        if not await until_async(lambda: _has_reports(engine, last), CATCH_UP_TIME):
            found.append(Fault("reports", time.time(), f"do not have fact {last} after {CATCH_UP_TIME:.0f} s"))
        # The end of the last wrap-ups is written meanwhile.
        facts = await _facts(engine)
        reports = await _reports(engine, since)
    newest = max((fact.number for fact in facts), default=0)
    if not await until_async(lambda: _shows(reader, newest), BOARD_TIME):
        found.append(Fault(EVERYWHERE, time.time(), f"the board does not show fact {newest}"))
    looks, end = list(reader.looks), time.time()
    found += faults_of_looks(_up_to(looks, newest), facts)
    found += faults_of_live_looks(list(reader.live), facts, unreached)
    found += quiet(looks, since, end, QUIET_TIME)
    found += faults_of_reports(reports, since, [fact for fact in facts if fact.number <= last])
    compared = {"board_looks": len(looks), "board_live_looks": len(reader.live), "board_facts": len(facts)}
    return found, {**compared, "board_connections": reader.connections}


def _up_to(looks: list[Look], number: int) -> list[Look]:
    """Those that say nothing of facts that were written after all had been read."""
    return [look for look in looks if look.facts_to <= number]


async def _last_number(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.max(EventRow.number))) or 0)


async def _has_reports(engine: AsyncEngine, number: int) -> bool:
    async with engine.connect() as connection:
        return int(await connection.scalar(select(REPORT_PROGRESS.c.event_number)) or 0) >= number


async def _shows(reader: BoardReader, number: int) -> bool:
    return EVERYWHERE in reader.shown and reader.shown[EVERYWHERE].facts_to >= number


async def _facts(engine: AsyncEngine) -> list[Numbered]:
    columns = (EventRow.number, EventRow.id, EventRow.type, EventRow.at, EventRow.call_id, EventRow.data)
    async with engine.connect() as connection:
        rows = (await connection.execute(select(*columns))).all()
    return [Numbered(row[0], row[1], row[2], row[3].timestamp(), row[4], row[5]) for row in rows]


async def _reports(engine: AsyncEngine, since: float) -> Figures:
    now = MachineClock().now()
    begin = slot_of(now - timedelta(seconds=time.time() - since))
    found: dict[str, Mapping[str, tuple[float | None, int]]] = {}
    async with engine.connect() as connection:
        for office, sums in await read_sums(connection, Query(begin, slot_of(now) + SLOT, by="office")):
            found[str(office)] = figures_of(sums)
        [(_, sums)] = await read_sums(connection, Query(begin, slot_of(now) + SLOT))
        found[EVERYWHERE] = figures_of(sums)
    return found
