"""Candidates: the registered of the own offices, found for an offer. Each look is written down."""

from collections.abc import Callable
from typing import Annotated, Any

from api.auth import Shared, needs
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.market.candidates_schemas import CandidateSearchIn, CandidatesFound, FoundCandidate, for_offer
from clients.candidates.candidate import Candidate
from clients.candidates.candidate_store import find_candidates
from core.rights import Right
from market.matching.eligibility import Conditions, Standing, why_not_pl
from market.matching.profile import Profile, Wanted
from market.matching.reasons_pl import sentence_pl
from market.matching.score import Match, match
from market.matching.weights import default_weights
from market.offers.offer import Kind, WorkMode
from market.offers.search_store import get_offer
from market.places.nearness import Ring, ring

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
    offer = None if wanted.offer_id is None else await get_offer(shared.engine, wanted.offer_id)
    asked = None if offer is None else _asked(offer)
    if offer is not None:
        search = for_offer(search, offer.occupation, offer.gmina)
    found = await find_candidates(
        shared.engine,
        viewer_of(user, shared),
        search,
        rank_of(search.home, search.occupation, asked),
        shared.clock.now(),
        limit=wanted.limit,
        offset=wanted.offset,
    )
    told = [FoundCandidate.of(each, search.home) for each in found.candidates]
    if offer is not None and asked is not None:
        for each, out in zip(found.candidates, told, strict=True):
            fits = _match(each, asked)
            conditions = Conditions(Kind(offer.kind), offer.is_for_registered, offer.is_for_disabled)
            out.score = fits.score if fits else 0
            out.match_pl = sentence_pl(fits) if fits else "Inny zawód."
            out.why_not_pl = why_not_pl(Standing(each.status), conditions)
    return CandidatesFound(candidates=told, total=found.total)


def rank_of(home: str | None, occupation: str, asked: Wanted | None) -> Callable[[Candidate], Any]:
    """By how well they fit `asked`; without it the nearest to the home first, then the most experienced."""

    def rank(each: Candidate) -> Any:
        if asked is not None:
            fits = _match(each, asked)
            return (-fits.score if fits else 1, each.id)
        near = Ring.ELSEWHERE if home is None or each.gmina is None else ring(home, each.gmina, None)
        return (near, -each.years_in(occupation), each.id)

    return rank


def _match(each: Candidate, asked: Wanted) -> Match | None:
    return match(profile_of(each), asked, default_weights())


def profile_of(each: Candidate) -> Profile:
    """What of a candidate counts for a score."""
    performed = each.of("performed", "learned")
    return Profile(
        gmina=each.gmina,
        wished=tuple(one.occupation for one in each.of("wished") if one.occupation),
        performed=tuple(one.occupation for one in performed if one.occupation),
        years=tuple((one.occupation, one.years) for one in performed if one.occupation and one.years),
        licences=frozenset(one.name.lower() for one in each.of("licence") if one.name),
        languages=frozenset(one.name.lower() for one in each.of("language") if one.name),
    )


def _asked(offer: Any) -> Wanted:
    """What is known of an offer: where the work is, in what occupation, for how much."""
    most = offer.pay_to or offer.pay_from
    return Wanted(
        occupation=offer.occupation,
        gmina=offer.gmina,
        county=offer.county,
        is_remote=offer.work_mode == WorkMode.REMOTE,
        pay=most if offer.pay_unit == "month" else None,
    )
