"""Forms and standards in the database: versions, files, what waits for a second person, acknowledgements.

A version that was proposed and is not to be (refused, taken back, too old) is let go with the next one that is
proposed of the same standard; until then nobody sees it.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias, cast

from sqlalchemy import Row, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.four_eyes_tables import ProposalRow
from core.db.tables.knowledge_tables import (
    StandardAcknowledgementRow,
    StandardFileRow,
    StandardRow,
    StandardVersionRow,
)
from core.db.tables.staff_tables import Account
from core.errors import NotFound, StaleVersion
from core.ids import new_id
from core.rights import Role
from core.todo.work import day_in_warsaw
from core.two_persons.four_eyes import OPEN_TIME, Act
from guidance.standards.standard import (
    FileKind,
    NewVersion,
    NotAsked,
    Standard,
    StandardKind,
    StandardRefused,
    StandardVersion,
    check_version,
    is_over,
    kind_of_file,
)

Offices: TypeAlias = Collection[str] | None
"""None: all of them."""

_BEING_PROPOSED = timedelta(hours=1)
"""A version is kept before it is proposed: so long nobody takes it for one that was refused."""

_ONE = StandardRow.__table__.c
_VERSION = StandardVersionRow.__table__.c
_ACK = StandardAcknowledgementRow.__table__.c
_PROPOSAL = ProposalRow.__table__.c


@dataclass(frozen=True, slots=True)
class StandardFile:
    version: StandardVersion
    content: bytes


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who is asked; `at` None: has not acknowledged it yet."""

    account: str
    name: str
    role: Role
    office: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Counted:
    """Of how many who are asked how many have acknowledged it."""

    asked: int
    acknowledged: int


async def list_standards(engine: AsyncEngine, now: datetime) -> list[Standard]:
    """All of them, also those of which nothing is published yet."""
    async with engine.connect() as connection:
        return await _read(connection, now, None)


async def get_standard(engine: AsyncEngine, standard: str, now: datetime) -> Standard:
    """Raises NotFound."""
    async with engine.connect() as connection:
        return await _get(connection, standard, now)


async def put_version(
    engine: AsyncEngine,
    standard: str | None,
    kind: StandardKind | None,
    version: int,
    wanted: NewVersion,
    content: bytes,
    by: str,
    now: datetime,
) -> StandardVersion:
    """Keep a version that a second person is to confirm: of a standard that was read at `version`, or of a new one
    (None) of that kind.

    Raises NotFound, StaleVersion, StandardRefused.
    """
    check_version(wanted, day_in_warsaw(now))
    file_kind = kind_of_file(content)
    made = new_id("standard-version")
    async with engine.begin() as connection:
        if standard is None:
            standard = new_id("standard")
            await connection.execute(insert(StandardRow).values(id=standard, kind=kind, version=1))
        else:
            await _locked(connection, standard, version)
            await _let_go_of_refused(connection, standard, now)
        row = insert(StandardVersionRow).values(
            id=made,
            standard=standard,
            title=wanted.title,
            valid_from=wanted.valid_from,
            valid_until=wanted.valid_until,
            roles=list(wanted.roles),
            changes=wanted.changes,
            file_name=wanted.file_name,
            file_kind=file_kind,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            proposed_by=by,
            proposed_at=now,
        )
        kept = (await connection.execute(row.returning(StandardVersionRow.__table__))).one()
        await connection.execute(insert(StandardFileRow).values(version_id=made, content=content))
        return _version_of(kept)


async def drop_version(engine: AsyncEngine, version_id: str) -> None:
    """What was kept and cannot be proposed."""
    async with engine.begin() as connection:
        await _drop(connection, [version_id])


async def publish(engine: AsyncEngine, version_id: str, by: str, now: datetime) -> None:
    """A second person has confirmed it: it holds from its day, at the earliest from today. Once is enough.

    Raises NotFound; StandardRefused where its last day is over.
    """
    today = day_in_warsaw(now)
    async with engine.begin() as connection:
        found = await _version(connection, version_id)
        if found.published_at is not None:
            return
        await _locked(connection, found.standard, None)
        if found.valid_until is not None and found.valid_until < today:
            raise StandardRefused("Czas, w którym ta wersja miała obowiązywać, już minął.")
        numbers = select(func.coalesce(func.max(_VERSION.number), 0) + 1).where(
            _VERSION.standard == found.standard
        )
        values = {
            "number": await connection.scalar(numbers),
            "valid_from": max(found.valid_from, today),
            "published_by": by,
            "published_at": now,
        }
        await connection.execute(update(StandardVersionRow).where(_VERSION.id == version_id).values(values))
        await _count_change(connection, found.standard)


