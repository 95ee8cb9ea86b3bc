"""Which scenario answers a number that callers dial. Pure."""

from dataclasses import dataclass

from ivr.graph.scenario import Scenario


@dataclass(frozen=True, slots=True)
class NumberRoute:
    """A number that callers dial: which scenario answers, whether the call is free, and whose number it is."""

    number: str
    is_free: bool
    scenario: Scenario
    office: str | None = None
