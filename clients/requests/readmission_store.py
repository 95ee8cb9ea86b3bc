"""The way back for who was erased and registers again under the same key: an officer lets the key in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import any_, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access_store import AccessEntry, note_access
from clients.erasure.hashes import ErasedHashes
from clients.erasure.standing_store import standing_hashes
from clients.requests.desk_store import Officer
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import ErasureReadmissionRow, ErasureRow
from core.errors import NotFound, S724Error
from core.ids import new_id


class StillHeld(S724Error):
    """A legal hold keeps something of the person, who would be filled up anew. Nothing was changed."""

    code = "readmission_refused"
    message_pl = "Blokada prawna zatrzymuje jeszcze dane tej osoby. Przywrócenie jest możliwe, gdy się skończy."


@dataclass(frozen=True, slots=True)
class WantedReadmission:
    """`ext_id`: the key in the office's system. Personal data, as `reason` is."""

    office: str
    ext_id: str = field(repr=False)
    reason: str = field(repr=False)


async def readmit(
    engine: AsyncEngine, officer: Officer, wanted: WantedReadmission, hashes: ErasedHashes, now: datetime
) -> None:
    """From now on imports take the key in as a new client's; done again, nothing changes. Each try stands in the
    access log.

    Raises NotFound where the key was never erased or is another office's, and StillHeld."""
    is_theirs = officer.offices is None or wanted.office in officer.offices
    async with engine.begin() as connection:
        outcome = await _readmit(connection, officer, wanted, hashes, now) if is_theirs else "refused"
        entry = AccessEntry(
            at=now,
            who=officer.account,
            client_id=None,
            office=wanted.office if is_theirs else officer.home,
            topic="request",
            purpose="person_request",
            outcome=outcome,
        )
        await note_access(connection, entry)
    if is_theirs and outcome == "refused":
        raise StillHeld
    if outcome != "written":
        raise NotFound


async def _readmit(
    connection: AsyncConnection, officer: Officer, wanted: WantedReadmission, hashes: ErasedHashes, now: datetime
) -> Literal["written", "none", "refused"]:
    """`none`: the key was never erased. `refused`: a hold keeps its client."""
    key = hashes.key(wanted.office, wanted.ext_id)
    if not await standing_hashes(connection, key):
        known = select(ErasureRow.id).where(any_(ErasureRow.hashes) == key)
        return "none" if await connection.scalar(known.limit(1)) is None else "written"
    kept = select(Client.id).where(Client.office == wanted.office, Client.ext_id == wanted.ext_id)
    if await connection.scalar(kept) is not None:
        return "refused"
    row = insert(ErasureReadmissionRow).values(
        id=new_id("readmission"),
        office=wanted.office,
        key_hash=key,
        at=now,
        account=officer.account,
        reason=wanted.reason,
    )
    await connection.execute(row)
    return "written"
