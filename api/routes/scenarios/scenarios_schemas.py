"""Scenarios: versions, drafts and what was done with them."""

from datetime import datetime
from typing import Annotated, Any, NamedTuple, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from api.schemas.copying import copied
from api.schemas.paging import Moment
from core.reasons import optional_reason
from ivr.canary.canary import (
    LEAST_CALLS,
    LEAST_POINTS,
    LEAST_SHARE,
    MOST_CALLS,
    MOST_POINTS,
    MOST_SHARE,
)
from ivr.graph.graph_guard import unfit
from ivr.graph.validation import Finding
from ivr.publishing.diff import NodeChange, Words, difference
from ivr.publishing.draft_store import DraftRow
from ivr.publishing.drawing import Drawing, drawing_sentences, moved
from ivr.publishing.version_store import VersionRow
from ivr.publishing.versions import LONGEST_REASON, Status, VersionState
from ivr.simulator.case import MOST_CASES

SCENARIO = "^[a-z0-9][a-z0-9-]{0,59}$"
"""Names of scenarios, which stand in addresses."""


def _kept(document: dict[str, Any]) -> dict[str, Any]:
    if (reason := unfit(document)) is not None:
        raise ValueError(reason)
    return document


def _storable(text: str) -> str:
    if (reason := unfit(text)) is not None:
        raise ValueError(reason)
    return optional_reason(text)


Document: TypeAlias = Annotated[dict[str, Any], AfterValidator(_kept)]
Reason: TypeAlias = Annotated[str, Field(max_length=LONGEST_REASON), AfterValidator(_storable)]
Revision: TypeAlias = Annotated[int, Field(ge=1, le=1_000_000, description="The revision that one has seen")]


class Content(NamedTuple):
    """What two versions are compared by."""

    graph: dict[str, Any]
    drawing: dict[str, Any]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class VersionOut(BaseModel):
    """A published version, without its content."""

    version: int = Field(examples=[3])
    title: str = Field(examples=["9510 – zarejestrowane osoby bezrobotne"])
    status: Status = Field(description="`planned` comes into force at `published_at` by itself")
    published_at: datetime = Field(description="In force from this moment on")
    published_by: str = Field(examples=["kierownik-wup"])
    approved_by: str | None = Field(description="None: shipped with the system")
    reason: str
    restores: int | None = Field(description="A roll back: the version whose content this is")

    @classmethod
    def of(cls, row: VersionRow, status: Status) -> Self:
        return copied(cls, row, version=row.version.number, status=status, published_at=row.version.published_at)


class VersionContent(VersionOut):
    """A published version with its content, which never changes."""

    graph: dict[str, Any]
    cases: list[dict[str, Any]]
    drawing: Drawing


class DraftSummary(BaseModel):
    """Where the open draft of a scenario stands."""

    revision: int
    state: VersionState
    based_on: int | None = Field(description="The version it began from; None: a new scenario")
    authors: list[str] = Field(description="Everybody who has saved it; none of them approves it")
    approved_by: str | None
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, row: DraftRow) -> Self:
        return cls(**_draft(row))


class DraftOut(DraftSummary):
    """A draft with its content, and what there is to say about it."""

    name: str = Field(examples=["linia-9510"])
    graph: dict[str, Any]
    cases: list[dict[str, Any]]
    drawing: Drawing
    findings: list[Finding]

    @classmethod
    def with_findings(cls, row: DraftRow, findings: list[Finding]) -> Self:
        return cls(
            **_draft(row),
            name=row.name,
            graph=row.graph,
            cases=row.cases,
            drawing=Drawing.model_validate(row.drawing),
            findings=findings,
        )


def _draft(row: DraftRow) -> dict[str, Any]:
    return {
        "revision": row.life.revision,
        "state": row.life.state,
        "based_on": row.life.based_on,
        "authors": sorted(row.life.authors),
        "approved_by": row.life.approved_by,
        "changed_at": row.changed_at,
        "changed_by": row.changed_by,
    }


class ScenarioOut(BaseModel):
    """A scenario: what is in force, what is planned, and what is in the making."""

    name: str = Field(examples=["linia-9510"])
    title: str
    numbers: list[str] = Field(description="Answered by it if no variant holds", examples=[["9510"]])
    in_force: VersionOut | None = Field(description="None: not published yet")
    on_trial: VersionOut | None = Field(description="Takes a share of the calls: `GET …/canary`")
    planned: list[VersionOut]
    draft: DraftSummary | None


