"""Rates: amounts that articles name by their code, with the days on which they hold."""

from typing import Annotated

from fastapi import Path, Query

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.proposals import proposed
from api.request_user import User
from api.routes.knowledge.articles_schemas import Day
from api.routes.knowledge.rates_schemas import (
    RATE_CODE,
    RateCursor,
    RateIn,
    RateList,
    RateOut,
    key_of,
    rate_cursor,
)
from api.schemas.etag import IfMatch, version_of
from api.schemas.proposals import ProposalOut
from api.today import today
from core.errors import NotAllowed
from core.rights import Reach, Right
from core.two_persons.four_eyes import Act
from knowledge.rates import rate_store
from knowledge.rates.rate import check_days
from knowledge.rates.rate_store import check_version, list_rates

router = Router(prefix="/api/rates", tags=["articles"])

Editor = Annotated[User, needs(Right.EDIT_ARTICLES)]


@router.get("", responses=answers(401, 403, 422, 429))
async def get_rates(
    user: Staff,
    shared: Shared,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
    cursor: Annotated[RateCursor | None, Query()] = None,
) -> RateList:
    """Rates with all their spans of days, by code and first day."""
    shared.limits.take(user.username, "knowledge")
    found, following = await list_rates(shared.engine, limit=limit, after=key_of(cursor))
    day = today(shared)
    return RateList(rates=[RateOut.of(stored, day) for stored in found], next_cursor=rate_cursor(following))


@router.post("", status_code=202, responses=answers(401, 403, 409, 412, 413, 422, 429))
async def set_rate(wanted: RateIn, read_on: IfMatch, user: Editor, shared: Shared) -> ProposalOut:
    """Propose a rate for a span of days; it holds when another person of the province has confirmed it, since
    every caller hears it. It lays itself over what was there, and afterwards that holds again; without a last day
    it holds until the next that is planned. 403 for whoever edits for one office only.

    `If-Match` names the version of the code (`"0"` for a new one); 412 with `stale_version`. 409 with
    `no_second_person`.
    """
    shared.limits.take(user.username, "save")
    _check_reach(user)
    check_days(wanted.rate)
    version = version_of(read_on)
    await check_version(shared.engine, wanted.code, version)
    details = {"rate": wanted.model_dump(mode="json"), "version": version}
    return await proposed(shared, user, Act.SET_RATE, None, wanted.code, details)


@router.delete("/{code}/{valid_from}", status_code=202, responses=answers(401, 403, 404, 409, 412, 422, 429))
async def remove_rate(
    code: Annotated[str, Path(pattern=RATE_CODE, examples=["zasilek_90_dni"])],
    valid_from: Annotated[Day, Path(description="The first day of the span")],
    read_on: IfMatch,
    user: Editor,
    shared: Shared,
) -> ProposalOut:
    """Propose to take back a span that was set by mistake, before its first day; what it has cut stays cut. On the
    version of the code that was read: 412 with `stale_version`. 422 with `settings_refused` from its first day on.
    409 with `no_second_person`.
    """
    shared.limits.take(user.username, "save")
    _check_reach(user)
    version = version_of(read_on)
    await rate_store.check_removable(shared.engine, code, valid_from, version, today(shared))
    details = {"valid_from": valid_from.isoformat(), "version": version}
    return await proposed(shared, user, Act.REMOVE_RATE, None, code, details)


def _check_reach(user: User) -> None:
    if user.reach(Right.EDIT_ARTICLES) is not Reach.PROVINCE:
        raise NotAllowed
