"""Occupations: found as one types, and taken in from the official file."""

from typing import Annotated

from fastapi import Query

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.offers.offer_intakes_schemas import (
    OccupationFileIn,
    OccupationHit,
    OccupationHits,
    OccupationReject,
    OccupationsTaken,
)
from core.rights import Right
from market.occupations.occupation_store import find_occupations, put_occupations
from market.occupations.official_file import read_occupations

router = Router(prefix="/api/occupations", tags=["market"])

Reader = Annotated[User, needs(Right.SEE_OFFERS)]
Importer = Annotated[User, needs(Right.IMPORT_OFFERS)]
_SHOWN = 200


@router.get("", responses=answers(401, 403, 422, 429))
async def find_occupation(
    user: Reader,
    shared: Shared,
    q: Annotated[str, Query(min_length=2, max_length=100, description="Words of the name, or first digits")],
) -> OccupationHits:
    """Occupations of the official classification (KZiS), those whose name begins so first."""
    shared.limits.take(user.username, "typing")
    rows = await find_occupations(shared.engine, q, limit=20)
    return OccupationHits(occupations=[OccupationHit.model_validate(row) for row in rows])


@router.put("", responses=answers(401, 403, 413, 422, 429))
async def take_occupations(wanted: OccupationFileIn, user: Importer, shared: Shared) -> OccupationsTaken:
    """Take the official file in: names of codes that are there are replaced, none is taken away. Lines that
    hold no occupation are named; groups, which have fewer digits, are passed over."""
    shared.limits.take(user.username, "save")
    read = read_occupations(wanted.content)
    async with shared.engine.begin() as connection:
        await put_occupations(connection, read.names, is_official=True)
    rejects = [OccupationReject(line=line, reason_pl=reason) for line, reason in read.rejects[:_SHOWN]]
    return OccupationsTaken(taken=len(read.names), rejects=rejects)
