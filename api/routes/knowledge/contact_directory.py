"""How offices and branches are reached, and when. Nothing of it is a secret."""

from datetime import timedelta
from typing import Annotated

from fastapi import Path, Query, Response

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.knowledge.contact_directory_schemas import (
    ContactDirectoryOut,
    DirectoryOffice,
    PlaceCardIn,
    PlaceCardOut,
    days_of,
)
from api.schemas.etag import IfMatch, tag_of, version_of
from api.schemas.paging import OFFICE
from api.today import today
from core.errors import NotAllowed, NotFound
from core.rights import Right
from ivr.hours.opening_hours import OfficeHours
from ivr.hours.store import load_hours
from ivr.places import card_store
from ivr.places.card_store import StoredCard
from knowledge.contact_directory.directory_store import contact_directory

router = Router(prefix="/api/contact-directory", tags=["articles"])

DAYS = 7

Editor = Annotated[User, needs(Right.EDIT_ARTICLES)]
Place = Annotated[
    str,
    Path(pattern="^[a-z0-9-]{1,60}$", description="Of an office or a branch", examples=["20060", "sokolka-filia"]),
]


@router.get("", responses=answers(401, 403, 404, 422, 429))
async def get_contact_directory(
    user: Staff,
    shared: Shared,
    office: Annotated[str | None, Query(pattern=OFFICE, description="None: all offices")] = None,
) -> ContactDirectoryOut:
    """The offices that take callers with their branches, and their hours of the coming seven days.

    What nobody knows is null. 404 for an office that is none.
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


@router.get("/cards/{place}", responses=answers(401, 403, 404, 422))
async def get_card(place: Place, user: Editor, shared: Shared, response: Response) -> PlaceCardOut:
    """How one office or branch is reached, to be changed; its ETag is for `If-Match`. 403 for another office's."""
    return _out(await card_store.read_card(shared.engine, place), user, response)


@router.put("/cards/{place}", responses=answers(401, 403, 404, 412, 413, 422, 429))
async def set_card(
    place: Place, wanted: PlaceCardIn, if_match: IfMatch, user: Editor, shared: Shared, response: Response
) -> PlaceCardOut:
    """Fill in how an office or branch is reached: at once on the line, in articles that name it, in letters.

    403 for a place of another office. 412 with `stale_version` if somebody else has changed it since it was read.
    A new address from a day on is planned with PUT /api/offices/{code}/moves/{valid_from}.
    """
    shared.limits.take(user.username, "save")
    _check(user, (await card_store.read_card(shared.engine, place)).office)
    saved = await card_store.save_card(shared.engine, place, wanted.card, version_of(if_match))
    return _out(saved, user, response)


def _check(user: User, office: str) -> None:
    """Raises NotAllowed."""
    if not user.may_for(Right.EDIT_ARTICLES, office):
        raise NotAllowed


def _out(stored: StoredCard, user: User, response: Response) -> PlaceCardOut:
    _check(user, stored.office)
    response.headers["ETag"] = tag_of(stored.version)
    return PlaceCardOut.of(stored)
