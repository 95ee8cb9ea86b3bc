"""Whose calls are somebody's own: those in which they have talked, and the one at hand."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from clients.access import Viewer
from clients.assignment_store import assignments_of, took_part
from clients.assignments import has_call


async def is_own_call(engine: AsyncEngine, viewer: Viewer, call_id: str, now: datetime) -> bool:
    """Has the viewer talked in the call, whenever that was, or is it at hand now?"""
    async with engine.connect() as connection:
        if await took_part(connection, viewer.account, call_id):
            return True
        return has_call(await assignments_of(connection, viewer.account, viewer.at_hand, now), call_id)
