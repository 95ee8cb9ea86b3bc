"""To which offers and trainings the office has sent a client, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.persons.referral_state import ReferralState, state_of
from core.db.tables.person_tables import ReferralRow


@dataclass(frozen=True, slots=True)
class Sent:
    """`outcome`: in the words of the office's system."""

    given_on: date | None
    state: ReferralState
    outcome: str | None


async def sent_to(connection: AsyncConnection, client_id: str, office: str) -> Mapping[str, Sent]:
    """By the id of the offer or training, ours and that of the office's own system; the newest of each. Inside
    somebody's `person_access_store.person_access`, which has to show the group `referrals`."""
    row = ReferralRow
    query = (
        select(row.kind, row.target_id, row.given_on, row.outcome)
        .where(row.client_id == client_id, row.target_id.is_not(None))
        .order_by(row.given_on.nulls_first(), row.place)
    )
    found: dict[str, Sent] = {}
    for each in await connection.execute(query):
        sent = Sent(each.given_on, state_of(each.outcome), each.outcome)
        # As imports name offers (`clients.importing.merge.offer_merge_store`).
        found[each.target_id] = found[f"{each.kind}-{office}-x{each.target_id}"] = sent
    return found
