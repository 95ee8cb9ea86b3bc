"""What announcements may hold besides fixed words: numbers, dates, hours, sums, places. Pure.

A value knows what it is and not how it is said: each language has its own words, genders and cases for it
(`ivr.rendering`). In a text it stands as `{name}` or, with a grammatical case, as `{name_dopelniacz}`.
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


class Date(_Value, frozen=True, tag="date"):
    """A day: "dwunastego maja". Without a case it stands in the genitive, as a date does in a sentence."""

    day: date
    with_year: bool = False


class Weekday(_Value, frozen=True, tag="weekday"):
    """The day of the week of a date: "we wtorek"; with a case the bare name."""

    day: date


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


AnyValue = (
    Number
    | Ordinal
    | Count
    | Range
    | Money
    | Date
    | Weekday
    | Month
    | Time
    | Hours
    | Promise
    | Place
    | Digits
    | Attempts
    | PeopleAhead
)

Value = str | AnyValue
"""What a caller of `Voice.spoken` may give. A plain string is Polish and is said as it is."""
