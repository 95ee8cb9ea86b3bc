"""When conversations are recorded: rules as data, for offices and topics, with validity. Pure.

`off`: never. `opt_in`: the line asks, and only a key says yes. `on_demand`: the line asks nothing; the consultant
asks in the conversation and begins the recording. `statutory`: a provision says so; callers are told, not asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, get_args

from core.calendar.validity import Span
from core.facts.kinds.recordings import RecordingMode
from core.zone import WARSAW

NEWS = "recording_rules"
"""What is told to every process when a rule was saved."""

MODES: Final[tuple[RecordingMode, ...]] = get_args(RecordingMode)
LONGEST_BASIS = 300  # characters


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a conversation. `basis` is the provision, as people are told."""

    mode: RecordingMode
    basis: str = ""


NEVER: Final = Rule("off")
"""Where no rule says anything nothing is recorded."""


@dataclass(frozen=True, slots=True)
class RuleSpan:
    """A rule for a span of days; `valid_to` is not included. Without an office, or a topic, it is that of all.
    `mode` None: the wider rule holds again."""

    office: str | None
    topic: str | None
    mode: RecordingMode | None
    basis: str
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return Span("", self.valid_from, self.valid_to).holds_at(day)


ASK_EVERYBODY: Final = (RuleSpan(None, None, "opt_in", "", date(2026, 1, 1)),)
"""The rule that ships."""


def mode(rules: Sequence[RuleSpan], office: str | None, topic: str | None, day: date) -> Rule:
    """The closest rule of that day: of the office for the topic, of the office, for the topic, of the province."""
    for wanted in ((office, topic), (office, None), (None, topic), (None, None)):
        for rule in rules:
            if (rule.office, rule.topic) == wanted and rule.mode is not None and rule.holds_on(day):
                return Rule(rule.mode, rule.basis)
    return NEVER


@dataclass(slots=True)
class RecordingRules:
    """The rules as a process keeps them in memory; midnight in Warsaw begins and ends them without any news."""

    rules: tuple[RuleSpan, ...] = field(default=ASK_EVERYBODY)

    def replace(self, rules: Iterable[RuleSpan]) -> bool:
        """True if they are others than before."""
        found = in_order(rules)
        differ, self.rules = found != self.rules, found
        return differ

    def rule(self, office: str | None, topic: str | None, now: datetime) -> Rule:
        """What holds for a conversation that begins now."""
        return mode(self.rules, office, topic, now.astimezone(WARSAW).date())

    def mode(self, office: str | None, topic: str | None, now: datetime) -> RecordingMode:
        return self.rule(office, topic, now).mode


def in_order(rules: Iterable[RuleSpan]) -> tuple[RuleSpan, ...]:
    """In an order of its own, so that the same rules are equal; those that never held are left out."""
    held = (rule for rule in rules if rule.valid_from != rule.valid_to)
    return tuple(
        sorted(held, key=lambda r: (r.office or "", r.topic or "", r.valid_from, r.valid_to or date.max, r.basis))
    )


def rule_faults(
    office: str | None, topic: str | None, wanted: RecordingMode | None, basis: str, valid_from: date, today: date
) -> list[str]:
    """What is wrong with a rule that is to be saved, in Polish."""
    found = []
    if wanted is None and office is None and topic is None:
        found.append("Zasada województwa musi mówić, kiedy rozmowy są nagrywane.")
    if wanted == "statutory" and not basis.strip():
        found.append("Nagrywanie z mocy przepisu wymaga podania przepisu.")
    if len(basis) > LONGEST_BASIS:
        found.append(f"Podstawa może mieć najwyżej {LONGEST_BASIS} znaków.")
    if valid_from < today:
        found.append("Zasada nie może obowiązywać wstecz.")
    return found
