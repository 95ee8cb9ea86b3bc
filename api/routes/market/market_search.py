"""Offers and training institutions, found by the words of a question to the knowledge base.

Apart from the search of the base, so that neither is slowed by the other: offers have an index of their own.
"""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.today import today
from core.rights import Right
from market.offers.asking import OfferFilters, telling_words
from market.offers.offer import TOLD
from market.offers.search_store import search_offers
from market.trainings.institution_store import find_institutions

router = Router(prefix="/api/knowledge", tags=["market"])

Reader = Annotated[User, needs(Right.SEE_OFFERS)]
MOST = 5  # of each


class MarketSearchIn(BaseModel):
    """A question, as it is typed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    q: str = Field(min_length=1, max_length=200, examples=["praca spawacza w Łomży"])


class OfferNamed(BaseModel):
    """An offer that is open today."""

    id: str
    position: str
    town: str
    employer_name: str | None
    valid_until: date
    is_verified: bool = Field(description="False: told to no caller yet")

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(
            id=row.id,
            position=row.position,
            town=row.town,
            employer_name=row.employer_name,
            valid_until=row.valid_until,
            is_verified=row.state == TOLD,
        )


class InstitutionNamed(BaseModel):
    """An institution that gives trainings."""

    id: str
    name: str
    town: str
    telephone: str | None

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(id=row.id, name=row.name, town=row.town, telephone=row.telephone)


class MarketFound(BaseModel):
    """At most five of each. `words`: of the question, by which was searched; empty: none tells what is meant."""

    words: str
    offers: list[OfferNamed]
    offers_total: int = Field(description="At most 1000")
    institutions: list[InstitutionNamed]


@router.post("/market", responses=answers(401, 403, 413, 422, 429))
async def search_market(wanted: MarketSearchIn, user: Reader, shared: Shared) -> MarketFound:
    """The newest offers that are open today and have all the telling words in position, town or employer, and
    the institutions that have them in name or town. Trainings are found by the search of the knowledge base."""
    shared.limits.take(user.username, "typing")
    words = telling_words(wanted.q)
    if not words:
        return MarketFound(words="", offers=[], offers_total=0, institutions=[])
    found = await search_offers(shared.engine, OfferFilters(words=words, on=today(shared)), limit=MOST)
    institutions = await find_institutions(shared.engine, words, MOST)
    return MarketFound(
        words=words,
        offers=[OfferNamed.of(row) for row in found.rows],
        offers_total=found.total,
        institutions=[InstitutionNamed.of(row) for row in institutions],
    )
