"""What somebody has begun to answer and put aside: kept for who types, sealed with the key of the matter."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.messages.matter_tables import MatterDraftRow
from core.keys.secret_box import ValueBox, WrongKey
from core.messages.content import opened_text, sealed_text
from messaging.matters.matter_store import Opened


@dataclass(frozen=True, slots=True)
class Draft:
    text: str = field(repr=False)
    at: datetime


async def keep_draft(connection: AsyncConnection, matter: Opened, account: str, text: str, now: datetime) -> None:
    """In the place of what was typed before; without a text there is none any more."""
    if not text.strip():
        await forget_draft(connection, matter.id, account)
        return
    values = {"content": sealed_text(text, matter.box), "at": now}
    kept = pg_insert(MatterDraftRow).values(matter_id=matter.id, account=account, **values)
    await connection.execute(kept.on_conflict_do_update(index_elements=["matter_id", "account"], set_=values))


async def read_draft(connection: AsyncConnection, matter: str, account: str, box: ValueBox | None) -> Draft | None:
    """The own one; None where there is none, or nobody can open it any more."""
    row = MatterDraftRow
    query = select(row.content, row.at).where(row.matter_id == matter, row.account == account)
    found = (await connection.execute(query)).one_or_none()
    if found is None or box is None:
        return None
    try:
        return Draft(opened_text(found.content, box), found.at)
    except WrongKey:
        return None


async def forget_draft(connection: AsyncConnection, matter: str, account: str) -> None:
    row = MatterDraftRow
    await connection.execute(delete(row).where(row.matter_id == matter, row.account == account))


async def move_drafts(connection: AsyncConnection, source: Opened, target: Opened, now: datetime) -> None:
    """With a joining: behind what the same account has begun there already."""
    row = MatterDraftRow
    accounts = select(row.account).where(row.matter_id == source.id)
    for account in list(await connection.scalars(accounts)):
        own = await read_draft(connection, source.id, account, source.box)
        there = await read_draft(connection, target.id, account, target.box)
        texts = [draft.text for draft in (there, own) if draft is not None]
        await keep_draft(connection, target, account, "\n\n".join(texts), now)
        await forget_draft(connection, source.id, account)
