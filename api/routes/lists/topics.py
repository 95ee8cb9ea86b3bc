"""Topics of calls: what menus, skills, hours and records tell apart."""

from typing import Annotated

from fastapi import Path, Query

from api.auth import ReadsLists, Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.lists.lists_schemas import TopicIn
from api.schemas.etag import IfMatchWhereAsked, version_read
from core.lists import topic_store
from core.lists.topic_store import StoredTopic
from core.rights import Right

router = Router(prefix="/api", tags=["lists"])

Manager = Annotated[User, needs(Right.MANAGE_LISTS)]
TopicId = Annotated[str, Path(pattern="^[a-z_]{1,40}$", examples=["employer"])]


@router.get("/topics", responses=answers(401, 403, 422))
async def get_topics(
    user: ReadsLists,
    shared: Shared,
    deactivated: Annotated[bool, Query(description="Those that were deactivated, too")] = False,
) -> list[StoredTopic]:
    """The topics that can be chosen, in their order."""
    topics = await topic_store.list_topics(shared.engine)
    return [topic for topic in topics if deactivated or topic.deactivated_at is None]


@router.put("/topics/{topic}", responses=answers(401, 403, 412, 413, 422))
async def set_topic(
    topic: TopicId, wanted: TopicIn, user: Manager, shared: Shared, if_match: IfMatchWhereAsked = None
) -> StoredTopic:
    """A new topic, or other words for one; for administrators. Scenarios, skills, rules of queues and hours may
    name it at once. 412 with `stale_version` if somebody else has changed it since it was read."""
    read = version_read(if_match)
    stored = await topic_store.save_topic(
        shared.engine, topic, wanted.title, wanted.whispered, wanted.place, read_version=read
    )
    await shared.lists.reload()
    return stored


@router.post("/topics/{topic}/deactivate", responses=answers(401, 403, 404, 422))
async def deactivate_topic(topic: TopicId, user: Manager, shared: Shared) -> StoredTopic:
    """Nobody can choose it any more. Scenarios that set it run on, and records keep its words."""
    stored = await topic_store.deactivate_topic(shared.engine, topic, shared.clock.now())
    await shared.lists.reload()
    return stored


@router.post("/topics/{topic}/restore", responses=answers(401, 403, 404, 422))
async def restore_topic(topic: TopicId, user: Manager, shared: Shared) -> StoredTopic:
    """It can be chosen again."""
    stored = await topic_store.restore_topic(shared.engine, topic)
    await shared.lists.reload()
    return stored
