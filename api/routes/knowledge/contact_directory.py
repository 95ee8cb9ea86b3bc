"""How offices and branches are reached, and when. Nothing of it is a secret."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query

from api.auth import Shared, Staff
from api.errors import answers
from api.http.routing import Router
from api.routes.knowledge.contact_directory_schemas import ContactDirectoryOut, DirectoryOffice, days_of
from api.schemas.paging import OFFICE
from api.today import today
from core.errors import NotFound
from ivr.hours.opening_hours import OfficeHours
from ivr.hours.store import load_hours
from knowledge.contact_directory.directory_store import contact_directory

router = Router(prefix="/api/contact-directory", tags=["articles"])

DAYS = 7


@router.get("", responses=answers(401, 403, 404, 422, 429))
async def get_contact_directory(
    user: Staff,
    shared: Shared,
    office: Annotated[str | None, Query(pattern=OFFICE, description="None: all offices")] = None,
) -> ContactDirectoryOut:
    """The offices that take callers with their branches, and their hours of the coming seven days.

    What nobody knows is null. 404 for an office that is none. Details are changed with PUT /api/offices/{code}.
    """
    shared.limits.take(user.username, "knowledge")
    found = await contact_directory(shared.engine, office)
    if office is not None and not found:
        raise NotFound
    hours, first = await load_hours(shared.engine), today(shared)
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return ContactDirectoryOut(
        offices=[
            DirectoryOffice.of(each, days_of(hours.offices.get(each.code, OfficeHours()), days)) for each in found
        ]
    )
