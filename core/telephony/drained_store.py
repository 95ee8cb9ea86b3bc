"""Which of several Asterisks are to have no new calls, for an update or a repair: kept over restarts."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.process_tables import DrainedAsterisk
from core.errors import NotFound, S724Error
from core.relay.relay import tell_on_commit

NEWS = "drained"  # told when another one is to be drained, or none


class LastAsterisk(S724Error):
    """Calls need one at the least. Nothing was changed."""

    code = "last_asterisk"


async def load_drained(engine: AsyncEngine) -> frozenset[str]:
    """Their names."""
    async with engine.connect() as connection:
        return frozenset(await connection.scalars(select(DrainedAsterisk.name)))


async def drain(
    engine: AsyncEngine, name: str, nodes: Collection[str], account: str, now: datetime, *, is_drained: bool
) -> None:
    """No new calls for one of `nodes`, or again; told on commit. Said again, nothing changes.

    Raises NotFound for one that there is not, LastAsterisk if none would be left for calls.
    """
    if name not in nodes:
        raise NotFound("Nie ma takiej centrali.")
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE drained_asterisk IN SHARE ROW EXCLUSIVE MODE"))
        if is_drained:
            drained = set(await connection.scalars(select(DrainedAsterisk.name)))
            if not set(nodes) - drained - {name}:
                raise LastAsterisk(
                    "To jedyna centrala, która przyjmuje połączenia. Najpierw trzeba otworzyć inną."
                )
            row = insert(DrainedAsterisk).values(name=name, drained_by=account, drained_at=now)
            await connection.execute(row.on_conflict_do_nothing())
        else:
            await connection.execute(delete(DrainedAsterisk).where(DrainedAsterisk.name == name))
        await tell_on_commit(connection, NEWS)
