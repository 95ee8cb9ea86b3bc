"""Who waits: an entry for each caller, and the lines in which entries of equal rights stand. Pure."""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple


class Reach(IntEnum):
    """How far a call may go by now."""

    HOME = 0  # the own office's consultants
    NEIGHBOURS = 1
    EVERYONE = 2  # the whole province


class LineKey(NamedTuple):
    """What decides who may take a call; entries that are equal in it stand in one line."""

    office: str
    topic: str | None  # None as well if it asks for no skill any more
    level: int  # the skill a consultant needs for the topic now
    reach: Reach
    stays_home: bool  # the caller wishes to wait for the own office
    asterisk: str = ""  # of several: on which the caller is


@dataclass(slots=True, eq=False)
class QueueEntry:
    """A caller who waits for `office`. Times are monotonic seconds.

    `joined` is the moment of joining and gives the wait that is reported. `due` gives the order of service: the
    same moment, earlier by a head start if the policy grants one, or an old place given back. A caller offered
    to somebody who did not answer keeps both, and so stands at the head again.
    """

    id: str
    call_id: str
    office: str
    joined: float
    due: float
    topic: str | None = None
    priority: str | None = None
    stays_home: bool = False
    is_callback: bool = False  # nobody is on the line: the caller is rung when the turn comes
    identities: tuple[str, ...] = ()  # by which a caller who comes back is known
    preferred: str | None = None  # the consultant with whom the caller talked when a fault cut both off
    reach: Reach = Reach.HOME
    level: int = 0
    asterisk: str = ""

    @property
    def line(self) -> LineKey:
        """The line this entry belongs to now."""
        topic = self.topic if self.level else None  # a topic that asks nothing of anybody divides nobody
        return LineKey(self.office, topic, self.level, self.reach, self.stays_home, self.asterisk)

    @property
    def is_of_order(self) -> bool:
        """Is it the place of an order to ring back? Who comes out of a conversation waits like anybody."""
        return self.priority == "callback"

    @property
    def order(self) -> tuple[float, str]:
        """Who is due first is first; ids break ties, since they sort by time."""
        return (self.due, self.id)


@dataclass(slots=True, eq=False)
class WaitingLine:
    """Entries of equal rights in the order of service: only the first one ever has to be looked at."""

    key: LineKey
    _order: list[tuple[float, str]] = field(default_factory=list)
    _joined: list[tuple[float, str]] = field(default_factory=list)
    _entries: dict[str, QueueEntry] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._order)

    @property
    def head(self) -> QueueEntry:
        """The first one; IndexError if nobody stands."""
        return self._entries[self._order[0][1]]

    def add(self, entry: QueueEntry) -> None:
        """Take a place by the order of service."""
        insort(self._order, entry.order)
        insort(self._joined, (entry.joined, entry.id))
        self._entries[entry.id] = entry

    def remove(self, entry: QueueEntry) -> None:
        """Leave; harmless for one who does not stand here."""
        if self._entries.pop(entry.id, None) is not None:
            del self._order[bisect_left(self._order, entry.order)]
            del self._joined[bisect_left(self._joined, (entry.joined, entry.id))]

    @property
    def earliest(self) -> float:
        """When the one who has waited longest joined; somebody with a head start may stand before."""
        return self._joined[0][0]

    def before(self, order: tuple[float, str]) -> int:
        """How many stand before that place."""
        return bisect_left(self._order, order)
