"""Offices with the postal codes that they serve, and their branches."""

from typing import Annotated

from fastapi import Path, Query

from acd.defaults import rules_of_new_office
from api.auth import ReadsLists, Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.offices.offices_schemas import BranchIn, BranchOut, DeputyIn, OfficeIn, OfficeOut
from api.schemas.etag import IfMatchWhereAsked, version_read
from api.schemas.paging import OFFICE
from core.rights import Right
from core.two_persons.four_eyes_store import set_deputy
from ivr import defaults, office_store
from ivr.hours.wall_clock import wall
from ivr.office_store import NewOffice
from ivr.places import branch_store

router = Router(prefix="/api", tags=["offices"])

Manager = Annotated[User, needs(Right.MANAGE_OFFICES)]
OfficeCode = Annotated[str, Path(pattern=OFFICE, examples=["20060"])]
BranchId = Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$", examples=["kolno-stawiski"])]
Deactivated = Annotated[bool, Query(description="Those that were deactivated, too")]


@router.get("/offices", responses=answers(401, 403, 422))
async def get_offices(user: ReadsLists, shared: Shared, deactivated: Deactivated = False) -> list[OfficeOut]:
    """The offices that take callers, by code."""
    found = await office_store.list_offices(shared.engine)
    return [OfficeOut.of(office) for office in found if deactivated or office.deactivated_at is None]


@router.get("/offices/{code}", responses=answers(401, 403, 404, 422))
async def get_office(code: OfficeCode, user: ReadsLists, shared: Shared) -> OfficeOut:
    """One office, also one that was deactivated."""
    return OfficeOut.of(await office_store.get_office(shared.engine, code))


@router.put("/offices/{code}", responses=answers(401, 403, 412, 413, 422))
async def set_office(
    code: OfficeCode, wanted: OfficeIn, user: Manager, shared: Shared, if_match: IfMatchWhereAsked = None
) -> OfficeOut:
    """A new office, or other details of one; for administrators.

    A new one works at once: with its queue, by rules that call the whole province for help, and with the hours of
    most offices. Its neighbours and hours are set as for every office. 422 with `settings_refused` and in `fields`
    what is wrong, such as postal codes that another office serves; nothing was changed then. 412 with
    `stale_version` if somebody else has changed it since it was read.
    """
    now, settings = shared.clock.now(), shared.settings
    rules = rules_of_new_office(settings.ring_time, settings.wrap_up_time)
    new = NewOffice(rules.model_dump(mode="json"), defaults.plans_of_new_office(wall(now).date()))
    return OfficeOut.of(
        await office_store.save_office(
            shared.engine, code, wanted.details, new, user.username, now, version_read(if_match)
        )
    )


@router.put("/offices/{code}/deputy", status_code=204, responses=answers(401, 403, 404, 413, 422))
async def set_deputy_office(code: OfficeCode, wanted: DeputyIn, user: Manager, shared: Shared) -> None:
    """Which office's people confirm what takes two persons where this one has nobody else; for administrators."""
    await set_deputy(shared.engine, code, wanted.deputy)


@router.post("/offices/{code}/deactivate", responses=answers(401, 403, 404, 422))
async def deactivate_office(code: OfficeCode, user: Manager, shared: Shared) -> OfficeOut:
    """No callers are sent there any more; those who wait there are served, and records keep their meaning.

    422 with `settings_refused` for the provincial office, and as long as consultants work there, rules of other
    offices name it, it keeps an evening pool for others, or a number of its own is answered.
    """
    return OfficeOut.of(await office_store.deactivate_office(shared.engine, code, shared.clock.now()))


@router.post("/offices/{code}/restore", responses=answers(401, 403, 404, 422))
async def restore_office(code: OfficeCode, user: Manager, shared: Shared) -> OfficeOut:
    """It takes callers again, with the postal codes that no other office has taken over meanwhile."""
    return OfficeOut.of(await office_store.restore_office(shared.engine, code))


@router.get("/offices/{code}/branches", responses=answers(401, 403, 404, 422))
async def get_branches(
    code: OfficeCode, user: Staff, shared: Shared, deactivated: Deactivated = False
) -> list[BranchOut]:
    """Where else an office receives people, by name."""
    found = await branch_store.list_branches(shared.engine, code)
    return [BranchOut.of(branch) for branch in found if deactivated or branch.deactivated_at is None]


@router.get("/offices/{code}/branches/{branch_id}", responses=answers(401, 403, 404, 422))
async def get_branch(code: OfficeCode, branch_id: BranchId, user: Staff, shared: Shared) -> BranchOut:
    """One branch, also one that was deactivated."""
    return BranchOut.of(await branch_store.get_branch(shared.engine, code, branch_id))


@router.put("/offices/{code}/branches/{branch_id}", responses=answers(401, 403, 404, 412, 413, 422))
async def set_branch(
    code: OfficeCode,
    branch_id: BranchId,
    wanted: BranchIn,
    user: Manager,
    shared: Shared,
    if_match: IfMatchWhereAsked = None,
) -> BranchOut:
    """A new branch, or other details of one; for administrators. 412 with `stale_version` if somebody else has
    changed it since it was read."""
    read = version_read(if_match)
    return BranchOut.of(await branch_store.save_branch(shared.engine, code, branch_id, wanted.details, read))


@router.post("/offices/{code}/branches/{branch_id}/deactivate", responses=answers(401, 403, 404, 422))
async def deactivate_branch(code: OfficeCode, branch_id: BranchId, user: Manager, shared: Shared) -> BranchOut:
    """People are received there no longer."""
    now = shared.clock.now()
    return BranchOut.of(await branch_store.deactivate_branch(shared.engine, code, branch_id, now))


@router.post("/offices/{code}/branches/{branch_id}/restore", responses=answers(401, 403, 404, 422))
async def restore_branch(code: OfficeCode, branch_id: BranchId, user: Manager, shared: Shared) -> BranchOut:
    """People are received there again."""
    return BranchOut.of(await branch_store.restore_branch(shared.engine, code, branch_id))
