"""Whose client is whose now: by a call, a call-back, or a message that somebody has taken up. Pure.

From the offer of a call on, the caller is the consultant's. An offer that is not accepted ends that at once; after
a conversation there is `WRAP_UP_TIME`. `clients.assignment_store` reads all of it from the records of calls.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clients.access import AssignedBy

WRAP_UP_TIME = timedelta(minutes=15)
"""After the end of a conversation, or since a message was done with that was taken up the same
day (Warsaw): the next day gives no occasion any more. Longer than any wrap-up at the telephone."""

_FIRST: Sequence[AssignedBy] = ("call", "callback", "ticket")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One occasion of one account. `client_id` is None for a caller whom nobody has verified.

    `ended_at` is None while it goes on. `subject` is the call, or the message.
    """

    by: AssignedBy
    subject: str
    client_id: str | None
    call_id: str
    ended_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.ended_at is None or now - self.ended_at < WRAP_UP_TIME


def assigned_by(assignments: Iterable[Assignment], client_id: str) -> Assignment | None:
    """What makes a client the account's; of several the nearest to a conversation: a call before a message, then
    what goes on before what has ended, and the last that ended. None: nothing does."""
    found = [one for one in assignments if one.client_id == client_id]
    return min(found, key=_distance, default=None)


def _distance(one: Assignment) -> tuple[bool, bool, float, int]:
    ended = 0.0 if one.ended_at is None else one.ended_at.timestamp()
    return one.by == "ticket", one.ended_at is not None, -ended, _FIRST.index(one.by)


def is_of_nobody_known(assignments: Iterable[Assignment], call_id: str | None) -> bool:
    """Is that call the account's now, and of a caller whom nobody has verified?

    A caller who is known opens the own card alone: whoever wants another one says why.
    """
    return has_call((one for one in assignments if one.client_id is None), call_id)


def has_call(assignments: Iterable[Assignment], call_id: str | None) -> bool:
    """Is that call the account's now? No call is nobody's."""
    return call_id is not None and any(one.call_id == call_id and one.by != "ticket" for one in assignments)
