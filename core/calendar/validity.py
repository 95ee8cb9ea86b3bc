"""Where a new row fits into a history of rows with validity. Pure.

At every moment, or on every day, at most one row of a subject holds. A new one with an end lays itself over what
was there, and afterwards the old row holds again; a new one without an end holds until the next that was planned.
Queues' rules count in moments, opening hours in days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T", bound=date)
"""datetime or date."""


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """When a row holds; `valid_to` is not included, None means for ever."""

    id: str
    valid_from: T
    valid_to: T | None

    def holds_at(self, moment: T) -> bool:
        return self.valid_from <= moment and (self.valid_to is None or self.valid_to > moment)


@dataclass(slots=True)
class Splice(Generic[T]):
    """What has to change for a new row: it ends at `valid_to`; `ends` has the rows that now end sooner, and when;
    `resumed` has the rows that hold again afterwards, each as a new span."""

    valid_to: T | None
    ends: dict[str, T] = field(default_factory=dict)
    resumed: list[Span[T]] = field(default_factory=list)


def splice(spans: Sequence[Span[T]], valid_from: T, valid_to: T | None) -> Splice[T]:
    """Make room for a row that holds from `valid_from` to `valid_to` among the rows of the same subject."""
    if valid_to is None:
        later = [s.valid_from for s in spans if s.valid_from > valid_from and s.valid_to != s.valid_from]
        valid_to = min(later, default=None)
    found = Splice(valid_to)
    for span in spans:
        begins_after = valid_to is not None and span.valid_from >= valid_to
        ends_before = span.valid_to is not None and span.valid_to <= valid_from
        if begins_after or ends_before or span.valid_to == span.valid_from:
            continue
        found.ends[span.id] = max(span.valid_from, valid_from)
        if valid_to is not None and (span.valid_to is None or span.valid_to > valid_to):
            found.resumed.append(Span(span.id, valid_to, span.valid_to))
    return found
