"""Candidates: the registered of the own offices, found for an offer. Each look is written down."""

from dataclasses import dataclass
from typing import Annotated, Any

from api.auth import Shared, needs
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.market.candidates_schemas import CandidateSearchIn, CandidatesFound, FoundCandidate, for_offer
from api.services import Services
from api.today import today
from clients.candidates.candidate import Candidate
from clients.candidates.candidate_store import find_candidates
from core.db.engine import reading
from core.rights import Right
from market.matching.eligibility import Conditions, Standing, why_not_pl
from market.matching.profile import profile_of, wanted_of
from market.matching.reasons_pl import sentence_pl
from market.matching.score import Match, match
from market.matching.weights import Weights
from market.matching.weights_store import weights_on
from market.offers.offer import Kind
from market.offers.search_store import get_offer

router = Router(prefix="/api", tags=["clients"])

Seer = Annotated[User, needs(Right.SEE_CLIENTS)]


@router.post("/candidates/search", responses=answers(401, 403, 404, 413, 422, 429))
async def search_candidates(wanted: CandidateSearchIn, user: Seer, shared: Shared) -> CandidatesFound:
    """The registered of the own offices who fit: the nearest and most experienced first, or, with an offer, those
    who fit it best, with a sentence why. Sex, age and nationality count for nothing.

    Everybody who is shown gets an entry in the access log, and counts for the ceiling of the day (429 with
    `too_many_looks`). 404 for an offer that there is not.
    """
    shared.limits.take(user.username, "search")
    search = wanted.wanted()
    if wanted.offer_id is None:
        fits = None
    else:
        fits = await _fits(shared, wanted.offer_id)
        search = for_offer(search, fits.offer.occupation, fits.offer.gmina)
    found = await find_candidates(
        shared.engine,
        viewer_of(user, shared),
        search,
        shared.clock.now(),
        limit=wanted.limit,
        offset=wanted.offset,
        rank=None if fits is None else fits.rank,
    )
    home = wanted.home if fits is None else wanted.home or fits.offer.gmina
    told = [FoundCandidate.of(each, home) for each in found.candidates]
    if fits is not None:
        for each, out in zip(found.candidates, told, strict=True):
            result = fits.match(each)
            out.score = result.score if result else 0
            out.match_pl = sentence_pl(result) if result else "Inny zawód."
            out.why_not_pl = why_not_pl(Standing(each.status), fits.conditions)
    return CandidatesFound(candidates=told, total=found.total)


@dataclass(frozen=True, slots=True)
class _Fits:
    """How well people fit an offer, by the weights of the day."""

    offer: Any
    weights: Weights

    def match(self, each: Candidate) -> Match | None:
        return match(profile_of(each.gmina, each.qualifications), wanted_of(self.offer), self.weights)

    def rank(self, each: Candidate) -> tuple[int, str]:
        found = self.match(each)
        return (-found.score if found else 1, each.id)

    @property
    def conditions(self) -> Conditions:
        offer = self.offer
        return Conditions(Kind(offer.kind), offer.is_for_registered, offer.is_for_disabled)


async def _fits(shared: Services, offer_id: str) -> _Fits:
    """Raises NotFound."""
    offer = await get_offer(shared.engine, offer_id)
    async with reading(shared.engine) as connection:
        return _Fits(offer, await weights_on(connection, today(shared)))
