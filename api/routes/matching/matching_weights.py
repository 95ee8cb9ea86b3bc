"""Weights of matching: how much each part counts, from which day on. Two persons agree on another rule."""

from typing import Annotated, Final

from fastapi import Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.proposals import proposed
from api.request_user import User
from api.routes.matching.matching_weights_schemas import (
    MatchingPreview,
    MatchingPreviewIn,
    MatchingWeightsIn,
    MatchingWeightsOut,
)
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.proposals import ProposalOut
from api.today import today
from core.db.engine import reading
from core.rights import Right
from core.two_persons.four_eyes import Act
from market.matching.eligibility import Standing
from market.matching.matches_store import MOST, offers_that_fit
from market.matching.profile import Profile
from market.matching.weights_store import check_rule, list_rules, weights_on

router = Router(prefix="/api/matching-weights", tags=["market"])

Keeper = Annotated[User, needs(Right.SET_MATCHING_WEIGHTS)]
FIRST: Final = 10
"""So many offers are compared."""


@router.get("", responses=answers(401, 403))
async def get_matching_weights(user: Keeper, shared: Shared, response: Response) -> MatchingWeightsOut:
    """The rules with what was and what is planned. The ETag is their version."""
    found = MatchingWeightsOut.of(await list_rules(shared.engine))
    response.headers["ETag"] = tag_of(found.version)
    return found


@router.post("", status_code=202, responses=answers(401, 403, 409, 412, 413, 422, 429))
async def propose_matching_weights(
    wanted: MatchingWeightsIn, read_on: IfMatch, user: Keeper, shared: Shared
) -> ProposalOut:
    """Propose other weights from a day on; they hold when another person has confirmed them, from that day at the
    earliest, and until the next rule that is planned.

    `If-Match` is the version that was read: 412 with `stale_version` if there are other rules since. 422 with
    `settings_refused` for a day that is over. 409 with `no_second_person`.
    """
    shared.limits.take(user.username, "save")
    version = version_of(read_on)
    await check_rule(shared.engine, wanted.valid_from, version, shared.clock.now())
    details = {**wanted.model_dump(mode="json"), "version": version}
    return await proposed(shared, user, Act.SET_MATCHING_WEIGHTS, None, "", details)


@router.post("/preview", responses=answers(401, 403, 413, 422, 429))
async def preview_matching_weights(wanted: MatchingPreviewIn, user: Keeper, shared: Shared) -> MatchingPreview:
    """Which open offers somebody unemployed of an occupation and a gmina would be told first, by the weights of
    today and by others. Nobody's data are looked at."""
    shared.limits.take(user.username, "search")
    profile, standing, day = Profile(wanted.gmina, (wanted.occupation,)), Standing("unemployed"), today(shared)
    async with reading(shared.engine) as connection:
        now, then = [
            await offers_that_fit(connection, profile, standing, weights, MOST, today=day)
            for weights in (await weights_on(connection, day), wanted.weights)
        ]
    return MatchingPreview.of(now, then, FIRST)
