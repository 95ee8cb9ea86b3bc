"""How calls went through a scenario, and where callers are now."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from core.metrics.node_stays import quantile
from reports.figures.node_figure_store import NodeFigures, NodeSums


class NodePassages(BaseModel):
    """Calls in a node. A node that calls a sub-scenario holds everything that happened inside; the nodes inside
    have figures of their own, under „outer/inner”."""

    node: str = Field(description="Its path", examples=["menu"])
    calls: int = Field(description="That came to it, each counted once a day")
    entered: int = Field(description="How often, since a call may come back")
    hung_up: int = Field(description="Of `calls`: the caller hung up in it, before anybody had spoken there")
    over: int = Field(description="Of `entered`: nothing followed in this graph for another reason, as at an end")
    stay_median: int | None = Field(
        description="Seconds, conversations included, in steps of 1 up to a minute, then of 5, 30 and more"
    )
    stay_p90: int | None = Field(description="Nine of ten stays were no longer")

    @classmethod
    def of(cls, node: str, sums: NodeSums) -> Self:
        return cls(
            node=node,
            calls=sums.calls,
            entered=sums.entered,
            hung_up=sums.hung_up,
            over=sums.over,
            stay_median=quantile(sums.stays, 0.5),
            stay_p90=quantile(sums.stays, 0.9),
        )


class EdgePassages(BaseModel):
    """How often one node followed another in the same graph. Outcomes that lead to the same node are one."""

    node: str = Field(examples=["menu"])
    next: str = Field(examples=["kolejka"])
    walked: int


class VersionPassages(BaseModel):
    """Calls on a version in the period."""

    version: int
    calls: int
    hung_up: int = Field(description="In any of its nodes")


class ScenarioPassages(BaseModel):
    """How calls went through a scenario on some days in Poland."""

    whole: NodePassages = Field(description="The whole walk, from the first node to the end of the call")
    nodes: list[NodePassages]
    edges: list[EdgePassages]
    versions: list[VersionPassages] = Field(description="Of the period, the newest first, whichever is asked for")
    complete_until: datetime | None = Field(description="All facts up to then are in it; None: none yet")

    @classmethod
    def of(cls, found: NodeFigures) -> Self:
        return cls(
            whole=NodePassages.of("", found.whole),
            nodes=[NodePassages.of(node, sums) for node, sums in sorted(found.nodes.items())],
            edges=[
                EdgePassages(node=node, next=follower, walked=walked)
                for node, sums in sorted(found.nodes.items())
                for follower, walked in sorted(sums.next.items())
                if walked
            ],
            versions=[
                VersionPassages(version=one.version, calls=one.calls, hung_up=one.hung_up)
                for one in found.versions
            ],
            complete_until=found.complete_until,
        )


class CallersInNode(BaseModel):
    """Callers who are in a node now; who speaks with a consultant is in the node of the queue."""

    version: int
    node: str = Field(description="Its path", examples=["kolejka"])
    callers: int


class ScenarioCallers(BaseModel):
    """Where callers are at this moment."""

    at: datetime
    nodes: list[CallersInNode]
    others: int = Field(description="In further nodes, where there are too many for one answer")
