"""Looks of the staff at whose call it is: each leaves an entry in the access log before the answer goes out."""

from api.services import Services
from api.user import User
from clients.access_store import StaffPurpose, StaffTopic, note_staff_look


async def note_look(
    shared: Services,
    user: User,
    topic: StaffTopic,
    purpose: StaffPurpose,
    *,
    client_id: str | None,
    office: str | None,
    call_id: str | None = None,
    message_id: str | None = None,
    reason: str | None = None,
    is_found: bool = True,
) -> None:
    """Write the entry. Raises a database's errors: what cannot be written down may not be looked at."""
    async with shared.engine.begin() as connection:
        await note_staff_look(
            connection,
            shared.clock.now(),
            user.username,
            client_id,
            office,
            topic,
            purpose,
            "found" if is_found else "none",
            call_id,
            message_id=message_id,
            reason=reason,
        )
