"""Which conversations are recorded: the rules of the province, of offices and of topics, with their days."""

from typing import Annotated

from fastapi import Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.recordings.recording_rules_schemas import RecordingRuleIn, RecordingRulesOut
from api.schemas.etag import IfMatch, tag_of, version_of
from api.services import Services
from clients.contact_rule import day_of
from core.errors import NotFound
from core.rights import Right
from recordings.rule_store import list_rules, save_rule

router = Router(prefix="/api/recordings/rules", tags=["recordings"])

Keeper = Annotated[User, needs(Right.CHANGE_RECORDING_RULES)]


@router.get("", responses=answers(401, 403))
async def get_recording_rules(user: Keeper, shared: Shared, response: Response) -> RecordingRulesOut:
    """The rules of the province and of the offices that one may set rules for, with what was and what is planned;
    the closest one holds: office and topic, office, topic, province. The ETag is their version."""
    return await _answer(user, shared, response)


@router.post("", responses=answers(401, 403, 404, 412, 413, 422))
async def plan_recording_rule(
    wanted: RecordingRuleIn, read_on: IfMatch, user: Keeper, shared: Shared, response: Response
) -> RecordingRulesOut:
    """Set another rule from a day on: of an office, or of the province for whose right reaches all of it.

    `If-Match` is the version that was read: 412 with `stale_version` if there are other rules since. 422 with
    `settings_refused`, and in `fields` what is wrong. Conversations that begin on that day go by it.
    """
    if not user.may_for(Right.CHANGE_RECORDING_RULES, wanted.office):
        raise NotFound
    await save_rule(
        shared.engine,
        wanted.office,
        wanted.topic,
        wanted.mode,
        wanted.basis.strip(),
        wanted.valid_from,
        version_of(read_on),
        user.username,
        shared.clock.now(),
    )
    return await _answer(user, shared, response)


async def _answer(user: User, shared: Services, response: Response) -> RecordingRulesOut:
    found = RecordingRulesOut.of(
        await list_rules(shared.engine),
        user.offices_of(Right.CHANGE_RECORDING_RULES),
        day_of(shared.clock.now()),
    )
    response.headers["ETag"] = tag_of(found.version)
    return found
