"""Waiting in a queue. Pure."""

from typing import Final, Literal

from core.facts.event import Event

QueueLeftReason = Literal[
    "connected",
    "abandoned",  # the caller hung up
    "callback",  # nobody waits on the line any more: the centre rings back
    "nobody_there",  # nobody who could take the call is logged in
    "too_long",  # the longest wait of the queue has passed
    "full",  # the queue took nobody in
    "emergency",  # to the fallback path: the application died, and the call went on without it (a stored word)
    "interrupted",  # the exchange died with the caller in it
    "failed",
]
MAY_COME_BACK: Final[frozenset[QueueLeftReason]] = frozenset({"abandoned", "interrupted"})
"""Ends of a wait after which a caller who calls again gets the place back."""


class QueueEntered(Event, kw_only=True, frozen=True, tag=True):
    """`position` is 0 in a queue of Asterisk's own, which tells none.

    `resumed_time`: by how many seconds an old place given back is older than this wait; 0 for a new place.

    `waited_time`: seconds that this wait has lasted already, for a caller who is back from a dropped conversation.
    """

    queue: str
    position: int
    topic: str | None = None
    resumed_time: float = 0.0
    waited_time: float = 0.0
    priority: str | None = None
    is_held: bool = False  # the caller is asked something first; WaitBegan follows


class WaitBegan(Event, kw_only=True, frozen=True, tag=True):
    """The caller, who was asked something at a held place for `question_time` seconds, can be offered from now on.

    Without it the wait begins with QueueEntered.
    """

    queue: str
    question_time: float


class WaitEstimated(Event, kw_only=True, frozen=True, tag=True):
    """The caller was told to expect between so many seconds more, after `waited_time` seconds in the queue."""

    queue: str
    low_time: float
    high_time: float
    waited_time: float


class WaitEstimateChecked(Event, kw_only=True, frozen=True, tag=True):
    """By how many seconds the wait missed what was last announced: 0 inside it, negative when it was shorter."""

    queue: str
    error_time: float


class HomeOfficePreferred(Event, kw_only=True, frozen=True, tag=True):
    """The caller pressed the key to wait for the own office's consultants."""

    queue: str


class OverflowPreferenceAnswered(Event, kw_only=True, frozen=True, tag=True):
    """Before the queue: would the caller rather wait for the own office?"""

    stays_home: bool


class QueueOverflowed(Event, kw_only=True, frozen=True, tag=True):
    """The call may now be taken elsewhere; `reason` is one plain Polish sentence."""

    queue: str
    to_queue: str
    reason: str


class QueueLeft(Event, kw_only=True, frozen=True, tag=True):
    """`wait_time` in seconds from joining to leaving, whatever was offered in between."""

    queue: str
    reason: QueueLeftReason
    wait_time: float
