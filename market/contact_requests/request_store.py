"""Requests to be rung about an offer or a training: the projection of their facts, and one with its number."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.market.contact_request_tables import ContactRequestRow
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.training_tables import TrainingRow
from core.errors import NotFound
from core.facts.events import AnyEvent
from core.facts.kinds.scenarios import ContactRequested
from core.ids import new_id

_C = ContactRequestRow.__table__.c


class ContactRequests:
    """The projection `facts -> contact_request`. Asked for twice in a call it is one, with the last number."""

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        for event in events:
            if isinstance(event, ContactRequested):
                said: dict[str, Any] = {
                    "callback_number": event.callback_number,
                    "client_id": event.client_id,
                    "office": event.office,
                    "left_at": event.at,
                }
                of_what = {"call_id": event.call_id or "", "about": event.about, "subject": event.subject}
                asked = insert(ContactRequestRow).values(id=new_id("ask"), **of_what, **said)
                await connection.execute(
                    asked.on_conflict_do_update(index_elements=["call_id", "about", "subject"], set_=said)
                )


async def get_contact_request(engine: AsyncEngine, request_id: str) -> Any:
    """With `title` and `town` of what it is about, empty where that is gone. Raises NotFound."""
    offer, training = OfferRow.__table__, TrainingRow.__table__
    query = (
        select(
            ContactRequestRow.__table__,
            func.coalesce(offer.c.position, training.c.title, "").label("title"),
            func.coalesce(offer.c.town, training.c.town, "").label("town"),
        )
        .select_from(ContactRequestRow)
        .join(offer, (offer.c.id == _C.subject) & (_C.about == "offer"), isouter=True)
        .join(training, (training.c.id == _C.subject) & (_C.about == "training"), isouter=True)
        .where(_C.id == request_id, _C.callback_number != "")
    )
    async with engine.connect() as connection:
        found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    return found
