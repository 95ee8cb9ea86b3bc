"""Queues: their rules, the history of these, and what goes on now."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Path

from acd.choice.queue_policy import QueuePolicy
from acd.live.queues import QueueOffice
from acd.policy_store import (
    StoredPolicy,
    list_policies,
    policies_in_force,
    policy_versions,
    save_policy,
)
from acd.store import load_queue_offices
from api.auth import Shared, needs, sees
from api.errors import answers
from api.http.routing import Router
from api.queue_visibility import further_queues
from api.request_user import User
from api.routes.offices.queues_schemas import PolicyIn, QueueFigures, QueueOut
from api.schemas.etag import MaybeIfMatch, version_of
from api.schemas.paging import OFFICE, utc
from api.services import Services
from core.clock import WARSAW
from core.errors import CentreUnavailable, NotFound
from core.relay.commands import AskQueues, Done
from core.rights import Reach, Right

router = Router(prefix="/api", tags=["queues"])

Viewer = Annotated[User, sees(Right.SEE_QUEUES)]
OfficeCode = Annotated[str, Path(pattern=OFFICE, examples=["20060"])]


@router.get("/queues", responses=answers(401))
async def get_queues(user: Viewer, shared: Shared) -> list[QueueOut]:
    """The queues one may see, with the rules in force and the figures of this moment.

    Consultants see those they serve, supervisors the own office's and its neighbours'; supervisors of the
    provincial office, the managing team, technicians and administrators all.
    """
    now = shared.clock.now()
    offices = await load_queue_offices(shared.engine)
    rows = {row.office: row for row in await policies_in_force(shared.engine, now)}
    policies = {code: _policy(rows[code].policy if code in rows else None) for code in offices}
    versions = await policy_versions(shared.engine)
    figures = await _figures(shared)
    return [
        QueueOut(
            office=code,
            seat=offices[code].seat,
            policy=policies[code],
            valid_from=rows[code].valid_from if code in rows else None,
            valid_to=rows[code].valid_to if code in rows else None,
            version=versions.get(code, 0),
            now=figures.get(code),
        )
        for code in await _visible(user, shared, offices)
    ]


@router.get("/queues/{office}/policies", responses=answers(401, 404, 422))
async def get_queue_policies(office: OfficeCode, user: Viewer, shared: Shared) -> list[StoredPolicy]:
    """Who set which rules for a queue and when they hold, what is planned included; the latest first."""
    offices = await load_queue_offices(shared.engine)
    if office not in await _visible(user, shared, offices):
        raise NotFound
    return await list_policies(shared.engine, office)


@router.put("/queues/{office}/policy", responses=answers(401, 403, 404, 412, 413, 422))
async def set_queue_policy(
    office: OfficeCode,
    wanted: PolicyIn,
    user: Annotated[User, needs(Right.CHANGE_QUEUE_RULES)],
    shared: Shared,
    read: MaybeIfMatch = None,
) -> StoredPolicy:
    """Give a queue other rules, at once or from a moment on.

    For supervisors of the office, those of the provincial office, the managing team and administrators.

    With `If-Match`, the queue's `version` as it was read: 412 if somebody else has changed the rules since.
    422 with `settings_refused`, and in `fields` what is wrong, when they do not fit together with the rules of the
    other offices; nothing was changed then. The history keeps the rules of before.
    """
    if not user.may_for(Right.CHANGE_QUEUE_RULES, office):
        raise NotFound
    now = shared.clock.now()
    policy = await save_policy(
        shared.engine,
        office,
        wanted.policy,
        _begin(wanted.valid_from, now),
        None if wanted.valid_to is None else utc(wanted.valid_to, is_end=True),
        user.username,
        now,
        version=None if read is None else version_of(read),
    )
    await shared.relay.tell("policies")
    return policy


def _policy(found: QueuePolicy | None) -> QueuePolicy:
    return QueuePolicy() if found is None else found


def _begin(wanted: date | datetime | None, now: datetime) -> datetime:
    """Today means at once: its beginning has passed."""
    if wanted is None or (not isinstance(wanted, datetime) and wanted == now.astimezone(WARSAW).date()):
        return now
    return utc(wanted, is_end=False)


async def _figures(shared: Services) -> dict[str, QueueFigures]:
    try:
        reply = await shared.relay.ask(AskQueues())
    except CentreUnavailable:
        return {}
    return {now.office: QueueFigures.of(now) for now in reply.queues} if isinstance(reply, Done) else {}


async def _visible(user: User, shared: Services, offices: dict[str, QueueOffice]) -> list[str]:
    """The offices whose queues this user may see, by code."""
    if user.reach(Right.SEE_QUEUES) is Reach.PROVINCE:
        return sorted(offices)
    if not user.may(Right.SEE_QUEUES):
        return []
    also = await further_queues(shared.engine, user, shared.clock.now())
    return sorted({*user.offices, *also} & offices.keys())
