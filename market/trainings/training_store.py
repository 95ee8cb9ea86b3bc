"""The catalogue of trainings in the database. The search follows it by itself (a trigger says what is due)."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from core.db.engine import Connection, Engine, reading
from core.db.tables.centre.office_tables import Office
from core.db.tables.market.training_tables import EnrolmentRow, InstitutionRow, TrainingRow
from core.errors import NotAllowed, NotFound, SettingsRefused, StaleVersion
from market.trainings.enrolment import HOLDS_A_SEAT, State
from market.trainings.training import Training, faults

MAX_LISTED = 500


@dataclass(frozen=True, slots=True)
class TrainingFilters:
    """`office`: its own and the province's. `since`: those that can be signed up for on that day or later; None
    for all. `words`: of the title, the town or the institution."""

    office: str | None = None
    since: date | None = None
    words: str = ""
    occupation: str = ""
    with_free_seats: bool = False


async def list_trainings(engine: Engine, filters: TrainingFilters, limit: int) -> Sequence[Any]:
    """The next to begin first; each row with `taken`, `waiting` and `institution`, its name."""
    query = with_counts().order_by(TrainingRow.starts_on, TrainingRow.id).limit(min(limit, MAX_LISTED))
    if filters.office is not None:
        query = query.where(or_(TrainingRow.office.is_(None), TrainingRow.office == filters.office))
    if filters.since is not None:
        query = query.where(TrainingRow.sign_up_until >= filters.since, TrainingRow.cancelled_at.is_(None))
    if filters.occupation:
        query = query.where(TrainingRow.occupation.startswith(filters.occupation, autoescape=True))
    for word in filters.words.split()[:8]:
        every = func.folded_name(func.concat_ws(" ", TrainingRow.title, TrainingRow.town, InstitutionRow.name))
        query = query.where(every.contains(func.folded_name(word), autoescape=False))
    if filters.with_free_seats:
        query = query.where(TrainingRow.seats > _counted(HOLDS_A_SEAT), _counted({State.WAITING}) == 0)
    async with reading(engine) as connection:
        return (await connection.execute(query)).all()


async def get_training(engine: Engine, training_id: str) -> Any:
    """As `list_trainings` has it. Raises NotFound."""
    async with reading(engine) as connection:
        found = (await connection.execute(with_counts().where(TrainingRow.id == training_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


async def save_training(
    engine: Engine,
    training_id: str,
    training: Training,
    version: int,
    may: Callable[[str | None], bool],
    by: str,
    now: datetime,
) -> None:
    """A new one (version 0), or other words for one that was read at `version`.

    `may`: is the right there for what is of that office? Raises NotAllowed, StaleVersion and SettingsRefused.
    """
    async with engine.begin() as connection:
        await put_training(connection, training_id, training, version, may, by, now)


async def put_training(
    connection: Connection,
    training_id: str,
    training: Training,
    version: int | None,
    may: Callable[[str | None], bool],
    by: str,
    now: datetime,
) -> None:
    """As `save_training`, in somebody else's transaction. `version` None: whatever stands there."""
    values = {**asdict(training), "changed_by": by, "changed_at": now}
    standing = await _standing(connection, training_id, may)
    if not may(training.office):
        raise NotAllowed
    found = [*faults(training, await _taken(connection, training_id))]
    if training.office is not None and not await _is_there(connection, Office.code, training.office):
        found.append(f"Nie ma urzędu o kodzie {training.office}.")
    if training.institution_id is not None and not await _is_there(
        connection, InstitutionRow.id, training.institution_id
    ):
        found.append("Nie ma takiej instytucji szkoleniowej.")
    if found:
        raise SettingsRefused(found)
    stands = 0 if standing is None else standing.version
    if version not in (None, stands):
        raise StaleVersion(stands)
    if standing is None:
        new = insert(TrainingRow).values(id=training_id, version=1, **values)
        try:
            await connection.execute(new)
        except IntegrityError:  # somebody else has been faster with the same id
            raise StaleVersion(1) from None
        return
    changed = update(TrainingRow).where(TrainingRow.id == training_id)
    await connection.execute(changed.values(version=stands + 1, **values))


async def cancel_training(
    engine: Engine, training_id: str, version: int, may: Callable[[str | None], bool], by: str, now: datetime
) -> None:
    """It is called off: nobody is enrolled or asked any more; the list stays. Raises NotFound, NotAllowed,
    StaleVersion."""
    async with engine.begin() as connection:
        standing = await _standing(connection, training_id, may)
        if standing is None:
            raise NotFound
        if standing.version != version:
            raise StaleVersion(standing.version)
        changed = update(TrainingRow).where(TrainingRow.id == training_id)
        await connection.execute(
            changed.values(cancelled_at=now, version=version + 1, changed_by=by, changed_at=now)
        )


def with_counts() -> Any:
    """Every training with `taken`, `waiting` and `institution`, to be narrowed."""
    return select(
        TrainingRow.__table__,
        InstitutionRow.name.label("institution"),
        _counted(HOLDS_A_SEAT).label("taken"),
        _counted({State.WAITING}).label("waiting"),
    ).join(InstitutionRow, InstitutionRow.id == TrainingRow.institution_id, isouter=True)


def _counted(states: Any) -> Any:
    query = select(func.count()).where(EnrolmentRow.training_id == TrainingRow.id, EnrolmentRow.state.in_(states))
    return query.correlate(TrainingRow).scalar_subquery()


async def _taken(connection: Connection, training_id: str) -> int:
    query = select(func.count()).where(
        EnrolmentRow.training_id == training_id, EnrolmentRow.state.in_(HOLDS_A_SEAT)
    )
    return await connection.scalar(query) or 0


async def _standing(connection: Connection, training_id: str, may: Callable[[str | None], bool]) -> Any:
    query = select(TrainingRow.__table__).where(TrainingRow.id == training_id).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is not None and not may(row.office):
        raise NotAllowed
    return row


async def _is_there(connection: Connection, column: Any, value: str) -> bool:
    return await connection.scalar(select(column).where(column == value)) is not None
