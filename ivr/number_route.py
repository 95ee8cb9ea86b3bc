"""Which scenario answers a number that callers dial. Pure."""

from dataclasses import dataclass, replace

from ivr.canary.canary import Canary, takes_new
from ivr.graph.scenario import Scenario


@dataclass(frozen=True, slots=True)
class OnTrial:
    """What a share of the calls meets instead: the scenario with the new version in it, and the rules of that."""

    scenario: Scenario
    canary: Canary


@dataclass(frozen=True, slots=True)
class NumberRoute:
    """A number that callers dial: which scenario answers, whether the call is free, and whose number it is."""

    number: str
    is_free: bool
    scenario: Scenario
    office: str | None = None
    on_trial: OnTrial | None = None

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """All that calls to this number may meet."""
        return (self.scenario,) if self.on_trial is None else (self.scenario, self.on_trial.scenario)

    def of_call(self, call_id: str) -> "NumberRoute":
        """As this call is led: by the version on trial if it is one of its share."""
        if self.on_trial is None or not takes_new(call_id, self.on_trial.canary):
            return self
        return replace(self, scenario=self.on_trial.scenario)
