"""Simulated calls: test cases and trying out."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.routes.scenarios.scenarios_schemas import SCENARIO, Document
from api.scenarios.draft_tests import DraftTests
from ivr.publishing.versions import Draft
from ivr.simulator.actions import MOST_ACTIONS, Action
from ivr.simulator.case import MOST_CASES, CaseContext, QueueOutcome
from ivr.simulator.coverage import WalkedEdge
from ivr.simulator.gate import MissingCase
from ivr.simulator.judging import Judgement
from ivr.simulator.trace import Trace


class CaseResult(BaseModel):
    """What came of a test case."""

    name: str
    is_green: bool
    problems: list[str] = Field(description="In Polish; empty when it is green")
    trace: Trace

    @classmethod
    def of(cls, judgement: Judgement) -> Self:
        return cls(
            name=judgement.case.name,
            is_green=judgement.is_green,
            problems=list(judgement.problems),
            trace=judgement.trace,
        )


class CaseVerdict(BaseModel):
    """Whether a test case is green."""

    name: str
    is_green: bool
    problems: list[str] = Field(description="In Polish; empty when it is green")


class ScenarioSheetIn(BaseModel):
    """A graph and test cases that are not kept."""

    model_config = ConfigDict(extra="forbid")

    graph: Document
    cases: list[Document] = Field(default_factory=list, max_length=MOST_CASES)
    based_on: int | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="The version whose difference counts; None: everything is new",
    )


class ScenarioTestsOut(BaseModel):
    """What came of the test cases, which ways the green ones walk, and what publishing would still ask for."""

    is_fit: bool = Field(description="False: the graph has errors, so there are neither edges nor missing cases")
    results: list[CaseResult]
    edges: list[WalkedEdge]
    missing: list[MissingCase]

    @classmethod
    def of(cls, found: DraftTests) -> Self:
        return cls(
            is_fit=found.is_fit,
            results=[CaseResult.of(judgement) for judgement in found.judgements],
            edges=found.edges,
            missing=found.missing,
        )


class CoverageOut(BaseModel):
    """Which ways the green test cases of a draft walk, and what is missing before it may be published."""

    revision: int = Field(description="Of the draft")
    compared_with: int | None = Field(description="The version whose difference counts; None: everything is new")
    is_fit: bool = Field(description="False: the draft has errors, so there are neither edges nor missing cases")
    cases: list[CaseVerdict]
    edges: list[WalkedEdge]
    missing: list[MissingCase]

    @classmethod
    def of(cls, life: Draft, found: DraftTests) -> Self:
        return cls(
            revision=life.revision,
            compared_with=life.based_on,
            is_fit=found.is_fit,
            cases=[
                CaseVerdict(name=j.case.name, is_green=j.is_green, problems=list(j.problems))
                for j in found.judgements
            ],
            edges=found.edges,
            missing=found.missing,
        )


class SimulationIn(BaseModel):
    """What is tried out: a graph, or the open draft of a scenario, or a version of it; and what the caller does.

    A call has no memory on the server: it is played from its beginning to the last action each time.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "linia-9510",
                    "version": 1,
                    "surroundings": {"at": "2026-11-24T10:00:00", "card_office": "20060"},
                    "actions": [{"do": "listen"}, {"do": "press", "keys": "*"}, {"do": "listen"}],
                }
            ]
        },
    )

    graph: Document | None = None
    name: str | None = Field(default=None, pattern=SCENARIO)
    version: int | None = Field(default=None, ge=1, le=1_000_000, description="Left out: the open draft")
    surroundings: CaseContext
    queue: QueueOutcome | None = Field(
        default=None, description="What comes of each queue after 20 s; left out: an action leads out of it"
    )
    actions: list[Action] = Field(default_factory=list, max_length=MOST_ACTIONS)


class RunIn(SimulationIn):
    """A call that was tried out, and what the test case of it is called."""

    case_name: str = Field(min_length=1, max_length=100, examples=["Anna czeka na konsultanta"])


class CaseOfRunOut(BaseModel):
    """A test case, as it may be kept with a draft, and what came of it at once."""

    case: dict[str, Any] = Field(description="What is as usual is left out")
    is_green: bool = Field(description="False only for a run with a fault, or with one after its last action")
    problems: list[str] = Field(description="In Polish; empty when it is green")

    @classmethod
    def of(cls, judgement: Judgement) -> Self:
        return cls(
            case=judgement.case.model_dump(mode="json", exclude_defaults=True),
            is_green=judgement.is_green,
            problems=list(judgement.problems),
        )
