"""What counts of a person and of an offer when they are matched. Pure.

Sex, age, nationality, health and family are not here, so no score can depend on them. What the law makes depend on
status or age decides who may, in `market.matching.eligibility`, and never how well somebody fits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from core.lists.counties import PROVINCE
from market.places.nearness import county_of


class Skill(Protocol):
    """Something that somebody has learned, can do or wants: a qualification of the office's system."""

    @property
    def kind(self) -> str: ...
    @property
    def occupation(self) -> str | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def years(self) -> int | None: ...


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


def profile_of(gmina: str | None, skills: Iterable[Skill], occupations: Iterable[str] = ()) -> Profile:
    """What of a person counts for a score. `occupations`: which the office names without saying of what kind."""
    every = list(skills)
    wished = [one.occupation for one in every if one.kind == "wished" and one.occupation]
    had = [one for one in every if one.kind in ("performed", "learned") and one.occupation]
    performed = [*(one.occupation for one in had if one.occupation), *sorted(set(occupations) - set(wished))]
    return Profile(
        gmina=gmina,
        wished=tuple(dict.fromkeys(wished)),
        performed=tuple(dict.fromkeys(performed)),
        years=tuple((one.occupation, one.years) for one in had if one.occupation and one.years),
        licences=frozenset(one.name.lower() for one in every if one.kind == "licence" and one.name),
        languages=frozenset(one.name.lower() for one in every if one.kind == "language" and one.name),
    )


def wanted_of(offer: Any) -> Wanted:
    """What a row of an offer says: in what occupation, where the work is, for how much."""
    most = offer.pay_to or offer.pay_from
    near_office = county_of(offer.office) or PROVINCE  # where no place is told
    return Wanted(
        occupation=offer.occupation,
        gmina=offer.gmina,
        county=offer.county or (near_office if offer.country == "PL" else None),
        is_remote=offer.work_mode == "remote",
        pay=most if offer.pay_unit == "month" else None,
    )
