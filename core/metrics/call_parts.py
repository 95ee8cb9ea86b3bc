"""What one call adds to the figures: the parts of it that are counted, without any personal datum. Plain values.

`core.metrics.call_figures.fold` makes them of facts. Moments are UTC, times are seconds unless a name says else.

Pure.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from core.facts.kinds.callbacks import CallbackOutcome
from core.facts.kinds.calls import CallDirection
from core.facts.kinds.colleagues import ColleagueEnd
from core.facts.kinds.offers import OfferOutcome
from core.facts.kinds.ringing_out import DialOutcome
from core.facts.kinds.waiting import QueueLeftReason

CallPath: TypeAlias = Literal[
    "refused",  # nobody's number, or too many calls of one number
    "shed",  # more calls came than the machine carries
    "queue",  # stood in a queue at least once
    "failed",  # our fault, before any queue
    "closed",  # asked for somebody while nobody works
    "outside",  # was connected, or rung, with a number outside of the centre
    "callback",  # ordered to be rung back, without a queue
    "message",  # left a message
    "self_service",  # was told what it wanted, or did it, and asked for nobody
    "menu",  # left without any of that
    "open",  # is not over, and has come to nothing yet
]
"""Where a call came in the end; each has exactly one, the first of these that holds."""

Verification: TypeAlias = Literal["none", "code", "card", "failed", "locked", "unavailable"]
SelfService: TypeAlias = Literal["finished", "used", "none"]
PassageReason: TypeAlias = QueueLeftReason | Literal["dropped", "waiting"]
"""How standing in a queue ended. `dropped`: the consultant hung up at once, and the caller did not come back;
`waiting`: it has not ended, as far as is known."""

PassageKind: TypeAlias = Literal[
    "caller",
    "again",  # later in the same call: handed on to another queue, or back after a conversation that broke off
    "callback",  # of the centre's own call: nobody stands on the line
]


class QueuePassage(msgspec.Struct, frozen=True, kw_only=True):
    """Standing in a queue once, from joining to being gone from it.

    Whoever is put back because the consultant hung up at once, or goes on in the fallback path's queue, goes on in
    the same passage. `office`: of the queue in which it began. `served_office`: of the consultant who answered.
    `estimated_low_time`, `estimated_high_time`: as announced last. `estimate_error_time`: negative when the wait
    was shorter than announced, 0 inside.
    """

    office: str
    entered_at: datetime
    kind: PassageKind = "caller"
    topic: str | None = None
    left_at: datetime | None = None
    reason: PassageReason = "waiting"
    wait_time: float = 0.0
    resumed_time: float = 0.0
    served_office: str | None = None
    overflowed_to: tuple[str, ...] = ()
    estimated_low_time: float | None = None
    estimated_high_time: float | None = None
    estimate_error_time: float | None = None
    is_consulted: bool = False  # in what followed, a colleague was called in, and came
    is_handed_over: bool = False  # and took the call over


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One consultant rung; `outcome` None while it rings."""

    agent: str
    office: str | None
    made_at: datetime
    ended_at: datetime | None = None
    outcome: OfferOutcome | None = None
    ring_time: float = 0.0


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation with a consultant of `office`; one that was dropped at once is none.

    `talk_time` includes hold. `wrap_up_time` is None until it is over, or if there was none. `consent`: to
    recording, as answered last; None: not asked. `topic`: with which the caller waited.
    """

    agent: str
    office: str | None
    begin: datetime
    end: datetime | None = None
    topic: str | None = None
    talk_time: float = 0.0
    hold_time: float = 0.0
    wrap_up_time: float | None = None
    is_recorded: bool = False
    is_recording_withdrawn: bool = False
    consent: bool | None = None
    is_transfer: bool = False  # ended by being handed on to the queue of another office, or another topic
    handed_to: str | None = None


class Consultation(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague, of `colleague_office`, whom the consultant `agent`, of `office`, called into the conversation.

    `came_at` None: the colleague did not answer. `end`, `why` None: it goes on. `wrap_up_time` is the colleague's;
    None until it is over, or if there was none, and for who took the call over: that stands with the conversation.
    `topic`: with which the caller waited.
    """

    agent: str
    office: str | None
    colleague: str
    colleague_office: str | None = None
    called_at: datetime
    came_at: datetime | None = None
    end: datetime | None = None
    why: ColleagueEnd | None = None
    topic: str | None = None
    ring_time: float = 0.0
    apart_time: float = 0.0
    together_time: float = 0.0
    aside_time: float = 0.0
    wrap_up_time: float | None = None


