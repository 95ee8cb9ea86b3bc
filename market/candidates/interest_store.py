"""Employers' interest in people of a group, whom the office has asked, and what was said: all of it stays."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update

from core.db.engine import Connection, Engine, reading
from core.db.tables.market.offer_tables import EmployerRow
from core.db.tables.market.profile_tables import EmployerKeyRow, InterestClientRow, InterestRow
from core.errors import NotFound
from core.ids import new_id
from core.todo.work_store import Waiting, waiting
from market.candidates.interest import (
    MOST_OPEN,
    OPEN_TIME,
    Answer,
    Channel,
    Gives,
    NotPossible,
    State,
    answered,
    asked,
    closed,
    is_over,
    is_told,
    withdrawn,
)
from market.candidates.publication_store import offices_of, seen_group

_INTEREST = InterestRow.__table__.c
_ASKED = InterestClientRow.__table__.c


@dataclass(frozen=True, slots=True)
class Wish:
    """What an employer says: which position, what else, whom to ring."""

    group_id: str
    position: str
    message: str
    contact: str


@dataclass(frozen=True, slots=True)
class ToldClient:
    """Somebody whose contact an employer may read, and what of it."""

    client_id: str
    interest_id: str
    office: str
    gives: frozenset[Gives]


async def employer_of_key(engine: Engine, key_id: str | None) -> str:
    """Raises NotFound for a key of nobody, and without one."""
    query = select(EmployerKeyRow.employer_id).where(EmployerKeyRow.key_id == (key_id or ""))
    async with reading(engine) as connection:
        found: str | None = await connection.scalar(query)
    if found is None:
        raise NotFound
    return found


async def known_or_not_found(engine: Engine, employer_id: str) -> None:
    """Raises NotFound for an employer whom nobody knows."""
    async with reading(engine) as connection:
        if await connection.scalar(select(EmployerRow.id).where(EmployerRow.id == employer_id)) is None:
            raise NotFound("Nie ma takiego pracodawcy.")


async def give_key(engine: Engine, key_id: str, employer_id: str) -> None:
    """From now on the key asks for this employer."""
    async with engine.begin() as connection:
        await connection.execute(insert(EmployerKeyRow).values(key_id=key_id, employer_id=employer_id))


async def keys_for(engine: Engine, employer_id: str) -> frozenset[str]:
    """Ids of keys that ask for this employer: for its entry or one that is joined to it."""
    query = select(EmployerKeyRow.key_id).join(EmployerRow, EmployerRow.id == EmployerKeyRow.employer_id)
    query = query.where(or_(EmployerRow.id == employer_id, EmployerRow.joined_to == employer_id))
    async with reading(engine) as connection:
        return frozenset((await connection.scalars(query)).all())


async def express(engine: Engine, employer_id: str, key_id: str, wish: Wish, now: datetime) -> str:
    """The id of the request: each office with people in the group is to ask them. Raises NotFound for a group that
    was not shown to this employer or is not there any more, NotPossible beyond `MOST_OPEN`."""
    async with engine.begin() as connection:
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"interest {employer_id}"))))
        group = await seen_group(connection, employer_id, wish.group_id)
        open_ones = select(func.count(_INTEREST.request_id.distinct())).where(
            _INTEREST.employer_id == employer_id, _INTEREST.state == State.OPEN, _INTEREST.since > now - OPEN_TIME
        )
        if (await connection.scalar(open_ones) or 0) >= MOST_OPEN:
            raise NotPossible(f"Naraz może czekać najwyżej {MOST_OPEN} zapytań.")
        request_id = new_id("wish")
        offices = [group.look.office] if group.look.office else await offices_of(connection, group.members)
        look = asdict(group.look)
        look = {**look, "licences": sorted(group.look.licences), "languages": sorted(group.look.languages)}
        rows = [
            {
                "id": new_id("interest"),
                "request_id": request_id,
                "employer_id": employer_id,
                "key_id": key_id,
                "office": office,
                "group_id": wish.group_id,
                "look": look,
                "state": State.OPEN,
                "position": wish.position,
                "message": wish.message,
                "contact": wish.contact,
                "since": now,
            }
            for office in offices
        ]
        await connection.execute(insert(InterestRow), rows)
    return request_id


async def withdraw(engine: Engine, employer_id: str, request_id: str, now: datetime) -> None:
    """Nobody else is asked. Raises NotFound and NotPossible."""
    async with engine.begin() as connection:
        query = select(InterestRow.__table__).where(
            _INTEREST.request_id == request_id, _INTEREST.employer_id == employer_id
        )
        rows = (await connection.execute(query.with_for_update())).all()
        if not rows:
            raise NotFound
        if all(row.state != State.OPEN for row in rows):
            withdrawn(State(rows[0].state))
        for row in rows:
            if row.state == State.OPEN:
                await _write(connection, row.id, withdrawn(State(row.state)), None, now)


async def of_employer(engine: Engine, employer_id: str, limit: int) -> Sequence[Any]:
    """Rows of an employer's own, the newest first."""
    query = select(InterestRow.__table__).where(_INTEREST.employer_id == employer_id)
    async with reading(engine) as connection:
        ordered = query.order_by(_INTEREST.since.desc(), _INTEREST.id).limit(limit)
        return (await connection.execute(ordered)).all()


