"""Tables of reports: what each call adds to the figures, and sums by quarter of an hour and by day.

No personal datum: a call is known by its id, a caller not at all. Everything can be made again from the facts
(`reports.figures.figures_projection`), which alone writes here. Tables marked by `postgresql_partition_by` are cut
by months, UTC; the pieces stand in the schema `report_parts` (`reports.figures.partition_store`).

A counter of the dictionary (`core.metrics.counters.PLAIN`) is a column of the summaries, empty for 0: a new one is
a migration that adds the column. Families stand in `families`, by name.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from core.db.base import Base, not_personal
from core.metrics.counters import PLAIN
from core.report_columns import AGENT_COUNTERS, NODE_COUNTERS, STATE_COLUMNS

PARTS_SCHEMA: Final = "report_parts"


def _counter(name: str) -> Column[int]:
    is_large = name.endswith(("_ms", "_metres"))
    of_a_figure = not_personal("a number of cases")
    return Column(name, BigInteger if is_large else Integer, info=of_a_figure)


REPORT_KEY = Table(
    "report_key",
    Base.metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("office", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("number", Text, nullable=False, info=not_personal("of the centre")),
    Column("language", Text, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("office", "topic", "number", "language", "scenario", "version"),
)
"""By what figures can be asked for, each combination once. Empty: not known."""

REPORT_COUNTER = Table(
    "report_counter",
    Base.metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False, unique=True, info=not_personal("of a counter")),
)
"""Names of counters as small numbers, for `report_call.adds` and `counted`."""

REPORT_NODE = Table(
    "report_node",
    Base.metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("scenario", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("node", Text, nullable=False),  # its path; "" for the whole scenario
    UniqueConstraint("scenario", "version", "node"),
)
"""Nodes of versions of scenarios to which calls have come, each once."""

REPORT_CALL = Table(
    "report_call",
    Base.metadata,
    Column("started_at", DateTime(timezone=True), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("ended_at", DateTime(timezone=True)),
    Column("direction", Text, nullable=False),
    Column("number", Text, nullable=False, info=not_personal("of the centre")),
    Column("is_free", Boolean),
    Column("scenario", Text),
    Column("scenario_version", Integer),
    Column("language", Text, nullable=False),
    Column("topic", Text),
    Column("office", Text),
    Column("served_office", Text),
    Column("path", Text, nullable=False),
    Column("verification", Text, nullable=False),
    Column("self_service", Text, nullable=False),
    Column("closed_hours", Boolean, nullable=False),
    Column("is_repeat", Boolean),
    Column("contact90", Integer, nullable=False),
    Column("visits_avoided", Integer, nullable=False),
    Column("callbacks", Integer, nullable=False),
    Column("rating", Integer),
    Column("outside_calls", Integer, nullable=False),
    Column("entries", JSONB),  # of consultants, without note and client
    Column("last_slot", DateTime(timezone=True), nullable=False),
    Column("keys", ARRAY(Integer), nullable=False),
    Column("counted", ARRAY(Integer), nullable=False),
    Column("agents", ARRAY(Text), nullable=False),
    Column("adds", LargeBinary, nullable=False),
    Column("nodes", ARRAY(Integer), nullable=False, server_default="{}"),
    Column("left_node", Integer),
    Index("ix_report_call_id", "id"),
    Index("ix_report_call_nodes", "nodes", postgresql_using="gin"),
    Index("ix_report_call_left_node", "left_node", "started_at", "id"),
    Index("ix_report_call_path", "path", "started_at", "id"),
    postgresql_partition_by="RANGE (started_at)",
)
"""A call, as the figures see it. `adds` is exactly what it has added to the summaries
(`reports.figures.figure_rows`), so that it can be taken away again. To find calls: `keys` and `counted` (of
`report_key` and `report_counter`) and `agents` of what is in it, `nodes` (of `report_node`) to which it came,
`left_node` in which the caller hung up, `last_slot`: the last quarter of an hour to which it adds anything."""


def _part(name: str, *columns: Column[Any]) -> Table:
    return Table(
        name,
        Base.metadata,
        Column("started_at", DateTime(timezone=True), primary_key=True),  # of the call
        Column("call_id", Text, primary_key=True),
        Column("place", SmallInteger, primary_key=True, autoincrement=False),  # in the call, from 0
        *columns,
        postgresql_partition_by="RANGE (started_at)",
    )


REPORT_PASSAGE = _part(
    "report_passage",
    Column("office", Text, nullable=False),
    Column("topic", Text),
    Column("kind", Text, nullable=False),
    Column("entered_at", DateTime(timezone=True), nullable=False),
    Column("left_at", DateTime(timezone=True)),
    Column("reason", Text, nullable=False, info=not_personal("one of a list")),
    Column("wait_time", Double, nullable=False),
    Column("served_office", Text),
    Column("overflowed_to", ARRAY(Text), nullable=False),
    Column("estimated_low_time", Double),
    Column("estimated_high_time", Double),
    Column("estimate_error_time", Double),
)

REPORT_OFFER = _part(
    "report_offer",
    Column("agent", Text, nullable=False),
    Column("office", Text),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("outcome", Text),
    Column("ring_time", Double, nullable=False),
)

REPORT_CONVERSATION = _part(
    "report_conversation",
    Column("agent", Text, nullable=False),
    Column("office", Text),
    Column("topic", Text),
    Column("begun_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("talk_time", Double, nullable=False),
    Column("hold_time", Double, nullable=False),
    Column("wrap_up_time", Double),
    Column("is_recorded", Boolean, nullable=False),
    Column("consent", Boolean),
    Column("is_transfer", Boolean, nullable=False),
    Column("handed_to", Text),
)

REPORT_QUARTER = Table(
    "report_quarter",
    Base.metadata,
    Column("quarter", DateTime(timezone=True), primary_key=True),
    Column("key", Integer, primary_key=True, autoincrement=False),
    *(_counter(name) for name in PLAIN),
    Column("families", JSONB),
    postgresql_partition_by="RANGE (quarter)",
)

REPORT_DAY = Table(
    "report_day",
    Base.metadata,
    Column("day", Date, primary_key=True),  # of Poland's clocks: 23 or 25 hours long twice a year
    Column("key", Integer, primary_key=True, autoincrement=False),
    *(_counter(name) for name in PLAIN),
    Column("families", JSONB),  # but those of `report_wait`
)

REPORT_WAIT = Table(
    "report_wait",
    Base.metadata,
    Column("day", Date, primary_key=True),
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("family", Text, primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),  # whole seconds, rounded up
    Column("count", Integer, nullable=False),  # 0: there was one, and it was corrected
)

REPORT_AGENT_QUARTER = Table(
    "report_agent_quarter",
    Base.metadata,
    Column("quarter", DateTime(timezone=True), primary_key=True),
    Column("agent", Text, primary_key=True),
    Column("office", Text, primary_key=True),  # the consultant's
    *(_counter(name) for name in AGENT_COUNTERS),
    *(_counter(name) for name in STATE_COLUMNS),
    postgresql_partition_by="RANGE (quarter)",
)

REPORT_AGENT_DAY = Table(
    "report_agent_day",
    Base.metadata,
    Column("day", Date, primary_key=True),
    Column("agent", Text, primary_key=True),
    Column("office", Text, primary_key=True),
    *(_counter(name) for name in AGENT_COUNTERS),
    *(_counter(name) for name in STATE_COLUMNS),
)

REPORT_NODE_DAY = Table(
    "report_node_day",
    Base.metadata,
    Column("day", Date, primary_key=True),  # in Poland, on which the node was entered
    Column("node", Integer, primary_key=True, autoincrement=False),  # of `report_node`
    *(_counter(name) for name in NODE_COUNTERS),
    Column("families", JSONB),
)

REPORT_DUE = Table(
    "report_due",
    Base.metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("call_id", Text, nullable=False),
)
"""Calls to be folded anew for what stands in no fact: an entry of a consultant, an earlier call of the same."""

REPORT_PROGRESS = Table(
    "report_progress",
    Base.metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("event_number", BigInteger, nullable=False, info=not_personal("of a fact")),
    Column("complete_until", DateTime(timezone=True)),
    Column("agents_until", DateTime(timezone=True)),
    Column("kept_from", DateTime(timezone=True)),
    Column("checked_at", DateTime(timezone=True)),
    Column("differences", Integer),
)
"""One row. `event_number`: all facts up to it are in the figures. `agents_until`: as far as consultants' time is.
`kept_from`: calls that began before have been taken away (`reports.figures.partition_store`), and change no more.
`checked_at`, `differences`: of the last comparison with a recomputation."""

BY_MONTH: Final = {
    **{table.name: "started_at" for table in (REPORT_CALL, REPORT_PASSAGE, REPORT_OFFER, REPORT_CONVERSATION)},
    **{table.name: "quarter" for table in (REPORT_QUARTER, REPORT_AGENT_QUARTER)},
}
"""Tables that are cut by months, and by which column."""

DETAILS: Final = ("report_call", "report_passage", "report_offer", "report_conversation")
"""Those of single calls: their months can be taken away, the summaries stay."""
