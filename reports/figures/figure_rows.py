"""Rows of the tables of reports: made of what a call adds, and what moves from one row of sums to another. Pure.

`Adds` is what a call has added, exactly. It stands with the call, so that it can be taken away again even where
the definition of a figure has changed since.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

import msgspec

from core.metrics.call_figures import CallFigures
from core.metrics.contributions import agent_contributions, contributions
from core.metrics.counters import PLAIN
from core.metrics.intervals import SLOT, slot_of
from core.metrics.node_stays import NodeKey, left_node, node_contributions
from core.metrics.sums import BucketKey, Sums
from core.report_columns import AGENT_COUNTERS, NODE_COUNTERS, WAITS
from core.zone import WARSAW

Row: TypeAlias = dict[str, Any]


class Dimensions(NamedTuple):
    """By what figures can be asked for, as in `report_key`; empty, or 0, for what is not known."""

    office: str = ""
    topic: str = ""
    number: str = ""
    language: str = ""
    scenario: str = ""
    version: int = 0


def dimensions(key: BucketKey) -> Dimensions:
    return Dimensions(key.office, key.topic, key.number, key.language, key.scenario, key.version)


class NodePath(NamedTuple):
    """Of a row of `report_node`."""

    scenario: str
    version: int
    node: str


class CallAdd(msgspec.Struct, array_like=True, frozen=True):
    """`slot`: quarters of an hour after the one in which the call began. `counts` by the id of the counter."""

    slot: int
    key: int
    counts: dict[int, int]


class AgentAdd(msgspec.Struct, array_like=True, frozen=True):
    """`counts` by the column of `report_agent_quarter`."""

    slot: int
    agent: str
    office: str
    counts: dict[str, int]


class NodeAdd(msgspec.Struct, array_like=True, frozen=True):
    """`node` of `report_node`; `counts` by the counter's name. `slot` lies in the day to which it is counted."""

    slot: int
    node: int
    counts: dict[str, int]


class Adds(msgspec.Struct, array_like=True, frozen=True):
    """Everything that a call has added to the summaries."""

    calls: list[CallAdd]
    agents: list[AgentAdd]
    nodes: list[NodeAdd] = []  # a call that was folded before nodes were counted has none


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Adds)


def packed(adds: Adds) -> bytes:
    return _encoder.encode(adds)


def unpacked(data: bytes) -> Adds:
    return _decoder.decode(data)


@dataclass
class Numbers:
    """The ids of `report_key` and `report_counter` that are known, both ways; and those of `report_node`."""

    keys: dict[Dimensions, int] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    nodes: dict[NodePath, int] = field(default_factory=dict)
    key_of: dict[int, Dimensions] = field(default_factory=dict)
    counter_of: dict[int, str] = field(default_factory=dict)

    def know_key(self, id: int, key: Dimensions) -> None:
        self.keys[key], self.key_of[id] = id, key

    def know_counter(self, id: int, name: str) -> None:
        self.counters[name], self.counter_of[id] = id, name


@dataclass(frozen=True, slots=True)
class Counted:
    """A call with what it adds, by name."""

    call: CallFigures
    sums: Mapping[BucketKey, Sums]
    agents: list[AgentAdd]
    nodes: Mapping[NodeKey, Sums]

    @classmethod
    def of(cls, call: CallFigures) -> "Counted":
        """Of a call whose beginning is known."""
        assert call.started_at is not None
        first = slot_of(call.started_at)
        agents = [
            AgentAdd(_slot(first, key.quarter_utc), key.agent, key.office, _own(key.agent, sums))
            for key, sums in agent_contributions(call).items()
        ]
        return cls(call, contributions(call), agents, node_contributions(call))

    def path_of(self, node: str) -> NodePath:
        return NodePath(self.call.scenario or "", self.call.scenario_version or 0, node)

    @property
    def paths(self) -> set[NodePath]:
        """Of every node to which the call came."""
        return {self.path_of(key.node) for key in self.nodes}

    def adds(self, numbers: Numbers) -> Adds:
        """Raises KeyError if a number is missing: `numbers` knows all names first."""
        assert self.call.started_at is not None
        first = slot_of(self.call.started_at)
        return Adds(
            [
                CallAdd(
                    _slot(first, key.quarter_utc),
                    numbers.keys[dimensions(key)],
                    {numbers.counters[name]: count for name, count in sums.counts.items()},
                )
                for key, sums in self.sums.items()
            ],
            self.agents,
            [
                NodeAdd(_slot(first, key.quarter_utc), numbers.nodes[self.path_of(key.node)], dict(sums.counts))
                for key, sums in self.nodes.items()
            ],
        )

    def left_node(self, numbers: Numbers) -> int | None:
        """The number of the node in which the caller hung up."""
        node = left_node(self.call)
        return None if node is None or not self.nodes else numbers.nodes[self.path_of(node)]


