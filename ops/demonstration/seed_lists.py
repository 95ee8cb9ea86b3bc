"""Writes the lists that an installation begins with: topics of calls, reasons of pauses."""

from sqlalchemy.ext.asyncio import AsyncConnection

from acd.staffing.pause_reason_store import seed_pause_reasons
from core.lists.topic_store import seed_topics


async def seed_lists(connection: AsyncConnection) -> None:
    """Only into empty tables: what people have made of a list stays theirs."""
    await seed_topics(connection)
    await seed_pause_reasons(connection)
