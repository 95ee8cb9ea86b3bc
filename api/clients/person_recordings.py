"""Recordings for the person who has asked for them: one ZIP file, made while it is sent."""

import io
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from api.recordings.recording_sound import marked_pieces, tags_of_download
from api.reports.spreadsheet import csv_file
from api.request_user import User
from api.services import Services
from clients.access_store import AccessEntry, note_access
from clients.export_person.export_store import calls_of_person
from clients.requests.desk_store import Officer, begin_document
from core.clock import WARSAW
from core.errors import S724Error
from core.lists.office_seat_store import office_seats
from recordings.lists.list_store import ListedRecording, recordings_of_calls

_HEADER = ("Dzień", "Godzina", "Sekund", "Urząd", "Plik", "Identyfikator nagrania")
_STATES_PL = {
    "recording": "rozmowa jeszcze trwa",
    "closed": "nagranie jest jeszcze zabezpieczane",
    "failed": "nagranie się nie powiodło",
    "expired": "usunięte: minął czas przechowywania",
    "destroyed": "zniszczone",
    "missing": "pliku nie ma w magazynie",
}


async def recordings_of(shared: Services, user: User, officer: Officer, request_id: str) -> AsyncIterator[bytes]:
    """The bytes of the file. The step of the request, and an entry of the access log for each recording that goes
    out, are written before the first of them. Raises NotFound and StepRefused, see `begin_document`."""
    now = shared.clock.now()
    async with shared.engine.begin() as connection:
        request = await begin_document(connection, officer, request_id, "person_export", "nagrania (ZIP)", now)
        client_id = request.row.client_id
        rows = await recordings_of_calls(connection, await calls_of_person(connection, client_id))
        seats = await office_seats(connection)
        for row in rows:
            if row.state == "packed":
                entry = AccessEntry(
                    at=now,
                    who=user.username,
                    client_id=client_id,
                    office=request.row.office,
                    topic="recording",
                    purpose="recording",
                    outcome="exported",
                    call_id=row.call_id,
                    reason=f"wniosek {request_id}",
                )
                await note_access(connection, entry)
    return _zipped(shared, user, rows, seats, f"wniosek osoby {request_id}", now)


class _Outgoing(io.RawIOBase):
    """What was written since it was last taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._parts.append(bytes(content))
        return len(self._parts[-1])

    def taken(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


async def _zipped(
    shared: Services,
    user: User,
    rows: Sequence[ListedRecording],
    seats: Mapping[str, str],
    reason: str,
    now: datetime,
) -> AsyncIterator[bytes]:
    """One that cannot be read is told in the list; the others are there all the same."""
    outgoing = _Outgoing()
    listed = []
    with zipfile.ZipFile(outgoing, "w", zipfile.ZIP_STORED) as archive:  # FLAC gets no smaller
        for row in rows:
            told = _STATES_PL.get(row.state, "")
            at = row.started_at.astimezone(WARSAW)
            if row.state == "packed":
                name = f"{row.id}.flac"
                try:
                    opened = await shared.recordings.open(row.id)
                    tags = await tags_of_download(shared, user, row.id, row.office, reason, now)
                    _, pieces = await marked_pieces(opened, tags)
                except S724Error as error:
                    told = error.message_pl
                else:
                    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
                    with archive.open(entry, "w", force_zip64=True) as file:
                        async for piece in pieces:
                            file.write(piece)
                            yield outgoing.taken()
                    told = name
            office = seats.get(row.office or "", row.office)
            listed.append((f"{at:%d.%m.%Y}", f"{at:%H:%M:%S}", row.seconds, office, told, row.id))
        archive.writestr("spis.csv", csv_file(_HEADER, listed))
        yield outgoing.taken()
    yield outgoing.taken()
