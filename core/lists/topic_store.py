"""The topics of calls in the database: what people make of them, and how a process learns of it.

A topic is never deleted: skills, hours, rules of queues, scenarios and records name it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.office_tables import TopicRow
from core.errors import NotFound, SettingsRefused
from core.lists.last_change_store import check_unchanged
from core.lists.topics import RESERVED, SHIPPED_TOPICS, TOPICS, TopicWords
from core.relay.relay import tell_on_commit

NEWS = "lists"  # told when topics or reasons of pauses have changed


@dataclass(frozen=True, slots=True)
class StoredTopic:
    """What calls are about."""

    id: Annotated[str, Field(examples=["employer"])]
    title: Annotated[str, Field(examples=["pracodawca"])]
    whispered: Annotated[str, Field(examples=["pracodawca"])]
    place: int
    deactivated_at: Annotated[datetime | None, Field(description="None: it can be chosen")]


async def list_topics(engine: AsyncEngine) -> list[StoredTopic]:
    """All of them in their order, those that were deactivated included."""
    query = select(TopicRow.__table__).order_by(TopicRow.place, TopicRow.id)
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query)]


async def reload_topics(engine: AsyncEngine) -> bool:
    """Make the topics of this process those of the table, or what ships if that is empty. True if they are others
    than before.

    Raises `core.db.errors.DATABASE_AWAY`; then they stay as they were.
    """
    rows = await list_topics(engine)
    found = {row.id: TopicWords(row.title, row.whispered, row.deactivated_at is None) for row in rows}
    return TOPICS.replace(found or SHIPPED_TOPICS)


async def save_topic(
    engine: AsyncEngine,
    topic: str,
    title: str,
    whispered: str,
    place: int | None = None,
    read_version: int | None = None,
) -> StoredTopic:
    """A new topic, or other words for one. Without a `place` it keeps its place; a new one comes last.

    Raises SettingsRefused for a name that opening hours use otherwise, StaleVersion if it is not as it was read.
    One that was deactivated stays so.
    """
    if topic in RESERVED:
        raise SettingsRefused([f"Temat nie może mieć nazwy „{topic}”: tak nazywa się jeden z planów godzin."])
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE topic IN SHARE ROW EXCLUSIVE MODE"))
        await check_unchanged(connection, "topic", topic, read_version)
        last = select(func.coalesce(func.max(TopicRow.place), 0) + 1).scalar_subquery()
        changed: dict[str, Any] = {"title": title, "whispered": whispered}
        if place is not None:
            changed["place"] = place
        statement = insert(TopicRow).values({"id": topic, "place": last, **changed})
        found = await connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=changed).returning(*TopicRow.__table__.c)
        )
        await tell_on_commit(connection, NEWS)
        return _read(found.one())


async def deactivate_topic(engine: AsyncEngine, topic: str, now: datetime) -> StoredTopic:
    """Nobody can choose it any more; scenarios that set it run on, and records keep its words.

    Harmless for one that was deactivated before. Raises NotFound.
    """
    return await _set(engine, topic, func.coalesce(TopicRow.deactivated_at, now))


async def restore_topic(engine: AsyncEngine, topic: str) -> StoredTopic:
    """It can be chosen again. Raises NotFound."""
    return await _set(engine, topic, None)


async def seed_topics(connection: AsyncConnection) -> None:
    """Write what ships into an empty table: what people have made of topics is never touched."""
    if await connection.scalar(select(func.count()).select_from(TopicRow)):
        return
    rows = [
        {"id": topic, "title": words.title, "whispered": words.whispered, "place": place}
        for place, (topic, words) in enumerate(SHIPPED_TOPICS.items(), start=1)
    ]
    await connection.execute(insert(TopicRow), rows)


async def _set(engine: AsyncEngine, topic: str, deactivated_at: Any) -> StoredTopic:
    async with engine.begin() as connection:
        statement = update(TopicRow).where(TopicRow.id == topic).values(deactivated_at=deactivated_at)
        row = (await connection.execute(statement.returning(*TopicRow.__table__.c))).one_or_none()
        if row is None:
            raise NotFound
        await tell_on_commit(connection, NEWS)
        return _read(row)


def _read(row: Row[Any]) -> StoredTopic:
    return StoredTopic(row.id, row.title, row.whispered, row.place, row.deactivated_at)
