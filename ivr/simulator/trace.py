"""What a simulated call was like: the nodes, the words, and where it stands or ended. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ivr.simulator.case import End

SimulatedState = Literal["announcing", "asking", "working", "queue", "ended"]
"""An announcement is under way; keys are waited for; something is looked up; in the queue; over."""


@dataclass(slots=True)
class Visited:
    """A node that was entered, `at` seconds after the beginning."""

    at: float
    node: str
    kind: str


@dataclass(slots=True)
class Heard:
    """An announcement that was begun. `values` filled the placeholders: with them it can be spoken again."""

    at: float
    prompt: str
    text: str
    values: dict[str, str]
    duration_time: float
    is_cut: bool = False


@dataclass(slots=True)
class Trace:
    """`end` is None for a call that goes on; `faults` are Polish sentences on what went wrong in the scenario."""

    path: list[Visited] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    state: SimulatedState = "working"
    end: End | None = None
    duration_time: float = 0.0
    now: datetime | None = None
    office: str | None = None
    topic: str | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def nodes(self) -> list[str]:
        return [visited.node for visited in self.path]

    @property
    def prompts(self) -> list[str]:
        return [heard.prompt for heard in self.heard]
