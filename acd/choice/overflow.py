"""Which office helps which, by queue ratio. Pure.

The rule is FQR-ART (Perry & Whitt, "Achieving rapid recovery in an overload control for large-scale service
systems", 2013): help begins at an activation threshold of the ratio waiting / consultants, ends at a lower release
threshold, and flows in one direction at a time. Without the gap and the one direction two offices in trouble would
swap their callers for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.choice.queue_policy import QueuePolicy
from core.facts.offer_reason import Ratio


@dataclass(slots=True)
class Pressure:
    """What an office has to do and with whom. `working` counts consultants logged in and not in a pause."""

    waiting: int = 0
    working: int = 0

    @property
    def ratio(self) -> float:
        """Callers for each consultant; infinite if callers wait for nobody."""
        if self.working > 0:
            return self.waiting / self.working
        return float("inf") if self.waiting else 0.0

    def is_over(self, activate_ratio: float | None) -> bool:
        """Is help wanted? Never if the office wants none by ratio, and never while nobody waits."""
        return activate_ratio is not None and self.waiting > 0 and self.ratio >= activate_ratio


@dataclass(slots=True)
class Sharing:
    """The directions in which help flows now: who borrows, from whom, and why."""

    policies: Mapping[str, QueuePolicy]
    pressures: dict[str, Pressure]
    _directions: dict[str, dict[str, Ratio]] = field(default_factory=dict)

    def reason(self, borrower: str, lender: str) -> Ratio | None:
        """Why `lender` helps `borrower` now; None when it does not."""
        return self._directions.get(borrower, {}).get(lender)

    def is_borrowing(self, office: str) -> bool:
        """Does help flow to this office?"""
        return bool(self._directions.get(office))

    @property
    def directions(self) -> list[tuple[str, str]]:
        """Every borrower and lender."""
        return [(borrower, lender) for borrower, lenders in self._directions.items() for lender in lenders]

    def forget(self, office: str) -> None:
        """The office is no more: nobody helps it, and it helps nobody."""
        self._directions.pop(office, None)
        for lenders in self._directions.values():
            lenders.pop(office, None)

    def review(self, office: str) -> set[str]:
        """The pressure of `office` has changed: begin and end help. Returns the borrowers whose help changed."""
        changed = set[str]()
        self._as_lender(office, changed)
        self._as_borrower(office, changed)
        return changed

    def _as_lender(self, office: str, changed: set[str]) -> None:
        """An office that comes into trouble itself stops helping; one that recovers may begin again."""
        pressure, policy = self.pressures[office], self.policies[office]
        if pressure.is_over(policy.activate_ratio):
            for borrower, lenders in self._directions.items():
                if lenders.pop(office, None) is not None:
                    changed.add(borrower)
        elif pressure.ratio <= policy.release_ratio:
            for borrower in policy.lends_to:
                other = self.pressures.get(borrower)
                if other is not None and other.is_over(self.policies[borrower].activate_ratio):
                    self._begin(borrower, office, changed)

    def _as_borrower(self, office: str, changed: set[str]) -> None:
        pressure, policy = self.pressures[office], self.policies[office]
        if pressure.is_over(policy.activate_ratio):
            for lender in policy.neighbours:
                if lender in self.pressures:
                    self._begin(office, lender, changed)
        elif self.is_borrowing(office) and pressure.ratio <= policy.release_ratio:
            del self._directions[office]
            changed.add(office)

    def _begin(self, borrower: str, lender: str, changed: set[str]) -> None:
        lenders = self._directions.setdefault(borrower, {})
        there, policy = self.pressures[lender], self.policies[lender]
        if lender in lenders or there.is_over(policy.activate_ratio) or self.reason(lender, borrower):
            return
        pressure = self.pressures[borrower]
        lenders[lender] = Ratio(pressure.waiting, pressure.working)
        changed.add(borrower)
