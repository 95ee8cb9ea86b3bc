"""Goes another way on certain days: the first case that fits today decides, `other` if none does."""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from core.calendar.holidays_pl import SUNDAY, day_off, holidays_of
from ivr.graph.kind_rules import NodeOutcome, NodeSettings, OutcomesFrom
from ivr.hours.wall_clock import wall
from ivr.nodes.fields import means, titles
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit

OTHER = "other"
WEEKDAYS = {
    "monday": "poniedziałek",
    "tuesday": "wtorek",
    "wednesday": "środa",
    "thursday": "czwartek",
    "friday": "piątek",
    "saturday": "sobota",
    "sunday": "niedziela",
}
Weekday = Annotated[
    Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], titles(WEEKDAYS)
]
_WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LEAP_YEAR = 2000
_EVERY_YEAR = re.compile("[0-9]{2}-[0-9]{2}")


def _a_day(text: str) -> str:
    try:
        date.fromisoformat(f"{_LEAP_YEAR}-{text}" if _EVERY_YEAR.fullmatch(text) else text)
    except ValueError:
        raise ValueError("dzień ma mieć postać 2026-12-24 albo, co roku, 12-24") from None
    return text


_WRITTEN = "Z rokiem (24.12.2026) albo, co roku, bez niego (24.12); włącznie z tym dniem."
Day = Annotated[str, Field(max_length=10), AfterValidator(_a_day), means("day")]


class Period(BaseModel):
    """From one day to another, both included: of one year, or of every year, then also over New Year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_day: Day = Field(title="Od dnia", description=_WRITTEN, examples=["2026-12-21", "12-21"])
    last_day: Day = Field(title="Do dnia", description=_WRITTEN, examples=["2027-01-08", "01-08"])

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if len(self.first_day) != len(self.last_day):
            raise ValueError("oba dni okresu proszę podać z rokiem albo oba bez roku")
        if len(self.first_day) == 10 and self.last_day < self.first_day:
            raise ValueError("ostatni dzień okresu nie może być wcześniejszy niż pierwszy")
        return self

    def covers(self, day: date) -> bool:
        """Days written year first stand in the order of their texts."""
        today = day.isoformat()[-len(self.first_day) :]
        if self.first_day <= self.last_day:
            return self.first_day <= today <= self.last_day
        return today >= self.first_day or today <= self.last_day


HOLIDAYS = sorted({*holidays_of(2025).values(), SUNDAY})


def _known_holidays(names: list[str]) -> list[str]:
    known = HOLIDAYS
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"nie ma święta „{unknown[0]}”; znane: {', '.join(known)}")
    return names


Holiday = Annotated[str, Field(json_schema_extra={"enum": [*HOLIDAYS]})]


class CalendarCase(BaseModel):
    """Days that have a name, which is the outcome. All that is set has to fit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: str = Field(
        pattern=r"^[a-z][a-z0-9_]{0,39}$", title="Wynik", description="Nazwa przejścia, gdy dzień pasuje."
    )
    weekdays: list[Weekday] = Field(
        default_factory=list, max_length=7, title="Dni tygodnia", description="Puste: wszystkie."
    )
    periods: list[Period] = Field(
        default_factory=list, max_length=50, title="Okresy", description="Wystarczy jeden; puste: cały rok."
    )
    days_off: bool | None = Field(
        default=None,
        title="Dni ustawowo wolne",
        description="Tak: tylko święta i niedziele; nie: tylko pozostałe dni; puste: wszystkie.",
    )
    holidays: Annotated[list[Holiday], AfterValidator(_known_holidays)] = Field(
        default_factory=list,
        max_length=20,
        title="Święta z nazwy",
        description="Wystarczy jedno; puste: każdy dzień.",
        examples=[["Wigilia Bożego Narodzenia"]],
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.outcome == OTHER:
            raise ValueError(f"wynik „{OTHER}” oznacza wszystkie pozostałe dni i nie może być przypadkiem")
        if not (self.weekdays or self.periods or self.holidays) and self.days_off is None:
            raise ValueError(f"przypadek „{self.outcome}” nie wymienia żadnych dni")
        return self

    def covers(self, day: date) -> bool:
        name = day_off(day)
        return (
            (not self.weekdays or _WEEKDAYS[day.weekday()] in self.weekdays)
            and (not self.periods or any(period.covers(day) for period in self.periods))
            and (self.days_off is None or self.days_off == (name is not None))
            and (not self.holidays or name in self.holidays)
        )


class Settings(NodeSettings):
    cases: list[CalendarCase] = Field(
        min_length=1,
        max_length=20,
        title="Przypadki",
        description="Decyduje pierwszy, który pasuje do dzisiejszego dnia.",
    )


class CalendarKind(NodeKind[Settings]):
    name = "calendar"
    label = "Kalendarz"
    help = "Kieruje różnymi drogami w różne dni: dni tygodnia, okresy, święta."
    group = "urząd"
    settings = Settings
    fixed_outcomes = (NodeOutcome(OTHER, "pozostałe dni"),)
    outcomes_from = (OutcomesFrom("cases", "items", "outcome"),)

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """Today is the day in Warsaw."""
        today = wall(visit.call.clock.now()).date()
        return next((case.outcome for case in settings.cases if case.covers(today)), OTHER)
