"""One caller's visit, over any number of channels."""

from core.clock import Clock
from core.facts.bus import Bus
from core.facts.call_context import CallContext
from core.facts.events import AnyEvent
from core.ids import call_id_of
from core.telephony.telephony import Channel


class Call:
    """A call in progress. Its id is made from the caller's channel's; other channels come and go within it."""

    def __init__(
        self,
        caller: Channel,
        bus: Bus,
        clock: Clock,
        *,
        started: float | None = None,
        context: CallContext | None = None,
    ) -> None:
        """`started`, monotonic, and `context` of a call that began before this process did."""
        self.id = call_id_of(caller.id)
        self.caller = caller
        self.context = context or CallContext()
        self.clock = clock
        self.started = clock.monotonic() if started is None else started
        self._bus = bus

    def record(self, event: AnyEvent) -> None:
        """State a fact about this call. Never waits: the event log writes it when the database can."""
        self._bus.publish(event, call_id=self.id)

    @property
    def duration_time(self) -> float:
        """Seconds since the call came in."""
        return self.clock.monotonic() - self.started
