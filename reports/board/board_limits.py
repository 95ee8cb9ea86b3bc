"""From where on the board raises alarms, and what is aimed at: rules from a day on. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, TypeAlias, get_args

from core.live.live import BoardLimits

LimitKind: TypeAlias = Literal[
    "long_wait", "telephone_away", "pause_long", "service_level_low", "callback_overdue"
]
"""As the alarms that they are the limits of."""

KINDS: Final[tuple[LimitKind, ...]] = get_args(LimitKind)

SHORTEST: Final = 10.0
LONGEST: Final = 86_400.0
"""Seconds that a limit may be."""

SHIPPED: Final[Mapping[tuple[LimitKind, str], float]] = {
    ("long_wait", ""): 300.0,
    ("telephone_away", ""): 120.0,
    ("service_level_low", ""): 60.0,
    ("callback_overdue", ""): 3600.0,
    ("pause_long", "login"): 900.0,
    ("pause_long", "break"): 900.0,
    ("pause_long", "meal"): 1800.0,
}
"""What holds without a rule, by kind and reason of the pause: seconds, and of the service level percent. Other
reasons have none: training takes as long as it takes."""


@dataclass(frozen=True, slots=True)
class LimitRule:
    """From a day on. `office` None: the province; `reason`: of a pause, else empty. Without a `value` the rule of
    before ends: what else holds is the limit again. `value` 0: no limit."""

    kind: LimitKind
    reason: str
    office: str | None
    value: float | None
    valid_from: date


@dataclass(frozen=True, slots=True)
class StoredLimit:
    """A rule as it stands in the table."""

    rule: LimitRule
    changed_by: str
    changed_at: datetime


def rule_faults(rule: LimitRule, reasons: Iterable[str]) -> list[str]:
    """What is wrong with a rule, in Polish; `reasons`: of pauses, those that there are."""
    found = []
    if (rule.kind == "pause_long") != bool(rule.reason) or (rule.reason and rule.reason not in reasons):
        found.append("Próg przerwy wymaga powodu przerwy z listy; pozostałe progi go nie mają.")
    if rule.value:
        if rule.kind == "service_level_low":
            if rule.value > 100:
                found.append("Poziom obsługi to najwyżej 100 %.")
        elif not SHORTEST <= rule.value <= LONGEST:
            found.append("Próg to od 10 sekund do 24 godzin.")
    return found


class Limits:
    """What holds on one day, for each office."""

    def __init__(self, rules: Iterable[LimitRule] = (), day: date = date.max) -> None:
        newest: dict[tuple[LimitKind, str, str | None], LimitRule] = {}
        for rule in sorted(rules, key=lambda one: one.valid_from):
            if rule.valid_from <= day:
                newest[rule.kind, rule.reason, rule.office] = rule
        self._values = {place: rule.value for place, rule in newest.items() if rule.value is not None}
        self._reasons = {reason for kind, reason in SHIPPED if kind == "pause_long"}
        self._reasons |= {reason for kind, reason, _ in self._values if kind == "pause_long"}

    def value(self, kind: LimitKind, office: str, reason: str = "") -> float | None:
        """An office's own goes before the province's; None: there is none."""
        for of in (office, None):
            if (found := self._values.get((kind, reason, of))) is not None:
                return found or None
        return SHIPPED.get((kind, reason))

    def of(self, office: str, level_target: float | None) -> BoardLimits:
        """As pages see them; `office` may be the province's key."""
        pauses = {reason: self.value("pause_long", office, reason) for reason in sorted(self._reasons)}
        return BoardLimits(
            long_wait=self.value("long_wait", office),
            telephone_away=self.value("telephone_away", office),
            pauses={reason: value for reason, value in pauses.items() if value is not None},
            service_level=self.value("service_level_low", office),
            callback=self.value("callback_overdue", office),
            level_target=level_target,
        )


USUAL: Final = Limits()
"""Without any rule."""
