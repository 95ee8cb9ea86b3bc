"""Who looks on at a simulation: told of each thing that happens to a caller, at the moment of its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acd.choice.expected_wait import ExpectedWait
from acd.live.offers import Reservation
from acd.simulation.arrivals import Caller
from acd.simulation.figures import CallOutcome
from core.facts.kinds.consultants import AgentStateChanged

if TYPE_CHECKING:
    from acd.simulation.run import WaitingCall


class Observer:
    """Sees everything and says nothing; whoever wants to know something overrides it.

    `call` is a caller in a queue, `identity` the same for all calls of one caller.
    """

    def rang(self, caller: Caller, identity: str) -> None:
        """Somebody has called; `caller.joins` is when a queue is reached, None where self-service is enough."""

    def closed(self, caller: Caller, identity: str) -> None:
        """The queue was reached out of hours."""

    def full(self, caller: Caller, identity: str) -> None:
        """The queue took nobody in."""

    def joins(self, call_id: str, identity: str) -> None:
        """The caller is about to stand in a queue, as the call of that id."""

    def joined(self, call: WaitingCall) -> None:
        """The caller stands in a queue, and may be promised a consultant already."""

    def estimated(self, call: WaitingCall, wait: ExpectedWait) -> None:
        """The caller was told how long it may take."""

    def rings(self, call: WaitingCall, reservation: Reservation, reason: str) -> None:
        """A consultant's telephone rings; `reason` is why that one, in Polish."""

    def missed(self, call: WaitingCall, reservation: Reservation) -> None:
        """The consultant has not answered."""

    def answered(self, call: WaitingCall, reservation: Reservation) -> None:
        """Both talk."""

    def talk_over(self, call_id: str, agent: str) -> None:
        """The conversation has ended."""

    def callback_ordered(self, call: WaitingCall) -> None:
        """The caller hangs up, and the order stands in the line."""

    def callback_tried(self, call: WaitingCall) -> None:
        """The centre has rung back, and nobody has picked up."""

    def left(self, call: WaitingCall, outcome: CallOutcome) -> None:
        """The caller, or the order, leaves the queue unserved."""

    def state_changed(self, fact: AgentStateChanged) -> None:
        """A consultant is in another state."""