class ScenarioHistory(ScenarioOut):
    """With all its versions, the newest first."""

    versions: list[VersionOut]


class DifferenceOut(BaseModel):
    """What is different between two versions; no sentences: nothing."""

    before: int | None = Field(description="None: the draft")
    after: int | None = Field(description="None: the draft")
    sentences: list[str] = Field(
        description="All of it, in Polish", examples=[["Dodano węzeł „święta” (rodzaj „menu”)."]]
    )
    nodes: tuple[NodeChange, ...]
    moved: tuple[str, ...] = Field(description="Nodes that stand elsewhere on the drawing")
    drawing: list[str] = Field(description="Those of the sentences that are about the drawing, which nobody hears")

    @classmethod
    def of(cls, before: int | None, after: int | None, old: Content, new: Content, words: Words) -> Self:
        found = difference(old.graph, new.graph, words)
        both = old.graph.get("nodes", {}).keys() & new.graph.get("nodes", {}).keys()
        elsewhere = moved(old.drawing, new.drawing, both)
        drawn = drawing_sentences(old.drawing, new.drawing, elsewhere)
        sentences = [*found.sentences, *drawn]
        nodes = found.nodes
        return cls(before=before, after=after, sentences=sentences, nodes=nodes, moved=elsewhere, drawing=drawn)


class DraftBegun(_In):
    """Where a new draft begins: with a graph, or as a copy of a version (left out: the newest)."""

    version: int | None = Field(default=None, ge=1, le=1_000_000)
    graph: Document | None = None
    cases: list[Document] = Field(default_factory=list, max_length=MOST_CASES)
    drawing: Drawing | None = Field(default=None, description="With a graph only: a copy has that of its version")


class DraftSaved(_In):
    """New content of a draft."""

    revision: Revision
    graph: Document
    cases: list[Document] = Field(default_factory=list, max_length=MOST_CASES)
    drawing: Drawing | None = Field(
        default=None, description="Left out: as before. Places of nodes that the graph does not have are dropped"
    )
    based_on: int | None = Field(
        default=None, ge=1, description="Left out: as before. The newest version, when its changes were looked at"
    )


class DraftStep(_In):
    """A step of a draft as one has seen it."""

    revision: Revision
    reason: Reason = ""


class CanaryLimits(_In):
    """By how much the new version may be above the old one before it goes back by itself."""

    hang_up_percent_points: float = Field(
        default=10.0, ge=LEAST_POINTS, le=MOST_POINTS, description="Callers who hang up in the menu"
    )
    failure_percent_points: float = Field(
        default=2.0, ge=LEAST_POINTS, le=MOST_POINTS, description="Calls that fail"
    )
    min_calls: int = Field(
        default=50, ge=LEAST_CALLS, le=MOST_CALLS, description="Of each version, before anything is judged"
    )


class CanaryIn(_In):
    """The version answers a share of the calls first; the one in force goes on for the rest."""

    share_percent: int = Field(ge=LEAST_SHARE, le=MOST_SHARE)
    until: Moment = Field(description="At most 14 days from now; a date: its end in Warsaw")
    limits: CanaryLimits = CanaryLimits()


class Publication(DraftStep):
    """`at` left out: at once."""

    at: Moment | None = Field(default=None, description="A moment, or a date: its beginning in Warsaw")
    canary: CanaryIn | None = Field(default=None, description="Only without `at`: on trial at once")

    @model_validator(mode="after")
    def _begins_at_once(self) -> Self:
        if self.canary is not None and self.at is not None:
            raise ValueError("próba zaczyna się od razu: nie można jej zaplanować")
        return self


class Reasoned(_In):
    """Why."""

    reason: Reason = Field(examples=["Błędna zapowiedź w menu"])


class RollBack(Reasoned):
    """Which version becomes the newest again, and why."""

    version: int = Field(ge=1, le=1_000_000)


class GraphIn(_In):
    """A graph that is not kept."""

    graph: Document


class DrawnGraphIn(GraphIn):
    """With the drawing beside it."""

    drawing: Drawing = Field(default_factory=Drawing)


class ComparisonIn(_In):
    """Two graphs that are not kept."""

    before: DrawnGraphIn
    after: DrawnGraphIn