async def told_clients(
    connection: Connection, employer_id: str, request_id: str, now: datetime
) -> Sequence[ToldClient]:
    """Whose contact the employer may read now, in the order of their answers; that it was read is noted."""
    query = (
        select(InterestClientRow.__table__, _INTEREST.office, _INTEREST.state.label("of_interest"))
        .join(InterestRow, _INTEREST.id == _ASKED.interest_id)
        .where(_INTEREST.request_id == request_id, _INTEREST.employer_id == employer_id)
        .order_by(_ASKED.answered_at, _ASKED.client_id)
    )
    found = [
        ToldClient(row.client_id, row.interest_id, row.office, frozenset(map(Gives, row.gives)))
        for row in await connection.execute(query)
        if row.answered_at is not None
        and is_told(State(row.of_interest), Answer(row.answer), row.answered_at, now)
    ]
    for each in found:
        read = update(InterestClientRow).where(
            _ASKED.interest_id == each.interest_id, _ASKED.client_id == each.client_id, _ASKED.told_at.is_(None)
        )
        await connection.execute(read.values(told_at=now))
    return found


async def of_offices(
    engine: Engine, offices: Collection[str] | None, *, is_over: bool, limit: int
) -> Sequence[Any]:
    """Those that wait for an office, the oldest first, or those that are closed, the newest first."""
    query = _with_employer().where((_INTEREST.state != State.OPEN) if is_over else (_INTEREST.state == State.OPEN))
    if offices is not None:
        query = query.where(_INTEREST.office.in_(offices))
    order = _INTEREST.since.desc() if is_over else _INTEREST.since
    async with reading(engine) as connection:
        return (await connection.execute(query.order_by(order, _INTEREST.id).limit(limit))).all()