def _slot(first: datetime, quarter: datetime) -> int:
    return (quarter - first) // SLOT


def _own(agent: str, sums: Sums) -> dict[str, int]:
    """`agent_calls|k1` as `agent_calls`."""
    counts = {name.removesuffix(f"|{agent}"): count for name, count in sums.counts.items()}
    if strange := counts.keys() - set(AGENT_COUNTERS):
        raise ValueError(f"no column of report_agent_quarter: {sorted(strange)}")
    return counts


def call_row(call: CallFigures, adds: Adds, left_node: int | None) -> Row:
    """Of `report_call`."""
    assert call.started_at is not None
    first = slot_of(call.started_at)
    last = max([0, *(add.slot for part in (adds.calls, adds.agents, adds.nodes) for add in part)])
    return {
        "started_at": call.started_at,
        "id": call.id,
        "ended_at": call.ended_at,
        "direction": call.direction,
        "number": call.number,
        "is_free": call.is_free,
        "scenario": call.scenario,
        "scenario_version": call.scenario_version,
        "language": call.language,
        "topic": call.topic,
        "office": call.office,
        "served_office": call.served_office,
        "path": call.path,
        "verification": call.verification,
        "self_service": call.self_service,
        "closed_hours": call.closed_hours,
        "is_repeat": call.is_repeat,
        "contact90": call.contact90,
        "visits_avoided": call.visits_avoided,
        "callbacks": len(call.callbacks),
        "rating": call.ratings[-1].rating if call.ratings else None,
        "outside_calls": call.outside_calls,
        "entries": call.entries or None,
        "last_slot": first + last * SLOT,
        "keys": sorted({add.key for add in adds.calls}),
        "counted": sorted({counter for add in adds.calls for counter in add.counts}),
        "agents": sorted({add.agent for add in adds.agents}),
        "nodes": sorted({add.node for add in adds.nodes}),
        "left_node": left_node,
        "adds": f"\\x{packed(adds).hex()}",  # as PostgreSQL reads bytes in JSON
    }


def passage_rows(call: CallFigures) -> Iterator[Row]:
    for place, one in enumerate(call.passages):
        yield {
            **_place(call, place),
            "office": one.office,
            "topic": one.topic,
            "kind": one.kind,
            "entered_at": one.entered_at,
            "left_at": one.left_at,
            "reason": one.reason,
            "wait_time": one.wait_time,
            "served_office": one.served_office,
            "overflowed_to": one.overflowed_to,
            "estimated_low_time": one.estimated_low_time,
            "estimated_high_time": one.estimated_high_time,
            "estimate_error_time": one.estimate_error_time,
        }


def offer_rows(call: CallFigures) -> Iterator[Row]:
    for place, one in enumerate(call.offers):
        yield {
            **_place(call, place),
            "agent": one.agent,
            "office": one.office,
            "made_at": one.made_at,
            "ended_at": one.ended_at,
            "outcome": one.outcome,
            "ring_time": one.ring_time,
        }


def conversation_rows(call: CallFigures) -> Iterator[Row]:
    for place, one in enumerate(call.conversations):
        yield {
            **_place(call, place),
            "agent": one.agent,
            "office": one.office,
            "topic": one.topic,
            "begun_at": one.begin,
            "ended_at": one.end,
            "talk_time": one.talk_time,
            "hold_time": one.hold_time,
            "wrap_up_time": one.wrap_up_time,
            "is_recorded": one.is_recorded,
            "consent": one.consent,
            "is_transfer": one.is_transfer,
            "handed_to": one.handed_to,
        }


def _place(call: CallFigures, place: int) -> Row:
    return {"started_at": call.started_at, "call_id": call.id, "place": place}


class QuarterKey(NamedTuple):
    """Of a row of `report_quarter`."""

    quarter: datetime
    key: int


class AgentQuarterKey(NamedTuple):
    """Of a row of `report_agent_quarter`."""

    quarter: datetime
    agent: str
    office: str


class NodeDayKey(NamedTuple):
    """Of a row of `report_node_day`."""

    day: date
    node: int


