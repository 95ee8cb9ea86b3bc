"""The states of consents against the register: rebuilt from all events, compared, put right where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.consents.consent import Consent, Statement, folded, stepped
from core.consents.register_store import consent_of
from core.db.tables.messages.consent_tables import ConsentEventRow, ConsentRow
from core.db.tables.person_tables import Client

Key = tuple[str, str, str]
_PAGE = 5000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many states were compared, and the events at which those stand that differed: never whose they are."""

    states: int
    wrong: Sequence[int]


async def rebuild(engine: AsyncEngine) -> Rebuilt:
    """Compare every state with what follows from its events, and write those that differ anew. Raises what the
    database raises; what was put right by then stays."""
    states, suspects = 0, list[Key]()
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="REPEATABLE READ")
        event = ConsentEventRow
        key = (event.client_id, event.purpose, event.channel)
        here = select(Client.id).where(Client.id == event.client_id).exists()
        events = (
            select(*key, event.what, event.source, event.at, event.number).where(here).order_by(*key, event.number)
        )
        kept = {
            (row.client_id, row.purpose, row.channel): consent_of(row)
            for row in await connection.execute(select(ConsentRow.__table__))
        }
        last: Key | None = None
        state: Consent | None = None
        rows = await connection.stream(events, execution_options={"yield_per": _PAGE})
        async for row in rows:
            now = (row.client_id, row.purpose, row.channel)
            if now != last:
                if last is not None and not _same(kept.pop(last, None), state):
                    suspects.append(last)
                last, state, states = now, None, states + 1
            state = stepped(state, _statement(row))
        if last is not None and not _same(kept.pop(last, None), state):
            suspects.append(last)
        suspects += [key for key, one in kept.items() if one.state != "none"]  # nobody ever said so
    wrong = []
    for suspect in suspects:
        async with engine.begin() as connection:
            wrong += await _put_right(connection, suspect)
    return Rebuilt(states, wrong)


async def _put_right(connection: AsyncConnection, key: Key) -> list[int]:
    """Once more with the row held: whoever wrote meanwhile was right."""
    row, event = ConsentRow, ConsentEventRow
    is_it = (row.client_id == key[0], row.purpose == key[1], row.channel == key[2])
    stands = (await connection.execute(select(row.__table__).where(*is_it).with_for_update())).one_or_none()
    events = select(event.__table__).where(
        event.client_id == key[0], event.purpose == key[1], event.channel == key[2]
    )
    said = [_statement(one) for one in await connection.execute(events.order_by(event.number))]
    right = folded(said)
    if stands is None:
        await connection.execute(_MISSING, {"client": key[0], "purpose": key[1], "channel": key[2]})
    elif _same(consent_of(stands), right):
        return []
    values = (
        {"state": "none", "event": None}
        if right is None
        else {"state": right.state, "since": right.since, "source": right.source, "event": right.event or None}
    )
    await connection.execute(update(row).where(*is_it).values(**values))
    return [0 if right is None else right.event]


_MISSING = text(
    "INSERT INTO consent (client_id, purpose, channel, state, since, source) "
    "SELECT id, CAST(:purpose AS text), CAST(:channel AS text), 'none', now(), 'import' "
    "FROM client WHERE id = :client"
)


def _same(kept: Consent | None, right: Consent | None) -> bool:
    if kept is None or kept.state == "none":
        return right is None or right.state == "none"
    return kept == right


def _statement(row: Any) -> Statement:
    return Statement(row.purpose, row.channel, row.what, row.source, row.at, row.number)
