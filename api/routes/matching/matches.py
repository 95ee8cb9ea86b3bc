"""What of the job market fits a client, beside the call. Each look is written down."""

from typing import Annotated, Final

from fastapi import Path

from api.auth import Shared, needs
from api.clients.client_viewer import viewer_of
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.matching.matches_schemas import MatchesFound, MatchesIn, MatchingOffer, MatchingTraining
from api.today import today
from clients.access import Groups
from clients.person_access_store import AccessRequest, person_access
from clients.persons.referral_store import sent_to
from core.rights import Right
from market.matching.matches_store import matches_of_client, trainings_of_client

router = Router(prefix="/api", tags=["clients"])

Seer = Annotated[User, needs(Right.SEE_CLIENTS)]
MOST: Final = 5  # of each: what one can tell in a conversation
_NEEDS: Groups = frozenset({"qualifications"})
_SHOWS: Groups = frozenset({"qualifications", "referrals"})


@router.post("/clients/{client_id}/matches", responses=answers(401, 403, 404, 413, 422, 429))
async def find_matches(
    client_id: Annotated[
        str, Path(pattern="^[A-Za-z0-9-]{1,80}$", examples=["client-019ab3c4d5e0000-4f2a91c3d0"])
    ],
    wanted: MatchesIn,
    user: Seer,
    shared: Shared,
) -> MatchesFound:
    """The offers and trainings that fit a client best, each with a sentence why, and whether the office has sent
    the client there. Sex, age and nationality count for nothing; what the law forbids is left out.

    Seen is it by whoever may see what the client has learned now (`open_client`); the look is written into the
    access log.
    """
    shared.limits.take(user.username, "look")
    now, day = shared.clock.now(), today(shared)
    request = AccessRequest(client_id, "person", "client_view", wanted.call_id, needs=_NEEDS, shows=_SHOWS)
    async with person_access(shared.engine, viewer_of(user, shared), request, now) as access:
        connection = access.connection
        offers = await matches_of_client(connection, client_id, MOST, today=day)
        trainings = await trainings_of_client(connection, client_id, MOST, today=day)
        sees_referrals = "referrals" in access.groups
        sent = await sent_to(connection, client_id, access.office) if sees_referrals else {}
    return MatchesFound(
        offers=[
            MatchingOffer.of(each, sent.get(each.row.id) or sent.get(each.row.ext_id or "")) for each in offers
        ],
        trainings=[MatchingTraining.of(each, sent.get(each.row.id)) for each in trainings],
        sees_referrals=sees_referrals,
    )
