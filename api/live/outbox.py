"""What is still to be sent to one page. Pure.

Of each object only the newest value waits: a slow reader misses values that were true for a moment, costs no more
memory than what there is to see, and is never behind for longer than it takes to read that once.
"""

from collections.abc import Callable

from api.live.mirror import Event, Key

MOST_NOTES = 20  # answers that a page has not read yet; older ones are dropped


class Outbox:
    """Events in the order of their numbers, and answers before them."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._events: dict[Key, Event] = {}
        self._notes: list[bytes] = []
        self.wants_snapshot = False
        """Instead of events: everything that the page sees is to be sent."""

    def put(self, event: Event) -> None:
        """The object of the event has become so."""
        self._events.pop(event.key, None)  # the newest stands last
        self._events[event.key] = event
        self._on_change()

    def note(self, message: bytes) -> None:
        """An answer that is no event."""
        self._notes.append(message)
        del self._notes[:-MOST_NOTES]
        self._on_change()

    def ask_snapshot(self) -> None:
        """Everything anew; what waits is in it."""
        self._events.clear()
        self.wants_snapshot = True
        self._on_change()

    def next_note(self) -> bytes | None:
        """The oldest answer, which counts as sent from now on."""
        return self._notes.pop(0) if self._notes else None

    def next_event(self) -> Event | None:
        """The oldest event, which counts as sent from now on."""
        key = next(iter(self._events), None)
        return None if key is None else self._events.pop(key)

    def complete_up_to(self, seq: int) -> int:
        """The number up to which nothing is missing when `seq` is the last one of all."""
        first = next(iter(self._events.values()), None)
        return seq if first is None else first.seq - 1

    def __len__(self) -> int:
        return len(self._events) + len(self._notes) + self.wants_snapshot
