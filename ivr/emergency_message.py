"""The emergency messages that are switched on: what callers hear in front of everything. In memory, and pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.clock import Clock


@dataclass(frozen=True, slots=True)
class EmergencyMessage:
    """What callers hear in front of everything: a prompt, or words of the moment; one of the two is set.

    `office` is None for the whole province. It holds from `starts_at` until `ends_at` (None: until switched off).
    """

    id: str
    office: str | None
    prompt: str | None
    text: str | None
    starts_at: datetime
    ends_at: datetime | None = None


class EmergencyMessages(Protocol):
    """The emergency messages that are switched on, in memory."""

    def message(self, office: str | None) -> EmergencyMessage | None:
        """What callers of that office are to hear now: the office's own message, or else the province's.

        For None only the province's. Never waits."""
        ...


class NoEmergencyMessage:
    """No message is ever switched on."""

    def message(self, office: str | None) -> EmergencyMessage | None:
        return None


class EmergencyBoard:
    """`EmergencyMessages`: the messages in memory. They begin and end by the clock, without anybody's doing."""

    def __init__(self, clock: Clock, messages: Sequence[EmergencyMessage] = ()) -> None:
        self._clock = clock
        self.messages = messages  # replaced as a whole when news come

    def message(self, office: str | None) -> EmergencyMessage | None:
        """See EmergencyMessages."""
        now = self._clock.now()
        holding = [m for m in self.messages if m.starts_at <= now and (m.ends_at is None or now < m.ends_at)]
        own = [m for m in holding if m.office == office] if office is not None else []
        found = own or [m for m in holding if m.office is None]
        return max(found, key=lambda m: (m.starts_at, m.id), default=None)


def one_for_each_office(messages: Sequence[EmergencyMessage], now: datetime) -> list[EmergencyMessage]:
    """For who can hold one message of an office only: the one that is heard now, else the next one to begin."""
    begun = [each for each in messages if each.starts_at <= now and (each.ends_at is None or now < each.ends_at)]
    later = [each for each in messages if each.starts_at > now]
    next_first = sorted(later, key=lambda each: (each.starts_at, each.id), reverse=True)
    newest_last = sorted(begun, key=lambda each: (each.starts_at, each.id))
    return list({each.office: each for each in [*next_first, *newest_last]}.values())
