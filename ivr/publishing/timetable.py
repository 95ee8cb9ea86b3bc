"""Which version of which scenario answers each number now, and what is planned: changes come by themselves.

It is in memory, so that a change that was planned comes also while the database is away.

Pure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType

import structlog

from ivr.canary.canary import OpenCanary
from ivr.graph.scenario import Scenario
from ivr.graph.subscenarios import SubscenarioRefused, names_called, put_together
from ivr.number_route import NumberRoute, OnTrial
from ivr.publishing import variants
from ivr.publishing.schedule import ScenarioSchedule, in_force_at
from ivr.publishing.variants import Number, Variant

log = structlog.get_logger()

NOTHING: Mapping[str, NumberRoute] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Timetable:
    """`scenarios` holds at least the version in force of each name and those that are planned; those on trial are
    `canaries`, and none of them."""

    numbers: Sequence[Number]
    variants: Sequence[Variant]
    scenarios: ScenarioSchedule
    canaries: Sequence[OpenCanary] = ()

    def routes_at(self, moment: datetime, before: Mapping[str, NumberRoute] = NOTHING) -> dict[str, NumberRoute]:
        """Each number with the scenario that answers it, put together with the versions in force of those that it
        calls. A number whose scenarios are all unpublished is not there.

        `before`: what has answered until now. What has not changed stays the same object; and if no scenario of
        a number can be put together, which validation forbids, that number alone stays as it was.
        """
        published = self.scenarios_at(moment)

        @cache
        def whole(name: str) -> Scenario | None:
            return _put_together(name, published)

        @cache
        def on_trial(name: str) -> OnTrial | None:
            return self._on_trial(name, published)

        found = {}
        for number in self.numbers:
            names = variants.names_in_order(number, self.variants, moment)
            fit = (whole(name) for name in names if name in published)
            scenario = next((each for each in fit if each is not None), None)
            old = before.get(number.number)
            if scenario is not None:
                trial = on_trial(scenario.name) if self.canaries else None
                route = NumberRoute(number.number, number.is_free, scenario, number.office, trial)
                found[number.number] = old if old is not None and _same(old, route) else route
            elif old is not None and any(name in published for name in names):
                found[number.number] = old
        return found

    def without(self, ended: Collection[tuple[str, int]]) -> "Timetable":
        """Without the trials of these versions, by name and number."""
        left = [each for each in self.canaries if each.canary.key not in ended]
        return self if len(left) == len(self.canaries) else replace(self, canaries=left)

    def _on_trial(self, name: str, published: Mapping[str, Scenario]) -> OnTrial | None:
        """What a share of the calls to the scenario `name` meets, if it or one that it calls is on trial.

        Of several only the first is: publishing refuses a second one in the same calls.
        """
        together = {name} | names_called(published[name], published)
        for each in sorted(self.canaries, key=lambda each: each.canary.key):
            if each.canary.name in together and each.canary.name in published:
                tried = _put_together(name, {**published, each.canary.name: each.scenario})
                return None if tried is None else OnTrial(tried, each.canary)
        return None

    def answering(self) -> frozenset[str]:
        """The names of the scenarios that answer a number, now or later."""
        return frozenset([number.scenario for number in self.numbers] + [each.scenario for each in self.variants])

    def next_change(self, after: datetime) -> datetime | None:
        """The next moment at which something else may answer; None when nothing is planned."""
        moments = [begins for _, begins in self.scenarios if begins > after]
        if (change := variants.next_change(self.variants, after)) is not None:
            moments.append(change)
        return min(moments, default=None)

    def scenarios_at(self, moment: datetime) -> dict[str, Scenario]:
        """The version in force of each name, as it was published."""
        return in_force_at(self.scenarios, moment)


def _put_together(name: str, known: Mapping[str, Scenario]) -> Scenario | None:
    try:
        return put_together(known[name], known)
    except SubscenarioRefused as refused:
        log.error("a scenario cannot be put together", scenario=name, node=refused.node, why=refused.why)
        return None


def _same(one: NumberRoute, other: NumberRoute) -> bool:
    """A published version never changes, so its number tells."""
    return _mark(one) == _mark(other)


def _mark(route: NumberRoute) -> tuple[object, ...]:
    on_trial = route.on_trial
    trial = None if on_trial is None else (on_trial.canary, *_versions(on_trial.scenario))
    return route.is_free, route.office, *_versions(route.scenario), trial


def _versions(scenario: Scenario) -> tuple[object, ...]:
    return scenario.name, scenario.version, scenario.subscenario_versions
