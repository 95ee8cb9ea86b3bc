"""How a caller comes to wait for a consultant. Moments are monotonic."""

from dataclasses import dataclass
from typing import TypeAlias

from acd.live.offers import Place


@dataclass(frozen=True, slots=True)
class Joins:
    """A caller who comes now, and is turned away if the queue is full."""


@dataclass(frozen=True, slots=True)
class ComesBack:
    """Out of a conversation, or from one of Asterisk's own queues: with the wait since `joined`, and with the
    place of `due`, if it is another moment."""

    joined: float
    due: float | None = None


@dataclass(frozen=True, slots=True)
class HoldsPlace:
    """A caller whose place is in the queue already: who was rung back, or waited when an earlier process died."""

    place: Place


Arrival: TypeAlias = Joins | ComesBack | HoldsPlace

JOINS_NOW = Joins()