async def end_standard(
    engine: AsyncEngine, standard: str, version: int, last_day: date, now: datetime
) -> Standard:
    """The version in force holds until that day, included; those that are planned for later begin all the same.

    Raises NotFound, StaleVersion; StandardRefused where nothing is in force, or the day is over.
    """
    today = day_in_warsaw(now)
    async with engine.begin() as connection:
        await _locked(connection, standard, version)
        found = (await _get(connection, standard, now)).in_force(today)
        if found is None:
            raise StandardRefused("Żadna wersja teraz nie obowiązuje.")
        if last_day < today:
            raise StandardRefused("Ostatni dzień nie może być dniem, który już minął.")
        ended = update(StandardVersionRow).where(_VERSION.id == found.id)
        await connection.execute(ended.values(valid_until=last_day))
        await _count_change(connection, standard)
        return await _get(connection, standard, now)


async def read_file(engine: AsyncEngine, version_id: str) -> StandardFile:
    """Also of one that is not published: who may see that says the caller. Raises NotFound."""
    async with engine.connect() as connection:
        found = await _version(connection, version_id)
        content = await connection.scalar(
            select(StandardFileRow.content).where(StandardFileRow.version_id == version_id)
        )
    if content is None:
        raise NotFound
    return StandardFile(found, content)


async def acknowledge(
    engine: AsyncEngine, version_id: str, account: str, role: str, office: str, now: datetime
) -> None:
    """The account has read it. Once is enough. Raises NotFound; NotAsked for who is not asked."""
    async with engine.begin() as connection:
        version = await _version(connection, version_id)
        known = await _get(connection, version.standard, now)
        if (
            version.published_at is None
            or role not in version.roles
            or is_over(version, known.versions, day_in_warsaw(now))
        ):
            raise NotAsked
        made = pg_insert(StandardAcknowledgementRow).values(
            version_id=version_id, account=account, office=office, at=now
        )
        await connection.execute(made.on_conflict_do_nothing())


async def acknowledged_by(engine: AsyncEngine, account: str) -> dict[str, datetime]:
    """Which versions, and when."""
    query = select(_ACK.version_id, _ACK.at).where(_ACK.account == account)
    async with engine.connect() as connection:
        return {row.version_id: row.at for row in await connection.execute(query)}


async def count_acknowledgements(engine: AsyncEngine, offices: Offices) -> dict[str, Counted]:
    """By version, of the accounts of these offices that are open and asked now."""
    query = (
        select(_VERSION.id, func.count().label("asked"), func.count(_ACK.at).label("acknowledged"))
        .select_from(StandardVersionRow)
        .join(Account, Account.role == func.any(_VERSION.roles))
        .join(
            StandardAcknowledgementRow,
            and_(_ACK.version_id == _VERSION.id, _ACK.account == Account.username),
            isouter=True,
        )
        .where(_VERSION.published_at.is_not(None), Account.deactivated_at.is_(None))
        .group_by(_VERSION.id)
    )
    if offices is not None:
        query = query.where(Account.office.in_(offices))
    async with engine.connect() as connection:
        return {row.id: Counted(row.asked, row.acknowledged) for row in await connection.execute(query)}


async def list_acknowledgements(engine: AsyncEngine, version_id: str, offices: Offices) -> list[Acknowledgement]:
    """Everybody of these offices who is asked now: first who has not acknowledged it, by name. Raises NotFound."""
    async with engine.connect() as connection:
        version = await _version(connection, version_id)
        query = (
            select(Account.username, Account.display_name, Account.role, Account.office, _ACK.at)
            .join(
                StandardAcknowledgementRow,
                and_(_ACK.version_id == version_id, _ACK.account == Account.username),
                isouter=True,
            )
            .where(Account.role.in_(version.roles), Account.deactivated_at.is_(None))
            .order_by(_ACK.at.is_not(None), Account.display_name, Account.username)
        )
        if offices is not None:
            query = query.where(Account.office.in_(offices))
        return [Acknowledgement(*row) for row in await connection.execute(query)]


