"""Which version of which scenario answers each number now, and what is planned: changes come by themselves.

It is in memory, so that a change that was planned comes also while the database is away.

Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType

import structlog

from ivr.graph.scenario import Scenario
from ivr.graph.subscenarios import SubscenarioRefused, put_together
from ivr.number_route import NumberRoute
from ivr.publishing import variants
from ivr.publishing.schedule import ScenarioSchedule, in_force_at
from ivr.publishing.variants import Number, Variant

log = structlog.get_logger()

NOTHING: Mapping[str, NumberRoute] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Timetable:
    """`scenarios` holds at least the version in force of each name and those that are planned."""

    numbers: Sequence[Number]
    variants: Sequence[Variant]
    scenarios: ScenarioSchedule

    def routes_at(self, moment: datetime, before: Mapping[str, NumberRoute] = NOTHING) -> dict[str, NumberRoute]:
        """Each number with the scenario that answers it, put together with the versions in force of those that it
        calls. A number whose scenarios are all unpublished is not there.

        `before`: what has answered until now. What has not changed stays the same object; and if no scenario of
        a number can be put together, which validation forbids, that number alone stays as it was.
        """
        published = self.scenarios_at(moment)

        @cache
        def whole(name: str) -> Scenario | None:
            try:
                return put_together(published[name], published)
            except SubscenarioRefused as refused:
                log.error("a scenario cannot be put together", scenario=name, node=refused.node, why=refused.why)
                return None

        found = {}
        for number in self.numbers:
            names = variants.names_in_order(number, self.variants, moment)
            fit = (whole(name) for name in names if name in published)
            scenario = next((each for each in fit if each is not None), None)
            old = before.get(number.number)
            if scenario is not None:
                route = NumberRoute(number.number, number.is_free, scenario, number.office)
                found[number.number] = old if old is not None and _same(old, route) else route
            elif old is not None and any(name in published for name in names):
                found[number.number] = old
        return found

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


def _same(one: NumberRoute, other: NumberRoute) -> bool:
    """A published version never changes, so its number tells."""
    return _mark(one) == _mark(other)


def _mark(route: NumberRoute) -> tuple[object, ...]:
    scenario = route.scenario
    return route.is_free, route.office, scenario.name, scenario.version, scenario.subscenario_versions
