"""What people say of a draft at its nodes, and who else looks at it."""

from typing import Annotated

from fastapi import Path

from api.auth import Shared
from api.errors import answers
from api.http.routing import Router
from api.routes.scenarios.comments_schemas import CommentIn, Here
from api.routes.scenarios.drafts import Author
from api.routes.scenarios.scenarios import Compared, Name, Reader
from ivr.review.comment_store import CommentRow, add_comment, comments_of, settle_comment
from ivr.review.presence import Present

router = Router(prefix="/api", tags=["scenarios"])

CommentId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,60}$", examples=["comment-1"])]


@router.get("/scenarios/{name}/draft/comments", responses=answers(401, 403, 404, 422))
async def get_draft_comments(
    name: Name, user: Reader, shared: Shared, version: Compared = None
) -> list[CommentRow]:
    """What people say of the open draft, the earliest first; with `version`: what was said of the draft that it
    was."""
    return await comments_of(shared.engine, name, version)


@router.post("/scenarios/{name}/draft/comments", responses=answers(401, 403, 404, 409, 413, 422))
async def add_draft_comment(name: Name, said: CommentIn, user: Author, shared: Shared) -> CommentRow:
    """Say something of the open draft, also while it is in review. No approval is lost by it."""
    return await add_comment(shared.engine, name, said.node, said.text, user.username, shared.clock.now())


@router.post("/scenarios/{name}/draft/comments/{comment}/settled", responses=answers(401, 403, 404, 422))
async def settle_draft_comment(name: Name, comment: CommentId, user: Author, shared: Shared) -> CommentRow:
    """Nothing is left to do about it. Who has said so first stays."""
    return await settle_comment(shared.engine, name, comment, user.username, shared.clock.now())


@router.put("/scenarios/{name}/draft/here", responses=answers(401, 403, 413, 422))
async def be_at_draft(name: Name, here: Here, user: Reader, shared: Shared) -> list[Present]:
    """Say every ten seconds that one is here, and at which node; answers who else has said so within 25 s.

    Nothing of it is kept.
    """
    present = Present(user.username, user.display_name, here.node)
    return shared.presence.here(name, present, shared.clock.monotonic())
