"""What came of a simulation: figures for each office, each consultant, and the centre. Pure.

What the dictionary of figures has (`core.metrics`) is reckoned by it, so that a simulation and a report mean the
same by the same word. Times of a simulation are added up in milliseconds, as there.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Literal

from core.facts.offer_reason import OfferReason
from core.metrics.counters import STATE, named
from core.metrics.dictionary import figure
from core.metrics.load import jain as jain
from core.metrics.sums import Adding, Sums, milliseconds, step, total

IN_TIME = 20  # seconds in which a call should be answered

CallOutcome = Literal[
    "answered_own",
    "answered_elsewhere",
    "called_back_own",
    "called_back_elsewhere",
    "abandoned",  # hung up while waiting
    "turned_away",  # nobody there, the queue full, or the longest wait over
    "not_reached",  # a call-back that nobody picked up, however often it was tried
]
OUTCOMES: tuple[CallOutcome, ...] = (
    "answered_own",
    "answered_elsewhere",
    "called_back_own",
    "called_back_elsewhere",
    "abandoned",
    "turned_away",
    "not_reached",
)


@dataclass(slots=True)
class Estimates:
    """Announced waits. One is checked when its call was answered, or when the caller gave up after its end."""

    asked: int = 0
    told: int = 0
    checked: int = 0
    held: int = 0
    error_sum: float = 0.0  # of how far outside the announced minutes a wait ended, without sign

    def check(self, error: float) -> None:
        """`error` in seconds: 0 inside the announced minutes, negative when the wait was shorter."""
        self.checked += 1
        self.held += error == 0.0
        self.error_sum += abs(error)

    @property
    def figures(self) -> dict[str, float]:
        """Shares in percent, the error in seconds."""
        return {
            "asked": self.asked,
            "told_percent": percent(self.told, self.asked),
            "held_percent": percent(self.held, self.checked),
            "mean_error_s": round(self.error_sum / self.checked, 1) if self.checked else 0.0,
        }


@dataclass(slots=True)
class Tally:
    """The calls of one office, or of all."""

    offered: int = 0
    contained: int = 0  # satisfied by self-service
    closed: int = 0  # reached the queue out of hours
    to_consultants: int = 0
    outcomes: dict[CallOutcome, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    waits: list[float] = field(default_factory=list)  # of answered calls
    callback_waits: list[float] = field(default_factory=list)
    helped: int = 0  # calls of other offices answered here
    estimates: Estimates = field(default_factory=Estimates)

    def add(self, other: "Tally") -> None:
        """Add another office's calls."""
        for name in ("offered", "contained", "closed", "to_consultants", "helped"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for outcome in OUTCOMES:
            self.outcomes[outcome] += other.outcomes[outcome]
        self.waits += other.waits
        self.callback_waits += other.callback_waits
        for each in fields(Estimates):
            name = each.name
            setattr(self.estimates, name, getattr(self.estimates, name) + getattr(other.estimates, name))

    @property
    def answered(self) -> int:
        """Answered while the caller was on the line."""
        return self.outcomes["answered_own"] + self.outcomes["answered_elsewhere"]

    @property
    def sums(self) -> Sums:
        """Those who reached a queue, as the dictionary of figures counts them. Who was called back, or should have
        been, left the queue for it."""
        adding = Adding()
        adding.add("offered", self.to_consultants)
        adding.add("answered", self.answered)
        adding.add("answered_elsewhere", self.outcomes["answered_elsewhere"])
        adding.add("abandoned", self.outcomes["abandoned"])
        adding.add("nobody_there", self.outcomes["turned_away"])
        for outcome in ("called_back_own", "called_back_elsewhere", "not_reached"):
            adding.add("called_back", self.outcomes[outcome])
        for wait in self.waits:
            adding.add(named("wait", step(wait)))
            adding.add("answered_wait_ms", milliseconds(wait))
        return adding.sums

    @property
    def ends(self) -> dict[str, int]:
        """How many calls ended where; the sum is what was offered."""
        ends = {"self_service": self.contained, "out_of_hours": self.closed}
        ends.update({str(outcome): count for outcome, count in self.outcomes.items()})
        return ends

    @property
    def is_balanced(self) -> bool:
        """Did every call have exactly one end?"""
        every = self.contained + self.closed + self.to_consultants == self.offered
        return every and sum(self.outcomes.values()) == self.to_consultants


@dataclass(slots=True)
class AgentWork:
    """What one consultant did. Seconds; `days` holds ready and handled seconds of each day with any ready time."""

    agent: str
    office: str
    calls: int = 0
    ready_time: float = 0.0
    handled_time: float = 0.0
    days: dict[int, tuple[float, float]] = field(default_factory=dict)

    @property
    def sums(self) -> Sums:
        """As the dictionary of figures counts a consultant's work."""
        ready, handled = milliseconds(self.ready_time), milliseconds(self.handled_time)
        adding = Adding()
        adding.add(named("agent_calls", self.agent), self.calls)
        adding.add(named("agent_ready_ms", self.agent), ready)
        adding.add(named("agent_handled_ms", self.agent), handled)
        adding.add(named(STATE, "available"), ready - handled)
        adding.add(named(STATE, "talking"), handled)
        return adding.sums

    @property
    def occupancy(self) -> float:
        """The share of ready time that was talk and wrap-up."""
        return self.handled_time / self.ready_time if self.ready_time else 0.0


@dataclass(slots=True)
class SimulationResult:
    """A whole simulation."""

    days: int
    offices: dict[str, Tally]
    work: dict[str, AgentWork]
    decisions: list[tuple[str, str, OfferReason]] = field(default_factory=list)  # call, consultant, why

    @property
    def total(self) -> Tally:
        """All offices together."""
        total = Tally()
        for tally in self.offices.values():
            total.add(tally)
        return total

    def figures(self, office: str | None = None) -> dict[str, float]:
        """The figures of an office, or of the centre. Percentages of the calls that reached the queue."""
        tally = self.total if office is None else self.offices[office]
        team = [work for work in self.work.values() if office in (None, work.office) and work.ready_time]
        asked, waits, outcomes = tally.to_consultants, sorted(tally.waits), tally.outcomes
        sums = total([tally.sums, *(work.sums for work in team)])
        elsewhere = outcomes["answered_elsewhere"] + outcomes["called_back_elsewhere"]
        served = elsewhere + outcomes["answered_own"] + outcomes["called_back_own"]
        return {
            "offered_per_day": round(tally.offered / self.days, 1),
            "to_consultants_per_day": round(asked / self.days, 1),
            "service_level_percent": _rounded("service_level", sums, 1, threshold=IN_TIME),
            "abandoned_percent": _rounded("abandoned_share_all", sums, 1),
            "turned_away_percent": percent(outcomes["turned_away"] + outcomes["not_reached"], asked),
            "called_back_percent": percent(outcomes["called_back_own"] + outcomes["called_back_elsewhere"], asked),
            "asa_s": _rounded("asa", sums, 1),
            "wait_p95_s": round(quantile(waits, 0.95), 1),
            "own_office_percent": percent(served - elsewhere, served),
            "elsewhere_percent": percent(elsewhere, served),
            "helped_per_day": round(tally.helped / self.days, 1),
            "consultants": len(team),
            "occupancy_percent": _rounded("occupancy", sums, 1),
            "occupancy_spread_points": round(100 * spread(work.occupancy for work in team), 1),
            "jain_number": _rounded("jain_number", sums, 3, of_nothing=1.0),
            "jain_time": _rounded("jain_time", sums, 3, of_nothing=1.0),
        }


def _rounded(key: str, sums: Sums, digits: int, *, threshold: int | None = None, of_nothing: float = 0.0) -> float:
    """A figure of the dictionary as a table prints it."""
    value = figure(key, sums, threshold).value
    return of_nothing if value is None else round(value, digits)


def spread(values: Iterable[float]) -> float:
    """The largest less the smallest; 0 for none."""
    found = list(values)
    return max(found) - min(found) if found else 0.0


def quantile(ordered: list[float], share: float) -> float:
    """The value below which that share of an ordered list lies; 0 for an empty one."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def percent(part: float, whole: float) -> float:
    """With one decimal; 0 of nothing."""
    return round(100 * part / whole, 1) if whole else 0.0
