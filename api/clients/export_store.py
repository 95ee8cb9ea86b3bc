"""Files for the offices as the staff handle them: fetching one is an access to clients' data."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast

from anyio import to_thread
from sqlalchemy.ext.asyncio import AsyncEngine

from api.request_user import User
from clients.access import in_order
from clients.access_store import AccessEntry, note_accesses
from clients.exporting.batch_file import BatchKind
from clients.exporting.batch_store import GROUPS_OF, clients_of_batch, get_batch, note_fetched
from clients.exporting.run import PUBLIC_KEY
from core.errors import NotFound
from core.jobs.job_queue_store import ask_for_job, is_job_asked_for
from core.rights import Right


async def ask_for_files(engine: AsyncEngine) -> None:
    """Let the process `jobs` make them now."""
    async with engine.begin() as connection:
        await ask_for_job(connection, "export", "now")


async def are_files_asked_for(engine: AsyncEngine) -> bool:
    """Does the process `jobs` make them now, or as soon as it can?"""
    async with engine.connect() as connection:
        return await is_job_asked_for(connection, "export", "now")


async def public_key(folder: Path) -> str:
    """As the process `jobs` shows it. Raises NotFound until it has made files."""
    try:
        return await to_thread.run_sync(partial((folder / PUBLIC_KEY).read_text, encoding="ascii"))
    except FileNotFoundError:
        raise NotFound from None


async def fetch(engine: AsyncEngine, folder: Path, batch_id: str, user: User, now: datetime) -> bytes:
    """The file, when an entry of the access log stands for each of its clients.

    Raises NotFound, also if it is not there yet.
    """
    batch = await get_batch(engine, batch_id, user.offices_of(Right.DECIDE_CORRECTIONS))
    try:
        content = await to_thread.run_sync((folder / batch.file).read_bytes)
    except FileNotFoundError:
        raise NotFound from None
    kind = cast(BatchKind, batch.kind)
    async with engine.begin() as connection:
        clients = await clients_of_batch(connection, batch_id, kind)
        nobody = AccessEntry(
            at=now,
            who=user.username,
            client_id=None,
            office=batch.office,
            topic="export",
            purpose="export_fetch",
            outcome="none",
        )
        seen = replace(nobody, outcome="found", groups=in_order(GROUPS_OF[kind]))
        shown = [replace(seen, client_id=client, office=office) for client, office in clients]
        await note_accesses(connection, shown, nobody)
        await note_fetched(connection, batch_id, user.username, now)
    return content
