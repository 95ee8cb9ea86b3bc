"""A place in a queue, and the promise of a consultant."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import anyio

from acd.choice.queue import QueueEntry
from acd.choice.selection import Choice
from acd.live.agent import Agent
from acd.live.timers import Timer
from core.facts.kinds.offers import Candidate
from core.facts.offer_reason import OfferReason
from core.tasks.cancel_group import CancelGroup


@dataclass(slots=True, eq=False)
class Reservation:
    """A consultant promised to a caller until it ends in one of the outcomes of `core.facts.kinds.offers`.

    It ends even if nobody ends it: after the ring time and a margin the lease is over.
    """

    id: str
    entry: QueueEntry
    agent: Agent
    choice: Choice
    made: float
    ring_time: float
    lease: Timer | None = None

    @property
    def why(self) -> OfferReason:
        return self.choice.why

    @property
    def candidates(self) -> list[Candidate]:
        return self.choice.candidates


@dataclass(slots=True, eq=False)
class Place:
    """What a waiting call holds: its entry, and how it learns of an offer."""

    entry: QueueEntry
    position: int = 1  # when it joined
    came: float = 0.0  # when the place was taken, before anything that is asked first
    resumed_time: float = 0.0  # by how much an old place given back is older
    reservation: Reservation | None = None
    is_hopeless: bool = False  # nobody is there who could take the call
    is_resumed: bool = False  # held before the process began: the caller hears music and knows what is going on
    knows_of_sharing: bool = False  # and of the key by which the own office is preferred
    is_held: bool = False  # for a caller who still answers a question, and is offered to nobody meanwhile
    steps: list[Timer] = field(default_factory=list)
    waits: CancelGroup = field(default_factory=CancelGroup)

    @property
    def stands_in_line(self) -> bool:
        """Nobody is promised, and the caller could talk."""
        return self.reservation is None and not self.is_held

    @property
    def is_decided(self) -> bool:
        """A consultant is promised, or nobody is there to wait for."""
        return self.reservation is not None or self.is_hopeless

    def changed(self) -> None:
        """Wake whoever waits for the decision."""
        if self.is_decided:
            self.waits.cancel()

    def until_decided(self) -> AbstractContextManager[anyio.CancelScope]:
        """A decision ends the block, wherever it is. Look again afterwards: it may have been taken back."""
        return self.waits.scope(is_over=self.is_decided)
