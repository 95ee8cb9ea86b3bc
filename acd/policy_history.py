"""Where a new row fits into the history of a queue's rules. Pure.

At every moment at most one row of an office holds. A new one with an end lays itself over what was there, and
afterwards the old rules hold again; a new one without an end holds until the next row that was planned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Span:
    """When a row holds; `valid_to` is not included, None means for ever."""

    id: str
    valid_from: datetime
    valid_to: datetime | None

    def holds_at(self, moment: datetime) -> bool:
        return self.valid_from <= moment and (self.valid_to is None or self.valid_to > moment)


@dataclass(slots=True)
class Splice:
    """What has to change for a new row: it ends at `valid_to`; `ends` has the rows that now end sooner, and when;
    `resumed` has the rows whose rules hold again afterwards, each as a new span."""

    valid_to: datetime | None
    ends: dict[str, datetime] = field(default_factory=dict)
    resumed: list[Span] = field(default_factory=list)


def splice(spans: Sequence[Span], valid_from: datetime, valid_to: datetime | None) -> Splice:
    """Make room for a row that holds from `valid_from` to `valid_to` among the rows of the same office."""
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
