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
    RateList,
    RateOut,
    RatesIn,
    RatesOverview,
    key_of,
    overview,
    rate_cursor,
)
from api.schemas.etag import IfMatch, version_of
from api.schemas.proposals import ProposalOut
from api.today import today
from core.errors import NotAllowed
from core.rights import Reach, Right
from core.two_persons.four_eyes import Act
from knowledge.articles.published_store import rates_and_articles
from knowledge.rates import rate_store
from knowledge.rates.rate_store import check_versions, list_rates

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


@router.get("/overview", responses=answers(401, 403, 429))
async def get_rates_overview(user: Staff, shared: Shared) -> RatesOverview:
    """Each rate with what holds today, what is planned and what was, when it ends, and which articles name it:
    those that are not told today, too. What ended or is missing comes first."""
    shared.limits.take(user.username, "knowledge")
    stored, cards, articles = await rates_and_articles(shared.engine)
    return overview(stored, cards, articles, today(shared))


@router.post("", status_code=202, responses=answers(401, 403, 409, 412, 413, 422, 429))
async def set_rates(wanted: RatesIn, user: Editor, shared: Shared) -> ProposalOut:
    """Propose the rates of one announcement for a span of days; they hold, all of them, when another person of the
    province has confirmed them, since every caller hears them. What they would say: GET
    /api/proposals/{proposal_id}/answers.

    Each lays itself over what was there, and afterwards that holds again; without a last day it holds until the
    next that is planned. 403 for whoever edits for one office only. 412 with `stale_version` if a code is on
    another version than the one named. 409 with `no_second_person`.
    """
    shared.limits.take(user.username, "save")
    _check_reach(user)
    rates = wanted.wanted
    await check_versions(shared.engine, rates)
    subject = ", ".join(sorted(each.rate.code for each in rates))
    return await proposed(shared, user, Act.SET_RATE, None, subject, wanted.model_dump(mode="json"))


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
