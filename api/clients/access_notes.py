"""Entries of the access log about whose call it is: each stands before the answer goes out."""

from api.services import Services
from clients.access_store import AccessEntry, note_access


async def note_access_first(shared: Services, entry: AccessEntry) -> None:
    """Write the entry. Raises a database's errors: what cannot be written down may not be looked at."""
    async with shared.engine.begin() as connection:
        await note_access(connection, entry)
