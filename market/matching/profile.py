"""What counts of a person and of an offer when they are matched. Pure.

Sex, age, nationality, health and family are not here, so no score can depend on them. What the law makes depend on
status or age decides who may, in `market.matching.eligibility`, and never how well somebody fits.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """A person who looks for work. `gmina`: seven digits of TERYT; occupations: six digits of KZiS, those wished
    for first. `years`: of work in each occupation. `licences`, `languages`: in small letters."""

    gmina: str | None
    wished: tuple[str, ...] = ()
    performed: tuple[str, ...] = ()
    years: tuple[tuple[str, int], ...] = ()
    licences: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    takes_shifts: bool | None = None
    """None where nobody has asked."""
    least_pay: int | None = None
    """Grosze a month, gross; None where nobody has asked."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an offer asks for and gives. `years`: of work in the occupation. `pay`: grosze a month, the most that
    it gives; None where that is not known."""

    occupation: str | None
    gmina: str | None = None
    county: str | None = None
    is_remote: bool = False
    has_shifts: bool | None = None
    licences: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    years: int | None = None
    pay: int | None = None
