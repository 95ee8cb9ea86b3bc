"""How well a person and an offer fit each other, from 0 to 100, with the reasons for it. Pure.

A score is a sum of parts. Each has a weight, which is data, and a share from 0 to 1; a part of which one side says
nothing is left out, so that nobody loses by an empty field. Who fits in no occupation is no match at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from market.matching.profile import Profile, Wanted
from market.matching.weights import Weights
from market.places.nearness import Ring, ring

Part: TypeAlias = Literal["occupation", "place", "shifts", "licences", "languages", "experience", "pay"]
Closeness: TypeAlias = Literal["same", "group", "field", "all", "none"]
"""Of two occupations: six, four, or two digits of the classification are the same. `all`: a training for
everybody, whatever the occupation."""

_CLOSENESS: dict[Closeness, float] = {"same": 1.0, "group": 0.7, "all": 0.5, "field": 0.35, "none": 0.0}
_ONLY_PERFORMED = 0.9
"""Of an occupation that somebody had and does not name as wished for."""
NEARNESS = {Ring.GMINA: 1.0, Ring.COUNTY: 0.85, Ring.NEIGHBOUR: 0.55, Ring.PROVINCE: 0.2, Ring.ELSEWHERE: 0.0}


@dataclass(frozen=True, slots=True)
class Match:
    """`score`: 0 to 100. `shares`: what each part that counted gave, from 0 to 1."""

    score: int
    closeness: Closeness
    ring: Ring | None
    shares: tuple[tuple[Part, float], ...]

    def share(self, part: Part) -> float | None:
        return dict(self.shares).get(part)


def match(profile: Profile, wanted: Wanted, weights: Weights, *, is_for_all: bool = False) -> Match | None:
    """None if no occupation fits at all. `is_for_all`: without an occupation it is for every one, as trainings
    are."""
    closeness, share = _occupation(profile, wanted)
    if wanted.occupation is None and is_for_all:
        closeness, share = "all", _CLOSENESS["all"]
    if closeness == "none":
        return None
    near = None if wanted.is_remote or profile.gmina is None else ring(profile.gmina, wanted.gmina, wanted.county)
    shares: list[tuple[Part, float]] = [("occupation", share)]
    if wanted.is_remote:
        shares.append(("place", 1.0))
    elif near is not None:
        shares.append(("place", NEARNESS[near]))
    if wanted.has_shifts is not None and profile.takes_shifts is not None:
        shares.append(("shifts", 1.0 if profile.takes_shifts or not wanted.has_shifts else 0.0))
    if wanted.licences:
        shares.append(("licences", len(wanted.licences & profile.licences) / len(wanted.licences)))
    if wanted.languages:
        shares.append(("languages", len(wanted.languages & profile.languages) / len(wanted.languages)))
    if wanted.years:
        shares.append(("experience", min(1.0, _years(profile, wanted) / wanted.years)))
    if wanted.pay is not None and profile.least_pay:
        shares.append(("pay", min(1.0, wanted.pay / profile.least_pay)))
    total = sum(weights.of(part) for part, _ in shares)
    gained = sum(weights.of(part) * part_share for part, part_share in shares)
    return Match(round(100 * gained / total) if total else 0, closeness, near, tuple(shares))


def _occupation(profile: Profile, wanted: Wanted) -> tuple[Closeness, float]:
    """The best of all occupations of the person."""
    if wanted.occupation is None:
        return "none", 0.0
    best: tuple[Closeness, float] = ("none", 0.0)
    for occupations, factor in ((profile.wished, 1.0), (profile.performed, _ONLY_PERFORMED)):
        for occupation in occupations:
            closeness = closeness_of(occupation, wanted.occupation)
            if (share := factor * _CLOSENESS[closeness]) > best[1]:
                best = (closeness, share)
    return best


@dataclass(frozen=True, slots=True)
class Tier:
    """Occupations of which the first `digits` are one of `codes` have at least this `share` of a whole."""

    share: float
    digits: int
    codes: frozenset[str]


def tiers(profile: Profile) -> Sequence[Tier]:
    """The share of every occupation for this person, as a list in which the first that holds counts: the same as
    `match` reckons, in a form that a database can look through. What is in none of them is no match."""
    levels: tuple[tuple[Closeness, int], ...] = (("same", 6), ("group", 4), ("field", 2))
    found = [
        Tier(factor * _CLOSENESS[closeness], digits, frozenset(code[:digits] for code in codes))
        for codes, factor in ((profile.wished, 1.0), (profile.performed, _ONLY_PERFORMED))
        for closeness, digits in levels
        if codes
    ]
    return sorted(found, key=lambda tier: -tier.share)


def closeness_of(one: str, other: str) -> Closeness:
    """Of two codes of six digits: the classification goes from the large group on the left to the occupation."""
    if one == other:
        return "same"
    if one[:4] == other[:4]:
        return "group"
    return "field" if one[:2] == other[:2] else "none"


def _years(profile: Profile, wanted: Wanted) -> int:
    group = (wanted.occupation or "")[:4]
    return sum(years for occupation, years in profile.years if occupation[:4] == group)
