"""Fairs of jobs and trainings in the database. The search follows them by itself (a trigger says what is due)."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Row, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.office_tables import Office
from core.db.tables.search_tables import FairRow
from core.errors import NotAllowed, NotFound, SettingsRefused, StaleVersion
from market.events.fair import Fair, FairKind

MAX_LISTED = 500

Place: TypeAlias = tuple[datetime, str]
"""A beginning and an id."""
_FAIR = FairRow.__table__.c


@dataclass(frozen=True, slots=True)
class StoredFair:
    id: str
    fair: Fair
    version: int


async def list_fairs(
    engine: AsyncEngine,
    office: str | None,
    since: datetime | None,
    *,
    limit: int,
    after: Place | None,
    words: str = "",
    kind: FairKind | None = None,
) -> tuple[list[StoredFair], Place | None]:
    """By their beginning, those that are not over at `since`; of an office and of the province if one is given;
    with all the words in the title, the town or the place. And where the next page begins."""
    limit = min(limit, MAX_LISTED)
    query = select(FairRow.__table__).order_by(_FAIR.starts_at, _FAIR.id).limit(limit + 1)
    if after is not None:
        query = query.where(tuple_(_FAIR.starts_at, _FAIR.id) > after)
    if since is not None:
        query = query.where(_FAIR.ends_at > since)
    if office is not None:
        query = query.where(_FAIR.office.is_(None) | (_FAIR.office == office))
    if kind is not None:
        query = query.where(_FAIR.kind == kind)
    for word in words.split()[:8]:
        every = func.folded_name(func.concat_ws(" ", _FAIR.title, _FAIR.town, _FAIR.place))
        query = query.where(func.strpos(every, func.folded_name(word)) > 0)
    async with engine.connect() as connection:
        found = [_read(row) for row in await connection.execute(query)]
    page = found[:limit]
    return page, (page[-1].fair.starts_at, page[-1].id) if len(found) > limit else None


async def save_fair(
    engine: AsyncEngine,
    fair_id: str,
    fair: Fair,
    version: int,
    may: Callable[[str | None], bool],
    account: str,
    now: datetime,
) -> StoredFair:
    """A new fair (version 0), or other words for one that was read at `version`.

    `may`: is the right there for what is of that office?

    Raises NotAllowed, StaleVersion, and SettingsRefused for an office that there is not and for one that ends
    before it begins.
    """
    async with engine.begin() as connection:
        return await put_fair(connection, fair_id, fair, version, may, account, now)


async def put_fair(
    connection: AsyncConnection,
    fair_id: str,
    fair: Fair,
    version: int | None,
    may: Callable[[str | None], bool],
    account: str,
    now: datetime,
) -> StoredFair:
    """As `save_fair`, in somebody else's transaction. `version` None: whatever stands there."""
    values = {**asdict(fair), "changed_at": now, "changed_by": account}
    standing = await _standing(connection, fair_id, may)
    if not may(fair.office):
        raise NotAllowed
    if fair.ends_at <= fair.starts_at:
        raise SettingsRefused(["Koniec targów musi być po ich początku."])
    if fair.office is not None and not await connection.scalar(
        select(Office.code).where(Office.code == fair.office)
    ):
        raise SettingsRefused([f"Nie ma urzędu o kodzie {fair.office}."])
    stands = 0 if standing is None else standing.version
    if version not in (None, stands):
        raise StaleVersion(stands)
    if standing is None:
        new = insert(FairRow).values(id=fair_id, version=1, **values).on_conflict_do_nothing()
        row = (await connection.execute(new.returning(*_FAIR))).one_or_none()
        if row is None:  # somebody else has been faster with the same id
            raise StaleVersion(await connection.scalar(select(_FAIR.version).where(_FAIR.id == fair_id)) or 0)
        return _read(row)
    changed = update(FairRow).where(_FAIR.id == fair_id).values(version=stands + 1, **values)
    return _read((await connection.execute(changed.returning(*_FAIR))).one())


async def delete_fair(engine: AsyncEngine, fair_id: str, version: int, may: Callable[[str | None], bool]) -> None:
    """It was called off, or never was. Raises NotFound, NotAllowed, StaleVersion."""
    async with engine.begin() as connection:
        standing = await _standing(connection, fair_id, may)
        if standing is None:
            raise NotFound("Nie ma takich targów.")
        if standing.version != version:
            raise StaleVersion(standing.version)
        await connection.execute(delete(FairRow).where(_FAIR.id == fair_id))


async def _standing(
    connection: AsyncConnection, fair_id: str, may: Callable[[str | None], bool]
) -> Row[Any] | None:
    row = (
        await connection.execute(select(FairRow.__table__).where(_FAIR.id == fair_id).with_for_update())
    ).one_or_none()
    if row is not None and not may(row.office):
        raise NotAllowed
    return row


def _read(row: Row[Any]) -> StoredFair:
    fair = Fair(
        office=row.office,
        title=row.title,
        town=row.town,
        place=row.place,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        source=row.source,
        kind=FairKind(row.kind),
    )
    return StoredFair(row.id, fair, row.version)
