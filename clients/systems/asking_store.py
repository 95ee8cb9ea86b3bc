"""What leaves with a question to another system: the PESEL, after the entry of the person's access log stands."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from clients.access import Groups, Viewer
from clients.access_store import AccessEntry, note_access
from clients.person_access_store import AccessRequest, person_access
from clients.systems.asking import UnknownSystem
from clients.systems.contract import Inquiry, SystemQuestion, inquiry_of, reason_of
from core.db.engine import Engine
from core.db.tables.person_tables import Client
from core.errors import S724Error

_OF_THE_OWN_OFFICE: Groups = frozenset({"referrals"})
"""What no conversation opens to another office: only the client's own one may tell others who that is."""


class NoPesel(S724Error):
    """The office's system has told none of this client: nobody else can be asked."""

    code = "no_pesel"
    message_pl = "W danych klienta nie ma numeru PESEL, a bez niego nie można zapytać innego systemu."


async def prepare_inquiry(
    engine: Engine,
    viewer: Viewer,
    client_id: str,
    asked: SystemQuestion,
    *,
    is_known: bool,
    opened: Callable[[bytes], str] | None,
    now: datetime,
) -> Inquiry:
    """The question, for who may ask it; the entry is written before anything leaves, whatever comes of it.

    `is_known`: the office may ask the system; `opened` opens a box of a PESEL: `clients.pesel.PeselSafe.opened`.
    Raises what `person_access` does, UnknownSystem and NoPesel: then nothing leaves.
    """
    reason = reason_of(asked.system, asked)
    request = AccessRequest(client_id, "person", "system_question", None, reason, needs=_OF_THE_OWN_OFFICE)
    async with person_access(engine, viewer, request, now) as access:
        if not is_known:
            raise UnknownSystem
        box = await access.connection.scalar(select(Client.pesel_box).where(Client.id == client_id))
        if box is None or opened is None:
            raise NoPesel
        inquiry = inquiry_of(asked, opened(box))
        access.leaves_entry = False
        entry = AccessEntry(
            at=now,
            who=viewer.account,
            client_id=client_id,
            office=access.office,
            topic="person",
            purpose="system_question",
            outcome="exported",
            call_id=access.call_id,
            groups=["pesel"],
            reason=reason,
        )
        await note_access(access.connection, entry)
    return inquiry
