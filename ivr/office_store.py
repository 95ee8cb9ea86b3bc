"""The offices in the database: reading them, and what people make of them.

An office is never deleted: records, accounts and histories name it. Whatever is saved is told to the other
processes (`offices`) within the same transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.office_tables import DialledNumber, Office, OpeningPlanRow, PostalPrefix, QueuePolicyRow
from core.db.tables.staff_tables import Agent
from core.errors import NotFound, SettingsRefused
from core.ids import new_id
from core.lists.last_change_store import check_unchanged
from core.questions.public_answers import NEWS as KNOWLEDGE
from core.relay.relay import tell_on_commit
from ivr.hours.store import NEWS as HOURS
from ivr.hours.store import plan_values
from ivr.hours.wall_clock import wall
from ivr.hours.week_plan import WeekPlan
from ivr.office_errors_pl import KnownOffice, OfficeDetails, Reached, office_faults
from ivr.offices import OfficeDirectory, office_infos

NEWS = "offices"
RULES = "policies"  # the news of other rules of queues


@dataclass(frozen=True, slots=True)
class StoredOffice:
    """An office as it stands in the tables."""

    code: str
    details: OfficeDetails
    deactivated_at: datetime | None
    deputy: str | None = None
    """Whose people confirm where it has nobody else."""

    @property
    def known(self) -> KnownOffice:
        return KnownOffice(self.code, self.details, self.deactivated_at is None)


@dataclass(frozen=True, slots=True)
class NewOffice:
    """What an office begins with, so that it works at once: the rules of its queue, as the table holds them, and
    its opening hours. It takes part in the evening pool of a plan only if somebody keeps that."""

    queue_rules: Mapping[str, Any]
    plans: Sequence[WeekPlan]


def reached_values(reached: Reached) -> dict[str, Any]:
    """The columns of an office or branch."""
    return {
        "telephone": reached.telephone,
        "email": reached.email,
        "page": reached.page,
        "certainty": reached.certainty,
        "checked_on": reached.checked_on,
    }


def read_reached(row: Any) -> Reached:
    """Out of a row of an office or branch."""
    return Reached(row.telephone or None, row.email, row.page, row.certainty, row.checked_on)


async def load_offices(engine: AsyncEngine) -> OfficeDirectory:
    """All that have ever been there. Raises ValueError unless exactly one active one is the provincial office."""
    async with engine.connect() as connection:
        offices = (await connection.execute(select(Office.__table__).order_by(Office.code))).all()
        prefixes = (await connection.execute(select(PostalPrefix.prefix, PostalPrefix.office))).all()
    return OfficeDirectory(
        office_infos(dict(office._mapping) for office in offices),
        {row.prefix: row.office for row in prefixes},
    )


async def list_offices(engine: AsyncEngine) -> list[StoredOffice]:
    """All by code, those that were deactivated included."""
    async with engine.connect() as connection:
        return await _all(connection)


async def get_office(engine: AsyncEngine, code: str) -> StoredOffice:
    """Raises NotFound."""
    return _one(await list_offices(engine), code)


async def save_office(
    engine: AsyncEngine,
    code: str,
    wanted: OfficeDetails,
    new: NewOffice,
    account: str,
    now: datetime,
    read_version: int | None = None,
) -> StoredOffice:
    """A new office, which begins with `new`, or other details of one. One that was deactivated stays so.

    Postal codes are taken over from an office that was deactivated. Raises SettingsRefused with what is wrong, and
    StaleVersion if it is not as it was read.
    """
    async with engine.begin() as connection:
        offices = await _alone(connection)
        await check_unchanged(connection, "office", code, read_version)
        if problems := office_faults(code, wanted, [office.known for office in offices]):
            raise SettingsRefused(problems)
        values = {
            "name": wanted.name,
            "seat": wanted.seat,
            "locative": wanted.locative,
            "genitive": wanted.genitive,
            "area_code": wanted.area_code,
            "postal_code": wanted.postal_code,
            "address": wanted.address,
            "is_province": wanted.is_province,
            **reached_values(wanted.reached),
        }
        statement = insert(Office).values({"code": code, **values})
        await connection.execute(statement.on_conflict_do_update(index_elements=["code"], set_=values))
        await _set_prefixes(connection, code, wanted.postal_prefixes)
        if all(office.code != code for office in offices):
            await _begin(connection, code, new, account, now)
        await tell_of_cards(connection)
        return _one(await _all(connection), code)


async def deactivate_office(engine: AsyncEngine, code: str, now: datetime) -> StoredOffice:
    """No callers are sent there any more; who waits there is served, and records keep their meaning.

    Harmless for one that was deactivated before. Raises NotFound, and SettingsRefused as long as somebody works
    there or something sends callers there.
    """
    async with engine.begin() as connection:
        office = _one(await _alone(connection), code)
        if office.deactivated_at is None:
            if problems := await _ties(connection, office, now):
                raise SettingsRefused(problems)
            await _set(connection, code, now)
        return _one(await _all(connection), code)


async def restore_office(engine: AsyncEngine, code: str) -> StoredOffice:
    """It takes callers again, of the postal codes that no other office has taken over. Raises NotFound."""
    async with engine.begin() as connection:
        _one(await _alone(connection), code)
        await _set(connection, code, None)
        return _one(await _all(connection), code)


async def _alone(connection: AsyncConnection) -> list[StoredOffice]:
    """All offices; nobody else changes them, or what ties them to each other, until the transaction ends.

    The rows are locked, too: who hires somebody for an office locks its row until that is done.
    """
    lock = "LOCK TABLE queue_policy, opening_plan, dialled_number, office IN SHARE ROW EXCLUSIVE MODE"
    await connection.execute(text(lock))
    await connection.execute(select(Office.code).order_by(Office.code).with_for_update())
    return await _all(connection)


async def _all(connection: AsyncConnection) -> list[StoredOffice]:
    prefixes: dict[str, list[str]] = {}
    query = select(PostalPrefix.prefix, PostalPrefix.office).order_by(PostalPrefix.prefix)
    for row in await connection.execute(query):
        prefixes.setdefault(row.office, []).append(row.prefix)
    return [
        StoredOffice(
            row.code,
            OfficeDetails(
                row.name,
                row.seat,
                row.locative,
                row.genitive,
                row.area_code,
                row.postal_code,
                row.address,
                row.is_province,
                tuple(prefixes.get(row.code, ())),
                read_reached(row),
            ),
            row.deactivated_at,
            row.deputy,
        )
        for row in await connection.execute(select(Office.__table__).order_by(Office.code))
    ]


def _one(offices: Sequence[StoredOffice], code: str) -> StoredOffice:
    found = next((office for office in offices if office.code == code), None)
    if found is None:
        raise NotFound
    return found


async def _set(connection: AsyncConnection, code: str, deactivated_at: datetime | None) -> None:
    await connection.execute(update(Office).where(Office.code == code).values(deactivated_at=deactivated_at))
    await tell_of_cards(connection)


async def tell_of_cards(connection: AsyncConnection) -> None:
    """Offices are other ones, or are reached otherwise: lines, and articles that name their addresses, follow."""
    await tell_on_commit(connection, NEWS)
    await tell_on_commit(connection, KNOWLEDGE)


async def _set_prefixes(connection: AsyncConnection, code: str, prefixes: Sequence[str]) -> None:
    gone = delete(PostalPrefix).where(PostalPrefix.office == code, PostalPrefix.prefix.not_in(prefixes))
    await connection.execute(gone)
    if rows := [{"prefix": prefix, "office": code} for prefix in sorted(set(prefixes))]:
        statement = insert(PostalPrefix)
        # Only what changes is written: the audit log has each row that was.
        moved = statement.on_conflict_do_update(
            index_elements=["prefix"], set_={"office": code}, where=PostalPrefix.office != code
        )
        await connection.execute(moved, rows)


async def _begin(connection: AsyncConnection, code: str, new: NewOffice, account: str, now: datetime) -> None:
    """The first rules of the queue and the first hours."""
    rules = {
        "id": new_id("policy"),
        "office": code,
        "valid_from": now,
        "settings": dict(new.queue_rules),
        "changed_by": account,
        "changed_at": now,
    }
    await connection.execute(insert(QueuePolicyRow).values(rules))
    kept = select(OpeningPlanRow.office).where(
        OpeningPlanRow.purpose == "evening", _holds(OpeningPlanRow, wall(now).date())
    )
    pools = set((await connection.scalars(kept)).all())
    for plan in new.plans:
        fit = plan if plan.evening_pool in pools else plan.model_copy(update={"evening_pool": None})
        values = plan_values(new_id("plan"), code, fit, account, now)
        await connection.execute(insert(OpeningPlanRow).values(values))
    for news in (RULES, HOURS):
        await tell_on_commit(connection, news)


async def _ties(connection: AsyncConnection, office: StoredOffice, now: datetime) -> list[str]:
    """Why callers would still be sent there, or somebody would be left: Polish sentences; none if it may go."""
    code, found = office.code, []
    if office.details.is_province:
        found.append("Urzędu wojewódzkiego nie można wyłączyć: jest właściwy dla każdego rozmówcy.")
    people = select(func.count()).where(Agent.office == code, Agent.deactivated_at.is_(None))
    if count := await connection.scalar(people):
        found.append(f"W urzędzie pracują konsultanci ({count}). Trzeba ich najpierw przenieść lub wyłączyć.")
    helps = or_(
        QueuePolicyRow.settings["stand_in"].astext == code,
        QueuePolicyRow.settings["neighbours"].contains([code]),
    )
    if seats := await _others(connection, code, QueuePolicyRow, helps, now):
        found.append(f"Urząd pomaga innym: wymieniają go zasady kolejek ({seats}).")
    takes_part = OpeningPlanRow.evening_pool == code
    if seats := await _others(connection, code, OpeningPlanRow, takes_part, wall(now).date()):
        found.append(f"Urząd prowadzi wspólny dyżur, w którym uczestniczą inne ({seats}).")
    numbers = select(DialledNumber.number).where(
        DialledNumber.office == code, DialledNumber.deactivated_at.is_(None)
    )
    if own := (await connection.scalars(numbers.order_by(DialledNumber.number))).all():
        found.append(f"Urząd ma czynny numer ({', '.join(own)}). Trzeba go najpierw wyłączyć.")
    return found


async def _others(
    connection: AsyncConnection, code: str, table: Any, names_it: ColumnElement[bool], moment: date
) -> str:
    """The seats of the other active offices for which a row that holds, or will, names this one."""
    query = (
        select(Office.seat)
        .join(table, table.office == Office.code)
        .where(Office.code != code, Office.deactivated_at.is_(None), names_it, _holds(table, moment))
    )
    return ", ".join(sorted(set((await connection.scalars(query)).all())))


def _holds(table: Any, moment: date) -> ColumnElement[bool]:
    """Now or later; not a row that was replaced before it began."""
    return or_(table.valid_to.is_(None), (table.valid_to > moment) & (table.valid_to > table.valid_from))
