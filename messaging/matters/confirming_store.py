"""Tells who has written the number of the matter: once for each, and not more often than a person would write."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.consents.addresses import AddressHashes
from core.db.tables.messages.outbox_tables import OutboxRow
from core.ids import new_id
from messaging.gate_store import refused
from messaging.matters.matter import RECEIVED_TEMPLATE
from messaging.matters.matter_store import EMAIL, Opened

_MOST: Final = 5
"""To one address on one day, whatever the headers say: two programs that answer each other end."""


async def confirm(
    connection: AsyncConnection, hashes: AddressHashes, matter: Opened, address: str, now: datetime
) -> None:
    """Queued in the caller's transaction, unless the gate or the count says no."""
    row = OutboxRow
    recent = select(func.count()).where(
        row.channel == EMAIL,
        row.template == RECEIVED_TEMPLATE,
        row.address == address,
        row.queued_at > now - timedelta(days=1),
    )
    if (await connection.execute(recent)).scalar_one() >= _MOST:
        return
    gate = await refused(connection, hashes, EMAIL, "service", matter.client_id, address, matter.office, now)
    if gate is not None:
        return
    values = {
        "id": new_id("message"),
        "channel": EMAIL,
        "kind": "service",
        "about": matter.id,
        "occasion": "received",
        "office": matter.office,
        "client_id": matter.client_id,
        "address": address,
        "template": RECEIVED_TEMPLATE,
        "template_values": {"number": matter.number},
        "state": "queued",
        "queued_at": now,
        "not_before": now,
        "expires_at": now + timedelta(days=1),
    }
    await connection.execute(pg_insert(OutboxRow).values(values).on_conflict_do_nothing())
