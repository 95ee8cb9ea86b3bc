"""What employers may see of people who agreed to be looked for: groups in which at least five look alike. Pure.

Everybody is put into one group, for all employers and for as long as a publication lasts: filters and searches
choose among whole groups. So no series of searches, however it is cut, tells fewer than `LEAST` people apart; a
scheme that made groups for each question could be asked until one person is left. (k-anonymity by recoding of the
whole population: Samarati and Sweeney, 1998; the ladder is ours.)
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST = 5
"""People in a group that is shown."""

STEPS = (5, 10, 20, 50, 100, 200, 500, 1000)
"""Counts are told as „at least” one of these: exact ones of two days would tell who came and who went."""


@dataclass(frozen=True, slots=True)
class Person:
    """Of one who agreed (`employer_search`). `id` never leaves; `office`: whose client; `occupation`: six digits
    of KZiS; `years`: of work in it."""

    id: str
    office: str
    occupation: str
    years: int = 0
    licences: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Look:
    """What is shown. `occupation`: the first digits of the code, all of which its people have; `office` is None
    for the whole province; `years`: a band, None where it is not told; licences and languages that all of them
    have."""

    occupation: str
    office: str | None
    years: str | None = None
    licences: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """People who look alike. `members` stays here."""

    look: Look
    members: tuple[str, ...]

    @property
    def at_least(self) -> int:
        """As it is told."""
        return max(step for step in STEPS if step <= len(self.members))


BANDS = ((0, "bez doświadczenia"), (1, "1–2 lata"), (3, "3–5 lat"), (6, "6–10 lat"), (11, "ponad 10 lat"))


def band(years: int) -> str:
    return next(name for least, name in reversed(BANDS) if years >= least)


@dataclass(frozen=True, slots=True)
class Rung:
    """How coarse a look is."""

    digits: int
    has_office: bool = True
    has_years: bool = False
    has_skills: bool = False


LADDER = (
    Rung(6, has_years=True, has_skills=True),
    Rung(4, has_years=True, has_skills=True),
    Rung(4, has_years=True),
    Rung(4),
    Rung(2, has_years=True),
    Rung(2),
    Rung(1),
    Rung(2, has_office=False),
    Rung(1, has_office=False),
)
"""From the finest to the coarsest: work in the own county comes before the exact occupation."""


def look_of(person: Person, rung: Rung) -> Look:
    return Look(
        person.occupation[: rung.digits],
        person.office if rung.has_office else None,
        band(person.years) if rung.has_years else None,
        person.licences if rung.has_skills else frozenset(),
        person.languages if rung.has_skills else frozenset(),
    )


def publish(people: Iterable[Person], least: int = LEAST) -> Sequence[Group]:
    """Each person in one group at most; who is alike to fewer than `least` on every rung is shown in none."""
    left = {person.id: person for person in people}
    groups: list[Group] = []
    for rung in LADDER:
        alike: dict[Look, list[str]] = defaultdict(list)
        for person in left.values():
            alike[look_of(person, rung)].append(person.id)
        for look, members in alike.items():
            if len(members) >= least:
                groups.append(Group(look, tuple(sorted(members))))
                for member in members:
                    del left[member]
    return groups


@dataclass(frozen=True, slots=True)
class Filters:
    """What an employer looks for. Each filter leaves a group whole or takes it away."""

    occupation: str = ""
    offices: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


def search(groups: Iterable[Group], filters: Filters) -> Sequence[Group]:
    """Those that can hold what is looked for, the largest first. A group without an office or a band may."""
    found = [group for group in groups if _fits(group.look, filters)]
    return sorted(found, key=lambda group: (-len(group.members), group.look.occupation, group.look.office or ""))


def _fits(look: Look, filters: Filters) -> bool:
    wanted = filters.occupation
    return (
        (look.occupation.startswith(wanted) or wanted.startswith(look.occupation))
        and (not filters.offices or look.office is None or look.office in filters.offices)
        and (not filters.years or look.years is None or look.years in filters.years)
        and filters.licences <= look.licences
        and filters.languages <= look.languages
    )
