"""Takes a table in: in one transaction, line by line, and the same table once more changes nothing.

A trial does all of it, and leaves nothing: what it tells is what would become of each line.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import select

from core.db.engine import Connection, Engine
from core.db.tables.centre.office_tables import Office
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.place_tables import GminaPointRow
from core.db.tables.market.training_tables import TrainingRow
from core.db.tables.search_tables import FairRow
from core.errors import NotAllowed, SettingsRefused
from core.lists.distance import Point
from core.lists.gminas import gmina_name
from core.zone import WARSAW
from market.events import fair_store
from market.events.fair import Fair
from market.files.csv_table import ReadLine, ReadTable, Reject
from market.offers import offer_store
from market.offers.duplicate_store import mark_duplicates
from market.offers.offer import Offer, Source, State
from market.places.point_store import put_point
from market.trainings import training_store
from market.trainings.training import Training

May = Callable[[str | None], bool]
"""Is the right there for what is of that office? None: of the whole province."""
_NOT_YOURS_PL = "tego urzędu nie może wczytać to konto"
_ANOTHERS_PL = "pozycja o tym identyfikatorze należy do innego urzędu"
T = TypeVar("T")
V = TypeVar("V", Training, Fair, Point)


class Becomes(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class TakenLine:
    """`title`: what it is, for people."""

    line: int
    title: str
    becomes: Becomes


@dataclass(frozen=True, slots=True)
class Taken:
    """In the order of the file."""

    lines: Sequence[TakenLine]
    rejects: Sequence[Reject]


class _Tried(Exception):
    """All of it was done; nothing of it stays."""


async def take_offers(
    engine: Engine, table: ReadTable[Offer], may: May, now: datetime, *, is_trial: bool
) -> Taken:
    """Offers are told from now on, each until its last day; one that is an office's own already is told once."""

    async def work(connection: Connection) -> Taken:
        offices = await _offices(connection)
        ours = [line for line in table.lines if line.value.office in offices and may(line.value.office)]
        wanted = [line.value for line in ours]
        query = select(OfferRow.ext_id, OfferRow.digest, OfferRow.state).where(OfferRow.source == Source.FILE)
        known = {
            row.ext_id: row.digest if row.state == State.VERIFIED else None
            for row in await connection.execute(query.where(OfferRow.ext_id.in_([each.ext_id for each in wanted])))
        }
        if wanted:
            await offer_store.write_offers(connection, Source.FILE, "file", wanted, "", now)
            await mark_duplicates(connection, now.astimezone(WARSAW).date())
        lines = [TakenLine(line.line, _title(line.value), _becomes(known, line.value)) for line in ours]
        left = {line.line for line in table.lines} - {line.line for line in ours}
        return Taken(lines, _sorted([*table.rejects, *(Reject(line, "urząd", _NOT_YOURS_PL) for line in left)]))

    return await _whole(engine, work, is_trial=is_trial)


async def take_trainings(
    engine: Engine, table: ReadTable[tuple[str, Training]], may: May, by: str, now: datetime, *, is_trial: bool
) -> Taken:
    """The catalogue has each as its line says; what is not in the file stays."""

    async def put(connection: Connection, training_id: str, training: Training) -> None:
        await training_store.put_training(connection, training_id, training, None, may, by, now)

    return await _named(engine, table, TrainingRow, put, _called, is_trial=is_trial)


async def take_fairs(
    engine: Engine, table: ReadTable[tuple[str, Fair]], may: May, by: str, now: datetime, *, is_trial: bool
) -> Taken:
    """Each event is as its line says; what is not in the file stays."""

    async def put(connection: Connection, fair_id: str, fair: Fair) -> None:
        await fair_store.put_fair(connection, fair_id, fair, None, may, by, now)

    return await _named(engine, table, FairRow, put, _called, is_trial=is_trial)


async def take_points(
    engine: Engine, table: ReadTable[tuple[str, Point]], by: str, now: datetime, *, is_trial: bool
) -> Taken:
    """Where each gmina is; from now on people are told kilometres."""

    async def put(connection: Connection, teryt: str, point: Point) -> None:
        await put_point(connection, teryt, point, by, now)

    def called(teryt: str, _: Point) -> str:
        return gmina_name(teryt) or teryt

    return await _named(engine, table, GminaPointRow, put, called, is_trial=is_trial, key="teryt")


def _called(_: str, each: Training | Fair) -> str:
    return f"{each.title}, {each.town}"


async def _named(
    engine: Engine,
    table: ReadTable[tuple[str, V]],
    rows: Any,
    put: Callable[[Connection, str, V], Awaitable[None]],
    title: Callable[[str, V], str],
    *,
    is_trial: bool,
    key: str = "id",
) -> Taken:
    """Lines that name a row by its `key`; what the row is already is not put again."""

    async def one(connection: Connection, line: ReadLine[tuple[str, V]]) -> TakenLine:
        name, value = line.value
        becomes = _compared(await _row(connection, rows, name, key), asdict(value))
        if becomes is not Becomes.SAME:
            await put(connection, name, value)
        return TakenLine(line.line, title(name, value), becomes)

    return await _whole(engine, lambda connection: _each(connection, table, one), is_trial=is_trial)


async def _whole(engine: Engine, work: Callable[[Connection], Awaitable[Taken]], *, is_trial: bool) -> Taken:
    found: list[Taken] = []
    try:
        async with engine.begin() as connection:
            found.append(await work(connection))
            if is_trial:
                raise _Tried
    except _Tried:
        pass
    return found[0]


async def _each(
    connection: Connection,
    table: ReadTable[T],
    put: Callable[[Connection, ReadLine[T]], Awaitable[TakenLine]],
) -> Taken:
    """What is refused in one line is undone, named, and keeps nothing from the others."""
    lines, rejects = [], list(table.rejects)
    for line in table.lines:
        try:
            async with connection.begin_nested():
                lines.append(await put(connection, line))
        except NotAllowed:
            rejects.append(Reject(line.line, "urząd", f"{_NOT_YOURS_PL}, albo {_ANOTHERS_PL}"))
        except SettingsRefused as refused:
            rejects.append(Reject(line.line, "", " ".join(refused.problems)))
    return Taken(lines, _sorted(rejects))


def _sorted(rejects: Sequence[Reject]) -> Sequence[Reject]:
    return sorted(rejects, key=lambda reject: (reject.line, reject.column))


def _becomes(known: dict[str, str | None], offer: Offer) -> Becomes:
    if offer.ext_id not in known:
        return Becomes.NEW
    return Becomes.SAME if known[offer.ext_id] == offer.digest else Becomes.CHANGED


def _title(offer: Offer) -> str:
    return f"{offer.position}, {offer.place.town}"


def _compared(standing: Any, values: dict[str, Any]) -> Becomes:
    if standing is None:
        return Becomes.NEW
    is_same = all(getattr(standing, name) == value for name, value in values.items())
    return Becomes.SAME if is_same else Becomes.CHANGED


async def _row(connection: Connection, table: Any, row_id: str, key: str) -> Any:
    query = select(table.__table__).where(table.__table__.c[key] == row_id)
    return (await connection.execute(query)).one_or_none()


async def _offices(connection: Connection) -> frozenset[str]:
    return frozenset((await connection.scalars(select(Office.code))).all())
