"""The handbook of the role of whoever asks."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.aside import aside
from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from core.rights import Right, Role
from guidance.handbook.handbook import handbook_of
from knowledge.markdown import to_html

router = Router(prefix="/api", tags=["guidance"])


class HandbookSection(BaseModel):
    """What a page is for, and what the role does there."""

    page: str = Field(description="The path of the page", examples=["/board"])
    title: str
    html: str = Field(description="Safe HTML")


class HandbookOut(BaseModel):
    """In Polish. It may tell of pages that the account cannot open."""

    intro_html: str
    sections: list[HandbookSection]


@router.get("/handbook", responses=answers(401, 403, 429))
async def get_handbook(user: Annotated[User, needs(Right.READ_STANDARDS)], shared: Shared) -> HandbookOut:
    """The handbook of the own role: an introduction, and a section for each page."""
    shared.limits.take(user.username, "knowledge")
    known = _shown.get(user.role)
    if known is None:
        known = _shown[user.role] = await aside(_handbook, user.role)
    return known


_shown: dict[Role, HandbookOut] = {}
"""They ship with the product: each is made once in a process."""


def _handbook(role: Role) -> HandbookOut:
    found = handbook_of(role)
    sections = [
        HandbookSection(page=each.page, title=each.title, html=to_html(each.text)) for each in found.sections
    ]
    return HandbookOut(intro_html=to_html(found.intro), sections=sections)
