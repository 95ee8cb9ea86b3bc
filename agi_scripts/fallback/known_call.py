"""What is known of a call that the application began and could not go on with, and how the dialplan is told. Pure.

The watchdog, which takes the caller away, reads the facts and writes this into a variable of the channel
(`dialplan.names.WAS`). So the place is kept whoever serves the caller next: the FastAGI server, the stand-alone
script, or Asterisk by itself, if those are slow, and also while the database is away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.facts.events import AnyEvent
from core.facts.kinds.waiting import QueueEntered, WaitBegan
from reports.calls.call_record import fold

_BETWEEN = "/"  # no sign of an office, a topic, an id or a number


@dataclass(frozen=True, slots=True)
class KnownCall:
    """A call that the application began and could not go on with."""

    office: str | None = None
    topic: str | None = None
    client_id: str | None = None
    level: int = 0
    joined_at: datetime | None = None  # the queue
    asked_time: float = 0.0  # seconds from then on in which a question was answered, before the wait began
    may_be_recorded: bool = False

    def as_text(self) -> str:
        """In the order in which the dialplan takes it apart (`dialplan.extensions`, `[orphans]`)."""
        return _BETWEEN.join(
            [
                self.office or "",
                one_word(self.topic or ""),
                str(self.level),
                one_word(self.client_id or ""),
                "" if self.joined_at is None else f"{self.joined_at.timestamp():.3f}",
                f"{self.asked_time:.3f}",
                "1" if self.may_be_recorded else "",
            ]
        )

    @classmethod
    def of(cls, text: str) -> "KnownCall | None":
        """None for what `as_text` cannot have made, as of another version."""
        try:
            office, topic, level, client_id, joined, asked, may_be_recorded = text.split(_BETWEEN)
            return cls(
                office or None,
                topic or None,
                client_id or None,
                int(level),
                datetime.fromtimestamp(float(joined), UTC) if joined else None,
                float(asked),
                may_be_recorded == "1",
            )
        except (ValueError, OverflowError, OSError):
            return None


def known_call(facts: Iterable[AnyEvent]) -> KnownCall | None:
    """None of a call of which there is no fact.

    The place is that of joining for the wait that goes on, in the office where that is: the record of the call
    tells since when the caller waits, which is later if a question was asked.
    """
    known = list(facts)
    if not known:
        return None
    record = fold(known)
    level = record.get("verification_level") or 0
    entered = _entered(known) if record.get("queue_left_reason") in {None, "emergency"} else None
    joined_at, asked_time = place_of(known) if entered else (None, 0.0)
    office = entered.queue if entered else record.get("queue") or (record.get("office") if level else None)
    topic = (entered.topic if entered else None) or record.get("topic")
    client_id = record.get("client_id")
    return KnownCall(
        office=office if isinstance(office, str) else None,
        topic=topic if isinstance(topic, str) else None,
        client_id=client_id if isinstance(client_id, str) else None,
        level=level if isinstance(level, int) else 0,
        joined_at=joined_at,
        asked_time=asked_time,
        may_be_recorded=bool(record.get("is_recording_allowed")),
    )


def place_of(facts: Iterable[AnyEvent]) -> tuple[datetime | None, float]:
    """When the caller joined the queue last, and how many seconds from then on are not part of the wait. Who comes
    back to a place, with a wait that has begun already, joined that much earlier."""
    joined_at, asked_time = None, 0.0
    for fact in facts:
        if isinstance(fact, QueueEntered) and fact.at is not None:
            joined_at = fact.at - timedelta(seconds=fact.waited_time + fact.resumed_time)
            asked_time = fact.resumed_time
        elif isinstance(fact, WaitBegan):
            asked_time += fact.question_time
    return joined_at, asked_time


def one_word(text: str) -> str:
    """An id that can be an argument in the dialplan; one that cannot is left out, and the caller is known less."""
    return text if all(c.isascii() and (c.isalnum() or c in "-_.:@") for c in text) else ""


def _entered(facts: Iterable[AnyEvent]) -> QueueEntered | None:
    return next((fact for fact in reversed(list(facts)) if isinstance(fact, QueueEntered)), None)
