"""Asks the gate in the caller's transaction, with what the register knows at that moment."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.consents.addresses import AddressHashes
from core.consents.consent import Channel
from core.consents.gate import MessageKind, Refused, may_send
from core.consents.register_store import consents_of, suppressed
from core.db.tables.person_tables import Client


async def refused(
    connection: AsyncConnection,
    hashes: AddressHashes,
    channel: Channel,
    kind: MessageKind,
    client_id: str | None,
    address: str,
    office: str | None,
    now: datetime,
) -> str | None:
    """Why the gate lets it not through, in Polish; None: it may go."""
    consents, restricted = [], False
    if client_id is not None:
        consents = await consents_of(connection, client_id)
        query = select(Client.restricted_at).where(Client.id == client_id)
        restricted = await connection.scalar(query) is not None
    ended = await suppressed(connection, channel, address, office, hashes)
    answer = may_send(kind, channel, consents, ended, now, is_restricted=restricted)
    return answer.reason_pl if isinstance(answer, Refused) else None
