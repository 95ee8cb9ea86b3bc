"""A consent that an office takes back for the caller, after the conversation: the evidence and the fact of it.

What is destroyed then is destroyed by `recordings.vault.destroying`, in the same transaction; under a legal hold,
on the day after it ends.
"""

from datetime import date, datetime

import structlog
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.clock import WARSAW
from core.db.tables.recording_tables import RecordingConsentRow, RecordingRow
from core.errors import S724Error
from core.fact_log.event_log import write_facts
from core.facts.kinds.recordings import RecordingWithdrawn
from core.ids import new_id
from recordings.lists.list_store import GONE, holds_of, lock_recording
from recordings.vault.destroying import BY_ITSELF, destroy

log = structlog.get_logger()


class RecordingHeld(S724Error):
    """A legal hold keeps it. `until`: the last day; None where the hold has no end. `is_noted`: the withdrawal
    was written down, and the recording goes when the hold has ended; else nothing was changed."""

    code = "recording_held"

    def __init__(self, until: date | None, *, is_noted: bool = False) -> None:
        end = "do odwołania" if until is None else f"do {until.strftime('%d.%m.%Y')} włącznie"
        done = "Niczego nie zmieniono."
        if is_noted:
            done = "Cofnięcie zgody zapisano: gdy blokada się skończy, nagranie zostanie zniszczone."
        super().__init__(
            f"Nagranie jest objęte blokadą prawną {end}: do tego czasu nie wolno go zniszczyć "
            f"(art. 17 ust. 3 RODO). {done} Blokadę może zakończyć osoba, która ma do tego prawo."
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
    """In the transaction that destroys, or that notes that a hold forbids it."""
    fact = RecordingWithdrawn(
        id=new_id("event"), at=now, call_id=call_id, recording=recording_id, by=account, way="office"
    )
    await write_facts(connection, [fact])
    await connection.execute(
        insert(RecordingConsentRow).values(
            id=fact.id,
            call_id=call_id,
            recording_id=recording_id,
            at=now,
            kind="withdrawn",
            is_given=False,
            key=None,
            prompt="",
            text_sha256="",
            language="",
            by=account,
        )
    )


async def destroy_withdrawn(engine: AsyncEngine, now: datetime) -> int:
    """Destroy what was withdrawn and is still there: a legal hold has kept it, and has ended. How many; the files
    go by the next sweep (`recordings.vault.packing`). Raises what the database raises."""
    row, consent = RecordingRow, RecordingConsentRow
    query = (
        select(row.id, func.min(consent.by).label("by"))
        .join(consent, consent.recording_id == row.id)
        .where(consent.kind == "withdrawn", row.state.not_in([*GONE, "recording"]))
        .group_by(row.id)
        .order_by(row.id)
    )
    async with engine.connect() as connection:
        found = (await connection.execute(query)).all()
    count = 0
    for one in found:
        async with engine.begin() as connection:
            await lock_recording(connection, one.id)
            if await holds_of(connection, one.id, now.astimezone(WARSAW).date()):
                continue
            by = one.by or BY_ITSELF
            await destroy(connection, [one.id], by=by, why="withdrawn", state="destroyed", now=now)
            count += 1
    if count:
        log.info("withdrawn recordings were destroyed after a legal hold", count=count)
    return count
