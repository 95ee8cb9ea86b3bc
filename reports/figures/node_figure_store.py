"""How calls went through the nodes of a scenario, read from the sums by day; and what finds a node's calls."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec
from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.report_tables import REPORT_NODE, REPORT_NODE_DAY
from core.metrics.node_stays import WHOLE_WALK
from reports.figures.figure_writing_store import progress
from reports.figures.yielding import yielding_to_loop

_node, _day = REPORT_NODE.c, REPORT_NODE_DAY.c
_families = msgspec.json.Decoder(dict[str, int])


@dataclass(slots=True)
class NodeSums:
    """`calls` came to the node, each counted once a day; `entered`: how often. Of that callers hung up in it,
    other nodes of the same graph followed (`next`, by path), or nothing did (`over`); what is left is there still.
    `stays`: how many stays of how many seconds, by `core.metrics.node_stays.stay_step`."""

    calls: int = 0
    entered: int = 0
    hung_up: int = 0
    over: int = 0
    next: dict[str, int] = field(default_factory=dict)
    stays: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VersionSums:
    """`calls` on a version, and how many of their callers hung up in any of its nodes."""

    version: int
    calls: int
    hung_up: int


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """`whole`: of the whole scenario. `complete_until`: all facts up to then are in it; None: nothing is yet."""

    whole: NodeSums
    nodes: dict[str, NodeSums]
    versions: list[VersionSums]
    complete_until: datetime | None


async def read_nodes(
    connection: AsyncConnection, scenario: str, version: int | None, first: date, last: date
) -> NodeFigures:
    """Of calls in nodes of a scenario on days in Poland, the last one included. `version` None: of all together;
    the versions are told in any case, the newest first."""
    nodes: dict[str, NodeSums] = defaultdict(NodeSums)
    wanted = (_node.scenario == scenario, _day.day >= first, _day.day <= last)
    joined = REPORT_NODE_DAY.join(REPORT_NODE, _day.node == _node.id)
    columns = (_node.node, _day.calls, _day.entered, _day.hung_up, _day.over, cast(_day.families, Text))
    query = select(*columns).select_from(joined).where(*wanted)
    if version is not None:
        query = query.where(_node.version == version)
    # By their names as they stand: of a month, each is met some hundred times.
    families: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    async for node, calls, entered, hung_up, over, read in yielding_to_loop(await connection.execute(query)):
        sums = nodes[node]
        sums.calls += calls or 0
        sums.entered += entered or 0
        sums.hung_up += hung_up or 0
        sums.over += over or 0
        if read is not None:
            found = families[node]
            for name, count in _families.decode(read).items():
                found[name] += count
    for node, found in families.items():
        for name, count in found.items():
            family, _, what = name.partition("|")
            if family == "next":
                nodes[node].next[what] = count
            else:
                nodes[node].stays[int(what)] = count
    whole = nodes.pop(WHOLE_WALK, NodeSums())
    return NodeFigures(
        whole,
        {name: sums for name, sums in nodes.items() if sums.entered},
        await _versions(connection, wanted),
        (await progress(connection)).complete_until,
    )


async def _versions(connection: AsyncConnection, wanted: tuple[object, ...]) -> list[VersionSums]:
    query = (
        select(_node.version, func.sum(_day.calls), func.sum(_day.hung_up))
        .select_from(REPORT_NODE_DAY.join(REPORT_NODE, _day.node == _node.id))
        .where(*wanted, _node.node == WHOLE_WALK)  # type: ignore[arg-type]
        .group_by(_node.version)
        .order_by(_node.version.desc())
    )
    found = await connection.execute(query)
    return [VersionSums(version, calls, hung_up or 0) for version, calls, hung_up in found if calls]


async def numbers_of_node(
    connection: AsyncConnection, scenario: str, node: str, version: int | None
) -> frozenset[int]:
    """By which a node's calls are found (`reports.calls.call_list_store.CallFilter`), in one version or in all."""
    query = select(_node.id).where(_node.scenario == scenario, _node.node == node)
    if version is not None:
        query = query.where(_node.version == version)
    return frozenset((await connection.scalars(query)).all())
