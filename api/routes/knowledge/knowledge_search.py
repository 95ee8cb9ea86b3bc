"""Searching the knowledge base while one types, and what nobody found in it."""

import time
from typing import Annotated

from fastapi import Path, Query

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.knowledge.knowledge_search_schemas import (
    KnowledgeHits,
    KnowledgeSearchIn,
    Suggestions,
    SuggestionsIn,
    UnansweredClosing,
    UnansweredIn,
    UnansweredNoted,
    UnansweredPage,
    UnansweredQuery,
    UseIn,
)
from api.schemas.paging import encoded
from core.rights import Right
from knowledge.search.unanswered_store import UnansweredSearch, close_unanswered, list_unanswered

router = Router(prefix="/api/knowledge", tags=["articles"])

Editor = Annotated[User, needs(Right.EDIT_ARTICLES)]
UnansweredId = Annotated[
    str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["unanswered-019ab3c4d5e0000-4f2a91c3d0"])
]


@router.post("/search", responses=answers(401, 403, 413, 422, 429))
async def search_knowledge(wanted: KnowledgeSearchIn, user: Staff, shared: Shared) -> KnowledgeHits:
    """Articles, places, trainings and fairs that fit what is typed, the best first; meant for every key.

    Any form of a word finds it, also without diacritics and with a slip, and the last word need not be complete.
    An article comes once, in the language that fits best. One that is not in force is marked, and its answer does
    not come along. A question that stands for some seconds is counted for editors: its ordinary words alone,
    without who asked.
    """
    shared.limits.take(user.username, "typing")
    began = time.perf_counter()
    found = await shared.searches.search(wanted.q, wanted.filters(), wanted.limit, user.username, user.office)
    return KnowledgeHits.of(found, round(1000 * (time.perf_counter() - began), 2))


@router.post("/suggestions", responses=answers(401, 403, 413, 422, 429))
async def suggest_questions(wanted: SuggestionsIn, user: Staff, shared: Shared) -> Suggestions:
    """How what is typed may go on: the last word completed, then questions that articles answer."""
    shared.limits.take(user.username, "typing")
    return Suggestions(suggestions=await shared.searches.suggest(wanted.q, wanted.filters(), wanted.limit))


@router.post("/unanswered", responses=answers(401, 403, 413, 422, 429))
async def report_unanswered(wanted: UnansweredIn, user: Staff, shared: Shared) -> UnansweredNoted:
    """Say that nothing of what was found helps."""
    shared.limits.take(user.username, "save")
    return UnansweredNoted(is_kept=await shared.searches.note_unanswered(wanted.q, wanted.language, user.office))


@router.post("/uses", status_code=204, responses=answers(401, 403, 413, 422, 429))
async def report_use(wanted: UseIn, user: Staff, shared: Shared) -> None:
    """Say that a hit was opened, or read to a caller.

    Counted by day, office, article and the ordinary words of the question, without who it was; what cannot be
    found is not counted.
    """
    shared.limits.take(user.username, "knowledge")
    article = wanted.id if wanted.kind == "article" else ""
    if wanted.what == "opened":
        await shared.searches.note_opened(user.username, user.office, wanted.q, wanted.language, article)
    elif article:
        await shared.searches.note_read_aloud(user.office, wanted.q, wanted.language, article)


@router.get("/unanswered", responses=answers(401, 403, 422, 429))
async def get_unanswered(
    wanted: Annotated[UnansweredQuery, Query()], user: Editor, shared: Shared
) -> UnansweredPage:
    """What was asked and not answered, the weightiest first; those that were worked off are left out."""
    shared.limits.take(user.username, "knowledge")
    searches, following = await list_unanswered(shared.engine, wanted.which, wanted.place, wanted.limit)
    return UnansweredPage(unanswered=searches, next_cursor=None if following is None else encoded(following))


@router.post("/unanswered/{unanswered_id}/close", responses=answers(401, 403, 404, 413, 422, 429))
async def close_unanswered_search(
    unanswered_id: UnansweredId, wanted: UnansweredClosing, user: Editor, shared: Shared
) -> UnansweredSearch:
    """Work one off, with the article that answers it or without; said again, nothing changes.

    404 if there is no such question or article. Asked anew, it comes anew.
    """
    shared.limits.take(user.username, "save")
    now = shared.clock.now()
    return await close_unanswered(shared.engine, unanswered_id, wanted.article_id, user.username, now)
