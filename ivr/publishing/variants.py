"""Which scenario answers a number at a moment: seasonal variants and those of one office. Pure.

A variant holds for a span of time and for one number, for all numbers of an office, or for one number as long as
it belongs to that office. If several hold the highest priority decides, then the one that names the number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

MOST_PRIORITY = 100


@dataclass(frozen=True, slots=True)
class Number:
    """A number that callers dial; `scenario` answers it if no variant holds."""

    number: str
    is_free: bool
    scenario: str
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """`valid_to` is not included; None: until further notice."""

    id: str
    number: str | None
    office: str | None
    scenario: str
    valid_from: datetime
    valid_to: datetime | None
    priority: int = 1

    def holds_at(self, moment: datetime) -> bool:
        return self.valid_from <= moment and (self.valid_to is None or moment < self.valid_to)

    def is_for(self, number: Number) -> bool:
        return self.number in (None, number.number) and self.office in (None, number.office)


def names_in_order(number: Number, variants: Iterable[Variant], at: datetime) -> list[str]:
    """The scenarios that may answer, the best first: one that is not published gives way to the next."""
    holding = [v for v in variants if v.holds_at(at) and v.is_for(number)]
    holding.sort(key=lambda v: (-v.priority, v.number is None, v.office is None, v.id))
    return [*dict.fromkeys(v.scenario for v in holding), number.scenario]


def next_change(variants: Iterable[Variant], after: datetime) -> datetime | None:
    """When a variant begins or ends the next time."""
    moments = [moment for v in variants for moment in (v.valid_from, v.valid_to)]
    return min((moment for moment in moments if moment is not None and moment > after), default=None)


def faults(new: Variant, others: Iterable[Variant], now: datetime) -> list[str]:
    """What forbids `new` beside `others`, in Polish; empty when it fits."""
    found = []
    if new.number is None and new.office is None:
        found.append("Wariant musi dotyczyć numeru albo urzędu.")
    if not 1 <= new.priority <= MOST_PRIORITY:
        found.append(f"Priorytet musi leżeć między 1 a {MOST_PRIORITY}.")
    if new.valid_from < now:
        found.append("Wariant nie może obowiązywać wstecz.")
    if new.valid_to is not None and new.valid_to <= new.valid_from:
        found.append("Wariant musi obowiązywać do chwili późniejszej niż ta, od której obowiązuje.")
    if found:
        return found
    return [
        f"W tym samym czasie obowiązuje już wariant o tym samym priorytecie (scenariusz „{other.scenario}”)."
        for other in others
        if (other.number, other.office, other.priority) == (new.number, new.office, new.priority)
        and _overlap(new, other)
    ]


def _overlap(one: Variant, other: Variant) -> bool:
    if other.valid_to is not None and other.valid_to <= other.valid_from:
        return False  # was ended before it began
    begins_before_end = one.valid_to is None or other.valid_from < one.valid_to
    return begins_before_end and (other.valid_to is None or one.valid_from < other.valid_to)
