"""Persons of an extract who were erased: they are not taken in again, unless an officer lets them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.erasure.hashes import ErasedHashes
from clients.erasure.standing_store import standing_hashes
from clients.importing.staging_store import PERSON
from clients.importing.staging_store import set_aside as set_lines_aside


async def set_aside(connection: AsyncConnection, office: str, hashes: ErasedHashes) -> list[int]:
    """Take the rows of the erased out; their lines. Of whom a hold keeps something, that stays as it is."""
    known = await standing_hashes(connection)
    if not known:
        return []
    rows = await connection.execute(select(PERSON.c.line, PERSON.c.ext_id))
    lines = sorted(row.line for row in rows if hashes.key(office, row.ext_id) in known)
    if lines:
        await set_lines_aside(connection, lines)
    return lines
