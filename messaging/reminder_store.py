"""Reminders of visits become messages: once for each time of each visit, by one channel, if the gate lets it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, cast, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.consents.addresses import AddressHashes
from core.consents.consent import Channel
from core.consents.register_store import consents_of
from core.db.tables.centre.office_tables import Office
from core.db.tables.client_tables import VisitRow
from core.db.tables.messages.outbox_tables import OutboxRow
from core.db.tables.person_tables import Client
from core.ids import new_id
from core.messages.sms import REMINDER_TEMPLATE
from messaging.gate_store import refused
from messaging.reminders import FARTHEST, LATEST, day_pl, hour_pl, in_order, is_due

REMINDER_MAIL: Final = "przypomnienie-wizyty-mail"
_TEMPLATES: Final[dict[Channel, str]] = {"sms": REMINDER_TEMPLATE, "email": REMINDER_MAIL}
_MOST = 500


async def remind(engine: AsyncEngine, hashes: AddressHashes, lines: Collection[Channel], now: datetime) -> int:
    """Queue what is due, and write down whom nothing may remind; how many were queued. `lines`: channels by which
    anything goes out here. For the one courier that leads: two at once could choose two channels."""
    visit, out = VisitRow, OutboxRow
    occasion = func.concat("visit:", cast(func.extract("epoch", visit.at), BigInteger))
    query = (
        select(visit.id, visit.client_id, visit.at, visit.room, Client.office, Client.sms_number, Client.email)
        .add_columns(Office.name, occasion.label("occasion"))
        .join(Client, Client.id == visit.client_id)
        .join(Office, Office.code == Client.office)
        .where(
            visit.state == "planned",
            visit.at > now + LATEST,
            visit.at < now + FARTHEST,
            ~exists().where(out.about == visit.id, out.occasion == occasion),
        )
        .order_by(visit.at, visit.id)
    )
    queued = 0
    async with engine.begin() as connection:
        due = [row for row in await connection.execute(query) if is_due(row.at, now)]
        for row in due[:_MOST]:
            queued += await _remind_one(connection, hashes, row, lines, now)
    return queued


async def _remind_one(
    connection: AsyncConnection, hashes: AddressHashes, row: Any, lines: Collection[Channel], now: datetime
) -> int:
    addresses: dict[Channel, str] = {"sms": row.sms_number or "", "email": row.email or ""}
    there = [channel for channel in lines if addresses.get(channel)]
    if not there:
        return 0
    why, chosen = None, there[0]
    for channel in in_order(there, await consents_of(connection, row.client_id)):
        chosen, address = channel, addresses[channel]
        why = await refused(connection, hashes, channel, "reminder", row.client_id, address, row.office, now)
        if why is None:
            break
    values = {
        "id": new_id("message"),
        "channel": chosen,
        "kind": "reminder",
        "about": row.id,
        "occasion": row.occasion,
        "office": row.office,
        "client_id": row.client_id,
        "address": addresses[chosen],
        "template": _TEMPLATES[chosen],
        "template_values": {
            "urzad": row.name,
            "dzien": day_pl(row.at),
            "godzina": hour_pl(row.at),
            "pokoj": row.room,
        },
        "state": "queued" if why is None else "refused",
        "reason": why,
        "queued_at": now,
        "not_before": now,
        "expires_at": row.at - LATEST,
        "ended_at": None if why is None else now,
    }
    await connection.execute(insert(OutboxRow).values(values))
    return int(why is None)