async def _get(connection: AsyncConnection, standard: str, now: datetime) -> Standard:
    found = await _read(connection, now, standard)
    if not found:
        raise NotFound("Nie ma takiego druku ani standardu.")
    return found[0]


async def _read(connection: AsyncConnection, now: datetime, standard: str | None) -> list[Standard]:
    waits = exists(
        select(_PROPOSAL.id).where(
            _PROPOSAL.act == Act.PUBLISH_STANDARD.value,
            _PROPOSAL.details["version_id"].astext == _VERSION.id,
            or_(
                _PROPOSAL.state == "confirmed",
                and_(_PROPOSAL.state == "waiting", _PROPOSAL.proposed_at > now - OPEN_TIME),
            ),
        )
    )
    query = select(*_VERSION, waits.label("waits"), _ONE.kind, _ONE.version.label("of")).join(
        StandardRow, _ONE.id == _VERSION.standard
    )
    if standard is not None:
        query = query.where(_ONE.id == standard)
    found: dict[str, Standard] = {}
    for row in await connection.execute(query):
        is_waiting = row.published_at is None and row.waits
        version = replace(_version_of(cast("Row[Any]", row)), waits=is_waiting)
        known = found.get(row.standard, Standard(row.standard, row.kind, row.of, ()))
        if is_waiting or row.published_at is not None:
            known = replace(known, versions=(*known.versions, version))
        found[row.standard] = known
    return [replace(each, versions=tuple(sorted(each.versions, key=_newest_first))) for each in found.values()]


def _newest_first(version: StandardVersion) -> tuple[bool, int, int]:
    return version.published_at is not None, -version.valid_from.toordinal(), -(version.number or 0)


async def _version(connection: AsyncConnection, version_id: str) -> StandardVersion:
    query = select(StandardVersionRow.__table__).where(_VERSION.id == version_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("Nie ma takiej wersji.")
    return _version_of(row)


async def _locked(connection: AsyncConnection, standard: str, version: int | None) -> None:
    """Whoever else changes it waits. Raises NotFound, and StaleVersion if it was read at another version."""
    standing = await connection.scalar(select(_ONE.version).where(_ONE.id == standard).with_for_update())
    if standing is None:
        raise NotFound("Nie ma takiego druku ani standardu.")
    if version is not None and version != standing:
        raise StaleVersion(standing)


async def _count_change(connection: AsyncConnection, standard: str) -> None:
    await connection.execute(update(StandardRow).where(_ONE.id == standard).values(version=_ONE.version + 1))


async def _let_go_of_refused(connection: AsyncConnection, standard: str, now: datetime) -> None:
    [known] = await _read(connection, now, standard)
    there = {each.id for each in known.versions}
    query = select(_VERSION.id).where(_VERSION.standard == standard, _VERSION.proposed_at < now - _BEING_PROPOSED)
    await _drop(connection, [each for each in await connection.scalars(query) if each not in there])


async def _drop(connection: AsyncConnection, versions: Collection[str]) -> None:
    """The file goes with its version, and the standard with its last one."""
    gone = delete(StandardVersionRow).where(_VERSION.id.in_(versions), _VERSION.published_at.is_(None))
    standards = set(await connection.scalars(gone.returning(_VERSION.standard)))
    await connection.execute(
        delete(StandardRow).where(
            _ONE.id.in_(standards), ~exists(select(_VERSION.id).where(_VERSION.standard == _ONE.id))
        )
    )


def _version_of(row: Row[Any]) -> StandardVersion:
    return StandardVersion(
        id=row.id,
        standard=row.standard,
        number=row.number,
        title=row.title,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        roles=tuple(cast(list[Role], row.roles)),
        changes=row.changes,
        file_name=row.file_name,
        file_kind=cast(FileKind, row.file_kind),
        size=row.size,
        sha256=row.sha256,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        published_by=row.published_by,
        published_at=row.published_at,
    )
