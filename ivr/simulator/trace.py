"""What a simulated call was like: the nodes, the words, and where it stands or ended. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from ivr.simulator.case import End, QueueOutcome

SimulatedState = Literal["announcing", "asking", "working", "queue", "ended"]
"""An announcement is under way; keys are waited for; something is looked up; in the queue; over."""


@dataclass(slots=True)
class Visited:
    """A node that was entered."""

    # What is answered has every field, those with a default, too: the description says so.
    __pydantic_config__ = ConfigDict(json_schema_serialization_defaults_required=True)

    at: Annotated[float, Field(description="Seconds after the beginning of the call")]
    node: str
    kind: str
    left_by: Annotated[
        str | None, Field(description="The outcome by which the call went on; None: it did not")
    ] = None


@dataclass(slots=True)
class Heard:
    """An announcement that was begun. Its sound is that of the prompt with these values."""

    at: float
    prompt: Annotated[str, Field(examples=["W01"])]
    text: str
    values: dict[str, str]
    duration_time: Annotated[float, Field(description="Seconds: of the sound if it is there, else an estimate")]
    is_cut: Annotated[bool, Field(description="A key ended it")]
    language: Annotated[str, Field(description="Of its words: Polish where the caller's language has none")] = "pl"


@dataclass(slots=True)
class Queued:
    """A place in a queue."""

    at: Annotated[float, Field(description="Seconds after the beginning of the call")]
    office: str
    stays_home: Annotated[bool, Field(description="The caller wants the own office only")]
    outcome: Annotated[QueueOutcome | None, Field(description="None: the caller still waits")] = None


@dataclass(slots=True)
class Trace:
    """A simulated call."""

    # What is answered has every field, those with a default, too: the description says so.
    __pydantic_config__ = ConfigDict(json_schema_serialization_defaults_required=True)

    state: SimulatedState = "working"
    end: Annotated[End | None, Field(description="None: it goes on")] = None
    duration_time: float = 0.0
    now: Annotated[datetime | None, Field(description="The simulated moment")] = None
    office: str | None = None
    topic: str | None = None
    language: str = "pl"
    is_verified: bool = False
    variables: Annotated[
        dict[str, str], Field(description="Of the call; what was keyed as a secret is not there")
    ] = field(default_factory=dict)
    queues: list[Queued] = field(default_factory=list)
    path: list[Visited] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    faults: Annotated[list[str], Field(description="What went wrong in the scenario, in Polish")] = field(
        default_factory=list
    )

    @property
    def nodes(self) -> list[str]:
        return [visited.node for visited in self.path]

    @property
    def prompts(self) -> list[str]:
        return [heard.prompt for heard in self.heard]
