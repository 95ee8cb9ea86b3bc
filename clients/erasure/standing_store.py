"""Which keyed hashes stand for somebody erased: those that nobody has let in again since."""

from sqlalchemy import any_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.request_tables import ErasureReadmissionRow, ErasureRow


async def standing_hashes(connection: AsyncConnection, only: str | None = None) -> set[str]:
    """All of them, or `only` this one if it stands. A key that was erased again after it was let in stands."""
    each = select(func.unnest(ErasureRow.hashes).label("hash"), ErasureRow.at)
    if only is not None:
        each = each.where(any_(ErasureRow.hashes) == only)
    named = each.subquery()
    let_in = ErasureReadmissionRow
    since = exists().where(let_in.key_hash == named.c.hash, let_in.at >= named.c.at)
    query = select(named.c.hash).where(~since).distinct()
    if only is not None:
        query = query.where(named.c.hash == only)
    return set(await connection.scalars(query))
