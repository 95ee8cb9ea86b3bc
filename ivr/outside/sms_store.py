"""Orders of text messages in the database, and the numbers to which clients want theirs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.call_tables import SmsOrder
from core.db.tables.person_tables import Client
from core.facts.events import AnyEvent
from core.facts.kinds.messages import SmsOrdered

QUEUED = "queued"


class SmsOrders:
    """The projection `facts -> sms_order`. A state after `queued` is for the part that sends to set."""

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        for event in events:
            if isinstance(event, SmsOrdered):
                values = {
                    "id": event.order,
                    "call_id": event.call_id,
                    "office": event.office,
                    "sms_number": event.sms_number,
                    "template": event.template,
                    "sms_values": event.sms_values,
                    "segments": event.segments,
                    "state": QUEUED,
                    "ordered_at": event.at,
                }
                await connection.execute(insert(SmsOrder).values(**values).on_conflict_do_nothing())


async def sms_number_of(engine: AsyncEngine, client_id: str) -> str | None:
    """The registered number for messages; None if the client has none."""
    query = select(Client.sms_number).where(Client.id == client_id, Client.restricted_at.is_(None))
    async with engine.connect() as connection:
        number: str | None = await connection.scalar(query)
    return number


async def order_secret_sms(
    engine: AsyncEngine,
    order_id: str,
    office: str,
    number: str,
    template: str,
    secret: bytes,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Order a message whose values are for the sender's eyes only; see docs/decisions/0023.

    Not by a fact: facts are never changed, and the sender takes the secret out of the row."""
    values = {
        "id": order_id,
        "office": office,
        "sms_number": number,
        "template": template,
        "sms_values": {},
        "secret": secret,
        "segments": 1,
        "state": QUEUED,
        "ordered_at": now,
        "expires_at": expires_at,
    }
    async with engine.begin() as connection:
        await connection.execute(insert(SmsOrder).values(**values))
