"""Simulated calls: test cases and trying out."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.routes.scenarios.scenarios_schemas import SCENARIO, Document
from api.schemas.copying import copied
from ivr.simulator.case import CaseContext, End
from ivr.simulator.judging import Judgement
from ivr.simulator.play import MOST_ACTIONS, Action
from ivr.simulator.trace import SimulatedState, Trace


class VisitedOut(BaseModel):
    """A node that was entered."""

    at: float = Field(description="Seconds after the beginning of the call")
    node: str
    kind: str


class HeardOut(BaseModel):
    """An announcement that was begun. Its sound is that of the prompt with these values."""

    at: float
    prompt: str = Field(examples=["W01"])
    text: str
    values: dict[str, str]
    duration_time: float = Field(description="Seconds: of the sound if it is there, else an estimate")
    is_cut: bool = Field(description="A key ended it")


class TraceOut(BaseModel):
    """A simulated call."""

    state: SimulatedState
    end: End | None = Field(description="None: it goes on")
    duration_time: float
    now: datetime | None = Field(description="The simulated moment")
    office: str | None
    topic: str | None
    path: list[VisitedOut]
    heard: list[HeardOut]
    faults: list[str] = Field(description="What went wrong in the scenario, in Polish")

    @classmethod
    def of(cls, trace: Trace) -> Self:
        return copied(
            cls,
            trace,
            path=[VisitedOut(at=v.at, node=v.node, kind=v.kind) for v in trace.path],
            heard=[
                HeardOut(
                    at=h.at,
                    prompt=h.prompt,
                    text=h.text,
                    values=h.values,
                    duration_time=h.duration_time,
                    is_cut=h.is_cut,
                )
                for h in trace.heard
            ],
        )


class CaseResult(BaseModel):
    """What came of a test case."""

    name: str
    is_green: bool
    problems: list[str] = Field(description="In Polish; empty when it is green")
    trace: TraceOut

    @classmethod
    def of(cls, judgement: Judgement) -> Self:
        return cls(
            name=judgement.case.name,
            is_green=judgement.is_green,
            problems=list(judgement.problems),
            trace=TraceOut.of(judgement.trace),
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
    actions: list[Action] = Field(default_factory=list, max_length=MOST_ACTIONS)
