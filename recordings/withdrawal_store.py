"""A consent that an office takes back for the caller, after the conversation: the evidence and the fact of it.

What is destroyed then is destroyed by `recordings.destroying`, in the same transaction.
"""

from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.recording_tables import RecordingConsentRow
from core.errors import S724Error
from core.event_log import write_facts
from core.events import RecordingWithdrawn
from core.ids import new_id


class RecordingHeld(S724Error):
    """A legal hold keeps it. Nothing was changed. `until`: the last day; None where the hold has no end."""

    code = "recording_held"

    def __init__(self, until: date | None) -> None:
        end = "do odwołania" if until is None else f"do {until.strftime('%d.%m.%Y')} włącznie"
        super().__init__(
            f"Nagranie jest objęte blokadą prawną {end}: do tego czasu nie wolno go zniszczyć "
            "(art. 17 ust. 3 RODO). Niczego nie zmieniono. Blokadę może zakończyć osoba, która ma do tego prawo."
        )


class NoConsentToWithdraw(S724Error):
    """It was made because a provision says so, not by consent. Nothing was changed."""

    code = "no_consent_to_withdraw"
    message_pl = (
        "Tę rozmowę nagrano z mocy przepisu, a nie za zgodą, więc nie ma zgody do cofnięcia. "
        "Nagranie można zniszczyć na polecenie urzędu."
    )


async def write_withdrawal(
    connection: AsyncConnection, call_id: str, recording_id: str, account: str, now: datetime
) -> None:
    """In the transaction that destroys."""
    await connection.execute(
        insert(RecordingConsentRow).values(
            id=new_id("consent"),
            call_id=call_id,
            recording_id=recording_id,
            at=now,
            kind="withdrawn",
            is_given=False,
            key=None,
            prompt="",
            text_sha256="",
            language="pl",
            by=account,
        )
    )
    fact = RecordingWithdrawn(
        id=new_id("event"), at=now, call_id=call_id, recording=recording_id, by=account, way="office"
    )
    await write_facts(connection, [fact])
