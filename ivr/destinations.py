"""Where a scenario sends a call: values that the call script acts on. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnterQueue:
    """Wait for a consultant of `office`; `topic` is what the call is about, None when nobody knows."""

    office: str
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class HangUp:
    """The scenario is over; nothing more is to be said."""


Destination = EnterQueue | HangUp
