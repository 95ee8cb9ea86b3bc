"""Simulated calls: test cases and trying out."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.routes.scenarios.scenarios_schemas import SCENARIO, Document
from ivr.simulator.case import CaseContext
from ivr.simulator.judging import Judgement
from ivr.simulator.play import MOST_ACTIONS, Action
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
