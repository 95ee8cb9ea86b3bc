"""Whom somebody looks for among the registered, and what is told of who is found. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

CandidateStatus: TypeAlias = Literal["unemployed", "seeker"]
QualificationKind: TypeAlias = Literal["learned", "performed", "wished", "licence", "language", "school"]


@dataclass(frozen=True, slots=True)
class CandidateSearch:
    """Conditions that all hold. `occupation`: the first digits of a code that somebody has, had or wants. `words`:
    of anything that somebody has learned or can do. `gminas`: of the home, None for all. `near`: gminas by how
    near they are, the nearest first; who lives in none of them comes last.
    """

    office: str | None = None
    occupation: str = ""
    words: str = ""
    status: CandidateStatus | None = None
    licence: str = ""
    language: str = ""
    least_years: int = 0
    near: tuple[frozenset[str], ...] = ()
    gminas: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Qualification:
    """As the office's system has it. `occupation`: six digits of KZiS; `years`: of work in it."""

    kind: QualificationKind
    occupation: str | None
    name: str | None
    level: str | None
    years: int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is registered. `since`: when this status began."""

    id: str
    office: str
    first_name: str
    last_name: str
    gmina: str | None
    status: CandidateStatus
    since: date
    qualifications: tuple[Qualification, ...]

    def of(self, *kinds: QualificationKind) -> tuple[Qualification, ...]:
        return tuple(each for each in self.qualifications if each.kind in kinds)


@dataclass(frozen=True, slots=True)
class ToldContact:
    """What an employer may read of who has agreed; telephone and address as the office's system has them."""

    name: str
    phone: str | None
    email: str | None
