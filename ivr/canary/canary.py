"""A new version on trial: which calls it takes, and when it goes back or comes for all. Pure.

The version before it stays in force meanwhile, and takes the other calls. Whether the new one is worse is judged
by two figures: callers who hang up in the menu, and calls that fail. It goes back when one of them
is above the old version's by more than the limit, and when chance alone would bring so large a difference about in
less than one of a hundred trials of two versions that are the same.
"""

import hashlib
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ivr.graph.scenario import Scenario
from ivr.graph.subscenarios import names_called

LEAST_SHARE, MOST_SHARE = 1, 50  # percent of the calls
LONGEST_TRIAL = timedelta(days=14)
LEAST_CALLS, MOST_CALLS = 10, 10_000  # of each version, before anything is judged
LEAST_POINTS, MOST_POINTS = 1.0, 100.0
UNLIKELY = 2.326  # standard deviations, one-sided: one in a hundred

Outcome = Literal["completed", "taken_back", "returned"]
"""How a trial ended: the new version came for all, a person took it back, or it went back by itself."""
State = Literal["running", "too_few_calls", "completed", "taken_back", "returned"]
"""`too_few_calls`: its time is over, and there were not enough calls to judge by, so it keeps its share."""


@dataclass(frozen=True, slots=True)
class Limits:
    """By how many percentage points the new version may be above the old one, and from how many calls on."""

    hang_up_points: float
    failure_points: float
    min_calls: int


@dataclass(frozen=True, slots=True)
class Canary:
    """`version` of the scenario `name` takes `share_percent` of the calls; `beside` is the one in force."""

    name: str
    version: int
    beside: int
    share_percent: int
    begins_at: datetime
    until: datetime
    limits: Limits

    @property
    def key(self) -> tuple[str, int]:
        return self.name, self.version


@dataclass(frozen=True, slots=True)
class CanaryRules:
    """How a version is to be tried, as somebody wishes who publishes it."""

    share_percent: int
    until: datetime
    limits: Limits

    def of(self, name: str, version: int, beside: int, begins_at: datetime) -> Canary:
        return Canary(name, version, beside, self.share_percent, begins_at, self.until, self.limits)


@dataclass(frozen=True, slots=True)
class OpenCanary:
    """A trial with the scenario as it was published."""

    canary: Canary
    scenario: Scenario


@dataclass(slots=True)
class VersionFigures:
    """Calls of one version that began since the trial did, and are over.

    `completed`: came to a queue, to what the line does itself, or to the end; `hung_up`: the caller went before
    that; `failed`: by a fault of ours, or too long in the menu.
    """

    calls: int = 0
    completed: int = 0
    hung_up: int = 0
    failed: int = 0

    def plus(self, other: "VersionFigures") -> "VersionFigures":
        return VersionFigures(
            self.calls + other.calls,
            self.completed + other.completed,
            self.hung_up + other.hung_up,
            self.failed + other.failed,
        )

    def hung_up_percent(self) -> float:
        return 100.0 * self.hung_up / self.calls if self.calls else 0.0

    def failed_percent(self) -> float:
        return 100.0 * self.failed / self.calls if self.calls else 0.0


@dataclass(frozen=True, slots=True)
class BothFigures:
    """Of the version on trial and of the one in force."""

    new: VersionFigures
    old: VersionFigures


def takes_new(call_id: str, canary: Canary) -> bool:
    """Is this call led by the new version? The same call always is or never is, in each process."""
    who = f"{call_id}:{canary.name}:{canary.version}"
    place = int.from_bytes(hashlib.sha256(who.encode()).digest()[:8]) % 100
    return place < canary.share_percent


def has_enough(canary: Canary, figures: BothFigures) -> bool:
    least = canary.limits.min_calls
    return figures.new.calls >= least and figures.old.calls >= least


def why_return(canary: Canary, figures: BothFigures) -> str | None:
    """Polish sentences with the figures, if the new version has to go back; None if it need not."""
    if not has_enough(canary, figures):
        return None
    new, old, limits = figures.new, figures.old, canary.limits
    found = []
    if _is_worse(new.hung_up, new.calls, old.hung_up, old.calls, limits.hang_up_points):
        found.append(f"W menu rozłącza się {_compared(new.hung_up, old.hung_up, figures)}.")
    if _is_worse(new.failed, new.calls, old.failed, old.calls, limits.failure_points):
        found.append(f"Kończy się błędem {_compared(new.failed, old.failed, figures)}.")
    if not found:
        return None
    return f"Wersja {canary.version} wypadła gorzej niż {canary.beside}. {' '.join(found)}"


def is_to_complete(canary: Canary, figures: BothFigures, now: datetime) -> bool:
    """Has it stood the trial? Its time is over, there were enough calls, and it was not worse."""
    return now >= canary.until and has_enough(canary, figures) and why_return(canary, figures) is None


def why_complete(canary: Canary, figures: BothFigures) -> str:
    """In Polish."""
    return (
        f"Próba się skończyła, a wersja {canary.version} nie wypadła gorzej niż {canary.beside}"
        f" (połączenia: {figures.new.calls} i {figures.old.calls})."
    )


def state_of(canary: Canary, outcome: Outcome | None, figures: BothFigures, now: datetime) -> State:
    if outcome is not None:
        return outcome
    return "too_few_calls" if now >= canary.until and not has_enough(canary, figures) else "running"


def others_on_trial(
    name: str, in_force: Mapping[str, Scenario], on_trial: Collection[str], changed: Scenario | None = None
) -> set[str]:
    """Of the scenarios that are on trial those which answer some call together with `name`: figures of both would
    say nothing of either. `changed`: how that scenario is to be."""
    known = dict(in_force) if changed is None else {**in_force, name: changed}
    found: set[str] = set()
    for scenario in known.values():
        together = {scenario.name} | names_called(scenario, known)
        if name in together:
            found |= together & set(on_trial)
    return found


def _is_worse(new: int, of_new: int, old: int, of_old: int, points: float) -> bool:
    """Two shares, compared one-sided by the normal approximation with the share of both together."""
    difference = new / of_new - old / of_old
    if difference * 100.0 <= points:
        return False
    both = (new + old) / (of_new + of_old)
    deviation = math.sqrt(both * (1.0 - both) * (1.0 / of_new + 1.0 / of_old))
    return difference / deviation >= UNLIKELY  # there is a difference, so not all calls of both ended the same


def _compared(new: int, old: int, figures: BothFigures) -> str:
    """Such as "42,0% (21 z 50), a w wersji 3 – 10,0% (20 z 200)", without the number of the version."""
    of_new, of_old = figures.new.calls, figures.old.calls
    one = f"{100.0 * new / of_new:.1f}".replace(".", ",")
    other = f"{100.0 * old / of_old:.1f}".replace(".", ",")
    return f"{one}% rozmówców ({new} z {of_new}), a w poprzedniej {other}% ({old} z {of_old})"
