"""What the board shows beside the day's figures: orders to ring back, limits and targets, the day as a line."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import ARRAY, BigInteger, DateTime, Text, bindparam, func, select, text

from core.db.engine import Engine
from core.db.tables.centre.call_tables import CallbackRow
from core.db.tables.centre.office_tables import Office
from core.live.live import PROVINCE, DayLine
from core.metrics.dictionary import METRICS
from core.metrics.intervals import SLOT, interval_of
from core.metrics.sums import Sums
from core.zone import WARSAW
from reports.answers.target_store import targets_on
from reports.board.board_limits import Limits
from reports.board.limit_store import limits_on

_WAITING: Final = "waiting"  # the state of an order that is not done with
_LEVEL: Final = "service_level"

_QUARTERS = text(
    "SELECT k.office, t.quarter, sum(t.offered)::bigint AS offered, "
    "coalesce(sum(t.waiting), 0)::bigint AS waiting "
    "FROM report_quarter AS t JOIN report_key AS k ON k.id = t.key "
    "WHERE t.quarter >= :day AND t.offered <> 0 GROUP BY 1, 2"
).columns(office=Text, quarter=DateTime(timezone=True), offered=BigInteger, waiting=BigInteger)

_WAITS = text(
    "SELECT office, quarter, json_object_agg(name, count)::text AS waits FROM ("
    "SELECT k.office, t.quarter, f.key AS name, sum(f.value::bigint) AS count "
    "FROM report_quarter AS t JOIN report_key AS k ON k.id = t.key, jsonb_each_text(t.families) AS f "
    "WHERE t.quarter >= :day AND t.families IS NOT NULL AND split_part(f.key, '|', 1) = ANY(:families) "
    "GROUP BY 1, 2, 3) AS one GROUP BY 1, 2"
).bindparams(bindparam("families", type_=ARRAY(Text)))


@dataclass(frozen=True, slots=True)
class DayBeside:
    """What changes seldom. `targets`: of the service level by office, "" for the province; `lines` by office, and
    for the province."""

    limits: Limits
    targets: Mapping[str, float]
    lines: Mapping[str, DayLine]
    offices: frozenset[str]


async def read_orders(engine: Engine) -> dict[str, list[datetime]]:
    """By office, from when on each order that is not done with may be rung."""
    begins = func.coalesce(CallbackRow.not_before, CallbackRow.due_at)
    found: dict[str, list[datetime]] = defaultdict(list)
    async with engine.connect() as connection:
        query = select(CallbackRow.office, begins).where(CallbackRow.state == _WAITING).order_by(begins)
        for office, begin in await connection.execute(query):
            found[office].append(begin)
    return dict(found)


async def read_day(engine: Engine, now: datetime) -> DayBeside:
    """What holds today, and how the day went up to now as far as the reports have it."""
    today = now.astimezone(WARSAW).date()
    since = interval_of(now, "day").begin
    async with engine.connect() as connection:
        limits = await limits_on(connection, today)
        targets = await targets_on(connection, today)
        offices = frozenset((await connection.scalars(select(Office.code))).all())
        quarters = (await connection.execute(_QUARTERS, {"day": since})).all()
        waits = (await connection.execute(_WAITS, {"day": since, "families": ["wait"]})).all()
    sums: dict[str, dict[datetime, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))

    def add(office: str, quarter: datetime, counts: Mapping[str, int]) -> None:
        for key in (office, PROVINCE):
            for name, count in counts.items():
                sums[key][quarter][name] += int(count)

    for office, quarter, offered, waiting in quarters:
        add(office, quarter, {"offered": offered, "waiting": waiting})
    for office, quarter, counted in waits:
        add(office, quarter, msgspec.json.decode(counted))
    lines = {office: line_of(since, of_quarters) for office, of_quarters in sums.items() if office}
    levels = {office: value for (metric, office), value in targets.items() if metric == _LEVEL}
    return DayBeside(limits, levels, lines, offices)


def line_of(since: datetime, quarters: Mapping[datetime, Mapping[str, int]]) -> DayLine:
    """The counters of quarters of an hour as a line, up to the last one in which anybody called."""
    last = max(quarters)
    count = int((last - since) / SLOT) + 1
    each = [Sums(dict(quarters.get(since + n * SLOT, {}))) for n in range(count)]
    levels = [METRICS[_LEVEL].compute(sums).value for sums in each]
    return DayLine(
        since=since,
        calls=[sums["offered"] for sums in each],
        level=[None if level is None else round(level, 1) for level in levels],
    )
