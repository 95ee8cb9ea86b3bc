"""The keys of matters: what somebody has written is read with the key of the matter, or not at all."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from core.fact_log.personal_key_store import destroy_keys, keys_to_read, keys_to_write
from core.keys.secret_box import ValueBox


async def box_to_write(connection: AsyncConnection, matter: str) -> ValueBox:
    """Made with the first message. After an erasure: one that nobody opens."""
    return ValueBox((await keys_to_write(connection, [_subject(matter)]))[_subject(matter)])


async def boxes_to_read(connection: AsyncConnection, matters: Collection[str]) -> dict[str, ValueBox]:
    """Without those whose key was destroyed."""
    found = await keys_to_read(connection, [_subject(matter) for matter in matters])
    return {subject.partition(":")[2]: ValueBox(key) for subject, key in found.items()}


async def destroy(connection: AsyncConnection, matters: Collection[str]) -> None:
    await destroy_keys(connection, [_subject(matter) for matter in matters])


def _subject(matter: str) -> str:
    return f"matter:{matter}"
