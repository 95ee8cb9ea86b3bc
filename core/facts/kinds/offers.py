"""Which consultant a caller is offered to. Pure."""

from typing import Literal

import msgspec

from core.facts.event import Event
from core.facts.offer_reason import OfferReason

OfferOutcome = Literal[
    "accepted",
    "no_answer",
    "declined",
    "busy",
    "unreachable",
    "caller_gone",
    "withdrawn",  # the caller preferred to wait for the own office
    "interrupted",  # the application or the exchange died while the telephone rang
    "failed",
]


class Candidate(msgspec.Struct, frozen=True):
    """One consultant who could have been chosen, and why not: the answer to 'why this consultant'."""

    agent: str
    office: str
    idle_time: float
    rank: int
    load: float = 0.0  # in the unit of the queue's strategy; the smallest is chosen
    calls: float = 0.0  # in the rolling window
    handled_time: float = 0.0
    ready_time: float = 0.0


class OfferMade(Event, kw_only=True, frozen=True, tag=True):
    """`reason` is for people, with the names of that day; nothing but words is to be made of it."""

    reservation: str
    agent: str
    queue: str
    reason: str
    why: OfferReason | None = None  # None: a fact of before 0.3.0, which has the words alone
    candidates: list[Candidate]
    candidate_count: int = 0  # all who could have taken the call; the list holds the first ones
    is_shared: bool = False  # the consultant serves another office's queue
    overtaken: str = ""  # why somebody who has waited longer is not first; empty when nobody is overtaken
    page: str = ""  # of the browser that is rung; empty for a SIP telephone


class OfferEnded(Event, kw_only=True, frozen=True, tag=True):
    reservation: str
    agent: str
    outcome: OfferOutcome
    ring_time: float
