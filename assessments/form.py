"""Forms: the criteria by which conversations are assessed, and which form holds for one. Pure.

The criteria are about what was said and done. None is reckoned from a voice: nothing here hears one, and no score
comes from anywhere but an assessor (AI Act Art. 5(1)(f) forbids reading emotions at work).
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, Final, Literal, TypeAlias

import msgspec

from core.calendar.validity import Span
from core.errors import S724Error

CriterionKind: TypeAlias = Literal["scale", "yes_no"]
HIGHEST: Final[Mapping[CriterionKind, int]] = {"scale": 3, "yes_no": 1}
"""Of each kind the best score; the worst is 0."""

MOST_CRITERIA: Final = 30
MOST_WEIGHT: Final = 10
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class FormRefused(S724Error):
    """A form that may not be saved; `fields` has Polish sentences. Nothing was changed."""

    code = "settings_refused"
    message_pl = "Formularza nie zapisano."

    def __init__(self, *fields: tuple[str, str]) -> None:
        super().__init__()
        self.fields = list(fields)


class Criterion(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is looked at. A critical one that is scored 0 makes the whole result 0."""

    key: str
    title: str
    help: str = ""
    kind: CriterionKind = "scale"
    weight: int = 1
    is_critical: bool = False
    may_not_apply: bool = False

    @property
    def highest(self) -> int:
        return HIGHEST[self.kind]


class Criteria(msgspec.Struct, frozen=True, kw_only=True):
    """What a sheet is filled in by; it stands with each assessment as it was on the day of the conversation."""

    title: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The criteria of a place for a span of days. Without an office the province's, without a topic of all topics;
    without criteria the wider form holds again. `valid_to` is not included."""

    id: str
    office: str | None
    topic: str | None
    version: int
    content: Criteria | None
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return Span("", self.valid_from, self.valid_to).holds_at(day)


SHIPPED_ID: Final = "form-shipped"


def _shipped() -> Criteria:
    text = (resources.files("assessments") / "data" / "form.json").read_text("utf-8")
    return msgspec.convert(json.loads(text), type=Criteria)


SHIPPED: Final = _shipped()
"""What holds where nobody has set anything."""


def chosen(forms: Iterable[Form], office: str | None, topic: str | None, day: date) -> tuple[str, Criteria]:
    """The id and the criteria of the form that holds: of the office and the topic, of the office, of the topic in
    the province, of the province, else the one that ships."""
    held = {(form.office, form.topic): form for form in forms if form.content is not None and form.holds_on(day)}
    for place in ((office, topic), (office, None), (None, topic), (None, None)):
        found = held.get(place)
        if found is not None and found.content is not None:
            return found.id, found.content
    return SHIPPED_ID, SHIPPED


def check_content(content: Criteria | None) -> None:
    """Raises FormRefused."""
    if content is None:
        return
    faults = [*_faults(content)]
    if faults:
        raise FormRefused(*faults)


def _faults(content: Criteria) -> Iterable[tuple[str, str]]:
    if not content.title.strip():
        yield "title", "Formularz musi mieć nazwę."
    if not 1 <= len(content.criteria) <= MOST_CRITERIA:
        yield "criteria", f"Formularz ma od 1 do {MOST_CRITERIA} kryteriów."
    keys = [criterion.key for criterion in content.criteria]
    for place, criterion in enumerate(content.criteria):
        where = f"criteria.{place}"
        if not _KEY.fullmatch(criterion.key):
            yield f"{where}.key", "Klucz składa się z małych liter bez ogonków, cyfr i podkreśleń."
        elif keys.index(criterion.key) != place:
            yield f"{where}.key", "Każde kryterium musi mieć inny klucz."
        if not criterion.title.strip():
            yield f"{where}.title", "Kryterium musi mieć treść."
        if not 1 <= criterion.weight <= MOST_WEIGHT:
            yield f"{where}.weight", f"Waga to liczba od 1 do {MOST_WEIGHT}."


def check_days(valid_from: date, today: date) -> None:
    """Raises FormRefused: nobody is assessed by what was not known then. Today's conversations have begun."""
    if valid_from <= today:
        sentence = "Formularz może obowiązywać najwcześniej od jutra: dzisiejsze rozmowy już trwają."
        raise FormRefused(("valid_from", sentence))


def read_content(title: str, criteria: Sequence[Mapping[str, Any]] | None) -> Criteria | None:
    """As a row of the database has it."""
    if criteria is None:
        return None
    return msgspec.convert({"title": title, "criteria": criteria}, type=Criteria)
