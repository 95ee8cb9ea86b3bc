"""At how many clients one account may look on a day: the rules of the province and of offices."""

from typing import Annotated

from fastapi import Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.clients.look_ceilings_schemas import LookCeilingIn, LookCeilingsOut
from api.schemas.etag import IfMatch, tag_of, version_of
from api.services import Services
from clients.access_ceiling_store import list_ceilings, save_ceiling
from core.rights import Right

router = Router(prefix="/api/look-ceilings", tags=["clients"])

Keeper = Annotated[User, needs(Right.SET_LOOK_CEILINGS)]


@router.get("", responses=answers(401, 403))
async def get_look_ceilings(user: Keeper, shared: Shared, response: Response) -> LookCeilingsOut:
    """The rules with what was and what is planned; an office's goes before the province's. The ETag is their
    version."""
    return await _answer(shared, response)


@router.post("", responses=answers(401, 403, 404, 412, 413, 422))
async def plan_look_ceiling(
    wanted: LookCeilingIn, read_on: IfMatch, user: Keeper, shared: Shared, response: Response
) -> LookCeilingsOut:
    """Set another ceiling from a day on.

    `If-Match` is the version that was read: 412 with `stale_version` if there are other rules since. 422 with
    `settings_refused` for a day that is over. Beyond the ceiling looks are refused with `too_many_looks`, and the
    board of the office has an alarm.
    """
    await save_ceiling(
        shared.engine, wanted.rule, wanted.basis, version_of(read_on), user.username, shared.clock.now()
    )
    return await _answer(shared, response)


async def _answer(shared: Services, response: Response) -> LookCeilingsOut:
    found = LookCeilingsOut.of(await list_ceilings(shared.engine))
    response.headers["ETag"] = tag_of(found.version)
    return found
