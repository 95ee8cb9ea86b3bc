"""Which version of which scenario answers each number now, and what is planned: changes come by themselves.

It is in memory, so that a change that was planned comes also while the database is away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr import variants, versions
from ivr.interpreter import Entry
from ivr.scenario import Scenario
from ivr.variants import Number, Variant
from ivr.versions import Version


@dataclass(frozen=True, slots=True)
class Timetable:
    """`scenarios` holds at least the version in force of each name and those that are planned."""

    numbers: Sequence[Number]
    variants: Sequence[Variant]
    scenarios: Sequence[tuple[Scenario, datetime]]
    """Each with the moment from which it is in force; none of them is cancelled."""

    def entries_at(self, moment: datetime) -> dict[str, Entry]:
        """A number whose scenarios are all unpublished is not there."""
        newest = self._in_force(moment)
        found = {}
        for number in self.numbers:
            names = variants.names_in_order(number, self.variants, moment)
            scenario = next((newest[name] for name in names if name in newest), None)
            if scenario is not None:
                found[number.number] = Entry(number.number, number.is_free, scenario, number.office)
        return found

    def next_change(self, after: datetime) -> datetime | None:
        """The next moment at which something else may answer; None when nothing is planned."""
        moments = [begins for _, begins in self.scenarios if begins > after]
        if (change := variants.next_change(self.variants, after)) is not None:
            moments.append(change)
        return min(moments, default=None)

    def _in_force(self, moment: datetime) -> dict[str, Scenario]:
        by_name: dict[str, dict[int, tuple[Scenario, datetime]]] = {}
        for scenario, begins in self.scenarios:
            by_name.setdefault(scenario.name, {})[scenario.version] = scenario, begins
        found = {}
        for name, each in by_name.items():
            newest = versions.in_force([Version(number, at) for number, (_, at) in each.items()], moment)
            if newest is not None:
                found[name] = each[newest.number][0]
        return found
