"""Where a scenario sends a call: values that the call script acts on. Pure.

`otherwise` is the outcome with which the scenario goes on if nobody can act on the destination: on the
fallback path, which knows queues only.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import ClassVar

Question = Callable[[], Awaitable[None]]
"""Asks the caller something and deals with the answer. Harmless to cancel."""


@dataclass(frozen=True, slots=True)
class EnterQueue:
    """Wait for a consultant of `office`; `topic` is what the call is about, None when nobody knows.

    `question` is put to the caller as soon as the place in the queue is certain, and before anybody is rung.
    """

    office: str
    topic: str | None = None
    stays_home: bool = False  # and of no other office, if somebody of this one is there
    question: Question | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TransferTo:
    """Connect the caller with a number outside of the centre: `number` of `target`, a row of the allow-list.

    `ring_time` and `longest_time` in seconds: how long it may ring, and how long both may talk, which the centre
    pays for.
    """

    target: str
    number: str
    ring_time: float
    longest_time: float

    otherwise: ClassVar[str] = "no_answer"


@dataclass(frozen=True, slots=True)
class OrderCallback:
    """Be rung back by `office` without waiting on the line, as soon as somebody is there for it."""

    office: str
    topic: str | None = None

    otherwise: ClassVar[str] = "unavailable"


@dataclass(frozen=True, slots=True)
class HangUp:
    """The scenario is over; nothing more is to be said."""


Destination = EnterQueue | TransferTo | OrderCallback | HangUp
