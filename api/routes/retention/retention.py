"""Retention rules, and runs that delete what has expired. The process `jobs` carries them out."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.proposals import proposed
from api.request_user import User
from api.routes.retention.retention_schemas import (
    RetentionRuleIn,
    RetentionRuleOut,
    RetentionRunIn,
    RetentionRunOut,
    RetentionRunPage,
    RetentionRunQuery,
)
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.paging import cursor_of
from api.schemas.proposals import ProposalOut
from api.services import Services
from core.clock import WARSAW
from core.errors import NotFound
from core.retention.retention import Kind, is_shorter, spans_of
from core.retention.retention_rule_store import check_rule, list_rules, load_rules, offices_of_rules, save_rule
from core.retention.retention_run_store import ask_for_run, list_runs
from core.rights import Right
from core.two_persons.four_eyes import Act

router = Router(prefix="/api/retention", tags=["retention"])

Keeper = Annotated[User, needs(Right.MANAGE_RETENTION)]


@router.get("/rules", responses=answers(401, 403))
async def get_retention_rules(user: Keeper, shared: Shared) -> list[RetentionRuleOut]:
    """Every kind of data with its rule: of the province, and of the offices that one may set rules for."""
    return await _rules(user, shared, shared.clock.now())


@router.get("/rules/{kind}", responses=answers(401, 403, 422))
async def get_retention_rule(kind: Kind, user: Keeper, shared: Shared, response: Response) -> RetentionRuleOut:
    """One kind of data; the ETag is the version of its rules."""
    found = await _rule(kind, user, shared)
    response.headers["ETag"] = tag_of(found.version)
    return found


@router.post(
    "/rules/{kind}",
    responses={
        **answers(401, 403, 404, 409, 412, 413, 422),
        202: {"model": ProposalOut, "description": "It waits for a second person"},
    },
)
async def plan_retention_rule(
    kind: Kind, wanted: RetentionRuleIn, read_on: IfMatch, user: Keeper, shared: Shared, response: Response
) -> RetentionRuleOut | ProposalOut:
    """Set another rule from a day on: of an office, or of the province for whose right reaches all of it.

    A rule that keeps something for fewer days is proposed only (202, a `ProposalOut`): another person confirms it,
    and it holds from the seventh day afterwards at the earliest, so that no run lets go of anything before.

    `If-Match` is the version that was read: 412 with `stale_version` if the kind has other rules since. 422 with
    `settings_refused`, and in `fields` what is wrong, for what is out of bounds. What callers are told changes on
    that day; recordings are kept for no longer than was announced when they were made.
    """
    if not user.may_for(Right.MANAGE_RETENTION, wanted.office):
        raise NotFound
    now, version = shared.clock.now(), version_of(read_on)
    rules = await load_rules(shared.engine)
    if is_shorter(rules, kind, wanted.office, wanted.days, wanted.valid_from):
        await check_rule(shared.engine, kind, wanted.office, wanted.days, wanted.valid_from, version, now)
        details = {"kind": kind, "version": version, **wanted.model_dump(mode="json", exclude={"office"})}
        response.status_code = 202
        return await proposed(shared, user, Act.SHORTEN_RETENTION, wanted.office, kind, details)
    await save_rule(
        shared.engine,
        kind,
        wanted.office,
        wanted.days,
        wanted.valid_from,
        wanted.basis.strip(),
        version,
        user.username,
        now,
    )
    found = await _rule(kind, user, shared)
    response.headers["ETag"] = tag_of(found.version)
    return found


@router.get("/runs", responses=answers(401, 403, 422))
async def get_retention_runs(
    query: Annotated[RetentionRunQuery, Query()], user: Keeper, shared: Shared
) -> RetentionRunPage:
    """What was let go, every night and by hand, and what dry runs have counted: of the whole province, newest
    first."""
    page = await list_runs(shared.engine, limit=query.limit, after=query.place())
    return RetentionRunPage(runs=[RetentionRunOut.of(run) for run in page.runs], next_cursor=cursor_of(page.after))


@router.post("/runs", status_code=202, responses=answers(401, 403, 404, 409, 413, 422))
async def ask_for_retention_run(wanted: RetentionRunIn, user: Keeper, shared: Shared) -> RetentionRunOut:
    """Begin a run now and not at night, dry or real; how it goes is told by the list.

    For whose right reaches the whole province, else 404. 409 with `run_goes_on` while another one has not ended.
    """
    if not user.may_for(Right.MANAGE_RETENTION, None):
        raise NotFound
    run = await ask_for_run(shared.engine, user.username, shared.clock.now(), is_dry=wanted.is_dry)
    return RetentionRunOut.of(run)


async def _rule(kind: Kind, user: User, shared: Services) -> RetentionRuleOut:
    return next(rule for rule in await _rules(user, shared, shared.clock.now()) if rule.kind == kind)


async def _rules(user: User, shared: Services, now: datetime) -> list[RetentionRuleOut]:
    stored = await list_rules(shared.engine)
    rules = spans_of([row.rule for rows in stored.values() for row in rows])
    own = user.offices_of(Right.MANAGE_RETENTION)
    offices = [code for code in await offices_of_rules(shared.engine) if own is None or code in own]
    today = now.astimezone(WARSAW).date()
    return [RetentionRuleOut.of(kind, rows, rules, offices, today) for kind, rows in stored.items()]
