"""Who waits: an entry for each caller, in the order of joining. Pure."""

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class QueueEntry:
    """A caller who waits for `office`. Times are monotonic seconds.

    `joined` is the moment of joining for the first time: a caller who was offered to somebody who did not answer
    keeps it, and so stands at the head again.
    """

    id: str
    call_id: str
    office: str
    joined: float
    offices: tuple[str, ...] = ()  # where the call may be taken now, the own office first


def in_order(entries: list[QueueEntry]) -> list[QueueEntry]:
    """The order of service: who joined first is first; ids break ties, since they sort by time."""
    return sorted(entries, key=lambda entry: (entry.joined, entry.id))


def place_of(entry: QueueEntry, entries: list[QueueEntry]) -> int:
    """The entry's place among those who wait for the same office, from 1."""
    same = [other for other in in_order(entries) if other.office == entry.office]
    return same.index(entry) + 1
