"""Requests of persons in the database, with their steps. Every change is one step, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Literal, cast

from sqlalchemy import Row, case, func, insert, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.requests.request import (
    CLOSED,
    EXTENDED_MONTHS,
    Action,
    RequestKind,
    RequestState,
    Stand,
    after,
    due_on,
)
from core.db.pages import MAX_PAGE_OF_TEXTS
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import PersonRequestRow, RequestStepRow
from core.errors import NotFound, S724Error, StaleVersion
from core.ids import new_id
from core.two_persons.four_eyes import Act
from core.two_persons.four_eyes_store import check_second_person

Place = tuple[datetime, str]

_ROW = PersonRequestRow.__table__.c


class RequestExists(S724Error):
    """The person has a request of this kind that is not answered yet. Nothing was changed."""

    code = "request_exists"
    message_pl = "Ta osoba ma już wniosek tego rodzaju, na który jeszcze nie odpowiedziano."


@dataclass(frozen=True, slots=True)
class WantedRequest:
    """A request as it was received. `reference`: the case in the office's own files."""

    client_id: str
    kind: RequestKind
    received_on: date
    reference: str | None = None
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A request and its steps, oldest first."""

    row: Row[Any]
    steps: Sequence[Row[Any]]

    @property
    def stand(self) -> Stand:
        return Stand(
            cast(RequestKind, self.row.kind),
            cast(RequestState, self.row.state),
            self.row.received_on,
            self.row.due_on,
            {step.account for step in self.steps},
        )


async def open_request(
    connection: AsyncConnection, office: str, wanted: WantedRequest, account: str, now: datetime
) -> str:
    """A request that was received; its id. Raises RequestExists."""
    row = PersonRequestRow
    # Two who enter the same request at the same time come one after the other.
    await connection.execute(select(Client.id).where(Client.id == wanted.client_id).with_for_update())
    standing = select(row.id).where(
        row.client_id == wanted.client_id, row.kind == wanted.kind, row.state.not_in(CLOSED)
    )
    if await connection.scalar(standing.limit(1)) is not None:
        raise RequestExists
    request_id = new_id("request")
    await connection.execute(
        insert(row).values(
            id=request_id,
            office=office,
            client_id=wanted.client_id,
            kind=wanted.kind,
            reference=wanted.reference,
            received_on=wanted.received_on,
            due_on=due_on(wanted.received_on),
            received_at=now,
            received_by=account,
        )
    )
    await add_step(connection, request_id, 1, account, "receive", wanted.note, now)
    return request_id


async def add_step(
    connection: AsyncConnection,
    request_id: str,
    number: int,
    account: str,
    action: Action,
    note: str | None,
    now: datetime,
) -> None:
    await connection.execute(
        insert(RequestStepRow).values(
            request_id=request_id, number=number, at=now, account=account, action=action, note=note
        )
    )


async def get_request(
    connection: AsyncConnection, request_id: str, offices: frozenset[str] | None, *, for_change: bool = False
) -> StoredRequest:
    """Of one of these offices, None for all. Raises NotFound."""
    query = select(PersonRequestRow.__table__).where(_ROW.id == request_id)
    if offices is not None:
        query = query.where(_ROW.office.in_(offices))
    row = (await connection.execute(query.with_for_update() if for_change else query)).one_or_none()
    if row is None:
        raise NotFound
    steps = select(RequestStepRow.__table__).where(RequestStepRow.request_id == request_id)
    return StoredRequest(row, (await connection.execute(steps.order_by(RequestStepRow.number))).all())


_LETTERS = (func.left(Client.first_name, 1), func.left(Client.last_name, 1))
INITIALS = case((Client.id.is_not(None), func.concat(_LETTERS[0], ". ", _LETTERS[1], ".")))
"""Of a client: enough to tell the requests of a list apart, and the name of nobody."""


async def other_open_requests(connection: AsyncConnection, request: Row[Any]) -> Sequence[Row[Any]]:
    """What else the same person asks for that is not answered yet, the oldest first."""
    if request.client_id is None:
        return []
    query = select(PersonRequestRow.__table__).where(
        _ROW.client_id == request.client_id, _ROW.id != request.id, _ROW.state.not_in(CLOSED)
    )
    return (await connection.execute(query.order_by(_ROW.received_at, _ROW.id))).all()


Sort = Literal["-received", "received", "-due", "due"]
"""By when they came in or have to be answered; `-`: the latest first."""


async def list_requests(
    connection: AsyncConnection,
    offices: frozenset[str] | None,
    state: str | None,
    kind: str | None,
    *,
    is_open: bool | None = None,
    limit: int,
    after_place: Place | None = None,
    sort: Sort = "-received",
) -> tuple[Sequence[Row[Any]], Place | None]:
    """In that order, at most `limit`, and the place of the next page; None on the last. Without steps; of whose
    they are the initials alone.

    The place of a page that is sorted by the last day is the beginning of that day, in UTC.
    """
    limit = min(limit, MAX_PAGE_OF_TEXTS)
    is_down, is_by_due = sort.startswith("-"), sort.endswith("due")
    by = _ROW.due_on if is_by_due else _ROW.received_at
    order = (by.desc(), _ROW.id.desc()) if is_down else (by.asc(), _ROW.id.asc())
    query = select(PersonRequestRow.__table__, INITIALS.label("initials")).order_by(*order).limit(limit + 1)
    query = query.outerjoin(Client, Client.id == _ROW.client_id)
    if offices is not None:
        query = query.where(_ROW.office.in_(offices))
    if state is not None:
        query = query.where(_ROW.state == state)
    if is_open is not None:
        query = query.where(_ROW.state.not_in(CLOSED) if is_open else _ROW.state.in_(CLOSED))
    if kind is not None:
        query = query.where(_ROW.kind == kind)
    if after_place is not None:
        moment, last_id = after_place
        row, place = tuple_(by, _ROW.id), tuple_(literal(moment.date() if is_by_due else moment), literal(last_id))
        query = query.where(row < place if is_down else row > place)
    rows = (await connection.execute(query)).all()
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    at = datetime.combine(last.due_on, time(), UTC) if is_by_due else last.received_at
    return rows[:limit], (at, last.id)


async def take_step(
    connection: AsyncConnection,
    request_id: str,
    offices: frozenset[str] | None,
    action: Action,
    account: str,
    now: datetime,
    *,
    version: int | None = None,
    note: str | None = None,
    outcome_pl: str | None = None,
) -> StoredRequest:
    """The request before the step, which stands now. `version`: of the request that was read.

    Raises NotFound, StaleVersion, StepRefused, FourEyesNeeded and SecondPersonRefused; nothing has changed
    then.
    """
    request = await get_request(connection, request_id, offices, for_change=True)
    if version is not None and request.row.version != version:
        raise StaleVersion(request.row.version)
    state = after(request.stand, action, account)
    if action == "approve":
        prepared = request.stand.worked_on_by
        await check_second_person(connection, Act.ERASE_PERSON, request.row.office, prepared, account, now)
    values: dict[str, Any] = {"state": state, "version": _ROW.version + 1}
    if state in CLOSED and request.row.state not in CLOSED:
        values |= {"closed_at": now, "outcome_pl": outcome_pl}
    if action == "approve":
        values["approved_by"] = account
    if action == "extend":
        values["due_on"] = due_on(request.row.received_on, EXTENDED_MONTHS)
    await connection.execute(update(PersonRequestRow).where(_ROW.id == request_id).values(**values))
    await add_step(connection, request_id, len(request.steps) + 1, account, action, note, now)
    if request.row.client_id is not None and (action == "carry_out" or action == "approve" or action == "lift"):
        await _restrict(connection, request, action, now)
    return request


async def _restrict(connection: AsyncConnection, request: StoredRequest, action: Action, now: datetime) -> None:
    """Kept, and used for nothing: what was asked for, or until the erasure is carried out."""
    if request.row.kind not in ("restriction", "erasure"):
        return
    values = {"restricted_at": None if action == "lift" else now, "version": Client.version + 1}
    await connection.execute(update(Client).where(Client.id == request.row.client_id).values(**values))