class Moves:
    """What is to be added to the summaries; what goes is negative. Counters by name."""

    def __init__(self) -> None:
        self.quarters: dict[QuarterKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.agents: dict[AgentQuarterKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.nodes: dict[NodeDayKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def move(self, started_at: datetime, adds: Adds, numbers: Numbers, sign: int = 1) -> None:
        """Add what a call that began then adds; `sign` -1: take it away."""
        first = slot_of(started_at)
        for add in adds.calls:
            row = self.quarters[QuarterKey(first + add.slot * SLOT, add.key)]
            for counter, count in add.counts.items():
                row[numbers.counter_of[counter]] += sign * count
        for one in adds.agents:
            row = self.agents[AgentQuarterKey(first + one.slot * SLOT, one.agent, one.office)]
            for name, count in one.counts.items():
                row[name] += sign * count
        for node in adds.nodes:
            row = self.nodes[NodeDayKey(day_of(first + node.slot * SLOT), node.node)]
            for name, count in node.counts.items():
                row[name] += sign * count

    def settle(self) -> None:
        """Forget what comes to nothing: most calls that are folded anew change little."""
        self.quarters = {key: left for key, row in self.quarters.items() if (left := _left(row))}
        self.agents = {key: left for key, row in self.agents.items() if (left := _left(row))}
        self.nodes = {key: left for key, row in self.nodes.items() if (left := _left(row))}


def _left(row: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in row.items() if count}


_PLAIN = frozenset(PLAIN)
_NODE = frozenset(NODE_COUNTERS)


def quarter_rows(quarters: Mapping[QuarterKey, Mapping[str, int]]) -> list[Row]:
    """Of `report_quarter`."""
    return [{"quarter": at, "key": key, **_columns(counts)} for (at, key), counts in quarters.items()]


def day_rows(quarters: Mapping[QuarterKey, Mapping[str, int]]) -> tuple[list[Row], list[Row]]:
    """Of `report_day`, and of `report_wait`."""
    days: dict[tuple[date, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    waits: dict[tuple[date, int, str, int], int] = defaultdict(int)
    for (quarter, key), counts in quarters.items():
        day = day_of(quarter)
        for name, count in counts.items():
            family, _, step = name.partition("|")
            if family in WAITS:
                waits[day, key, family, int(step)] += count
            else:
                days[day, key][name] += count
    rows = [{"day": day, "key": key, **_columns(counts)} for (day, key), counts in days.items()]
    steps = [
        {"day": day, "key": key, "family": family, "step": step, "count": count}
        for (day, key, family, step), count in waits.items()
        if count
    ]
    return rows, steps


def agent_rows(agents: Mapping[AgentQuarterKey, Mapping[str, int]]) -> list[Row]:
    """Of `report_agent_quarter`."""
    return [{**key._asdict(), **counts} for key, counts in agents.items()]


def agent_day_rows(agents: Mapping[AgentQuarterKey, Mapping[str, int]]) -> list[Row]:
    """Of `report_agent_day`."""
    days: dict[tuple[date, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (quarter, agent, office), counts in agents.items():
        row = days[day_of(quarter), agent, office]
        for name, count in counts.items():
            row[name] += count
    return [
        {"day": day, "agent": agent, "office": office, **_left(counts)}
        for (day, agent, office), counts in days.items()
    ]


def node_rows(nodes: Mapping[NodeDayKey, Mapping[str, int]]) -> list[Row]:
    """Of `report_node_day`."""
    return [{**key._asdict(), **_columns(counts, _NODE)} for key, counts in nodes.items()]


def day_of(quarter: datetime) -> date:
    """The day in Poland to which a quarter of an hour belongs."""
    return quarter.astimezone(WARSAW).date()


def _columns(counts: Mapping[str, int], columns: frozenset[str] = _PLAIN) -> Row:
    plain = {name: count for name, count in counts.items() if count and name in columns}
    families = {name: count for name, count in counts.items() if count and "|" in name}
    if strange := counts.keys() - plain.keys() - families.keys() - {name for name in counts if not counts[name]}:
        raise ValueError(f"no column of the summaries: {sorted(strange)}")
    return {**plain, "families": families} if families else plain


def wanted(counted: Iterable[Counted]) -> tuple[set[Dimensions], set[str], set[NodePath]]:
    """What has to have a number before these calls can be written."""
    keys, names, paths = set[Dimensions](), set[str](), set[NodePath]()
    for one in counted:
        paths |= one.paths
        keys.update(dimensions(key) for key in one.sums)
        names.update(name for sums in one.sums.values() for name in sums)
    return keys, names, paths
