"""Who was promised on the line to be rung back later is told so once by text message, where the number can."""

import re
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.consents.addresses import AddressHashes, national
from core.db.tables.centre.call_tables import CallbackRow
from core.db.tables.centre.office_tables import Office
from core.db.tables.messages.outbox_tables import OutboxRow
from core.ids import new_id
from core.messages.sms import PROMISE_TEMPLATE
from messaging.gate_store import refused
from messaging.outbox_store import SMS
from messaging.reminders import day_pl, hour_pl

LATELY: Final = timedelta(hours=1)
"""What was promised longer ago is told no more: who has not heard by then does not wait for it."""

_MOBILE = re.compile(r"(45|50|51|53|57|60|66|69|72|73|78|79|88)\d{7}")
"""Numbers of Poland's mobile networks."""


async def tell_promises(engine: AsyncEngine, hashes: AddressHashes, now: datetime) -> int:
    """Queue what is due; how many. A call-back that stands in line at once needs no message: the call comes."""
    callback, out = CallbackRow, OutboxRow
    query = (
        select(callback.__table__, Office.name)
        .join(Office, Office.code == callback.office)
        .where(
            callback.state == "waiting",
            callback.cause == "wish",
            callback.language == "pl",
            callback.ordered_at > now - LATELY,
            callback.not_before > now,
            ~exists().where(out.about == callback.id, out.occasion == "promised"),
        )
        .order_by(callback.ordered_at, callback.id)
        .limit(500)
    )
    queued = 0
    async with engine.begin() as connection:
        for row in (await connection.execute(query)).all():
            address = national(row.callback_number)
            if _MOBILE.fullmatch(address) is None:
                continue
            why = await refused(connection, hashes, SMS, "service", row.client_id, address, row.office, now)
            values = {
                "id": new_id("message"),
                "channel": SMS,
                "kind": "service",
                "about": row.id,
                "occasion": "promised",
                "office": row.office,
                "call_id": row.call_id,
                "client_id": row.client_id,
                "address": address,
                "template": PROMISE_TEMPLATE,
                "template_values": {
                    "urzad": row.name,
                    "dzien": day_pl(row.not_before),
                    "godzina": hour_pl(row.not_before),
                },
                "state": "queued" if why is None else "refused",
                "reason": why,
                "queued_at": now,
                "not_before": now,
                "expires_at": row.not_before,
                "ended_at": None if why is None else now,
            }
            await connection.execute(insert(OutboxRow).values(values))
            queued += why is None
    return queued
