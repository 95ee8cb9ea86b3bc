"""Requests as the officers work them off: each look and each step with its entry of the access log, in one
transaction. Whoever is out of reach is answered like nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access_store import AccessEntry, StaffPurpose, note_access
from clients.contact_rule import day_of
from clients.requests.request import NEEDS_NOTE, TIME_MONTHS, Action, StepRefused, due_on
from clients.requests.request_store import (
    Place,
    Sort,
    StoredRequest,
    WantedRequest,
    get_request,
    list_requests,
    open_request,
    other_open_requests,
    take_step,
)
from core.db.tables.person_tables import Client
from core.errors import NotFound, S724Error
from core.jobs.job_queue_store import ask_for_job

_OUTCOMES_PL: dict[tuple[str, Action], str] = {
    ("access", "carry_out"): "Udostępniono informację o danych.",
    ("export", "carry_out"): "Wydano kopię danych.",
    ("correction", "carry_out"): "Przekazano sprostowanie.",
    ("restriction", "carry_out"): "Ograniczono przetwarzanie danych.",
}


class RequestRefused(S724Error):
    """What was sent cannot be a request, or a step lacks its reason. Nothing was changed."""

    code = "request_refused"


@dataclass(frozen=True, slots=True)
class Officer:
    """Who works, and for which offices; None for all."""

    account: str
    home: str
    offices: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class PersonOfRequest:
    """Who asks."""

    first_name: str
    last_name: str
    birth_date: date | None
    ext_id: Annotated[str | None, Field(description="In the office's own system")]
    is_restricted: bool


@dataclass(frozen=True, slots=True)
class OpenedRequest:
    """A request as it stands, and whose it is; None once the person was erased. `others`: what else that person
    asks for, and is not answered yet."""

    request: StoredRequest
    person: PersonOfRequest | None
    others: Sequence[Row[Any]] = ()

    @property
    def initials(self) -> str | None:
        """As the list has them."""
        return None if self.person is None else f"{self.person.first_name[:1]}. {self.person.last_name[:1]}."


async def receive(engine: AsyncEngine, officer: Officer, wanted: WantedRequest, now: datetime) -> OpenedRequest:
    """A request that has come in. Raises NotFound for a client of another office, RequestExists and
    RequestRefused."""
    today = day_of(now)
    if wanted.received_on > today:
        raise RequestRefused("Wniosek nie mógł wpłynąć w przyszłości.")
    if due_on(wanted.received_on, TIME_MONTHS * 12) < today:
        raise RequestRefused("Data wpływu jest starsza niż rok. Prosimy ją sprawdzić.")
    async with engine.begin() as connection:
        office = await _office_of(connection, officer, wanted.client_id)
        if office is not None:
            request_id = await open_request(connection, office, wanted, officer.account, now)
            await _note(connection, officer, wanted.client_id, office, "person_request", "written", now)
            return await _opened(connection, await get_request(connection, request_id, None))
        there = await connection.scalar(select(Client.office).where(Client.id == wanted.client_id))
        client = wanted.client_id if there is not None else None
        outcome: Literal["refused", "none"] = "none" if there is None else "refused"
        await _note(connection, officer, client, there or officer.home, "person_request", outcome, now)
    raise NotFound


async def view(engine: AsyncEngine, officer: Officer, request_id: str, now: datetime) -> OpenedRequest:
    """Raises NotFound."""
    async with engine.begin() as connection:
        request = await get_request(connection, request_id, officer.offices)
        await _note(connection, officer, request.row.client_id, request.row.office, "person_request", "found", now)
        return await _opened(connection, request)


async def listed(
    engine: AsyncEngine,
    officer: Officer,
    state: str | None,
    kind: str | None,
    *,
    is_open: bool | None = None,
    limit: int,
    after: Place | None,
    sort: Sort = "-received",
) -> tuple[Sequence[Row[Any]], Place | None]:
    """In that order; of who asks the initials alone."""
    async with engine.connect() as connection:
        return await list_requests(
            connection, officer.offices, state, kind, is_open=is_open, limit=limit, after_place=after, sort=sort
        )


async def step(
    engine: AsyncEngine,
    officer: Officer,
    request_id: str,
    action: Action,
    version: int,
    note: str | None,
    now: datetime,
) -> OpenedRequest:
    """The request after a step. An approved erasure is carried out by `jobs` from here on.

    Raises NotFound, StaleVersion, StepRefused, FourEyesNeeded, and RequestRefused for a step without its reason.
    """
    if action in NEEDS_NOTE and not note:
        raise RequestRefused("Ten krok wymaga uzasadnienia.")
    async with engine.begin() as connection:
        before = await get_request(connection, request_id, officer.offices, for_change=True)
        outcome = _OUTCOMES_PL.get((before.row.kind, action))
        if action == "refuse":
            outcome = "Wniosek odrzucono."
        await take_step(
            connection,
            request_id,
            officer.offices,
            action,
            officer.account,
            now,
            version=version,
            note=note,
            outcome_pl=outcome,
        )
        if action == "approve":
            await ask_for_job(connection, "erase", request_id)
        await _note(connection, officer, before.row.client_id, before.row.office, "person_request", "written", now)
        return await _opened(connection, await get_request(connection, request_id, officer.offices))


async def begin_document(
    connection: AsyncConnection,
    officer: Officer,
    request_id: str,
    purpose: Literal["person_export", "looks_document"],
    note: str,
    now: datetime,
) -> StoredRequest:
    """A document for the person is made: the step and the entry of it. Raises NotFound, and StepRefused for a
    request of another kind, one whose person is not identified yet, and one whose person was erased."""
    request = await take_step(connection, request_id, officer.offices, "document", officer.account, now, note=note)
    if request.row.client_id is None:
        raise StepRefused
    await _note(connection, officer, request.row.client_id, request.row.office, purpose, "found", now)
    return request


async def _office_of(connection: AsyncConnection, officer: Officer, client_id: str) -> str | None:
    query = select(Client.office).where(Client.id == client_id)
    if officer.offices is not None:
        query = query.where(Client.office.in_(officer.offices))
    office: str | None = await connection.scalar(query)
    return office


async def _opened(connection: AsyncConnection, request: StoredRequest) -> OpenedRequest:
    columns = (Client.first_name, Client.last_name, Client.birth_date, Client.ext_id, Client.restricted_at)
    row = (await connection.execute(select(*columns).where(Client.id == request.row.client_id))).one_or_none()
    if row is None:
        return OpenedRequest(request, None)
    is_restricted = row.restricted_at is not None
    person = PersonOfRequest(row.first_name, row.last_name, row.birth_date, row.ext_id, is_restricted)
    return OpenedRequest(request, person, await other_open_requests(connection, request.row))


async def _note(
    connection: AsyncConnection,
    officer: Officer,
    client_id: str | None,
    office: str,
    purpose: StaffPurpose,
    outcome: Literal["found", "none", "written", "refused"],
    now: datetime,
) -> None:
    entry = AccessEntry(
        at=now,
        who=officer.account,
        client_id=client_id,
        office=office,
        topic="request",
        purpose=purpose,
        outcome=outcome,
    )
    await note_access(connection, entry)
