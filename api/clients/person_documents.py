"""Documents for persons who have asked for them: each with its step in the request and its entry of the access
log, in the transaction that reads."""

from collections.abc import Callable
from typing import Any

from api.clients.pesel_safe import pesel_safe
from api.services import Services
from clients.export_person.document import Document
from clients.export_person.export_store import Tables, access_document, person_document, read_person
from clients.requests.desk_store import Officer, begin_document


async def export_of(shared: Services, officer: Officer, request_id: str) -> dict[str, Any]:
    """Raises NotFound and StepRefused, see `begin_document`."""
    now = shared.clock.now()
    open_pesel = await _pesel_opener(shared)
    async with shared.engine.begin() as connection:
        request = await begin_document(connection, officer, request_id, "person_export", "JSON", now)
        tables: Tables = await read_person(connection, request.row.client_id, open_pesel)
    return {"made_at": now.isoformat(), "office": request.row.office, "request": request_id, "tables": tables}


async def export_document(shared: Services, officer: Officer, request_id: str) -> Document:
    """As `export_of`."""
    now = shared.clock.now()
    open_pesel = await _pesel_opener(shared)
    async with shared.engine.begin() as connection:
        request = await begin_document(connection, officer, request_id, "person_export", "PDF", now)
        tables = await read_person(connection, request.row.client_id, open_pesel)
        return await person_document(connection, request.row.office, tables, now)


async def accesses_of(shared: Services, officer: Officer, request_id: str) -> Document:
    """As `export_of`."""
    now = shared.clock.now()
    async with shared.engine.begin() as connection:
        request = await begin_document(connection, officer, request_id, "looks_document", "wykaz wglądów", now)
        return await access_document(connection, request.row.client_id, request.row.office, now)


async def _pesel_opener(shared: Services) -> Callable[[bytes], str] | None:
    safe = await pesel_safe(shared)
    return None if safe is None else safe.opened