async def get_interest(engine: Engine, interest_id: str) -> Any:
    """With `employer`, its name, and `town`. Raises NotFound."""
    async with reading(engine) as connection:
        found = (await connection.execute(_with_employer().where(_INTEREST.id == interest_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


async def asked_of(engine: Engine, interest_id: str) -> Sequence[Any]:
    """Who was asked, and what was said."""
    query = select(InterestClientRow.__table__).where(_ASKED.interest_id == interest_id).order_by(_ASKED.asked_at)
    async with reading(engine) as connection:
        return (await connection.execute(query)).all()


async def ask(engine: Engine, interest_id: str, client_id: str, channel: Channel, by: str, now: datetime) -> None:
    """Somebody of the group is asked. Raises NotFound and NotPossible. Whether the client is of the group the
    caller has made sure of."""
    async with engine.begin() as connection:
        interest = await _held(connection, interest_id)
        was = await _answer(connection, interest_id, client_id)
        answer = asked(_state(interest, now), was)
        values = {"answer": answer, "channel": channel, "gives": [], "asked_by": by, "asked_at": now}
        if was is None:
            row = {"interest_id": interest_id, "client_id": client_id, **values}
            await connection.execute(insert(InterestClientRow).values(row))
        else:
            await connection.execute(_row_of(interest_id, client_id).values(**values, answered_at=None))


async def answer(
    engine: Engine,
    interest_id: str,
    client_id: str,
    said: Answer,
    gives: Collection[Gives],
    by: str,
    now: datetime,
) -> None:
    """What somebody has said. Raises NotFound and NotPossible."""
    async with engine.begin() as connection:
        interest = await _held(connection, interest_id)
        was = await _answer(connection, interest_id, client_id)
        new = answered(_state(interest, now), was, said, gives)
        values = {
            "answer": new,
            "gives": sorted(gives) if new is Answer.AGREED else [],
            "answered_by": by,
            "answered_at": now,
        }
        await connection.execute(_row_of(interest_id, client_id).values(**values))


async def close(engine: Engine, interest_id: str, by: str, now: datetime) -> State:
    """The office is done. Raises NotFound and NotPossible."""
    async with engine.begin() as connection:
        interest = await _held(connection, interest_id)
        answers = await connection.scalars(select(_ASKED.answer).where(_ASKED.interest_id == interest_id))
        state = closed(_state(interest, now), {Answer(each) for each in answers})
        await _write(connection, interest_id, state, by, now)
    return state


async def end_late_ones(engine: Engine, now: datetime) -> int:
    """Once a night: what nobody has closed in time; how many."""
    late = update(InterestRow).where(_INTEREST.state == State.OPEN, _INTEREST.since <= now - OPEN_TIME)
    async with engine.begin() as connection:
        return (await connection.execute(late.values(state=State.OVER, closed_at=now))).rowcount


def waiting_interests(offices: Collection[str] | None) -> Waiting:
    """Those whose next step is an office's. `title`: the position; due when the employer is told no more."""
    found = waiting(
        "interest",
        subject=_INTEREST.id,
        office=_INTEREST.office,
        since=_INTEREST.since,
        due_on=func.date(func.timezone("Europe/Warsaw", _INTEREST.since + OPEN_TIME)),
        title=_INTEREST.position,
    ).where(_INTEREST.state == State.OPEN)
    return found if offices is None else found.where(_INTEREST.office.in_(offices))


def _with_employer() -> Any:
    return select(InterestRow.__table__, EmployerRow.name.label("employer"), EmployerRow.town).join(
        EmployerRow, EmployerRow.id == _INTEREST.employer_id
    )


def _state(interest: Any, now: datetime) -> State:
    state = State(interest.state)
    return State.OVER if is_over(state, interest.since, now) else state


async def _held(connection: Connection, interest_id: str) -> Any:
    query = select(InterestRow.__table__).where(_INTEREST.id == interest_id).with_for_update()
    found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def _answer(connection: Connection, interest_id: str, client_id: str) -> Answer | None:
    query = select(_ASKED.answer).where(_ASKED.interest_id == interest_id, _ASKED.client_id == client_id)
    found = await connection.scalar(query)
    return None if found is None else Answer(found)


def _row_of(interest_id: str, client_id: str) -> Any:
    return update(InterestClientRow).where(_ASKED.interest_id == interest_id, _ASKED.client_id == client_id)


async def _write(connection: Connection, interest_id: str, state: State, by: str | None, now: datetime) -> None:
    changed = update(InterestRow).where(_INTEREST.id == interest_id)
    await connection.execute(changed.values(state=state, closed_by=by, closed_at=now))
