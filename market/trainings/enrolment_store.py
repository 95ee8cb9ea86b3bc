"""Lists of trainings in the database. Whoever changes one holds the training's row, so two never take one seat."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from core.clock import WARSAW
from core.db.engine import Connection, Engine, reading
from core.db.tables.market.training_tables import EnrolmentRow, TrainingRow
from core.errors import NotFound
from core.ids import new_id
from market.trainings.enrolment import (
    Enrolment,
    NotPossible,
    State,
    answer,
    leave,
    offer_free_seats,
    sign_up,
)

_LIST = EnrolmentRow.__table__.c


async def enrol(
    connection: Connection,
    training_id: str,
    client_id: str,
    office: str,
    call_id: str | None,
    by: str,
    now: datetime,
) -> Enrolment:
    """The client's entry: with a seat or on the waiting list. Raises NotFound, and NotPossible where nobody counts
    seats, after the last day, for a training that was called off, and for who is in the list."""
    training = await _held(connection, training_id)
    if training.seats is None:
        raise NotPossible("To szkolenie nie ma listy: zapisy prowadzi urząd albo instytucja.")
    if training.cancelled_at is not None:
        raise NotPossible("To szkolenie odwołano.")
    if now.astimezone(WARSAW).date() > training.sign_up_until:
        raise NotPossible("Zapisy na to szkolenie już się skończyły.")
    entry = sign_up(training.seats, await _everybody(connection, training_id), new_id("enrolment"), client_id)
    await connection.execute(
        insert(EnrolmentRow).values(
            **asdict(entry),
            training_id=training_id,
            office=office,
            signed_up_at=now,
            signed_up_by=by,
            call_id=call_id,
            changed_by=by,
            changed_at=now,
        )
    )
    return entry


async def resign(connection: Connection, enrolment_id: str, by: str, now: datetime) -> Enrolment:
    """The seat goes to the next who waits. Raises NotFound and NotPossible."""
    training, entry = await _with_its_training(connection, enrolment_id)
    changed = leave(entry)
    await _write(connection, [changed], by, now)
    await _offer(connection, training, by, now)
    return changed


async def take_answer(
    connection: Connection, enrolment_id: str, *, takes_it: bool, by: str, now: datetime
) -> Enrolment:
    """Of who was asked about a free seat. Raises NotFound and NotPossible."""
    training, entry = await _with_its_training(connection, enrolment_id)
    changed = answer(entry, takes_it=takes_it, now=now)
    await _write(connection, [changed], by, now)
    await _offer(connection, training, by, now)
    return changed


async def offer_seats(engine: Engine, by: str, now: datetime) -> int:
    """To be called every few minutes: seats whose time to answer is over go on to the next; how many lists
    changed."""
    late = select(_LIST.training_id).distinct().where(_LIST.state == State.ASKED, _LIST.asked_until < now)
    async with reading(engine) as connection:
        trainings = (await connection.scalars(late)).all()
    for training_id in trainings:
        async with engine.begin() as connection:
            await _offer(connection, await _held(connection, training_id), by, now)
    return len(trainings)


async def list_of(engine: Engine, training_id: str, offices: frozenset[str] | None) -> Sequence[Any]:
    """Rows in the order of signing up; of clients of `offices` alone, of all with None."""
    query = select(EnrolmentRow.__table__).where(_LIST.training_id == training_id).order_by(_LIST.place)
    if offices is not None:
        query = query.where(_LIST.office.in_(offices))
    async with reading(engine) as connection:
        return (await connection.execute(query)).all()


async def office_of(connection: Connection, enrolment_id: str) -> str:
    """Whose client it is about. Raises NotFound."""
    found: str | None = await connection.scalar(select(_LIST.office).where(_LIST.id == enrolment_id))
    if found is None:
        raise NotFound
    return found


async def _offer(connection: Connection, training: Any, by: str, now: datetime) -> None:
    if training.seats is None or training.cancelled_at is not None:
        return
    everybody = await _everybody(connection, training.id)
    await _write(connection, offer_free_seats(training.seats, everybody, now), by, now)


async def _held(connection: Connection, training_id: str) -> Any:
    query = select(TrainingRow.__table__).where(TrainingRow.id == training_id).with_for_update()
    found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def _with_its_training(connection: Connection, enrolment_id: str) -> tuple[Any, Enrolment]:
    """The entry as it is once the training is held: it may have changed while one waited."""
    training_id = await connection.scalar(select(_LIST.training_id).where(_LIST.id == enrolment_id))
    if training_id is None:
        raise NotFound
    training = await _held(connection, training_id)
    return training, next(each for each in await _everybody(connection, training_id) if each.id == enrolment_id)


async def _everybody(connection: Connection, training_id: str) -> Sequence[Enrolment]:
    columns = (_LIST.id, _LIST.client_id, _LIST.place, _LIST.state, _LIST.asked_until)
    rows = await connection.execute(select(*columns).where(_LIST.training_id == training_id).order_by(_LIST.place))
    return [Enrolment(row.id, row.client_id, row.place, State(row.state), row.asked_until) for row in rows]


async def _write(connection: Connection, entries: Sequence[Enrolment], by: str, now: datetime) -> None:
    for entry in entries:
        changed = update(EnrolmentRow).where(EnrolmentRow.id == entry.id)
        await connection.execute(
            changed.values(state=entry.state, asked_until=entry.asked_until, changed_by=by, changed_at=now)
        )
