"""When consultants are there for an office's callers: what call-backs ask, and opening hours answer. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours in which somebody takes the calls. `queue`: the office in whose queue they go, which is another one
    during an evening pool. Both moments UTC; without `ends` no end is in sight."""

    queue: str
    begins: datetime
    ends: datetime | None = None


class CallingHours(Protocol):
    """The hours of all offices, in memory."""

    def shift(self, office: str, topic: str | None, moment: datetime) -> Shift | None:
        """The hours that hold at `moment`, which then is their beginning; else the next ones. None if none begin
        within a year, or nothing is known of the office."""
        ...
