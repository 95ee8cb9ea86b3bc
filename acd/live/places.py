"""The places of all callers: who stands in which queue, how far a call may go, and for whom nobody is left.

Nothing here chooses, sets a timer or awaits: that is the matchmaker's.
"""

from collections.abc import Iterator

from acd.choice.queue import QueueEntry
from acd.live.offers import Place
from acd.live.queues import Queues


class Places:
    """One for the whole centre; the matchmaker changes it."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues
        self._places: dict[str, Place] = {}

    def __iter__(self) -> Iterator[Place]:
        """In the order of coming. Places may be added and removed meanwhile."""
        return iter(list(self._places.values()))

    def __contains__(self, place: Place) -> bool:
        return place.entry.id in self._places

    def of(self, entry: QueueEntry) -> Place | None:
        """None for an entry that has left."""
        return self._places.get(entry.id)

    # -- coming and going

    def hold(self, place: Place) -> None:
        """A caller who cannot talk yet has a place, and stands in no line."""
        self._places[place.entry.id] = place
        self._queues.states[place.entry.office].asked += 1

    def line_up(self, place: Place) -> None:
        """A caller who comes, or whose place was held, stands in line from now on."""
        self._places[place.entry.id] = place
        if place.is_held:
            place.is_held = False
            self._queues.states[place.entry.office].asked -= 1
        self._queues.line_up(place.entry)

    def remove(self, place: Place) -> None:
        """The place is given up. A consultant who is promised stays so: that is for the matchmaker to end."""
        del self._places[place.entry.id]
        for timer in place.steps:
            timer.cancel()
        if place.is_held:
            self._queues.states[place.entry.office].asked -= 1
        elif place.stands_in_line:
            self._queues.step_out(place.entry)

    # -- how far a call may go

    def widen(self, place: Place, waited: float) -> bool:
        """After so many seconds more offices may take the call, or less skill is enough. True if that changed."""
        entry, policy = place.entry, self._queues.policy(place.entry.office)
        reach, level = policy.reach(waited), policy.level_needed(entry.topic, waited)
        if (reach, level) == (entry.reach, entry.level):
            return False
        is_in_line = place in self and place.stands_in_line
        if is_in_line:
            self._queues.selection.remove_entry(entry)
        entry.reach, entry.level = reach, level
        if is_in_line:
            self._queues.selection.add_entry(entry)
        return True

    # -- is anybody left

    def check_everybodys_hope(self, there: int) -> None:
        """As `check_hope`, for all: a consultant is no longer there, or the rules have changed."""
        for place in self:
            self.check_hope(place, there)

    def check_hope(self, place: Place, there: int) -> None:
        """Is anybody left who could take the call, now or later? `there`: consultants in the whole centre.

        Wakes the caller for whom nobody is. One who wishes to wait for the own office waits like others from the
        moment when nobody is there.
        """
        entry = place.entry
        if place.reservation is not None or entry.is_callback or place not in self:
            return
        if entry.stays_home and not self._queues.states[entry.office].there:
            if place.is_held:
                entry.stays_home = False
            else:
                self._queues.step_out(entry)
                entry.stays_home = False
                self._queues.line_up(entry)
        is_hopeless = not self._queues.could_ever_be_served(entry, there)
        if is_hopeless != place.is_hopeless:
            place.is_hopeless = is_hopeless
            place.changed()
