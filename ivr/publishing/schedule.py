"""What is planned to come into force, and whether a change of one scenario breaks others that are planned. Pure.

Whoever publishes a scenario has it checked with the sub-scenarios as they will be at its moment. So each later
change of such a sub-scenario has to be checked at the moments of its planned callers, and not only now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.zone import WARSAW
from ivr.graph.scenario import Scenario
from ivr.graph.subscenarios import names_called
from ivr.graph.validation import ScenarioContext, errors_of
from ivr.publishing import versions
from ivr.publishing.versions import Version

ScenarioSchedule = Sequence[tuple[Scenario, datetime]]
"""Scenarios, each with the moment from which it is in force; none of them is cancelled."""


def in_force_at(schedule: ScenarioSchedule, moment: datetime) -> dict[str, Scenario]:
    """The version in force of each name, as it was published."""
    by_name: dict[str, dict[int, tuple[Scenario, datetime]]] = {}
    for scenario, begins in schedule:
        by_name.setdefault(scenario.name, {})[scenario.version] = scenario, begins
    found = {}
    for name, each in by_name.items():
        newest = versions.in_force([Version(number, at) for number, (_, at) in each.items()], moment)
        if newest is not None:
            found[name] = each[newest.number][0]
    return found


def without(schedule: ScenarioSchedule, name: str, number: int) -> ScenarioSchedule:
    """As it is when that version is cancelled."""
    return [each for each in schedule if (each[0].name, each[0].version) != (name, number)]


def extended(schedule: ScenarioSchedule, scenario: Scenario, begins: datetime) -> ScenarioSchedule:
    """As it is when that scenario is published."""
    newest = max((known.version for known, _ in schedule if known.name == scenario.name), default=0)
    return [*schedule, (scenario.model_copy(update={"version": newest + 1}), begins)]


@dataclass(frozen=True, slots=True)
class Broken:
    """A version that would not work any more from the moment `at` on. `why`: Polish sentences."""

    name: str
    number: int
    at: datetime
    why: Sequence[str]

    @property
    def text(self) -> str:
        """One Polish sentence and more."""
        when = self.at.astimezone(WARSAW).strftime("%d.%m.%Y %H:%M")
        who = f"Scenariusz „{self.name}” (wersja {self.number}) wywołuje ten podscenariusz"
        return f"{who} i od {when} przestałby działać: {' '.join(self.why)}"


def broken_later(
    before: ScenarioSchedule, after: ScenarioSchedule, changed: str, context: ScenarioContext, since: datetime
) -> list[Broken]:
    """Who calls the scenario `changed`, directly or through others, and would break at a moment later than `since`
    if `after` came to be in place of `before`. Each version once, at its first such moment.

    What is wrong anyway is nobody's fault here. `context` says what there is besides scenarios.
    """
    found: dict[tuple[str, int], Broken] = {}
    for at in sorted({begins for _, begins in (*before, *after) if begins > since}):
        old, new = (replace(context, subscenarios=in_force_at(schedule, at)) for schedule in (before, after))
        for caller in new.subscenarios.values():
            if caller.name == changed or (caller.name, caller.version) in found:
                continue
            if changed not in names_called(caller, new.subscenarios):
                continue
            known = errors_of(caller, old)
            if why := [text for text in errors_of(caller, new) if text not in known]:
                found[caller.name, caller.version] = Broken(caller.name, caller.version, at, why)
    return list(found.values())
