"""Who looks at a scenario now, and at which node: so that two people see each other before they write. Pure.

In memory alone, and forgotten within seconds: it says where somebody is, never where somebody was.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

HERE_TIME = 25.0  # seconds; a page says every ten that it is here
MOST_SCENARIOS = 200
MOST_PEOPLE = 50  # at one scenario


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else who is here."""

    account: str
    display_name: str
    node: Annotated[str | None, Field(description="At which node; None: at none")]


class Presence:
    """Times are monotonic seconds. What is beyond the bounds pushes out whoever was heard of the longest ago."""

    def __init__(self) -> None:
        self._scenarios: OrderedDict[str, OrderedDict[str, tuple[float, Present]]] = OrderedDict()

    def here(self, scenario: str, present: Present, now: float) -> list[Present]:
        """Somebody is here; answers who else is, by name. An account is at one node: the one it said last."""
        people = self._scenarios.setdefault(scenario, OrderedDict())
        self._scenarios.move_to_end(scenario)
        while len(self._scenarios) > MOST_SCENARIOS:
            self._scenarios.popitem(last=False)
        people[present.account] = (now, present)
        people.move_to_end(present.account)
        while len(people) > MOST_PEOPLE or now - next(iter(people.values()))[0] > HERE_TIME:
            people.popitem(last=False)
        others = [each for _, each in people.values() if each.account != present.account]
        return sorted(others, key=lambda each: (each.display_name, each.account))
