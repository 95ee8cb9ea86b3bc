"""The states of a message that goes out, and what becomes of one of which nobody knows whether it went. Pure.

    queued → sending → sent → delivered | undelivered

Beside them: `uncertain` (the sender died, or the operator did not answer: it may have gone), `refused` (by the
gate), `expired` (too late to be of use), `failed` (the operator does not take it), `void` (an uncertain code),
`withdrawn` (an answer that was taken back before it went).
"""

from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from core.messages.sms import IfUncertain

State: TypeAlias = Literal[
    "queued",
    "sending",
    "sent",
    "delivered",
    "undelivered",
    "uncertain",
    "refused",
    "expired",
    "failed",
    "void",
    "withdrawn",
]
ENDED: Final[frozenset[State]] = frozenset(
    {"delivered", "undelivered", "refused", "expired", "failed", "void", "withdrawn"}
)

SETTLE_TIME: Final = timedelta(minutes=30)
"""For so long an uncertain one waits for a receipt that says that it went."""

NO_REPORT_TIME: Final = timedelta(hours=72)
"""After which no receipt is expected any more: „brak raportu”, which is not „niedostarczony”."""

SLOWER: Final = (1.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds until the operator is asked again who said that it has too much to do."""


def after_waiting(rule: IfUncertain, uncertain_since: datetime, now: datetime) -> State | None:
    """What an uncertain message becomes now; None: it goes on waiting, or is left for people to see."""
    if now - uncertain_since < SETTLE_TIME:
        return None
    match rule:
        case "void":
            return "void"
        case "again":
            return "queued"
        case "leave":
            return None


def next_try(tries: int) -> timedelta:
    """When the operator is asked again after so many refusals for want of room."""
    return timedelta(seconds=SLOWER[min(tries, len(SLOWER)) - 1])
