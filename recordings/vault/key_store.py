"""Keys of recordings as rows: wrapping them anew, when the installation has a new key."""

from collections.abc import Awaitable, Callable

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.recording_tables import RecordingKeyRow
from recordings.vault.keys import InstallationKeys
from recordings.vault.packing_store import let_no_key_be_used

BATCH = 500

_KEY = RecordingKeyRow.__table__
_WRAP = (
    update(RecordingKeyRow)
    .where(RecordingKeyRow.recording_id == bindparam("recording"))
    .values(installation_key=bindparam("new_id"), wrapped=bindparam("new_wrapped"))
)


async def wrap_anew(engine: AsyncEngine, keys: InstallationKeys, finish: Callable[[], Awaitable[None]]) -> int:
    """Wrap every key by the present one that an older one wraps; how many. `finish` is called when none is left,
    and nobody can wrap by an older one meanwhile: then those are not needed any more.

    In short transactions, beside whoever reads; killed anywhere it goes on. Raises WrongKey for a wrapped key that
    was changed, and what the database raises.
    """
    count = 0
    while True:
        async with engine.begin() as connection:
            done = await _wrap_batch(connection, keys)
        count += done
        if done < BATCH:
            break
    async with engine.begin() as connection:
        await let_no_key_be_used(connection)
        while done := await _wrap_batch(connection, keys):
            count += done
        await finish()
    return count


async def unknown_keys(engine: AsyncEngine, keys: InstallationKeys) -> dict[str, int]:
    """How many recordings are wrapped by keys that this installation has not, by the key's id."""
    query = (
        select(_KEY.c.installation_key, func.count())
        .where(_KEY.c.wrapped.is_not(None))
        .group_by(_KEY.c.installation_key)
    )
    async with engine.connect() as connection:
        return {str(key): int(count) for key, count in await connection.execute(query) if key not in keys}


async def _wrap_batch(connection: AsyncConnection, keys: InstallationKeys) -> int:
    query = (
        select(_KEY.c.recording_id, _KEY.c.installation_key, _KEY.c.wrapped)
        .where(_KEY.c.wrapped.is_not(None), _KEY.c.installation_key.in_(keys.old_ids))
        .order_by(_KEY.c.recording_id)
        .limit(BATCH)
        .with_for_update()
    )
    fresh = []
    for one in await connection.execute(query):
        key = keys.unwrap(one.recording_id, one.installation_key, one.wrapped)
        new_id, wrapped = keys.wrap(one.recording_id, key)
        fresh.append({"recording": one.recording_id, "new_id": new_id, "new_wrapped": wrapped})
    if fresh:
        await connection.execute(_WRAP, fresh)
    return len(fresh)
