"""How many clients one account may look at on one day (Warsaw). Pure.

An office's rule goes before the province's, and that before what ships. An access for one's own conversation with
that client does not count: there are only so many calls a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from core.errors import S724Error

CeilingRole: TypeAlias = Literal["consultant", "supervisor"]
"""Whoever may see clients at all (`clients.access`)."""

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Ceiling:
    """`cards`: different clients who were opened; `names`: lines that searches have shown."""

    cards: int
    names: int


SHIPPED: dict[CeilingRole, Ceiling] = {"consultant": Ceiling(200, 300), "supervisor": Ceiling(400, 1000)}


@dataclass(frozen=True, slots=True)
class CeilingRule:
    """For a span of days; without an office the province's. `valid_to` is not included."""

    office: str | None
    role: CeilingRole
    ceiling: Ceiling
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class TooManyAccesses(S724Error):
    """The account has looked at as many clients today as its office allows. Nothing was shown."""

    code = "too_many_looks"
    message_pl = (
        "Osiągnięto dzienną granicę wglądów w dane klientów. Kierownik urzędu został powiadomiony; "
        "rozmowy i dane dzwoniących są nadal dostępne."
    )


def ceiling_of(role: str, office: str, rules: Iterable[CeilingRule], day: date) -> Ceiling:
    """What holds for an account of that office on that day; nothing for a role that sees no clients."""
    found = [rule for rule in rules if rule.role == role and rule.office in (office, None) and rule.holds_on(day)]
    own = min(found, key=lambda rule: rule.office is None, default=None)
    if own is not None:
        return own.ceiling
    return next((ceiling for each, ceiling in SHIPPED.items() if each == role), Ceiling(0, 0))


def rule_faults(rule: CeilingRule, today: date) -> list[str]:
    """Why it may not be saved, in Polish."""
    faults = []
    if not 1 <= rule.ceiling.cards <= MOST or not 1 <= rule.ceiling.names <= MOST:
        faults.append(f"Granica musi wynosić od 1 do {MOST}.")
    if rule.valid_from < today:
        faults.append("Reguła nie może obowiązywać od dnia, który minął.")
    return faults
