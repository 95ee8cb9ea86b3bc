"""What an office writes down of its hours: a plan of the week, and days that are different. Pure.

Whatever cannot be right is refused here, in Polish.
"""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from core.calendar.holidays_pl import FIRST_YEAR, LAST_YEAR, is_saturday_holiday
from core.lists.topics import Topic
from ivr.hours.wall_clock import DAY

Purpose: TypeAlias = Topic
"""What a plan is for: "all" calls of the office, those about one topic, or the "evening" pool that it keeps."""

LONGEST_EXCEPTION = timedelta(days=366)
_TIME = re.compile("([01][0-9]|2[0-4]):([0-5][0-9])")


def clock_time(minute: int) -> str:
    """450 is "07:30", 1440 is "24:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(value: Any) -> int:
    if isinstance(value, str) and (match := _TIME.fullmatch(value)):
        minute = int(match[1]) * 60 + int(match[2])
        if minute <= DAY:
            return minute
    raise ValueError("godzina ma mieć postać 07:30, najpóźniejsza to 24:00")


Minute = Annotated[
    int,
    BeforeValidator(_minute),
    PlainSerializer(clock_time, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"}),
]
"""Minutes since midnight on the clock on the wall; "07:30" outside of the program."""


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        found = None
    if found is None:
        raise ValueError("wymagana jest data, na przykład 2026-11-24")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"rok musi leżeć między {FIRST_YEAR} a {LAST_YEAR}")
    return found


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A day that people write down."""


class OpeningSpan(BaseModel):
    """From and to on one day; the end is not included. Over midnight there are two, one on each day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    begin: Minute = Field(title="Od", description="Godzina na zegarze", examples=["07:30"])
    end: Minute = Field(title="Do", description="O tej godzinie już nieczynne", examples=["15:30"])

    @model_validator(mode="after")
    def _has_a_length(self) -> Self:
        if self.end <= self.begin:
            raise ValueError(
                f"koniec ({clock_time(self.end)}) musi być późniejszy niż początek ({clock_time(self.begin)}); "
                "godziny przez północ proszę podzielić na dwa dni"
            )
        return self

    def __str__(self) -> str:
        return f"{clock_time(self.begin)}–{clock_time(self.end)}"


def _in_order(spans: tuple[OpeningSpan, ...]) -> tuple[OpeningSpan, ...]:
    """Sorted. Raises ValueError for two that overlap; they may touch."""
    ordered = tuple(sorted(spans, key=lambda span: span.begin))
    for first, second in pairwise(ordered):
        if second.begin < first.end:
            raise ValueError(f"godziny {first} i {second} zachodzą na siebie")
    return ordered


Spans = Annotated[tuple[OpeningSpan, ...], Field(max_length=6), AfterValidator(_in_order)]


class WeeklyPlan(BaseModel):
    """The hours of an ordinary week; a day without any is a closed one. Sundays are days off by law."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    monday: Spans = Field(default=(), title="Poniedziałek")
    tuesday: Spans = Field(default=(), title="Wtorek")
    wednesday: Spans = Field(default=(), title="Środa")
    thursday: Spans = Field(default=(), title="Czwartek")
    friday: Spans = Field(default=(), title="Piątek")
    saturday: Spans = Field(default=(), title="Sobota")
    sunday: Annotated[tuple[OpeningSpan, ...], Field(max_length=6)] = Field(default=(), title="Niedziela")

    @model_validator(mode="after")
    def _keeps_sundays(self) -> Self:
        if self.sunday:
            raise ValueError(
                "niedziela jest dniem ustawowo wolnym od pracy; dyżur w jedną niedzielę proszę dodać jako wyjątek"
            )
        return self

    def of(self, weekday: int) -> tuple[OpeningSpan, ...]:
        """The hours of a weekday, 0 is Monday."""
        return self.days[weekday]

    @property
    def days(self) -> tuple[tuple[OpeningSpan, ...], ...]:
        return (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)


class WeekPlan(BaseModel):
    """A weekly plan and the days on which it holds; `valid_to` is not included, None means until further notice.

    `evening_pool` is the office in whose queue the calls go while its pool is open and the own office is not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: Purpose = "all"
    week: WeeklyPlan
    evening_pool: str | None = None
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


ExceptionKind = Literal["closed", "other_hours", "day_in_lieu"]


class SpecialDays(BaseModel):
    """Days that are not as the plan and the calendar say: they go before both, also on Sundays and holidays."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: Purpose = Field(
        default="all", title="Dotyczy", description="Wszystkich spraw, jednego tematu albo wspólnego dyżuru"
    )
    kind: ExceptionKind = Field(
        title="Rodzaj", description="Nieczynne, inne godziny albo dzień wolny za święto w sobotę"
    )
    first_day: Day = Field(title="Pierwszy dzień", description="Dzisiaj albo później")
    last_day: Day = Field(title="Ostatni dzień", description="Włącznie z nim")
    spans: Spans = Field(default=(), title="Godziny tego dnia", description="Tylko przy innych godzinach")
    text: str = Field(
        min_length=1,
        max_length=200,
        title="Powód",
        description="Dla pracowników i zapowiedzi",
        examples=["szkolenie pracowników"],
    )
    in_lieu_of: Day | None = Field(
        default=None, title="Za święto w dniu", description="Tylko przy dniu wolnym za święto"
    )
    closed_from: Minute | None = Field(
        default=None,
        title="Zamknięte wcześniej od",
        description="Tylko gdy dzień skrócono w jego trakcie; takie zamknięcie można cofnąć jednym krokiem",
        examples=[None],
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.text.isprintable() or not self.text.strip():
            raise ValueError("powód ma być zwykłym tekstem w jednym wierszu")
        if self.last_day < self.first_day:
            raise ValueError("ostatni dzień nie może być wcześniejszy niż pierwszy")
        if self.last_day - self.first_day > LONGEST_EXCEPTION:
            raise ValueError("wyjątek może trwać najwyżej rok; na dłużej służy plan tygodnia")
        if (self.kind == "other_hours") != bool(self.spans):
            raise ValueError("godziny podaje się wtedy i tylko wtedy, gdy urząd pracuje w innych godzinach")
        if self.closed_from is not None and self.first_day != self.last_day:
            raise ValueError("wcześniejsze zamknięcie dotyczy jednego dnia")
        if (self.kind == "day_in_lieu") != (self.in_lieu_of is not None):
            raise ValueError("dzień, za który przysługuje wolne, podaje się tylko przy dniu wolnym za święto")
        if self.in_lieu_of is not None and not is_saturday_holiday(self.in_lieu_of):
            raise ValueError("dzień wolny przysługuje za święto przypadające w sobotę, a ten dzień nim nie jest")
        return self

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day
