"""Where facts go: synchronous, never waiting, to everyone who listens in this process."""

from collections.abc import Callable

import msgspec

from core.clock import Clock
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.consultants import AgentStateChanged
from core.ids import fact_id_of, new_id

Listener = Callable[[AnyEvent], None]


class Bus:
    """Stamps each fact with an id and the time and hands it to each listener in the order of joining.

    A listener only puts the fact where it will be worked on; it may neither wait nor raise.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._listeners: list[Listener] = []
        self.epoch: int | None = None  # of the lease (`core.lease`); of who has none: None

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def publish(self, event: AnyEvent, call_id: str | None = None) -> None:
        call_id = call_id or event.call_id
        now = self._clock.now()
        at = event.at or now  # a fact that is stated late brings its moment with it
        ticks = event.ticks
        if ticks is None:
            ticks = self._clock.monotonic() - (now - at).total_seconds()
        stamped = msgspec.structs.replace(event, id=_id_of(event, call_id), at=at, ticks=ticks, call_id=call_id)
        if isinstance(stamped, AgentStateChanged):
            stamped = msgspec.structs.replace(stamped, epoch=self.epoch)
        for listener in self._listeners:
            listener(stamped)


def _id_of(event: AnyEvent, call_id: str | None) -> str:
    """A call begins and ends once: the log passes over a second statement of it, whichever process makes it."""
    if call_id is not None and isinstance(event, CallStarted | CallEnded):
        return fact_id_of(type(event).__name__, call_id)
    return event.id or new_id("event")
