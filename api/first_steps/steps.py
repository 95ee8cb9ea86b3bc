"""The steps from an installation with nobody in it to the first conversation. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

StepName: TypeAlias = Literal[
    "second_person", "offices", "hours", "numbers", "supervisors", "consultants", "telephones", "first_call"
]
STEP_NAMES: tuple[StepName, ...] = get_args(StepName)
"""In the order in which they are taken."""

ENOUGH_ADMINISTRATORS = 2  # since what takes two persons waits for another one


@dataclass(frozen=True, slots=True)
class Found:
    """What there is, counted. Offices, numbers and people that are closed are not counted.

    `administrators`, `supervisors`: those who can log in. `offices_without`: the codes of those without an
    address or a telephone. `offices_without_hours`: without opening hours today. `hours_as_shipped`: whose hours
    nobody has changed since they came with the product. `consultants_active`: who can log in.
    `consultants_seen`: who have ever begun to work at a telephone.
    """

    administrators: int
    offices: int
    offices_without: Sequence[str]
    offices_without_hours: Sequence[str]
    hours_as_shipped: int
    numbers: int
    numbers_without_scenario: Sequence[str]
    supervisors: int
    consultants: int
    consultants_active: int
    consultants_seen: int
    has_talked: bool


@dataclass(frozen=True, slots=True)
class Step:
    """`count` of `of` are there. `missing`: codes of offices or numbers that lack something; `as_shipped`: how
    many stand as they came with the product, which is no fault."""

    name: StepName
    is_done: bool
    count: int
    of: int
    missing: Sequence[str] = ()
    as_shipped: int = 0


def steps(found: Found) -> list[Step]:
    """Each step, and whether it is done; in their order."""
    with_scenario = found.numbers - len(found.numbers_without_scenario)
    return [
        _enough("second_person", found.administrators, ENOUGH_ADMINISTRATORS),
        _all("offices", found.offices, found.offices_without),
        _all("hours", found.offices, found.offices_without_hours, as_shipped=found.hours_as_shipped),
        Step("numbers", with_scenario > 0, with_scenario, found.numbers, found.numbers_without_scenario),
        _enough("supervisors", found.supervisors, 1),
        Step("consultants", found.consultants_active > 0, found.consultants_active, max(found.consultants, 1)),
        Step("telephones", found.consultants_seen > 0, found.consultants_seen, max(found.consultants, 1)),
        Step("first_call", found.has_talked, int(found.has_talked), 1),
    ]


def _enough(name: StepName, count: int, wanted: int) -> Step:
    return Step(name, count >= wanted, count, wanted)


def _all(name: StepName, of: int, missing: Sequence[str], *, as_shipped: int = 0) -> Step:
    return Step(name, of > 0 and not missing, of - len(missing), of, missing, as_shipped)
