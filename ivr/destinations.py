"""Where a scenario sends a call: values that the call script acts on. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnterQueue:
    """Wait for a consultant of `office`."""

    office: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """The scenario is over; nothing more is to be said."""


Destination = EnterQueue | HangUp
