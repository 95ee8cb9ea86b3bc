"""What all facts have in common. Pure."""

from datetime import datetime

import msgspec


class Event(msgspec.Struct, kw_only=True, frozen=True, tag_field="type"):
    """Common to all: which call (none for a consultant's own changes), when (UTC), and the id of the fact.

    The id makes writing idempotent: the same fact written twice stands once. `ticks` is the same moment in seconds
    since the machine began (`Clock.monotonic`): a process that takes over reckons with it, so that a wall clock
    that jumps falsifies no wait.
    """

    id: str = ""
    at: datetime | None = None
    ticks: float | None = None
    call_id: str | None = None
