"""Offices that are away in a simulated call: closed for the rest of the day, with nobody in their queues. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.zone import WARSAW
from ivr.hours.opening_hours import Opening, OpeningHours, OpeningState, Reason

_LONGEST = timedelta(days=1)  # of an opening whose end nobody knows


@dataclass(frozen=True, slots=True)
class HoursWithoutOffices:
    """`OpeningHours` of a day on which some offices have written down that they are closed.

    An office that would be closed at that hour anyway is closed for its usual reason.
    """

    hours: OpeningHours
    offices: Collection[str]
    """All that take calls."""
    away: Collection[str]

    def state(self, office: str, topic: str | None, moment: datetime) -> OpeningState:
        """See OpeningHours."""
        found = self.hours.state(office, topic, moment)
        if found.queue is None or found.queue not in self.away:
            return found  # an evening pool goes on while the office that keeps it is there
        opening = self._tomorrow(office, topic, moment)
        return OpeningState("closed", Reason("closed_day"), opening=opening, week=found.week)

    def pool(self, office: str, topic: str | None, moment: datetime) -> str | None:
        """See OpeningHours."""
        return self.hours.pool(office, topic, moment)

    def is_another_open(self, office: str, topic: str | None, moment: datetime) -> bool:
        """See OpeningHours."""
        others = (other for other in self.offices if other != office and other not in self.away)
        return any(self.hours.state(other, topic, moment).is_served for other in others)

    def _tomorrow(self, office: str, topic: str | None, moment: datetime) -> Opening | None:
        today = moment.astimezone(WARSAW).replace(hour=0, minute=0, second=0, microsecond=0)
        begins = today + timedelta(days=1)
        then = self.hours.state(office, topic, begins)
        return Opening(begins, then.closes_at or begins + _LONGEST) if then.is_served else then.opening


@dataclass(frozen=True, slots=True)
class SimulatedStaff:
    """`ivr.visit.Staff`: somebody is in each office that is not away."""

    offices: Collection[str]
    away: Collection[str]

    def could_be_helped(self, office: str) -> bool:
        """See Staff."""
        return any(other != office and other not in self.away for other in self.offices)
