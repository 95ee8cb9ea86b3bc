"""Candidates: whom somebody looks for among the registered, and how well they fit an offer."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.routes.offers.offers_schemas import GMINA, OFFER_ID, RingNumber
from api.schemas.paging import OFFICE
from clients.candidates.candidate import Candidate, CandidateSearch, CandidateStatus, Qualification
from clients.candidates.candidate_store import MAX_SHOWN, MOST
from core.lists.gminas import gminas
from market.places.nearness import Ring, ring


class CandidateSearchIn(BaseModel):
    """Conditions that all hold. One at least of occupation, words, licence, language and offer."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    office: str | None = Field(default=None, pattern=OFFICE)
    occupation: str = Field(default="", pattern="^[0-9]{0,6}$", description="First digits of the code (KZiS)")
    q: str = Field(default="", max_length=100, description="Words of what somebody has learned or can do")
    status: CandidateStatus | None = None
    licence: str = Field(default="", max_length=60)
    language: str = Field(default="", max_length=40)
    least_years: int = Field(default=0, ge=0, le=50, description="Of work in the occupation")
    home: str | None = Field(default=None, pattern=GMINA, description="Gmina from which nearness is reckoned")
    ring: RingNumber | None = Field(
        default=None, description="At most so far: 0 same gmina, 1 county, 2 neighbouring county, 3 province"
    )
    offer_id: str | None = Field(default=None, pattern=OFFER_ID, description="Those who fit it best come first")
    limit: int = Field(default=MAX_SHOWN, ge=1, le=MAX_SHOWN)
    offset: int = Field(default=0, ge=0, le=MOST)

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not any((self.occupation, self.q, self.licence, self.language, self.offer_id)):
            raise ValueError("wymagany jest zawód, umiejętność, uprawnienie, język albo oferta")
        return self

    def wanted(self) -> CandidateSearch:
        return CandidateSearch(
            office=self.office,
            occupation=self.occupation,
            words=self.q,
            status=self.status,
            licence=self.licence,
            language=self.language,
            least_years=self.least_years,
            near=near(self.home),
            gminas=at_most(self.home, self.ring),
        )


@lru_cache
def near(home: str | None) -> tuple[frozenset[str], ...]:
    """The gminas of the same place, county, and neighbouring counties; nothing without a home."""
    if home is None:
        return ()
    rings: list[set[str]] = [set() for _ in range(Ring.PROVINCE)]
    for code in gminas():
        if (far := ring(home, code, None)) < Ring.PROVINCE:
            rings[far].add(code)
    return tuple(map(frozenset, rings))


def at_most(home: str | None, ring_number: int | None) -> frozenset[str] | None:
    """The gminas at most so far from the home; None for all."""
    if home is None or ring_number is None or ring_number >= Ring.PROVINCE:
        return None
    return frozenset().union(*near(home)[: ring_number + 1])


def for_offer(wanted: CandidateSearch, occupation: str | None, gmina: str | None) -> CandidateSearch:
    """Of an offer: its group of occupations and its place, where the search names none."""
    return replace(wanted, occupation=wanted.occupation or (occupation or "")[:4], near=wanted.near or near(gmina))


class QualificationOut(BaseModel):
    """As the office's system has it; `years` of work."""

    kind: str
    occupation: str | None
    name: str | None
    level: str | None
    years: int | None

    @classmethod
    def of(cls, found: Qualification) -> "QualificationOut":
        return cls(
            kind=found.kind, occupation=found.occupation, name=found.name, level=found.level, years=found.years
        )


class FoundCandidate(BaseModel):
    """Somebody who is registered. `score` (0 to 100) and the sentences only where an offer was named."""

    id: str
    office: str
    first_name: str
    last_name: str
    gmina_name: str | None
    ring: RingNumber | None = Field(description="How near; null if no home was asked for")
    status: CandidateStatus
    since: date
    qualifications: list[QualificationOut]
    score: int | None = None
    match_pl: str | None = Field(default=None, description="Why so, in one sentence")
    why_not_pl: str | None = Field(default=None, description="Why the person may not take the offer by law")

    @classmethod
    def of(cls, found: Candidate, home: str | None) -> "FoundCandidate":
        gmina = gminas().get(found.gmina or "")
        return cls(
            id=found.id,
            office=found.office,
            first_name=found.first_name,
            last_name=found.last_name,
            gmina_name=gmina.name if gmina else None,
            ring=None if home is None or found.gmina is None else ring(home, found.gmina, None).value,
            status=found.status,
            since=found.since,
            qualifications=[QualificationOut.of(each) for each in found.qualifications],
        )


class CandidatesFound(BaseModel):
    """`total`: at most 500, which means that many or more: the search has to be narrowed."""

    candidates: list[FoundCandidate]
    total: int