class Supervision(msgspec.Struct, frozen=True, kw_only=True):
    """A supervisor in a conversation of a consultant of `office`, or the wish for one, until `end`. `what`:
    `core.metrics.consultations` has the words."""

    what: str
    office: str | None
    end: datetime
    topic: str | None = None


class Dial(msgspec.Struct, frozen=True, kw_only=True):
    """A client whom a consultant of `office` rang; `end`, `outcome` None: it goes on."""

    agent: str
    office: str | None
    end: datetime | None = None
    outcome: DialOutcome | None = None


class Callback(msgspec.Struct, frozen=True, kw_only=True):
    """An order to ring back that this call made; `outcome` None: still to be carried out."""

    id: str
    office: str
    ordered_at: datetime
    topic: str | None = None
    outcome: CallbackOutcome | None = None
    ended_at: datetime | None = None
    trials: int = 0


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to the survey, from 1 to 5. `is_solved` None: not asked, or not answered."""

    at: datetime
    about: Literal["conversation", "self_service"]
    rating: int
    is_solved: bool | None = None
    agent: str | None = None
    office: str | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a consultant noted, without note and client. `outcome`: see `clients.contacts.entry`."""

    agent: str | None = None
    topic: str | None = None
    outcome: str | None = None
    is_ninety_day: bool = False


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in no fact of the call and is told by whoever has read it.

    `is_repeat`: has the same caller called within seven days before? None: the caller's number is not known.
    `distance_metres`: from the caller's place to the office, one way. `agent_offices`: home office by consultant,
    for conversations without an offer (the fallback path's).
    """

    is_repeat: bool | None = None
    entries: tuple[Entry, ...] = ()
    distance_metres: int | None = None
    agent_offices: Mapping[str, str] = {}


class NodeStay(msgspec.Struct, frozen=True, kw_only=True):
    """Being in a node of the scenario once. `node` is its path; "" for the whole walk. `left_at` None: the caller
    is there still. `next`: the node of the same graph that followed; empty where none did."""

    node: str
    entered_at: datetime
    left_at: datetime | None = None
    next: str = ""
    is_hung_up: bool = False  # left by hanging up, before anybody had spoken with the caller there


class CallFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one call adds. `started_at` None: its beginning is not known yet, so it adds nothing."""

    id: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    direction: CallDirection = "inbound"
    number: str = ""
    is_free: bool | None = None
    scenario: str | None = None
    scenario_version: int | None = None
    language: str = "pl"
    topic: str | None = None
    office: str | None = None
    path: CallPath = "open"
    verification: Verification = "none"
    self_service: SelfService = "none"
    closed_hours: bool = False
    passages: tuple[QueuePassage, ...] = ()
    offers: tuple[Offer, ...] = ()
    conversations: tuple[Talk, ...] = ()
    stays: tuple[NodeStay, ...] = ()
    drops: tuple[Offer, ...] = ()  # conversations that consultants dropped at once
    consultations: tuple[Consultation, ...] = ()
    supervisions: tuple[Supervision, ...] = ()
    dials: tuple[Dial, ...] = ()
    callbacks: tuple[Callback, ...] = ()
    ratings: tuple[Rating, ...] = ()
    survey_asked_at: tuple[datetime, ...] = ()
    outside_calls: int = 0
    outside_talk_time: float = 0.0
    contact90_self: int = 0
    contact90_agent: int = 0
    is_repeat: bool | None = None
    entries: tuple[Entry, ...] = ()
    distance_metres: int | None = None

    @property
    def served_office(self) -> str | None:
        """Of the consultant of the last conversation."""
        return self.conversations[-1].office if self.conversations else None

    @property
    def contact90(self) -> int:
        """Regular contacts of every 90 days that were settled by this call."""
        return self.contact90_self + self.contact90_agent

    @property
    def visits_avoided(self) -> int:
        """1 if the call settled what the client would have had to come for, else 0."""
        is_solved = any(entry.outcome == "solved" for entry in self.entries)
        return int(self.direction == "inbound" and (self.contact90 > 0 or is_solved))

    @property
    def unmet(self) -> tuple[QueuePassage, ...]:
        """Passages that nobody took though the caller would have waited."""
        return tuple(one for one in self.passages if one.reason in UNMET and one.kind != "callback")


UNMET: frozenset[PassageReason] = frozenset({"nobody_there", "too_long", "full"})
