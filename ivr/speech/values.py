"""What announcements may hold besides fixed words: numbers, dates, hours, sums, places. Pure.

A value knows what it is and not how it is said: each language has its own words, genders and cases for it
(`ivr.speech.rendering`). In a text it stands as `{name}` or, with a grammatical case, as `{name_dopelniacz}`.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

Gender = Literal["m", "f", "n"]

CASES = {
    "mianownik": "nom",
    "dopelniacz": "gen",
    "celownik": "dat",
    "biernik": "acc",
    "narzednik": "ins",
    "miejscownik": "loc",
}
"""The cases as they are written behind the name of a placeholder."""


class _Value(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """Common to all values. In JSON the kind stands in `type`."""


class Number(_Value, frozen=True, tag="number"):
    """A bare number: "siedem"."""

    n: int
    gender: Gender = "m"


class Ordinal(_Value, frozen=True, tag="ordinal"):
    """A place in an order: "trzecie" (n), "druga" (f)."""

    n: int
    gender: Gender = "m"


class Count(_Value, frozen=True, tag="count"):
    """A number with what is counted: "dwie minuty". `noun` by its Polish name, of `speech_pl.NOUNS`."""

    n: int
    noun: str


class Range(_Value, frozen=True, tag="range"):
    """From a smaller to a larger number of something: "od dwóch do pięciu minut"."""

    low: int
    high: int
    noun: str


class Money(_Value, frozen=True, tag="money"):
    """A sum in grosze."""

    grosze: int


class Pay(_Value, frozen=True, tag="pay"):
    """What an offer pays, in grosze; without an end, only the other one, and without both "do uzgodnienia"."""

    least: int | None = None
    most: int | None = None


class Date(_Value, frozen=True, tag="date"):
    """A day: "dwunastego maja". Without a case it stands in the genitive, as a date does in a sentence."""

    day: date
    with_year: bool = False


class Weekday(_Value, frozen=True, tag="weekday"):
    """The day of the week of a date: "we wtorek"; with a case the bare name."""

    day: date


class Day(_Value, frozen=True, tag="day"):
    """A day as it is told on the day `today`: "dzisiaj", "jutro", "we wtorek"; from a week on with the date.

    With `begin`: from that time of this day on.
    """

    day: date
    today: date
    begin: "Time | None" = None


class Month(_Value, frozen=True, tag="month"):
    """1 … 12: "maj"."""

    month: int


class Time(_Value, frozen=True, tag="time"):
    """A time of day on the clock in Poland: "siódma trzydzieści"."""

    hour: int
    minute: int = 0


class Hours(_Value, frozen=True, tag="hours"):
    """From one time of day to another: "od siódmej trzydzieści do piętnastej trzydzieści"."""

    begin: Time
    end: Time


class Week(_Value, frozen=True, tag="week"):
    """The hours of each day from Monday to Sunday: "od poniedziałku do piątku, od godziny ósmej do piętnastej"."""

    days: tuple[tuple[Hours, ...], ...]

    def alike(self) -> list[tuple[list[int], tuple[Hours, ...]]]:
        """Days of equal hours together, as 0 … 6, with their hours; days without any are left out."""
        groups: dict[tuple[Hours, ...], list[int]] = {}
        for weekday, hours in enumerate(self.days):
            if hours:
                groups.setdefault(hours, []).append(weekday)
        return [(days, hours) for hours, days in groups.items()]


class Promise(_Value, frozen=True, tag="promise"):
    """A span in which something is promised, told at `now`: "dzisiaj między godziną jedenastą a dwunastą".

    All three are wall-clock times of Poland.
    """

    begin: datetime
    end: datetime
    now: datetime


class Place(_Value, frozen=True, tag="place"):
    """The seat of an office: "w Kolnie"; with a case "Kolno", "Kolna".

    The forms are Polish and come from the office's data; `locative` has its preposition.
    """

    name: str
    genitive: str
    locative: str


class Office(_Value, frozen=True, tag="office"):
    """An office by its name, in the nominative: "Powiatowy Urząd Pracy w Kolnie"."""

    name: str
    place: Place
    is_province: bool = False


class Address(_Value, frozen=True, tag="address"):
    """Where an office is, in Polish and as far as that is known; without a street it is said to be unknown:
    "Sejny, kod pocztowy 16-500, ulicy jeszcze nie znamy"."""

    text: str
    has_street: bool = True


class Telephone(_Value, frozen=True, tag="telephone"):
    """The number of an office, in groups of three; an empty one is said to be unknown."""

    number: str


class Digits(_Value, frozen=True, tag="digits"):
    """A number read digit by digit, in groups of three. May be personal, so it is never shown by `repr`."""

    number: str

    def __repr__(self) -> str:
        return "Digits(…)"


class Attempts(_Value, frozen=True, tag="attempts"):
    """How many attempts are left, as a sentence: "Pozostały dwie próby."."""

    n: int


class PeopleAhead(_Value, frozen=True, tag="people_ahead"):
    """How many wait before the caller, as a sentence: "Przed Państwem czekają dwie osoby."."""

    n: int


class Words(_Value, frozen=True, tag="words"):
    """What somebody wrote in a language; in a text of another one it is a stretch of its own."""

    text: str
    language: str


class Term(_Value, frozen=True, tag="term"):
    """A term of a closed list, by its Polish name: "umowa o pracę"; one that is not on it is said in Polish.

    The lists are in `ivr.speech.terms`.
    """

    text: str


def is_row(days: list[int]) -> bool:
    """Three or more days, one after the other: those are said from the first to the last."""
    return len(days) >= 3 and days[-1] - days[0] == len(days) - 1


AnyValue = (
    Number
    | Ordinal
    | Count
    | Range
    | Money
    | Pay
    | Date
    | Weekday
    | Day
    | Month
    | Time
    | Hours
    | Week
    | Promise
    | Place
    | Office
    | Address
    | Telephone
    | Digits
    | Attempts
    | PeopleAhead
    | Words
    | Term
)

Value = str | AnyValue
"""What a caller of `Voice.spoken` may give. A plain string is Polish and is said as it is."""
