"""Where facts go: synchronous, never waiting, to everyone who listens in this process."""

from collections.abc import Callable

import msgspec

from core.clock import Clock
from core.events import AnyEvent
from core.ids import new_id

Listener = Callable[[AnyEvent], None]


class Bus:
    """Stamps each fact with an id and the time and hands it to each listener in the order of joining.

    A listener only puts the fact where it will be worked on; it may neither wait nor raise.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def publish(self, event: AnyEvent, call_id: str | None = None) -> None:
        stamped = msgspec.structs.replace(
            event, id=new_id("event"), at=self._clock.now(), call_id=call_id or event.call_id
        )
        for listener in self._listeners:
            listener(stamped)
