"""Rates: amounts that articles name by their code, with the days on which they hold."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.routes.articles import today
from api.schemas.rates import RateIn, RateList, RateOut
from api.user import User
from core.errors import NotAllowed
from core.rights import Reach, Right
from knowledge.rates.rate import check_days
from knowledge.rates.rate_store import list_rates, save_rate

router = APIRouter(prefix="/api/rates", tags=["articles"])

Editor = Annotated[User, needs(Right.EDIT_ARTICLES)]


@router.get("", responses=answers(401, 403, 429))
async def get_rates(user: Staff, shared: Shared) -> RateList:
    """All rates with all their spans of days, by code and first day."""
    shared.limits.take(user.username, "knowledge")
    day = today(shared)
    return RateList(rates=[RateOut.of(stored, day) for stored in await list_rates(shared.engine)])


@router.post("", status_code=201, responses=answers(401, 403, 413, 422, 429))
async def set_rate(wanted: RateIn, user: Editor, shared: Shared) -> RateOut:
    """A rate for a span of days: it lays itself over what was there, and afterwards that holds again; without a
    last day it holds until the next that is planned. Rates are the whole province's: 403 for whoever edits for
    one office only.
    """
    shared.limits.take(user.username, "save")
    if user.reach(Right.EDIT_ARTICLES) is not Reach.PROVINCE:
        raise NotAllowed
    rate = wanted.rate
    check_days(rate)
    stored = await save_rate(shared.engine, rate, user.username, shared.clock.now())
    return RateOut.of(stored, today(shared))
