"""The live state of the distribution as others read it: queues, consultants, callers.

Only the matchmaker changes it.
"""

from collections.abc import Mapping

from acd.choice.expected_wait import ExpectedWait
from acd.choice.queue_policy import QueuePolicy
from acd.live.kept_places import ANY_OFFICE, KeptPlaces
from acd.live.offers import Place
from acd.live.places import Places
from acd.live.queues import QueueOffice, Queues
from acd.live.team import Team, Times
from core.clock import Clock
from core.facts.bus import Bus

SHED_RESUME_TIME = 1800.0
"""Seconds for which the place of a caller is kept who could not be let in (E08 says: a few minutes)."""


class LiveState:
    """What is so at this moment. Nothing here changes anything."""

    def __init__(
        self,
        bus: Bus,
        clock: Clock,
        offices: Mapping[str, QueueOffice],
        policies: Mapping[str, QueuePolicy],
        times: Times,
    ) -> None:
        """`policies` may leave offices out; those have the default rules."""
        self.times = times
        self._clock = clock
        self.queues = Queues(offices, policies)
        self.team = Team(self.queues, bus, clock, times)
        self._places = Places(self.queues)
        self._kept_places = KeptPlaces(self._resume_time)

    def _resume_time(self, office: str) -> float:
        return SHED_RESUME_TIME if office == ANY_OFFICE else self.policy(office).resume_time

    def policy(self, office: str) -> QueuePolicy:
        """The rules of an office's queue."""
        return self.queues.policy(office)

    def queue_for(self, office: str, *, comes_back: bool = False) -> str:
        """See `Queues.queue_for`."""
        return self.queues.queue_for(office, comes_back=comes_back)

    def is_full(self, office: str) -> bool:
        """Does the queue of `office` take nobody in?"""
        asked = self.queues.states[office].asked
        return self.queues.pressures[office].waiting + asked >= self.policy(office).capacity

    def has_kept_place(self, office: str, identities: tuple[str, ...]) -> bool:
        """Is a place kept for this caller, who was in the queue of `office` a short while ago?"""
        return self._kept_places.has(office, identities, self._clock.monotonic())

    @property
    def places(self) -> list[Place]:
        """Everybody in a queue."""
        return list(self._places)

    def waiting(self, office: str) -> int:
        """How many callers of `office` wait with no consultant promised."""
        return self.queues.pressures[office].waiting

    def working(self, office: str) -> int:
        """How many consultants serve the queue of `office` now."""
        return self.queues.pressures[office].working

    def serving(self, office: str) -> int:
        """How many consultants there are for the queue of `office`, logged in or not."""
        return sum(office in agent.profile.serves for agent in self.team.agents)

    def could_be_helped(self, office: str) -> bool:
        """Is anybody of another office there who could take a call of this queue, now or later?"""
        others = [agent.profile for agent in self.team.agents if agent.counted[1] and agent.office != office]
        return office in self.queues.offices and self.queues.could_be_served_by(office, others)

    def is_anybody_of(self, office: str) -> bool:
        """Is a consultant there who serves the queue of `office` itself?"""
        return self.queues.states[office].there > 0

    def place_in_line(self, place: Place) -> int:
        """The place among those who wait for the same office, from 1."""
        return self.queues.selection.position(place.entry)

    def expected_wait(self, place: Place) -> ExpectedWait | None:
        """How much longer this caller will presumably wait; None if nobody can know."""
        return self.queues.expected_wait(place.entry.office, self.place_in_line(place), self._clock.monotonic())
