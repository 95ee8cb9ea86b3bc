"""Job offers: found, and read whole."""

from typing import Annotated

from fastapi import Path

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.offers.offers_schemas import (
    OFFER_ID,
    OfferCounts,
    OfferDetails,
    OfferHits,
    OfferOut,
    OfferSearchIn,
    SameOffer,
)
from api.schemas.copying import copied
from core.clock import WARSAW
from core.rights import Right
from market.offers.duplicate_store import same_offers
from market.offers.search_store import count_by_office, get_offer, search_offers

router = Router(prefix="/api/offers", tags=["market"])

Reader = Annotated[User, needs(Right.SEE_OFFERS)]
OfferId = Annotated[str, Path(pattern=OFFER_ID, examples=["offer-official-1f0a9c2b7d3e4f5a6b7c"])]


@router.post("/search", responses=answers(401, 403, 413, 422, 429))
async def search_job_offers(wanted: OfferSearchIn, user: Reader, shared: Shared) -> OfferHits:
    """Offers of the whole province that fit, the nearest first where a home is given, then the newest.

    What was taken in and not verified yet comes with the state `unverified`, and is told nobody as if it were.
    """
    shared.limits.take(user.username, "typing")
    today = shared.clock.now().astimezone(WARSAW).date()
    found = await search_offers(shared.engine, wanted.filters(today), limit=wanted.limit, offset=wanted.offset)
    return OfferHits(offers=[OfferOut.of(row) for row in found.rows], total=found.total)


@router.post("/counties", responses=answers(401, 403, 413, 422, 429))
async def count_job_offers(wanted: OfferSearchIn, user: Reader, shared: Shared) -> OfferCounts:
    """How many of the offers that fit are at each office, for the map of counties."""
    shared.limits.take(user.username, "typing")
    today = shared.clock.now().astimezone(WARSAW).date()
    return OfferCounts(offices=dict(await count_by_office(shared.engine, wanted.filters(today))))


@router.get("/{offer_id}", responses=answers(401, 403, 404, 422, 429))
async def get_job_offer(offer_id: OfferId, user: Reader, shared: Shared) -> OfferDetails:
    """An offer with all that came of it."""
    shared.limits.take(user.username, "typing")
    row = await get_offer(shared.engine, offer_id)
    same = await same_offers(shared.engine, row.id, row.duplicate_of)
    told = [copied(SameOffer, one, is_told=one.id == row.duplicate_of) for one in same]
    return OfferDetails.of(row).model_copy(update={"same": told})
